import Kernels

/// An endless sequence of random numbers that a seed, a block's name and a purpose determine.
///
/// The seed is Philox's key, the stream's identity the upper half of its counter: streams never
/// meet, and adding a block to a notebook changes no other block's numbers.
package struct RandomStream: Sendable {
  /// What the numbers are for.
  package enum Purpose: String, Sendable, CaseIterable {
    /// The points of a generated data set.
    case data
    /// Noise on targets.
    case noise
    /// Which rows train.
    case split
    /// The weights before training.
    case initialization = "init"
    /// The order of rows in each epoch.
    case shuffle
    /// Which training rows are held back.
    case validation
    case dropout
  }

  private let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>
  /// The number of the next block of four words.
  private var position: UInt64 = 0
  private var words = SIMD4<UInt32>()
  private var wordCount = 0
  private var spareNormal: Double?

  /// Creates the stream of a block's name and a purpose under a seed.
  package init(seed: UInt64, name: String, purpose: Purpose) {
    self.init(seed: seed, stream: Self.identity(name: name, purpose: purpose))
  }

  /// Creates the stream of an identity under a seed.
  package init(seed: UInt64, stream: UInt64) {
    key = Self.halves(seed)
    self.stream = Self.halves(stream)
  }

  /// Returns the identity of a stream: FNV-1a over the name, a zero byte and the purpose, mixed by
  /// SplitMix64's finalizer.
  package static func identity(name: String, purpose: Purpose) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in Array(name.utf8) + [0] + Array(purpose.rawValue.utf8) {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    return hash ^ (hash >> 31)
  }

  private static func halves(_ word: UInt64) -> SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
  }
}

extension RandomStream {
  /// Returns 32 random bits.
  package mutating func nextUInt32() -> UInt32 {
    if wordCount == 0 {
      let low = Self.halves(position)
      words = Philox.block(counter: SIMD4(low[0], low[1], stream[0], stream[1]), key: key)
      position += 1
      wordCount = 4
    }
    wordCount -= 1
    return words[3 - wordCount]
  }

  /// Returns 64 random bits; the first word is the lower half.
  package mutating func nextUInt64() -> UInt64 {
    let low = nextUInt32()
    return UInt64(nextUInt32()) << 32 | UInt64(low)
  }

  /// Returns a multiple of 2⁻²⁴ in 0 ..< 1, from the top 24 bits of one word.
  package mutating func uniformFloat() -> Float {
    Float(nextUInt32() >> 8) * 0x1p-24
  }

  /// Returns a multiple of 2⁻⁵³ in 0 ..< 1, from the top 53 bits of two words.
  package mutating func uniform() -> Double {
    Double(nextUInt64() >> 11) * 0x1p-53
  }

  /// Returns a number from U(a, b).
  package mutating func uniform(_ a: Double, _ b: Double) -> Double {
    a + (b - a) * uniform()
  }

  /// Returns a number from the standard normal distribution, by Box and Muller's transform.
  package mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    // 1 − u is never 0.
    let radius = (-2 * Elementary.log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareNormal = radius * Elementary.sin(angle)
    return radius * Elementary.cos(angle)
  }

  /// Returns a whole number in 0 ..< n, each with the same probability.
  package mutating func index(below n: Int) -> Int {
    precondition(n > 0, "no number is below \(n)")
    let bound = UInt64(n)
    // Lemire's method: the products' low halves below 2⁶⁴ mod n are one too many for some numbers.
    let threshold = (0 &- bound) % bound
    while true {
      let product = nextUInt64().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// Shuffles an array by Fisher and Yates's method.
  package mutating func shuffle<Element>(_ array: inout [Element]) {
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, index(below: last + 1))
    }
  }

  /// Returns 0 ..< n in random order.
  package mutating func permutation(of n: Int) -> [Int] {
    var order = Array(0..<n)
    shuffle(&order)
    return order
  }
}
