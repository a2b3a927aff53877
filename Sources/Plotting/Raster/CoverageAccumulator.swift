/// Turns outlines into the exact share of every pixel that they cover.
///
/// Coordinates are 24.8 fixed point. Each edge adds its signed area to the cells it crosses; a
/// running sum along a row is then the winding-weighted coverage (the method of libart, AGG and
/// FreeType's smooth rasteriser). All sums are integers: they cancel exactly where a shape ends and
/// are the same on every machine. Work is proportional to the outline and to the spans painted.
@safe struct CoverageAccumulator: ~Copyable {
  /// What a fully covered pixel sums up to: 256 steps of height times 512 half-steps of width.
  static let full: Int32 = 1 << 17
  /// Steps of coverage that reach the painter. Seventeen shades of each edge are smooth to the eye
  /// at two device pixels a CSS pixel and let a figure's colours fit a palette.
  static let steps = 16

  private var cells: UnsafeMutablePointer<Int32>
  private var capacity: Int
  /// The first and last cell of each row that is not zero.
  private var touched: UnsafeMutablePointer<(first: Int32, last: Int32)>
  private var rowCapacity: Int

  private var originX = 0
  private var originY = 0
  private var columns = 0
  private var rows = 0
  private var stride = 0

  init() {
    capacity = 1 << 14
    rowCapacity = 1 << 10
    unsafe cells = .allocate(capacity: capacity)
    unsafe cells.initialize(repeating: 0, count: capacity)
    unsafe touched = .allocate(capacity: rowCapacity)
    unsafe touched.initialize(repeating: (Int32.max, -1), count: rowCapacity)
  }

  deinit {
    unsafe cells.deallocate()
    unsafe touched.deallocate()
  }

  /// Starts a shape that is painted only within a rectangle of pixels.
  mutating func begin(_ region: PixelRect) {
    originX = region.minX
    originY = region.minY
    columns = region.maxX - region.minX
    rows = region.maxY - region.minY
    // One cell more than pixels for edges on the right border, one for what they hand on.
    stride = (columns + 2 + 7) & ~7
    let needed = stride * rows
    if needed > capacity {
      unsafe cells.deallocate()
      capacity = needed
      unsafe cells = .allocate(capacity: capacity)
      unsafe cells.initialize(repeating: 0, count: capacity)
    }
    if rows > rowCapacity {
      unsafe touched.deallocate()
      rowCapacity = rows
      unsafe touched = .allocate(capacity: rowCapacity)
      unsafe touched.initialize(repeating: (Int32.max, -1), count: rowCapacity)
    }
  }

  /// Adds one directed edge of a closed outline.
  mutating func addEdge(_ from: FixedPoint, _ to: FixedPoint) {
    guard from.y != to.y else { return }
    let sign: Int
    var (x0, y0, x1, y1): (Int, Int, Int, Int)
    if from.y < to.y {
      sign = 1
      (x0, y0, x1, y1) = (Int(from.x), Int(from.y), Int(to.x), Int(to.y))
    } else {
      sign = -1
      (x0, y0, x1, y1) = (Int(to.x), Int(to.y), Int(from.x), Int(from.y))
    }
    x0 -= originX << 8
    x1 -= originX << 8
    y0 -= originY << 8
    y1 -= originY << 8
    let bottom = rows << 8
    let right = columns << 8
    guard y1 > 0, y0 < bottom, x0 < right || x1 < right else { return }
    if y0 < 0 {
      x0 += (x1 - x0) * -y0 / (y1 - y0)
      y0 = 0
    }
    if y1 > bottom {
      x1 = x0 + (x1 - x0) * (bottom - y0) / (y1 - y0)
      y1 = bottom
    }
    guard y1 > y0 else { return }
    if min(x0, x1) >= 0, max(x0, x1) <= right {
      addInside(x0, y0, x1, y1, sign)
    } else {
      addCrossing(x0, y0, x1, y1, sign, right: right)
    }
  }

  /// Splits an edge at the left and right borders: what lies left of the region still covers it.
  private mutating func addCrossing(
    _ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int, _ sign: Int, right: Int
  ) {
    if max(x0, x1) <= 0 {
      addInside(0, y0, 0, y1, sign)
      return
    }
    guard min(x0, x1) < right else { return }
    func y(at x: Int) -> Int { y0 + (x - x0) * (y1 - y0) / (x1 - x0) }
    var cuts = [(x: x0, y: y0)]
    let borders = x0 < x1 ? [0, right] : [right, 0]
    for border in borders where (x0 < border) != (x1 < border) {
      cuts.append((border, min(max(y(at: border), y0), y1)))
    }
    cuts.append((x1, y1))
    for (a, b) in zip(cuts, cuts.dropFirst()) where a.y < b.y {
      if max(a.x, b.x) <= 0 {
        addInside(0, a.y, 0, b.y, sign)
      } else if min(a.x, b.x) < right {
        addInside(min(max(a.x, 0), right), a.y, min(max(b.x, 0), right), b.y, sign)
      }
    }
  }

  /// Adds an edge inside the region, `y0 < y1`.
  private mutating func addInside(_ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int, _ sign: Int) {
    assert(y0 >= 0 && y0 < y1 && y1 <= rows << 8)
    assert(min(x0, x1) >= 0 && max(x0, x1) <= columns << 8)
    let firstRow = y0 >> 8
    let lastRow = (y1 &- 1) >> 8
    if firstRow == lastRow {
      addToRow(firstRow, x0, x1, height: y1 &- y0, sign)
      return
    }
    // The product with a height never exceeds the whole width shifted, which fits.
    let slope = ((x1 &- x0) << 24) / (y1 &- y0)
    var xa = x0
    var ya = y0
    for row in firstRow...lastRow {
      let yb = row == lastRow ? y1 : (row &+ 1) << 8
      let xb = row == lastRow ? x1 : x0 &+ ((yb &- y0) &* slope) >> 24
      addToRow(row, xa, xb, height: yb &- ya, sign)
      xa = xb
      ya = yb
    }
  }

  /// Adds the part of an edge within one row.
  @inline(__always)
  private mutating func addToRow(_ row: Int, _ xa: Int, _ xb: Int, height: Int, _ sign: Int) {
    let left = min(xa, xb)
    let right = max(xa, xb)
    let firstColumn = left >> 8
    let lastColumn = right >> 8
    let line = unsafe cells + row &* stride
    unsafe touched[row].first = min(touched[row].first, Int32(truncatingIfNeeded: firstColumn))
    unsafe touched[row].last = max(touched[row].last, Int32(truncatingIfNeeded: lastColumn &+ 1))
    if firstColumn == lastColumn {
      let cover = sign &* height
      let area = cover &* ((left & 255) &+ (right & 255))
      unsafe line[firstColumn] &+= Int32(truncatingIfNeeded: cover &* 512 &- area)
      unsafe line[firstColumn &+ 1] &+= Int32(truncatingIfNeeded: area)
      return
    }
    let width = right &- left
    var x = left
    var y = 0
    for column in firstColumn...lastColumn {
      let start = column << 8
      let xe = column == lastColumn ? right : start &+ 256
      let ye = column == lastColumn ? height : height &* (xe &- left) / width
      let cover = sign &* (ye &- y)
      let area = cover &* ((x &- start) &+ (xe &- start))
      unsafe line[column] &+= Int32(truncatingIfNeeded: cover &* 512 &- area)
      unsafe line[column &+ 1] &+= Int32(truncatingIfNeeded: area)
      x = xe
      y = ye
    }
  }

  /// Ends the shape: calls `paint` with row, start and end of each run of pixels and its coverage
  /// of 1 to `steps`, and clears the sums.
  @inline(__always)
  mutating func sweep(
    rule: FillRule, _ paint: (_ y: Int, _ start: Int, _ end: Int, _ coverage: Int) -> Void
  ) {
    for row in 0..<rows {
      let extent = unsafe touched[row]
      guard extent.last >= 0 else { continue }
      unsafe touched[row] = (Int32.max, -1)
      let line = unsafe cells + row &* stride
      var x = Int(extent.first) & ~7
      var sum: Int32 = 0
      var runStart = x
      var runCoverage = 0
      let y = originY &+ row
      while x <= Int(extent.last) {
        let lanes = unsafe UnsafeRawPointer(line + x)
        let first =
          unsafe lanes.loadUnaligned(as: UInt64.self)
          | lanes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        let second =
          unsafe lanes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
          | lanes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        if first | second != 0 {
          for lane in 0..<8 {
            let value = unsafe line[x &+ lane]
            if value == 0 { continue }
            unsafe line[x &+ lane] = 0
            sum &+= value
            let coverage = Self.coverage(sum, rule)
            if coverage != runCoverage {
              let end = min(x &+ lane, columns)
              if runCoverage != 0, end > runStart {
                paint(y, originX &+ runStart, originX &+ end, runCoverage)
              }
              runStart = x &+ lane
              runCoverage = coverage
            }
          }
        }
        x &+= 8
      }
      if runCoverage != 0, columns > runStart {
        paint(y, originX &+ runStart, originX &+ columns, runCoverage)
      }
    }
  }

  @inline(__always)
  private static func coverage(_ sum: Int32, _ rule: FillRule) -> Int {
    var area = sum < 0 ? 0 &- sum : sum
    switch rule {
    case .nonzero: area = min(area, full)
    case .evenOdd:
      area &= 2 &* full &- 1
      if area > full { area = 2 &* full &- area }
    }
    return Int((area &+ full >> 5) >> 13)
  }
}

/// A point in 1/256 of a device pixel.
struct FixedPoint: Equatable {
  var x: Int32
  var y: Int32

  init(x: Int32, y: Int32) {
    self.x = x
    self.y = y
  }

  /// Rounds to the nearest step; places further than a million pixels away stay at that distance.
  init(_ point: Point) {
    x = Int32(min(max(point.x * 256, -0x1000_0000), 0x1000_0000).rounded(.toNearestOrEven))
    y = Int32(min(max(point.y * 256, -0x1000_0000), 0x1000_0000).rounded(.toNearestOrEven))
  }
}

/// Pixels from `minX` up to but not including `maxX`, likewise for y.
struct PixelRect: Equatable {
  var minX: Int
  var minY: Int
  var maxX: Int
  var maxY: Int

  var isEmpty: Bool { minX >= maxX || minY >= maxY }

  func intersection(_ other: PixelRect) -> PixelRect {
    PixelRect(
      minX: max(minX, other.minX), minY: max(minY, other.minY), maxX: min(maxX, other.maxX),
      maxY: min(maxY, other.maxY))
  }
}
