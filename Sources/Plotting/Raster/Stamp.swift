/// A small shape that is painted at many places: a glyph, or a part of a marker. Its outline is in
/// device pixels relative to its origin.
struct Stamp {
  /// The points of all contours.
  private(set) var points: [FixedPoint] = []
  /// Where each contour's points end.
  private(set) var ends: [Int] = []
  let rule: FillRule
  /// For each phase the number of the mask in the atlas; negative where there is none yet.
  var masks = SIMD16<Int32>(repeating: -1)
  private var low = FixedPoint(x: .max, y: .max)
  private var high = FixedPoint(x: .min, y: .min)

  /// Flattens a glyph of a line of text.
  init(of item: TextLayout.Item, scale: Double, quarterTurns: Int) {
    rule = .nonzero
    let lean = item.isOblique ? TextLayout.slant : 0
    let lines = Polylines(item.glyph.path, scale: item.size * scale)
    points = lines.points.map { point in
      let (x, y) = (point.x + lean * point.y, -point.y)
      return switch quarterTurns {
      case 0: FixedPoint(Point(x, y))
      case 1: FixedPoint(Point(-y, x))
      case 2: FixedPoint(Point(-x, -y))
      default: FixedPoint(Point(y, -x))
      }
    }
    ends = lines.subpaths.map(\.range.upperBound)
    measure()
  }

  /// Creates a stamp of polygons.
  init(of lines: Polylines, rule: FillRule) {
    self.rule = rule
    points = lines.points.map { FixedPoint($0) }
    ends = lines.subpaths.map(\.range.upperBound)
    measure()
  }

  /// Creates a stamp of the polygons of a stroke.
  init(of outline: Outline) {
    rule = .nonzero
    points = outline.points.map { FixedPoint($0) }
    ends = outline.ends
    measure()
  }

  private mutating func measure() {
    for point in points {
      low = FixedPoint(x: min(low.x, point.x), y: min(low.y, point.y))
      high = FixedPoint(x: max(high.x, point.x), y: max(high.y, point.y))
    }
  }

  /// Whether the stamp covers more pixels than are worth a mask: its outline is short beside them.
  var isLarge: Bool {
    !points.isEmpty && max(high.x - low.x, high.y - low.y) > Self.largestSide
  }

  /// The largest side of a shape with masks: 64 pixels.
  private static let largestSide: Int32 = 64 << 8

  /// Returns the pixels that the stamp touches with its origin at a position, nil for a blank one.
  func region(at position: FixedPoint) -> PixelRect? {
    guard low.x <= high.x else { return nil }
    return PixelRect(
      minX: Int(low.x &+ position.x) >> 8, minY: Int(low.y &+ position.y) >> 8,
      maxX: Int(high.x &+ position.x) >> 8 + 1, maxY: Int(high.y &+ position.y) >> 8 + 1)
  }

  /// Calls `emit` with what of the outline's edges lies in a region, with the origin at a position.
  @inline(__always)
  func edges(at position: FixedPoint, in region: PixelRect, _ emit: (Edge) -> Void) {
    var start = 0
    for end in ends {
      if end - start > 2 {
        var previous = points[end - 1].moved(by: position)
        for point in points[start..<end] {
          let next = point.moved(by: position)
          Edge.clipped(previous, next, in: region, emit)
          previous = next
        }
      }
      start = end
    }
  }
}

extension FixedPoint {
  /// How many places within a pixel, along x and along y, stamps have masks for.
  static let phases: Int32 = 4

  /// The nearest point of those at which stamps have masks.
  var snapped: FixedPoint {
    let step = 256 / Self.phases
    return FixedPoint(x: (x &+ step / 2) & ~(step - 1), y: (y &+ step / 2) & ~(step - 1))
  }

  /// The number of a snapped point's place within its pixel.
  var phase: Int { Int(x >> 6 & 3 | (y >> 6 & 3) << 2) }

  /// The place within its pixel.
  var fraction: FixedPoint { FixedPoint(x: x & 255, y: y & 255) }

  fileprivate func moved(by other: FixedPoint) -> FixedPoint {
    FixedPoint(x: x &+ other.x, y: y &+ other.y)
  }
}
