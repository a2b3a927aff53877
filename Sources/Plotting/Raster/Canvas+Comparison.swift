extension Canvas {
  /// Whether a row has the same pixels as the one above it.
  func rowEqualsPrevious(_ y: Int) -> Bool {
    precondition(y > 0 && rows.contains(y))
    let row = unsafe self.row(y)
    let slot = y &- rows.lowerBound &+ 1
    var isEqual = true
    unsafe forEachStretch(of: painted[slot] | painted[slot &- 1]) { start, end in
      isEqual = unsafe isEqual && Self.areEqual(row + start, row + start - width, end &- start)
    }
    return isEqual
  }

  private static func areEqual(
    _ row: UnsafeMutablePointer<UInt32>, _ above: UnsafeMutablePointer<UInt32>, _ count: Int
  ) -> Bool {
    var x = 0
    while x &+ 4 <= count {
      let a = unsafe UnsafeRawPointer(row + x)
      let b = unsafe UnsafeRawPointer(above + x)
      let first = unsafe a.loadUnaligned(as: UInt64.self) ^ b.loadUnaligned(as: UInt64.self)
      let second =
        unsafe a.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        ^ b.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      if first | second != 0 { return false }
      x &+= 4
    }
    while x < count {
      if unsafe row[x] != above[x] { return false }
      x &+= 1
    }
    return true
  }

  /// Returns a bit for each of eight pixels that differs from the one before it, the first in the lowest
  /// bit.
  @inline(__always)
  static func borders(_ first: UnsafeRawPointer) -> UInt8 {
    typealias Pixels = SIMD8<UInt32>
    let pixels = unsafe first.loadUnaligned(as: Pixels.self)
    let before = unsafe (first - 4).loadUnaligned(as: Pixels.self)
    let ones = Pixels.zero.replacing(with: Pixels(repeating: 1), where: pixels .!= before)
    return PixelBits.group(SIMD8<UInt8>(truncatingIfNeeded: ones))
  }

  /// Sets a bit for each pixel of a row that differs from the one before it; the first always does.
  func compareNeighbours(_ y: Int, _ borders: borrowing PixelBits) {
    precondition(rows.contains(y))
    let row = unsafe UnsafeRawPointer(self.row(y))
    for x in stride(from: 0, to: width, by: Self.groupLength) {
      unsafe borders.set(Self.borders(row + 4 &* x), at: x)
    }
    borders[0] = true
  }
}
