/// Turns outlines into the exact share of every pixel that they cover.
///
/// Each edge adds its signed area to the cells it crosses; a running sum along a row is then the
/// winding-weighted coverage (the method of libart, AGG and FreeType's smooth rasteriser). All sums
/// are integers: they cancel exactly where a shape ends and are the same on every machine. Work is
/// proportional to the outline and to the spans painted.
@safe struct CoverageAccumulator: ~Copyable {
  /// What a fully covered pixel sums up to: 256 steps of height times 512 half-steps of width.
  static let full: Int32 = 1 << 17
  /// Steps of coverage that reach the canvas. Seventeen shades of each edge are smooth to the eye
  /// at two device pixels a CSS pixel and let a figure's colours fit a palette.
  static let steps = 16

  private var cells: UnsafeMutablePointer<Int32>
  private var capacity: Int
  /// The first and last cell of each row that is not zero.
  private var touched: UnsafeMutablePointer<(first: Int32, last: Int32)>
  private var rowCapacity: Int

  private var region = PixelRect(minX: 0, minY: 0, maxX: 0, maxY: 0)
  private var stride = 0

  init() {
    capacity = 1 << 14
    rowCapacity = 1 << 7
    unsafe cells = .allocate(capacity: capacity)
    unsafe cells.initialize(repeating: 0, count: capacity)
    unsafe touched = .allocate(capacity: rowCapacity)
    unsafe touched.initialize(repeating: (Int32.max, -1), count: rowCapacity)
  }

  deinit {
    unsafe cells.deallocate()
    unsafe touched.deallocate()
  }

  /// Starts a shape of which only a rectangle of pixels is painted.
  mutating func begin(_ region: PixelRect) {
    self.region = region
    let rows = region.maxY - region.minY
    // One cell more than pixels for edges on the right border, one for what they hand on; then
    // whatever a group that starts in the last of them reads.
    stride = region.maxX - region.minX + 2 + Canvas.groupLength
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

  /// Adds those rows of an edge that lie in the region. Its columns must.
  mutating func add(_ edge: Edge) {
    let rows = edge.rows
    let first = max(rows.lowerBound, region.minY)
    let last = min(rows.upperBound, region.maxY &- 1)
    guard first <= last else { return }
    let left = region.minX << 8
    let (x0, x1) = (Int(edge.x0) &- left, Int(edge.x1) &- left)
    let (y0, y1) = (Int(edge.y0), Int(edge.y1))
    let sign = Int(edge.sign)
    assert(min(x0, x1) >= 0 && max(x0, x1) <= (region.maxX - region.minX) << 8)
    let slope = edge.slope
    var ya = max(y0, first << 8)
    var xa = x0 &+ ((ya &- y0) &* slope) >> 24
    var row = first
    var line = unsafe cells + (first &- region.minY) &* stride
    var extent = unsafe touched + (first &- region.minY)
    let stride = stride
    while row <= last {
      let isEnd = row == rows.upperBound
      let yb = isEnd ? y1 : (row &+ 1) << 8
      let xb = isEnd ? x1 : x0 &+ ((yb &- y0) &* slope) >> 24
      unsafe Self.add(xa, xb, height: yb &- ya, sign, to: line, extent)
      xa = xb
      ya = yb
      row &+= 1
      unsafe line += stride
      unsafe extent += 1
    }
  }

  /// Adds the part of an edge within one row to the cells of the row.
  @inline(__always)
  private static func add(
    _ xa: Int, _ xb: Int, height: Int, _ sign: Int, to line: UnsafeMutablePointer<Int32>,
    _ extent: UnsafeMutablePointer<(first: Int32, last: Int32)>
  ) {
    let left = min(xa, xb)
    let right = max(xa, xb)
    let firstColumn = left >> 8
    let lastColumn = right >> 8
    unsafe extent.pointee.first = min(
      extent.pointee.first, Int32(truncatingIfNeeded: firstColumn))
    unsafe extent.pointee.last = max(
      extent.pointee.last, Int32(truncatingIfNeeded: lastColumn &+ 1))
    if firstColumn == lastColumn {
      let cover = sign &* height
      let area = cover &* ((left & 255) &+ (right & 255))
      unsafe line[firstColumn] &+= Int32(truncatingIfNeeded: cover &* 512 &- area)
      unsafe line[firstColumn &+ 1] &+= Int32(truncatingIfNeeded: area)
      return
    }
    // How far down the edge is at the right border of each column: ⌊height · distance / width⌋, the
    // first by division, the next by adding quotients and remainders.
    let width = UInt32(truncatingIfNeeded: right &- left)
    let scale = UInt32(truncatingIfNeeded: height)
    let start = 256 &- UInt32(truncatingIfNeeded: left & 255)
    var (y, rest) = (scale &* start).quotientAndRemainder(dividingBy: width)
    let firstCover = sign &* Int(y)
    let firstArea = firstCover &* ((left & 255) &+ 256)
    unsafe line[firstColumn] &+= Int32(truncatingIfNeeded: firstCover &* 512 &- firstArea)
    // What a column hands on to the next one.
    var handed = firstArea
    var column = firstColumn &+ 1
    if column < lastColumn {
      let (step, stepRest) = (scale &* 256).quotientAndRemainder(dividingBy: width)
      while column < lastColumn {
        var height = step
        rest &+= stepRest
        if rest >= width {
          rest &-= width
          height &+= 1
        }
        y &+= height
        let cover = sign &* Int(height)
        let area = cover &* 256
        unsafe line[column] &+= Int32(truncatingIfNeeded: handed &+ cover &* 512 &- area)
        handed = area
        column &+= 1
      }
    }
    let lastCover = sign &* (height &- Int(y))
    let lastArea = lastCover &* (right & 255)
    unsafe line[lastColumn] &+= Int32(
      truncatingIfNeeded: handed &+ lastCover &* 512 &- lastArea)
    unsafe line[lastColumn &+ 1] &+= Int32(truncatingIfNeeded: lastArea)
  }

  /// Ends the shape: paints it and clears the sums.
  ///
  /// - Parameter opacity: 0 to 256, of what is covered whole.
  mutating func paint(_ color: UInt32, opacity: Int, _ rule: FillRule, on canvas: borrowing Canvas)
  {
    typealias Sums = SIMD8<Int32>
    let columns = region.maxX - region.minX
    let weight = UInt16(truncatingIfNeeded: opacity)
    let folding = Folding(rule)
    let (region, cells, touched, stride) = unsafe (region, cells, touched, stride)
    for row in 0..<region.maxY - region.minY {
      let extent = unsafe touched[row]
      guard extent.last >= 0 else { continue }
      unsafe touched[row] = (Int32.max, -1)
      let line = unsafe UnsafeMutableRawPointer(cells + row &* stride)
      let y = region.minY &+ row
      let pixels = unsafe canvas.row(y) + region.minX
      var x = Int(extent.first)
      // Past the last touched cell the sum is 0, unless what would end the shape lies right of the
      // region.
      var sum: Int32 = 0
      // Where pixels of equal coverage begin that are not painted yet. No closure paints them: it would
      // keep both numbers in memory.
      var start = x
      var coverage = 0
      if x < columns {
        canvas.mark(
          y: y, from: region.minX &+ x, to: region.minX &+ min(Int(extent.last) &+ 1, columns))
      }
      while x <= Int(extent.last) {
        let group = unsafe line.loadUnaligned(fromByteOffset: 4 &* x, as: Sums.self)
        let quarters = unsafe unsafeBitCast(group, to: SIMD4<UInt64>.self)
        if quarters[0] | quarters[1] | quarters[2] | quarters[3] == 0 {
          x &+= Canvas.groupLength
          continue
        }
        unsafe line.storeBytes(of: .zero, toByteOffset: 4 &* x, as: Sums.self)
        let end = min(x, columns)
        if coverage != 0, start < end {
          unsafe Canvas.paint(
            pixels + start, count: end &- start, color: color, opacity: (opacity &* coverage) >> 4)
        }
        let sums = Self.runningSums(group) &+ Sums(repeating: sum)
        sum = sums[7]
        let coverages = folding.coverage(sums)
        if x < columns {
          var opacities = (coverages &* SIMD8(repeating: weight)) &>> 4
          if x &+ Canvas.groupLength > columns {
            opacities = Canvas.first(columns &- x, of: opacities)
          }
          unsafe Canvas.paintGroup(pixels + x, color: color, opacities: opacities)
        }
        x &+= Canvas.groupLength
        start = x
        coverage = Int(coverages[7])
      }
      if coverage != 0 {
        // What ends the shape lies right of the region: all from the last touched cell on is painted,
        // by the last group or here.
        let last = min(Int(extent.last), columns &- 1)
        canvas.mark(y: y, from: region.minX &+ last, to: region.maxX)
        guard start < columns else { continue }
        unsafe Canvas.paint(
          pixels + start, count: columns &- start, color: color,
          opacity: (opacity &* coverage) >> 4)
      }
    }
  }

  /// Ends the shape: stores its coverages row by row and clears the sums. The region must hold the
  /// whole shape.
  ///
  /// - Parameters:
  ///   - bytes: Zeros.
  ///   - stride: From one row to the next; whole groups of pixels, at least as many as a row has.
  mutating func store(_ rule: FillRule, in bytes: Slice<UnsafeMutableRawBufferPointer>, stride: Int)
  {
    typealias Sums = SIMD8<Int32>
    let rows = region.maxY - region.minY
    let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes)
    let count = bytes.count
    precondition(
      stride % Canvas.groupLength == 0 && stride >= region.maxX - region.minX
        && count == rows * stride)
    let folding = Folding(rule)
    for row in 0..<rows {
      let extent = unsafe touched[row]
      guard extent.last >= 0 else { continue }
      unsafe touched[row] = (Int32.max, -1)
      let line = unsafe UnsafeMutableRawPointer(cells + row &* self.stride)
      var sum: Int32 = 0
      for x in Swift.stride(from: 0, through: Int(extent.last), by: Canvas.groupLength) {
        let group = unsafe line.loadUnaligned(fromByteOffset: 4 &* x, as: Sums.self)
        unsafe line.storeBytes(of: .zero, toByteOffset: 4 &* x, as: Sums.self)
        let sums = Self.runningSums(group) &+ Sums(repeating: sum)
        sum = sums[7]
        guard x < stride else { continue }
        unsafe bytes.storeBytes(
          of: SIMD8<UInt8>(truncatingIfNeeded: folding.coverage(sums)),
          toByteOffset: row &* stride &+ x, as: SIMD8<UInt8>.self)
      }
    }
  }

  /// Returns in each lane the sum of those up to it.
  @inline(__always)
  private static func runningSums(_ v: SIMD8<Int32>) -> SIMD8<Int32> {
    let a = v &+ SIMD8(0, v[0], v[1], v[2], v[3], v[4], v[5], v[6])
    let b = a &+ SIMD8(0, 0, a[0], a[1], a[2], a[3], a[4], a[5])
    return b &+ SIMD8(0, 0, 0, 0, b[0], b[1], b[2], b[3])
  }
}

/// How sums of cells become coverages, by either rule without a branch.
private struct Folding {
  /// Where the sums begin again.
  private let period: SIMD8<Int32>
  /// All bits by the even-odd rule, which reflects sums above `full`; none by the other, which cuts
  /// them.
  private let isReflected: SIMD8<Int32>

  init(_ rule: FillRule) {
    let full = CoverageAccumulator.full
    period = SIMD8(repeating: rule == .evenOdd ? 2 * full - 1 : .max)
    isReflected = SIMD8(repeating: rule == .evenOdd ? -1 : 0)
  }

  /// Returns coverages of 0 to `steps`.
  @inline(__always)
  func coverage(_ sums: SIMD8<Int32>) -> SIMD8<UInt16> {
    // Signs in all bits stand for conditions: `replacing` would look at some lanes one by one.
    let sign = sums &>> 31
    let area = ((sums ^ sign) &- sign) & period
    let room = SIMD8(repeating: CoverageAccumulator.full) &- area
    let excess = room & (room &>> 31)
    let folded = area &+ excess &+ (excess & isReflected)
    return SIMD8<UInt16>(
      truncatingIfNeeded: (folded &+ SIMD8(repeating: CoverageAccumulator.full >> 5)) &>> 13)
  }
}
