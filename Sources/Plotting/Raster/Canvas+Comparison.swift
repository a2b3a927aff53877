import CCPU

extension Canvas {
  /// Whether a row has the same pixels as the one above it.
  func rowEqualsPrevious(_ y: Int) -> Bool {
    precondition(y > 0 && rows.contains(y))
    let row = unsafe self.row(y)
    var isEqual = true
    forEachStretch(of: paintedStretches(y) | paintedStretches(above: y)) { start, end in
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

  /// Sets a bit for each pixel of a row that differs from the one above it, clears the others, and
  /// returns whether any does.
  func compareWithPrevious(_ y: Int, _ differences: borrowing PixelBits) -> Bool {
    precondition(y > 0 && rows.contains(y) && differences.pixelCount == width)
    differences.fill(false)
    let row = unsafe self.row(y)
    let above = unsafe row - width
    forEachStretch(of: paintedStretches(y) | paintedStretches(above: y)) { start, end in
      for x in stride(from: start, to: end, by: PixelBits.groupLength) {
        unsafe differences.set(ccpu_differing32(row + x, above + x), at: x)
      }
    }
    differences.finish()
    return differences.next(from: 0) < width
  }

  /// Sets a bit for each pixel of a row that differs from the one before it, and clears the others; the
  /// first always differs.
  func compareNeighbours(_ y: Int, _ borders: borrowing PixelBits) {
    precondition(rows.contains(y) && borders.pixelCount == width)
    borders.fill(false)
    let row = unsafe self.row(y)
    forEachStretch(of: paintedStretches(y)) { start, end in
      // The first pixel after what has been painted may differ from the last there.
      for x in stride(from: start, to: min(end &+ 1, width), by: PixelBits.groupLength) {
        unsafe borders.set(ccpu_differing32(row + x, row + x - 1), at: x)
      }
    }
    borders[0] = true
    borders.finish()
  }
}
