/// Paths as straight segments in device pixels.
struct Polylines {
  /// A stretch of the points.
  struct Subpath {
    var range: Range<Int>
    var isClosed: Bool
  }

  /// The points of all subpaths.
  private(set) var points: [Point] = []
  private(set) var subpaths: [Subpath] = []
  /// Where the points of the subpath begin that is not finished.
  private var start = 0

  /// Creates what `flatten` fills.
  init() {}

  /// Flattens a path.
  init(_ path: Path, scale: Double) { flatten(path, scale: scale) }

  /// Flattens a path in place of the one before, so that no segment strays more than 1/100 pixel from
  /// its curve. Points that are not finite are left out, points further than a million pixels away stay
  /// at that distance.
  mutating func flatten(_ path: Path, scale: Double) {
    points.removeAll(keepingCapacity: true)
    subpaths.removeAll(keepingCapacity: true)
    start = 0
    func scaled(_ point: Point) -> Point { Point(point.x * scale, point.y * scale) }
    for element in path.elements {
      switch element {
      case .move(let to):
        finish(closed: false)
        append(scaled(to))
      case .line(let to): append(scaled(to))
      case .quadratic(let control, let to):
        guard start < points.count else { continue }
        flatten(points[points.count - 1], scaled(control), scaled(to))
      case .cubic(let first, let second, let to):
        guard start < points.count else { continue }
        flatten(points[points.count - 1], scaled(first), scaled(second), scaled(to))
      case .close:
        let first = start < points.count ? points[start] : nil
        finish(closed: true)
        if let first { points.append(first) }
      }
    }
    finish(closed: false)
  }

  private mutating func append(_ point: Point) {
    guard point.x.isFinite, point.y.isFinite else { return }
    points.append(Point(min(max(point.x, -1e6), 1e6), min(max(point.y, -1e6), 1e6)))
  }

  private mutating func finish(closed: Bool) {
    let count = points.count - start
    // What is left after a closed subpath is its starting point, not a subpath of its own.
    if count == 1, subpaths.last?.isClosed ?? false {
      points.removeLast()
    } else if count > 0 {
      subpaths.append(Subpath(range: start..<points.count, isClosed: closed))
    }
    start = points.count
  }

  private static let tolerance = 0.01

  private mutating func flatten(_ a: Point, _ b: Point, _ c: Point) {
    let bend = Self.length(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y)
    let count = Self.segments(bend / (4 * Self.tolerance))
    for index in 1..<count {
      let t = Double(index) / Double(count)
      let (u, v) = ((1 - t) * (1 - t), 2 * t * (1 - t))
      append(Point(u * a.x + v * b.x + t * t * c.x, u * a.y + v * b.y + t * t * c.y))
    }
    append(c)
  }

  private mutating func flatten(_ a: Point, _ b: Point, _ c: Point, _ d: Point) {
    let bend = max(
      Self.length(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y),
      Self.length(b.x - 2 * c.x + d.x, b.y - 2 * c.y + d.y))
    let count = Self.segments(0.75 * bend / Self.tolerance)
    for index in 1..<count {
      let t = Double(index) / Double(count)
      let s = 1 - t
      let (wa, wb, wc, wd) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
      append(
        Point(
          wa * a.x + wb * b.x + wc * c.x + wd * d.x, wa * a.y + wb * b.y + wc * c.y + wd * d.y))
    }
    append(d)
  }

  private static func segments(_ squared: Double) -> Int {
    guard squared.isFinite else { return 1 }
    return Int(min(max(squared.squareRoot().rounded(.up), 1), 256))
  }

  private static func length(_ x: Double, _ y: Double) -> Double {
    (x * x + y * y).squareRoot()
  }
}
