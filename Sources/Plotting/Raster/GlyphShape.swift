/// A glyph flattened at a size, relative to its pen position.
struct GlyphShape {
  /// The points of all contours.
  private(set) var points: [FixedPoint] = []
  /// Where each contour's points end.
  private(set) var ends: [Int] = []
  private var low = FixedPoint(x: .max, y: .max)
  private var high = FixedPoint(x: .min, y: .min)

  /// Flattens a glyph of a line of text.
  init(of item: TextLayout.Item, scale: Double, quarterTurns: Int) {
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
    for point in points {
      low = FixedPoint(x: min(low.x, point.x), y: min(low.y, point.y))
      high = FixedPoint(x: max(high.x, point.x), y: max(high.y, point.y))
    }
  }

  /// Returns the pixels that the glyph touches at a pen position, nil for a blank one.
  func region(at position: FixedPoint) -> PixelRect? {
    guard low.x <= high.x else { return nil }
    return PixelRect(
      minX: Int(low.x &+ position.x) >> 8, minY: Int(low.y &+ position.y) >> 8,
      maxX: Int(high.x &+ position.x) >> 8 + 1, maxY: Int(high.y &+ position.y) >> 8 + 1)
  }
}
