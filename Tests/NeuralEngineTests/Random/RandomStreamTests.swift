import Kernels
import Testing

@testable import NeuralEngine

struct RandomStreamTests {
  @Test(
    "Philox gives the known answers of Random123",
    arguments: [
      (
        SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
        SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
      ),
      (
        SIMD4(repeating: UInt32.max), SIMD2(repeating: UInt32.max),
        SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
      ),
      (
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        SIMD2(0xa409_3822, 0x299f_31d0),
        SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
      ),
    ])
  func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
    #expect(Philox.block(counter: counter, key: key) == expected)
  }

  @Test("a stream is Philox under the seed with its identity in the counter")
  func layout() {
    var stream = RandomStream(seed: 0x1_0000_0002, stream: 0x3_0000_0004)
    let expected = (0..<2).flatMap { position in
      let block = Philox.block(
        counter: SIMD4(UInt32(position), 0, 4, 3), key: SIMD2(2, 1))
      return (0..<4).map { block[$0] }
    }
    #expect((0..<8).map { _ in stream.nextUInt32() } == expected)
  }

  @Test("names, purposes and seeds give streams of their own; the same ones repeat")
  func independence() {
    var firsts: Set<UInt64> = []
    for seed in 0..<3 as Range<UInt64> {
      for name in ["", "a", "b", "ab", "xor"] {
        for purpose in RandomStream.Purpose.allCases {
          var stream = RandomStream(seed: seed, name: name, purpose: purpose)
          var again = stream
          firsts.insert(stream.nextUInt64())
          _ = again.nextUInt64()
          #expect(stream.nextUInt64() == again.nextUInt64())
        }
      }
    }
    #expect(firsts.count == 3 * 5 * RandomStream.Purpose.allCases.count)
  }

  @Test("numbers of a stream never change between versions")
  func recorded() {
    var stream = RandomStream(seed: 1, name: "xor", purpose: .data)
    // Computed by an independent Python implementation of the documented layout.
    #expect(RandomStream.identity(name: "xor", purpose: .data) == 0x7747_ccc3_69ba_949e)
    #expect(stream.nextUInt64() == 0xf95c_30f0_7042_52c2)
    #expect(stream.uniform() == 0.13617430153492183)
  }

  @Test("uniform numbers fill 0 ..< 1 evenly")
  func uniform() {
    var stream = RandomStream(seed: 5, name: "u", purpose: .data)
    let count = 20_000
    var bins = [Int](repeating: 0, count: 20)
    var sum = 0.0
    for _ in 0..<count {
      let value = stream.uniform()
      #expect(value >= 0 && value < 1)
      bins[Int(value * 20)] += 1
      sum += value
      let float = stream.uniformFloat()
      #expect(float >= 0 && float < 1)
    }
    #expect((sum / Double(count) - 0.5).magnitude < 0.01)
    // χ² with 19 degrees of freedom: 43.8 is the 0.1% point.
    let expected = Double(count) / 20
    let chiSquare = bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    #expect(chiSquare / expected < 43.8)
  }

  @Test("normal numbers have the moments and tails of N(0, 1)")
  func normal() {
    var stream = RandomStream(seed: 6, name: "n", purpose: .noise)
    let count = 40_000
    let values = (0..<count).map { _ in stream.normal() }
    func moment(_ power: Int) -> Double {
      values.reduce(0) { $0 + Elementary.pow($1, Double(power)) } / Double(count)
    }
    #expect(moment(1).magnitude < 0.02)
    #expect((moment(2) - 1).magnitude < 0.03)
    #expect(moment(3).magnitude < 0.08)
    #expect((moment(4) - 3).magnitude < 0.2)
    let within = Double(values.count { $0.magnitude < 1.959963984540054 }) / Double(count)
    #expect((within - 0.95).magnitude < 0.005)
    let lag = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    #expect(lag.magnitude < 0.02)
  }

  @Test("whole numbers are unbiased, also where modulo would not be")
  func wholeNumbers() {
    var stream = RandomStream(seed: 7, name: "i", purpose: .shuffle)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.index(below: 6)] += 1 }
    for count in counts { #expect(abs(count - 10_000) < 400) }
    #expect((0..<10).allSatisfy { _ in stream.index(below: 1) == 0 })
    // Below ⅔·2⁶³ half of the numbers would fall in the lower third with a modulo of 2⁶³.
    let large = Int.max / 3 * 2
    let low = (0..<6_000).count { _ in stream.index(below: large) < large / 2 }
    #expect(abs(low - 3_000) < 250)
  }

  @Test("shuffles are permutations, each with the same probability")
  func shuffles() {
    var stream = RandomStream(seed: 8, name: "s", purpose: .shuffle)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[stream.permutation(of: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    for (order, count) in counts {
      #expect(order.sorted() == [0, 1, 2, 3])
      #expect(abs(count - 1_000) < 150)
    }
    #expect(stream.permutation(of: 0) == [] && stream.permutation(of: 1) == [0])
  }
}
