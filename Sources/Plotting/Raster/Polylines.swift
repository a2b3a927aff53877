/// Paths as straight segments in device pixels.
struct Polylines {
  struct Subpath {
    var points: [Point]
    var isClosed: Bool
  }

  private(set) var subpaths: [Subpath] = []

  /// Flattens curves so that no segment strays more than 1/100 pixel. Points that are not finite
  /// are left out, points further than a million pixels away stay at that distance.
  init(_ path: Path, scale: Double) {
    var points: [Point] = []
    func scaled(_ point: Point) -> Point { Point(point.x * scale, point.y * scale) }
    for element in path.elements {
      switch element {
      case .move(let to):
        finish(&points, closed: false)
        append(scaled(to), to: &points)
      case .line(let to): append(scaled(to), to: &points)
      case .quadratic(let control, let to):
        guard let start = points.last else { continue }
        Self.flatten(start, scaled(control), scaled(to)) { append($0, to: &points) }
      case .cubic(let first, let second, let to):
        guard let start = points.last else { continue }
        Self.flatten(start, scaled(first), scaled(second), scaled(to)) {
          append($0, to: &points)
        }
      case .close:
        let start = points.first
        finish(&points, closed: true)
        if let start { points = [start] }
      }
    }
    finish(&points, closed: false)
  }

  private mutating func append(_ point: Point, to points: inout [Point]) {
    guard point.x.isFinite, point.y.isFinite else { return }
    points.append(Point(min(max(point.x, -1e6), 1e6), min(max(point.y, -1e6), 1e6)))
  }

  private mutating func finish(_ points: inout [Point], closed: Bool) {
    // What is left after a closed subpath is its starting point, not a subpath of its own.
    let isLeftover = points.count == 1 && (subpaths.last?.isClosed ?? false)
    if !points.isEmpty, !isLeftover {
      subpaths.append(Subpath(points: points, isClosed: closed))
    }
    points = []
  }

  private static let tolerance = 0.01

  static func flatten(_ a: Point, _ b: Point, _ c: Point, _ emit: (Point) -> Void) {
    let bend = length(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y)
    let count = segments(bend / (4 * tolerance))
    for index in 1...count {
      let t = Double(index) / Double(count)
      let (u, v) = ((1 - t) * (1 - t), 2 * t * (1 - t))
      emit(
        index == count
          ? c : Point(u * a.x + v * b.x + t * t * c.x, u * a.y + v * b.y + t * t * c.y))
    }
  }

  static func flatten(
    _ a: Point, _ b: Point, _ c: Point, _ d: Point, _ emit: (Point) -> Void
  ) {
    let bend = max(
      length(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y),
      length(b.x - 2 * c.x + d.x, b.y - 2 * c.y + d.y))
    let count = segments(0.75 * bend / tolerance)
    for index in 1...count {
      let t = Double(index) / Double(count)
      let s = 1 - t
      let (wa, wb, wc, wd) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
      emit(
        index == count
          ? d
          : Point(
            wa * a.x + wb * b.x + wc * c.x + wd * d.x, wa * a.y + wb * b.y + wc * c.y + wd * d.y))
    }
  }

  private static func segments(_ squared: Double) -> Int {
    guard squared.isFinite else { return 1 }
    return Int(min(max(squared.squareRoot().rounded(.up), 1), 256))
  }

  private static func length(_ x: Double, _ y: Double) -> Double {
    (x * x + y * y).squareRoot()
  }
}
