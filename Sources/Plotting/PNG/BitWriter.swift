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
    precondition(count == 0, "within a byte")
    for shift in [24, 16, 8, 0] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
