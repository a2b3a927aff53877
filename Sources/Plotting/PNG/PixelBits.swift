/// A bit for each pixel of a row, and one that is set after the last.
@safe struct PixelBits: ~Copyable {
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCount = 0
  private(set) var pixelCount: Int

  /// How many bits are set at a time.
  static let groupLength = 16

  /// Creates clear bits for so many pixels.
  init(pixelCount: Int) {
    self.pixelCount = pixelCount
    byteCount = Self.byteCount(pixelCount)
    unsafe bytes = .allocate(capacity: byteCount)
    unsafe bytes.initialize(repeating: 0, count: byteCount)
    finish()
  }

  deinit { unsafe bytes.deallocate() }

  /// Eight bytes are read and written at a time.
  private static func byteCount(_ pixelCount: Int) -> Int { pixelCount >> 3 + 16 }

  /// Becomes clear bits for so many pixels.
  mutating func reset(pixelCount: Int) {
    let needed = Self.byteCount(pixelCount)
    if needed > byteCount {
      unsafe bytes.deallocate()
      unsafe bytes = .allocate(capacity: needed)
      byteCount = needed
    }
    self.pixelCount = pixelCount
    unsafe bytes.initialize(repeating: 0, count: byteCount)
    finish()
  }

  /// Sets all bits, or clears all but the one after the last pixel.
  func fill(_ isSet: Bool) {
    unsafe bytes.update(repeating: isSet ? 0xFF : 0, count: pixelCount >> 3 + 9)
    finish()
  }

  /// Sets the bit after the last pixel: the last step wherever groups are set.
  func finish() { unsafe bytes[pixelCount >> 3] |= 1 << UInt8(pixelCount & 7) }

  subscript(x: Int) -> Bool {
    get { unsafe bytes[x &>> 3] &>> UInt8(truncatingIfNeeded: x & 7) & 1 != 0 }
    nonmutating set {
      let bit = 1 &<< UInt8(truncatingIfNeeded: x & 7) as UInt8
      unsafe bytes[x &>> 3] = newValue ? bytes[x &>> 3] | bit : bytes[x &>> 3] & ~bit
    }
  }

  /// Sets the bits of 16 pixels, the first of which is the lowest and has a number divisible by eight.
  /// What lies beyond the last pixel does not matter, after `finish`.
  @inline(__always)
  func set(_ group: UInt16, at x: Int) {
    assert(x & 7 == 0 && x < pixelCount)
    unsafe UnsafeMutableRawPointer(bytes).storeBytes(
      of: group.littleEndian, toByteOffset: x &>> 3, as: UInt16.self)
  }

  /// Returns 64 bits from a pixel on whose number is divisible by eight.
  @inline(__always)
  private func word(at x: Int) -> UInt64 {
    unsafe UInt64(
      littleEndian: UnsafeRawPointer(bytes).loadUnaligned(
        fromByteOffset: x &>> 3, as: UInt64.self))
  }

  /// Returns the first pixel from one on whose bit is set: the number of pixels if there is none.
  @inline(__always)
  func next(from x: Int) -> Int {
    assert(x <= pixelCount)
    let rest = word(at: x) &>> UInt64(truncatingIfNeeded: x & 7)
    if rest != 0 { return x &+ rest.trailingZeroBitCount }
    var start = x & ~7
    repeat { start &+= 64 } while word(at: start) == 0
    return start &+ word(at: start).trailingZeroBitCount
  }

  /// Sets the bits of pixels from which on some bits in a row of the one or the other are clear.
  ///
  /// - Parameters:
  ///   - aLength: How many bits of `a`, at most eight.
  ///   - bLength: How many bits of `b`, at most eight.
  func markClear(
    _ a: borrowing PixelBits, _ aLength: Int, or b: borrowing PixelBits, _ bLength: Int
  ) {
    assert((1...8).contains(aLength) && (1...8).contains(bLength))
    // Of 64 bits the last seven may begin something whose end is not among them.
    for x in stride(from: 0, to: pixelCount, by: 56) {
      let starts =
        Self.starts(aLength, among: ~a.word(at: x)) | Self.starts(bLength, among: ~b.word(at: x))
      unsafe UnsafeMutableRawPointer(bytes).storeBytes(
        of: starts.littleEndian, toByteOffset: x &>> 3, as: UInt64.self)
    }
    finish()
  }

  /// Returns where so many bits in a row are set.
  @inline(__always)
  private static func starts(_ length: Int, among bits: UInt64) -> UInt64 {
    var (bits, known) = (bits, 1)
    while known < length {
      let step = min(known, length &- known)
      bits &= bits &>> UInt64(truncatingIfNeeded: step)
      known &+= step
    }
    return bits
  }
}
