public import CCPU

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
/// shuffle begins with a new block of the sequence. The instruction set decides nothing but for which
/// registers the words are computed.
@inlinable @inline(never)
func shuffle<Set: InstructionSet>(
  _: Set.Type, _ rows: UnsafeMutablePointer<Int32>, _ count: Int,
  _ sequence: UnsafeMutablePointer<WordSequence>
) {
  // Two times eight blocks at once, for neither waits for the other.
  let wordCount = 64
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: wordCount) { buffer in
    let words = buffer.baseAddress.unsafelyUnwrapped
    var used = wordCount
    var last = count &- 1
    while last > 0 {
      if used == wordCount {
        let (key, stream) = (sequence.pointee.key, sequence.pointee.stream)
        let position = sequence.pointee.position
        ccpu_philox8(words, position, stream[0], stream[1], key[0], key[1])
        ccpu_philox8(words + 32, position &+ 8, stream[0], stream[1], key[0], key[1])
        sequence.pointee.position = position &+ 16
        used = 0
      }
      let word = UInt64(words[used])
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
    sequence.pointee.position &-= UInt64(truncatingIfNeeded: (wordCount &- used) &>> 2)
  }
}
