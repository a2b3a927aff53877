import Kernels
import Testing

@testable import NeuralEngine

/// The orders of rows are those of one block of Philox after the other, taken word by word.
struct RowOrderTests {
  /// Fisher and Yates's method with Lemire's, written down naively.
  private struct Reference {
    let seed: UInt64
    let identity: UInt64
    var position: UInt64 = 0
    var rows: [Int32]

    mutating func shuffle() {
      var words: [UInt32] = []
      for last in stride(from: rows.count - 1, to: 0, by: -1) {
        let bound = UInt32(last + 1)
        while true {
          if words.isEmpty { words = next() }
          let product = words.removeFirst().multipliedFullWidth(by: bound)
          if product.low >= (0 &- bound) % bound {
            rows.swapAt(last, Int(product.high))
            break
          }
        }
      }
    }

    private mutating func next() -> [UInt32] {
      func halves(_ word: UInt64) -> (UInt32, UInt32) {
        (UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
      }
      let (low, high) = halves(position)
      let (stream0, stream1) = halves(identity)
      let (key0, key1) = halves(seed)
      position += 1
      let block = Philox.block(
        counter: SIMD4(low, high, stream0, stream1), key: SIMD2(key0, key1))
      return (0..<4).map { block[$0] }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 5, 10, 32, 33, 34, 100, 1_001])
  func rowsFollowTheSequence(_ count: Int) {
    let seed: UInt64 = 0x0123_4567_89ab_cdef
    for kernels in Processor.available {
      let memory = TensorMemory()
      let region = memory.allocate(count)
      let order = RowOrder(in: memory, region, seed: seed, stream: "rows", kernels)
      var reference = Reference(
        seed: seed, identity: RandomStream.identity(name: "rows", purpose: .shuffle),
        rows: (0..<count).map { Int32($0) })
      for epoch in 1...12 {
        order.shuffle()
        reference.shuffle()
        let rows = memory.read(region).map { Int32(bitPattern: $0.bitPattern) }
        #expect(rows == reference.rows, "epoch \(epoch) with \(kernels.name)")
      }
    }
  }
}
