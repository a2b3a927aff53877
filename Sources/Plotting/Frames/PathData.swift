/// Paths as the text of SVG's `d` attribute.
enum PathData {
  /// Coordinates are whole numbers of this part of a device pixel.
  static let unitsPerPixel = 2
  /// How far a simplified line may stray, in device pixels: too little to be seen.
  private static let tolerance = 0.3

  /// Returns a path, curves as lines, points left out where none would miss them.
  static func text(of path: Path, scale: Double) -> String {
    var text = ""
    let lines = Polylines(path, scale: scale)
    for subpath in lines.subpaths {
      let points = simplified(Array(lines.points[subpath.range])).map {
        (
          x: Int(($0.x * Double(unitsPerPixel)).rounded()),
          y: Int(($0.y * Double(unitsPerPixel)).rounded())
        )
      }
      var previous = (x: 0, y: 0)
      for (index, point) in points.enumerated() {
        if index == 0 {
          text += "M" + pair(point.x, point.y)
        } else {
          let (dx, dy) = (point.x - previous.x, point.y - previous.y)
          if dx == 0 && dy == 0 { continue }
          text += "l" + pair(dx, dy)
        }
        previous = point
      }
      if subpath.isClosed { text += "z" }
    }
    return text
  }

  /// Writes two coordinates; a minus sign separates as well as a space.
  private static func pair(_ x: Int, _ y: Int) -> String { y < 0 ? "\(x)\(y)" : "\(x) \(y)" }

  /// Leaves out points that lie on the line between their neighbours (Douglas and Peucker, 1973).
  private static func simplified(_ points: [Point]) -> [Point] {
    guard points.count > 2 else { return points }
    var isKept = [Bool](repeating: false, count: points.count)
    isKept[0] = true
    isKept[points.count - 1] = true
    var pending = [0..<points.count - 1]
    while let range = pending.popLast() {
      let (start, end) = (points[range.lowerBound], points[range.upperBound])
      var farthest = (distance: tolerance, index: -1)
      for index in range.dropFirst() {
        let distance = distance(points[index], start, end)
        if distance > farthest.distance { farthest = (distance, index) }
      }
      guard farthest.index >= 0 else { continue }
      isKept[farthest.index] = true
      pending += [range.lowerBound..<farthest.index, farthest.index..<range.upperBound]
    }
    return points.indices.filter { isKept[$0] }.map { points[$0] }
  }

  /// Returns the distance of a point from a stretch between two others.
  private static func distance(_ point: Point, _ start: Point, _ end: Point) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let (px, py) = (point.x - start.x, point.y - start.y)
    let squared = dx * dx + dy * dy
    let share = squared > 0 ? min(max((px * dx + py * dy) / squared, 0), 1) : 0
    let (x, y) = (px - share * dx, py - share * dy)
    return (x * x + y * y).squareRoot()
  }
}
