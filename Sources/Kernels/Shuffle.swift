/// What determines the words of a random sequence: Philox's key, the upper half of its counters and
/// the number of the next block of four words.
@usableFromInline
package struct WordSequence: BitwiseCopyable, Sendable {
  @usableFromInline package var key: SIMD2<UInt32>
  @usableFromInline package var stream: SIMD2<UInt32>
  @usableFromInline package var position: UInt64 = 0

  /// Creates the sequence of a stream under a seed.
  package init(key: SIMD2<UInt32>, stream: SIMD2<UInt32>) {
    self.key = key
    self.stream = stream
  }
}

/// Shuffles by Fisher and Yates's method, from the last row down; every order is equally likely. A
/// shuffle begins with a new block of the sequence.
@inlinable @inline(never)
func shuffle<Set: InstructionSet>(
  _ set: Set.Type, _ rows: UnsafeMutablePointer<Int32>, _ count: Int,
  _ sequence: UnsafeMutablePointer<WordSequence>
) {
  withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 16) { words in
    let pairs = words.baseAddress.unsafelyUnwrapped
    var used = 32
    var last = count &- 1
    while last > 0 {
      if used == 32 {
        fillWithEightBlocks(set, pairs, sequence.pointee)
        sequence.pointee.position &+= 8
        used = 0
      }
      let pair = pairs[used &>> 1]
      let word = used & 1 == 0 ? pair & 0xffff_ffff : pair &>> 32
      used &+= 1
      // Lemire's method: products whose low half lies below 2³² mod n would favour some numbers.
      let bound = UInt64(truncatingIfNeeded: last &+ 1)
      let product = word &* bound
      let low = product & 0xffff_ffff
      if low < bound && low < (0x1_0000_0000 &- bound) % bound { continue }
      let other = Int(truncatingIfNeeded: product &>> 32)
      let row = rows[last]
      rows[last] = rows[other]
      rows[other] = row
      last &-= 1
    }
    // Whole blocks that are left over come again.
    sequence.pointee.position &-= UInt64(truncatingIfNeeded: (32 &- used) &>> 2)
  }
}

/// Writes the words of eight blocks of Philox4x32-10 (see `Philox`) that follow one another, two to a
/// number, the first in the lower half. Each lane computes one block.
@inlinable @inline(__always)
func fillWithEightBlocks<Set: InstructionSet>(
  _: Set.Type, _ pairs: UnsafeMutablePointer<UInt64>, _ sequence: WordSequence
) {
  typealias Lanes = SIMD8<UInt64>
  let lower = Lanes(repeating: 0xffff_ffff)
  let number = Lanes(repeating: sequence.position) &+ Lanes(0, 1, 2, 3, 4, 5, 6, 7)
  var c0 = number
  var c1 = number &>> 32
  var c2 = Lanes(repeating: UInt64(sequence.stream[0]))
  var c3 = Lanes(repeating: UInt64(sequence.stream[1]))
  var (k0, k1) = (sequence.key[0], sequence.key[1])
  // Upper halves hold what is left of products; only lower halves count.
  for _ in 0..<10 {
    let first = (c0 & lower) &* Lanes(repeating: 0xD251_1F53)
    let second = (c2 & lower) &* Lanes(repeating: 0xCD9E_8D57)
    c0 = (second &>> 32) ^ c1 ^ Lanes(repeating: UInt64(k0))
    c1 = second
    c2 = (first &>> 32) ^ c3 ^ Lanes(repeating: UInt64(k1))
    c3 = first
    k0 &+= 0x9E37_79B9
    k1 &+= 0xBB67_AE85
  }
  let firstPairs = (c0 & lower) | (c1 &<< 32)
  let secondPairs = (c2 & lower) | (c3 &<< 32)
  for lane in 0..<8 {
    pairs[2 &* lane] = firstPairs[lane]
    pairs[2 &* lane &+ 1] = secondPairs[lane]
  }
}
