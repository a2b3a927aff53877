import Testing

@testable import Plotting

@Suite struct BitWriterTests {
  @Test("Words written together are those written one by one", arguments: 0..<20)
  func words(seed: UInt64) {
    var random = SplitMix(state: seed)
    let table = (0..<300).map { _ in
      let count = Int.random(in: 0...48, using: &random)
      let bits = UInt64.random(in: 0...UInt64.max, using: &random) & (1 << UInt64(count) - 1)
      return (bits: bits, count: count)
    }
    let words = table.map { BitWriter.Word($0.bits, $0.count) }
    var (fast, slow) = (BitWriter(after: [9], capacity: 0), BitWriter(after: [9], capacity: 0))
    for _ in 0..<4 {
      // Between them a few bits, so that words begin anywhere within a byte.
      let extra = Int.random(in: 0...15, using: &random)
      fast.write(1 << UInt64(extra) - 1, extra)
      slow.write(1 << UInt64(extra) - 1, extra)
      let numbers = (0..<Int.random(in: 0...900, using: &random)).map { _ in
        UInt16.random(in: 0..<300, using: &random)
      }
      numbers.withUnsafeBufferPointer { fast.write($0, as: words) }
      for number in numbers { slow.write(table[Int(number)].bits, table[Int(number)].count) }
    }
    fast.finishByte()
    slow.finishByte()
    #expect(fast.bytes == slow.bytes)
  }

  @Test("A word followed by another has the bits of both")
  func followed() {
    var (joined, apart) = (BitWriter(after: [], capacity: 0), BitWriter(after: [], capacity: 0))
    joined.write(BitWriter.Word(0b101, 3).followed(by: BitWriter.Word(0b11001, 5)))
    apart.write(0b101, 3)
    apart.write(0b11001, 5)
    #expect(joined.bytes == apart.bytes && joined.bytes.count <= 2)
    joined.finishByte()
    #expect(joined.bytes == [0b1100_1101])
  }
}
