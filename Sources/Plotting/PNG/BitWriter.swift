/// Bytes that are filled bit by bit, lowest bit first.
struct BitWriter {
  private(set) var bytes: [UInt8]
  private var bits: UInt64 = 0
  private var count = 0

  /// Starts after some whole bytes.
  init(after bytes: [UInt8], capacity: Int) {
    self.bytes = bytes
    self.bytes.reserveCapacity(capacity)
  }

  /// Appends the lowest bits of a number, at most 48.
  @inline(__always)
  mutating func write(_ value: UInt64, _ bitCount: Int) {
    bits |= value << UInt64(truncatingIfNeeded: count)
    count &+= bitCount
    while count >= 16 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
      bits >>= 16
      count &-= 16
    }
  }

  /// Up to 48 bits that are written together.
  struct Word {
    /// The bits above eight that hold their number.
    fileprivate let packed: UInt64

    /// Creates a word of the lowest bits of a number; all others are 0.
    init(_ bits: UInt64, _ count: Int) { packed = bits << 8 | UInt64(count) }

    /// Returns a word with the bits of another one after its own.
    func followed(by other: Word) -> Word {
      let count = packed & 255
      let bits = packed >> 8 | (other.packed >> 8) << count
      return Word(bits, Int(count + other.packed & 255))
    }
  }

  /// Appends a word.
  @inline(__always)
  mutating func write(_ word: Word) {
    write(word.packed >> 8, Int(truncatingIfNeeded: word.packed & 255))
  }

  /// Appends for each number the word of that place.
  mutating func write(_ numbers: UnsafeBufferPointer<UInt16>, as words: [Word]) {
    // Eight bytes are stored at a time, of which at most six are new and one was begun before.
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 6 * numbers.count + 8))
    var (bits, count) = (bits, count)
    var offset = start
    unsafe bytes.withUnsafeMutableBytes { bytes in
      unsafe words.withUnsafeBufferPointer { words in
        for index in 0..<numbers.count {
          let word = unsafe words[Int(numbers[index])].packed
          bits |= (word >> 8) << UInt64(truncatingIfNeeded: count)
          count &+= Int(truncatingIfNeeded: word & 255)
          unsafe bytes.storeBytes(of: bits.littleEndian, toByteOffset: offset, as: UInt64.self)
          offset &+= count >> 3
          bits >>= UInt64(truncatingIfNeeded: count & ~7)
          count &= 7
        }
      }
    }
    (self.bits, self.count) = (bits, count)
    bytes.removeLast(bytes.count - offset)
  }

  /// Fills the last byte with zeros.
  mutating func finishByte() {
    while count > 0 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      count -= 8
    }
    count = 0
  }

  /// Appends whole bytes after whole bytes.
  mutating func append(_ more: [UInt8]) {
    precondition(count == 0, "within a byte")
    bytes.append(contentsOf: more)
  }

  /// Appends a number of four bytes, highest first, after whole bytes.
  mutating func appendBigEndian(_ value: UInt32) {
    append([0, 0, 0, 0])
    replace(at: bytes.count - 4, bigEndian: value)
  }

  /// Writes a number of four bytes, highest first, over those at an offset.
  mutating func replace(at offset: Int, bigEndian value: UInt32) {
    for place in 0..<4 {
      bytes[offset + place] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * place))
    }
  }
}
