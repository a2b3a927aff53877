/// The checksum of zlib streams (RFC 1950), computed from runs and from rows whose sums are known.
struct Adler32 {
  /// What a stretch of bytes adds to any checksum before it.
  struct Sums {
    private(set) var count = 0
    /// Σ byte.
    private(set) var sum = 0
    /// Σ byte · (number of bytes from it to the end).
    private(set) var weighted = 0

    /// Appends equal bytes.
    mutating func append(_ byte: UInt8, count: Int) {
      let value = Int(byte)
      // At most 2¹⁶ bytes, whose sums have room to spare.
      weighted &+= count &* sum &+ value &* ((count &* (count &+ 1)) >> 1)
      sum &+= value &* count
      self.count &+= count
    }
  }

  private static let modulus = 65_521
  private var a = 1
  private var b = 0

  /// Appends a stretch of at most 2¹⁶ bytes.
  mutating func append(_ sums: Sums) {
    b = (b + sums.count * a + sums.weighted) % Self.modulus
    a = (a + sums.sum) % Self.modulus
  }

  var value: UInt32 { UInt32(b) << 16 | UInt32(a) }
}
