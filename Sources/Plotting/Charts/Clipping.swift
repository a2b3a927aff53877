/// Limits lines to what can be seen before they are stroked.
enum Clipping {
  /// Cuts a polyline into the pieces inside a rectangle; points that are not finite end a piece.
  static func pieces(of points: [Point], in rect: Rect) -> [[Point]] {
    var pieces: [[Point]] = []
    var piece: [Point] = []
    func finish() {
      if piece.count > 1 { pieces.append(piece) }
      piece = []
    }
    for (start, end) in zip(points, points.dropFirst()) {
      guard start.isFinite, end.isFinite, let (a, b) = segment(start, end, in: rect) else {
        finish()
        continue
      }
      if piece.last != a {
        finish()
        piece = [a]
      }
      piece.append(b)
    }
    finish()
    return pieces
  }

  /// The part of a segment inside a rectangle (Liang and Barsky, 1984).
  static func segment(_ a: Point, _ b: Point, in rect: Rect) -> (Point, Point)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var first = 0.0
    var last = 1.0
    for (direction, distance) in [
      (-dx, a.x - rect.x), (dx, rect.maxX - a.x), (-dy, a.y - rect.y), (dy, rect.maxY - a.y),
    ] {
      if direction == 0 {
        if distance < 0 { return nil }
      } else if direction < 0 {
        first = max(first, distance / direction)
      } else {
        last = min(last, distance / direction)
      }
    }
    guard first <= last else { return nil }
    func point(_ share: Double) -> Point { Point(a.x + dx * share, a.y + dy * share) }
    return (first == 0 ? a : point(first), last == 1 ? b : point(last))
  }

  /// Reduces a line with many points a pixel to the first, lowest, highest and last of every half
  /// pixel, which draws the same ink. Lines that run back are left alone.
  static func thinned(_ points: [Point]) -> [Point] {
    guard points.count > 1000, let first = points.first, let end = points.last,
      Double(points.count) > (end.x - first.x) * 8
    else { return points }
    for (a, b) in zip(points, points.dropFirst()) where b.x < a.x { return points }
    var result: [Point] = []
    var start = 0
    while start < points.count {
      let column = (points[start].x * 2).rounded(.down)
      var stop = start + 1
      var (low, high) = (start, start)
      while stop < points.count, (points[stop].x * 2).rounded(.down) == column {
        if points[stop].y < points[low].y { low = stop }
        if points[stop].y > points[high].y { high = stop }
        stop += 1
      }
      var kept = -1
      for index in [start, min(low, high), max(low, high), stop - 1] where index > kept {
        result.append(points[index])
        kept = index
      }
      start = stop
    }
    return result
  }
}

extension Point {
  var isFinite: Bool { x.isFinite && y.isFinite }
}

extension Rect {
  /// Returns whether a point lies inside or on the edge.
  func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }
}
