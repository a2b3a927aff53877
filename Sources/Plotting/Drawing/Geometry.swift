/// A position in CSS pixels, y downwards.
package struct Point: Hashable, Sendable {
  package var x: Double
  package var y: Double

  /// Creates a point.
  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// An axis-parallel rectangle in CSS pixels.
package struct Rect: Hashable, Sendable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  /// Creates a rectangle from its top left corner and size.
  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var maxX: Double { x + width }
  package var maxY: Double { y + height }
  package var midX: Double { x + width / 2 }
  package var midY: Double { y + height / 2 }

  /// Returns whether the interiors of two rectangles overlap.
  package func intersects(_ other: Rect) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }

  /// Returns the rectangle with each edge moved inwards.
  package func inset(by distance: Double) -> Rect {
    Rect(
      x: x + distance, y: y + distance, width: width - 2 * distance, height: height - 2 * distance)
  }
}

/// Lines and curves to fill or stroke.
package struct Path: Hashable, Sendable {
  package enum Element: Hashable, Sendable {
    case move(Point)
    case line(Point)
    case quadratic(Point, Point)
    case cubic(Point, Point, Point)
    case close
  }

  package var elements: [Element] = []

  /// Creates an empty path.
  package init() {}

  /// Creates an open path through points.
  package init(polyline points: [Point]) {
    for (index, point) in points.enumerated() {
      elements.append(index == 0 ? .move(point) : .line(point))
    }
  }

  /// Creates a closed polygon.
  package init(polygon points: [Point]) {
    self.init(polyline: points)
    elements.append(.close)
  }

  /// Creates a rectangle.
  package init(_ rect: Rect) {
    self.init(polygon: [
      Point(rect.x, rect.y), Point(rect.maxX, rect.y), Point(rect.maxX, rect.maxY),
      Point(rect.x, rect.maxY),
    ])
  }

  /// Creates a circle of four cubic arcs (error below 0.03% of the radius).
  package init(circleAt center: Point, radius: Double) {
    let k = 0.5522847498307936 * radius
    let (x, y, r) = (center.x, center.y, radius)
    elements = [
      .move(Point(x + r, y)),
      .cubic(Point(x + r, y + k), Point(x + k, y + r), Point(x, y + r)),
      .cubic(Point(x - k, y + r), Point(x - r, y + k), Point(x - r, y)),
      .cubic(Point(x - r, y - k), Point(x - k, y - r), Point(x, y - r)),
      .cubic(Point(x + k, y - r), Point(x + r, y - k), Point(x + r, y)),
      .close,
    ]
  }

  /// Starts a new subpath.
  package mutating func move(to point: Point) { elements.append(.move(point)) }
  /// Adds a straight segment.
  package mutating func line(to point: Point) { elements.append(.line(point)) }
  /// Adds a cubic Bézier segment.
  package mutating func cubic(_ first: Point, _ second: Point, to point: Point) {
    elements.append(.cubic(first, second, point))
  }
  /// Closes the subpath.
  package mutating func close() { elements.append(.close) }
}
