/// Closed polygons in device pixels, one after the other.
struct Outline {
  private(set) var points: [Point] = []
  /// Where each polygon's points end.
  private(set) var ends: [Int] = []

  /// Takes all polygons away.
  mutating func removeAll() {
    points.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Appends a corner of the polygon that `finish` will finish.
  mutating func append(_ point: Point) { points.append(point) }

  /// Finishes a polygon.
  mutating func finish(isReversed: Bool = false) {
    if isReversed { points[(ends.last ?? 0)...].reverse() }
    ends.append(points.count)
  }
}
