/// Where everything of a circuit stands, in CSS pixels: a column holds gates, then labels above and
/// below the straight starts of their wires; wires climb only in the channels between columns, so
/// they can run neither through gates nor through labels.
struct CircuitLayout {
  /// A circle, or a lozenge with round ends where the operation's name is long.
  struct Gate {
    var node: Int
    var center: Point
    var halfWidth: Double
    var radius: Double
    var symbolSize: Double

    var bounds: Rect {
      Rect(
        x: center.x - halfWidth, y: center.y - radius, width: 2 * halfWidth, height: 2 * radius)
    }
  }

  enum LabelKind: Hashable { case value, gradient, contribution }

  /// A quantity at a wire, perhaps after the name of the result.
  struct Label {
    var node: Int
    var kind: LabelKind
    var name: String
    var nameWidth = 0.0
    var quantity: CircuitDiagram.Quantity
    var widths: CircuitMeasures.Widths
    var rect: Rect
  }

  /// The name of an input, a constant or an output.
  struct Name {
    var node: Int
    var text: String
    var rect: Rect
    var isOutput: Bool
  }

  /// A piece of a wire: straight, or one cubic curve.
  struct Wire {
    var source: Int
    /// The gate that the piece ends in and the operand it feeds.
    var target: (node: Int, operand: Int)?
    var start: Point
    var controls: (Point, Point)?
    var end: Point
    /// The direction of the arrow head, nil for pieces without one.
    var arrow: Point?
  }

  var measures: CircuitMeasures
  var width = 0.0
  var height = 0.0
  var gates: [Gate] = []
  var labels: [Label] = []
  var names: [Name] = []
  var wires: [Wire] = []
  var dots: [(source: Int, center: Point)] = []
  /// The baseline of the first line of notes.
  var noteBaseline = 0.0
}

extension CircuitLayout.Wire {
  /// Returns the point of a cubic curve at a parameter from 0 to 1.
  static func point(at t: Double, _ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Point {
    let s = 1 - t
    let (wa, wb, wc, wd) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    return Point(
      wa * a.x + wb * b.x + wc * c.x + wd * d.x, wa * a.y + wb * b.y + wc * c.y + wd * d.y)
  }

  /// Returns points along the wire, both ends included.
  func samples(_ count: Int) -> [Point] {
    (0...count).map { index in
      let t = Double(index) / Double(count)
      guard let controls else {
        return Point(start.x + t * (end.x - start.x), start.y + t * (end.y - start.y))
      }
      return Self.point(at: t, start, controls.0, controls.1, end)
    }
  }
}
