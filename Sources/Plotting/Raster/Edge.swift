/// A piece of an outline that lies within the region of its shape, from its upper end down.
///
/// Coordinates are 24.8 fixed point.
struct Edge {
  let x0: Int32
  let y0: Int32
  let x1: Int32
  let y1: Int32
  /// The change of x per step down, times 2²⁴.
  let slope: Int
  /// 1 where the outline runs down, else −1.
  let sign: Int32

  private init(_ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int, _ sign: Int32) {
    self.x0 = Int32(truncatingIfNeeded: x0)
    self.y0 = Int32(truncatingIfNeeded: y0)
    self.x1 = Int32(truncatingIfNeeded: x1)
    self.y1 = Int32(truncatingIfNeeded: y1)
    self.sign = sign
    // An edge within one row needs none. The product with a height never exceeds the whole width
    // shifted, which fits.
    slope = y0 >> 8 == (y1 &- 1) >> 8 ? 0 : ((x1 &- x0) << 24) / (y1 &- y0)
  }

  /// The rows of pixels that the edge crosses.
  var rows: ClosedRange<Int> { Int(y0) >> 8...(Int(y1) &- 1) >> 8 }

  /// Cuts a directed line between two points to a region: what lies left of it still covers it, at its
  /// border.
  @inline(__always)
  static func clipped(
    _ from: FixedPoint, _ to: FixedPoint, in region: PixelRect, _ emit: (Edge) -> Void
  ) {
    guard from.y != to.y else { return }
    let isDown = from.y < to.y
    let sign: Int32 = isDown ? 1 : -1
    var (x0, y0) = isDown ? (Int(from.x), Int(from.y)) : (Int(to.x), Int(to.y))
    var (x1, y1) = isDown ? (Int(to.x), Int(to.y)) : (Int(from.x), Int(from.y))
    let (left, right) = (region.minX << 8, region.maxX << 8)
    let (top, bottom) = (region.minY << 8, region.maxY << 8)
    guard y1 > top, y0 < bottom, x0 < right || x1 < right else { return }
    if y0 < top {
      x0 += (x1 - x0) * (top - y0) / (y1 - y0)
      y0 = top
    }
    if y1 > bottom {
      x1 = x0 + (x1 - x0) * (bottom - y0) / (y1 - y0)
      y1 = bottom
    }
    guard y1 > y0 else { return }
    if min(x0, x1) >= left, max(x0, x1) <= right {
      emit(Edge(x0, y0, x1, y1, sign))
    } else {
      crossing(x0, y0, x1, y1, sign, left: left, right: right, emit)
    }
  }

  /// Splits an edge at the left and right borders.
  private static func crossing(
    _ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int, _ sign: Int32, left: Int, right: Int,
    _ emit: (Edge) -> Void
  ) {
    if max(x0, x1) <= left {
      emit(Edge(left, y0, left, y1, sign))
      return
    }
    guard min(x0, x1) < right else { return }
    func y(at x: Int) -> Int { y0 + (x - x0) * (y1 - y0) / (x1 - x0) }
    var (startX, startY) = (x0, y0)
    func add(to endX: Int, _ endY: Int) {
      defer { (startX, startY) = (endX, endY) }
      guard startY < endY else { return }
      if max(startX, endX) <= left {
        emit(Edge(left, startY, left, endY, sign))
      } else if min(startX, endX) < right {
        emit(
          Edge(
            min(max(startX, left), right), startY, min(max(endX, left), right), endY, sign))
      }
    }
    let borders = x0 < x1 ? (left, right) : (right, left)
    for border in [borders.0, borders.1] where (x0 < border) != (x1 < border) {
      add(to: border, min(max(y(at: border), y0), y1))
    }
    add(to: x1, y1)
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

  /// Rounds to the nearest step, the even one of two; places further than a million pixels away stay at
  /// that distance.
  @inline(__always)
  init(_ point: Point) {
    // Beside 3 · 2⁵¹ a number has room for nothing but whole ones, which its lowest bits then are: a
    // processor without an instruction for rounding rounds all the same.
    let whole = 6_755_399_441_055_744.0
    let x = min(max(point.x * 256, -0x1000_0000), 0x1000_0000) + whole
    let y = min(max(point.y * 256, -0x1000_0000), 0x1000_0000) + whole
    self.x = Int32(truncatingIfNeeded: x.bitPattern)
    self.y = Int32(truncatingIfNeeded: y.bitPattern)
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
