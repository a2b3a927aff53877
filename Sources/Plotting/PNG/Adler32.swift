/// The checksum of zlib streams (RFC 1950), computed from the sums of rows.
struct Adler32 {
  /// What a stretch of bytes adds to any checksum before it.
  struct Sums {
    private(set) var count = 0
    /// Σ byte.
    private(set) var sum = 0
    /// Σ byte · (number of bytes from it to the end).
    private(set) var weighted = 0

    /// Adds up at most 2¹⁵ bytes, sixteen at a time.
    init(of bytes: UnsafeBufferPointer<UInt8>) {
      precondition(bytes.count <= 1 << 15, "sums of more bytes are not needed")
      count = bytes.count
      let raw = UnsafeRawBufferPointer(bytes)
      var offset = 0
      while offset &+ 16 <= count {
        // Lanes of 16 bits have room for sixteen groups: 255 · (1 + 2 + … + 16) < 2¹⁶.
        let end = min(count &- 15, offset &+ 256)
        let start = offset
        // Σ byte of a lane, and the same at the end of each group, added up.
        var (lanes, ends) = (SIMD16<UInt16>(), SIMD16<UInt16>())
        repeat {
          let group = unsafe raw.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
          lanes &+= SIMD16<UInt16>(truncatingIfNeeded: group)
          ends &+= lanes
          offset &+= 16
        } while offset < end
        // A byte of lane i counts 16 times for each group from its own on, less i times.
        let places = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let wide = SIMD16<UInt32>(truncatingIfNeeded: lanes)
        weighted &+= (offset &- start) &* sum
        weighted &+= 16 &* Int(SIMD16<UInt32>(truncatingIfNeeded: ends).wrappedSum())
        weighted &-= Int((wide &* places).wrappedSum())
        sum &+= Int(wide.wrappedSum())
      }
      // Every byte counts for itself and once more for each that follows.
      weighted &+= (count &- offset) &* sum
      while offset < count {
        let byte = unsafe Int(bytes[offset])
        sum &+= byte
        weighted &+= (count &- offset) &* byte
        offset &+= 1
      }
    }

    /// The sums of so many zeros.
    init(zeros count: Int) { self.count = count }
  }

  private static let modulus = 65_521
  private var a = 1
  private var b = 0

  /// Appends a stretch of at most 2¹⁵ bytes.
  mutating func append(_ sums: Sums) {
    b = (b + sums.count * a + sums.weighted) % Self.modulus
    a = (a + sums.sum) % Self.modulus
  }

  var value: UInt32 { UInt32(b) << 16 | UInt32(a) }
}
