/// The coverages of small shapes, each found once and painted at many places.
struct MaskAtlas {
  /// Where the coverages of a shape are.
  struct Mask {
    /// The pixels, relative to that of the shape's origin.
    var region: PixelRect
    /// The place of the first row's first coverage.
    var start: Int
    /// From one row to the next; whole groups of pixels.
    var stride: Int
  }

  private(set) var masks: [Mask] = []
  /// 0 to `CoverageAccumulator.steps` for each pixel. Rows end with zeros up to a whole group; one
  /// group more after all rows can be read.
  private(set) var coverages = [UInt8](repeating: 0, count: Canvas.groupLength)

  /// With more bytes than this, all masks are forgotten before the next picture.
  static let mostBytes = 1 << 22

  /// Takes all masks away.
  mutating func removeAll() {
    masks.removeAll(keepingCapacity: true)
    coverages.removeAll()
    coverages = [UInt8](repeating: 0, count: Canvas.groupLength)
  }

  /// Adds a mask of the shape whose edges an accumulator has, and returns its number.
  ///
  /// - Parameter region: What the accumulator was begun with.
  mutating func append(
    _ accumulator: inout CoverageAccumulator, _ rule: FillRule, region: PixelRect
  ) -> Int {
    let group = Canvas.groupLength
    let stride = (region.maxX - region.minX + group - 1) / group * group
    let start = coverages.count - group
    let count = stride * (region.maxY - region.minY)
    coverages.append(contentsOf: repeatElement(0, count: count))
    unsafe coverages.withUnsafeMutableBytes { bytes in
      unsafe accumulator.store(rule, in: bytes[start..<start + count], stride: stride)
    }
    masks.append(Mask(region: region, start: start, stride: stride))
    return masks.count - 1
  }
}

extension Canvas {
  /// Paints a color through a mask.
  ///
  /// - Parameters:
  ///   - coverages: Those of the mask's first row and all that follow.
  ///   - x: The column of the mask's first coverage, `y` its row.
  ///   - opacity: 0 to 256, of what is covered whole.
  ///   - region: The only pixels that are painted, all within the mask and the canvas.
  func paint(
    _ coverages: UnsafePointer<UInt8>, stride: Int, x: Int, y: Int, color: UInt32, opacity: Int,
    in region: PixelRect
  ) {
    typealias Opacities = SIMD8<UInt16>
    let weight = UInt16(truncatingIfNeeded: opacity)
    let columns = region.maxX &- region.minX
    var source = unsafe UnsafeRawPointer(
      coverages + (region.minY &- y) &* stride + (region.minX &- x))
    for row in region.minY..<region.maxY {
      mark(y: row, from: region.minX, to: region.maxX)
      let pixels = unsafe self.row(row) + region.minX
      var column = 0
      while column < columns {
        var group = unsafe source.loadUnaligned(fromByteOffset: column, as: UInt64.self)
        let rest = columns &- column
        if rest < Self.groupLength {
          group &= 1 &<< UInt64(truncatingIfNeeded: 8 &* rest) &- 1
        }
        if group != 0 {
          let bytes = unsafe unsafeBitCast(group.littleEndian, to: SIMD8<UInt8>.self)
          let opacities =
            (Opacities(truncatingIfNeeded: bytes) &* Opacities(repeating: weight)) &>> 4
          unsafe Self.paintGroup(pixels + column, color: color, opacities: opacities)
        }
        column &+= Self.groupLength
      }
      unsafe source += stride
    }
  }
}
