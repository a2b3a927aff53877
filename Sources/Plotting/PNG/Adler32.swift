/// The checksum of zlib streams (RFC 1950), computed from runs, from bytes, and from rows whose sums
/// are known.
struct Adler32 {
  /// What a stretch of bytes adds to any checksum before it.
  struct Sums {
    private(set) var count = 0
    /// Σ byte.
    private(set) var sum = 0
    /// Σ byte · (number of bytes from it to the end).
    private(set) var weighted = 0

    init() {}

    /// Adds up at most 2¹⁵ bytes, eight at a time.
    init(of bytes: UnsafeBufferPointer<UInt8>) {
      precondition(bytes.count <= 1 << 15, "sums of more bytes do not fit their lanes")
      typealias Sums = SIMD8<UInt32>
      count = bytes.count
      let wholeCount = bytes.count & ~7
      // Σ byte of a lane, and the same at the end of each group before, added up.
      var (lanes, earlier) = (Sums(), Sums())
      let raw = UnsafeRawBufferPointer(bytes)
      for offset in stride(from: 0, to: wholeCount, by: 8) {
        let group = unsafe raw.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt8>.self)
        earlier &+= lanes
        lanes &+= Sums(truncatingIfNeeded: group)
      }
      for lane in 0..<8 {
        sum += Int(lanes[lane])
        weighted += 8 * Int(earlier[lane]) + (8 - lane) * Int(lanes[lane])
      }
      // Every byte counts for itself and once more for each that follows.
      weighted += (count - wholeCount) * sum
      for index in wholeCount..<count {
        let byte = unsafe Int(bytes[index])
        sum += byte
        weighted += (count - index) * byte
      }
    }

    /// The sums of so many zeros.
    init(zeros count: Int) { self.count = count }

    /// Changes a byte by some amount, `end` bytes before the end.
    @inline(__always)
    mutating func change(by difference: Int, _ end: Int) {
      sum &+= difference
      weighted &+= difference &* end
    }

    /// Replaces some bytes by equal ones.
    ///
    /// - Parameter end: How many bytes before the end the first of them is.
    mutating func replace(_ bytes: UnsafeBufferPointer<UInt8>, by byte: UInt8, _ end: Int) {
      let old = unsafe Self(of: bytes)
      let rest = end &- bytes.count
      let value = Int(byte)
      let (newSum, newWeighted) = (
        value &* bytes.count, value &* ((bytes.count &* (bytes.count &+ 1)) >> 1)
      )
      sum &+= newSum &- old.sum
      weighted &+= newWeighted &- old.weighted &+ rest &* (newSum &- old.sum)
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
