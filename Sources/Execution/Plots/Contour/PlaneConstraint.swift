import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A ball around the origin that a point has to stay in: the picture behind L1 and L2 penalties.
struct PlaneConstraint: Sendable {
  enum Norm: String, Sendable { case l1, l2 }

  var norm: Norm
  var radius: Double

  /// The constraints that a call can name.
  static let registry = CallRegistry<PlaneConstraint>(
    noun: "constraint", code: .unknownChoice,
    foreign: ["lasso": "`l1 r=1`", "ridge": "`l2 r=1`", "L1": "`l1 r=1`", "L2": "`l2 r=1`"],
    [
      declaration(.l1, meaning: "|x| + |y| ≤ r, a diamond"),
      declaration(.l2, meaning: "x² + y² ≤ r², a disc"),
    ])

  private static func declaration(
    _ norm: Norm, meaning: String
  ) -> CallDeclaration<PlaneConstraint> {
    let radius = Option(
      "r", .number(above: 0), default: 1, shownAs: "1", meaning: "how far the ball reaches",
      example: "1.5")
    return CallDeclaration(
      norm.rawValue, meaning: meaning, example: "\(norm.rawValue) r=1", named: [radius]
    ) { values, _ in
      values[radius].map { PlaneConstraint(norm: norm, radius: $0) }
    }
  }

  /// The ball by its norm and radius.
  var title: String {
    "\(norm.rawValue.uppercased()) ball of radius \(FigureText.quantity(radius))"
  }

  /// Returns whether a place keeps to the constraint.
  func contains(_ place: PlaneFunction.Place) -> Bool {
    norm == .l1
      ? abs(place.x) + abs(place.y) <= radius
      : place.x * place.x + place.y * place.y <= radius * radius
  }

  /// Returns a place of the boundary: four quarters from 0 to 4, anticlockwise from the positive x
  /// axis. Whole numbers are exactly on an axis.
  func boundary(_ turn: Double) -> PlaneFunction.Place {
    let quarter = turn.rounded(.down)
    let rest = turn - quarter
    let (along, across): (Double, Double)
    if norm == .l1 || rest == 0 {
      (along, across) = (1 - rest, rest)
    } else {
      (along, across) = (
        Elementary.cos(rest * .pi / 2), Elementary.sin(rest * .pi / 2)
      )
    }
    let (a, b) = (radius * along, radius * across)
    // Zeros have no sign here: 0 − 0 is 0.
    return switch Int(quarter) % 4 {
    case 0: PlaneFunction.Place(x: a, y: b)
    case 1: PlaneFunction.Place(x: 0 - b, y: a)
    case 2: PlaneFunction.Place(x: 0 - a, y: 0 - b)
    default: PlaneFunction.Place(x: b, y: 0 - a)
    }
  }

  /// The boundary as a closed polygon.
  var outline: [PlaneFunction.Place] {
    let count = norm == .l1 ? 4 : 180
    return (0..<count).map { boundary(4 * Double($0) / Double(count)) }
  }

  /// Returns the place of the smallest value that keeps to the constraint: the free minimum where
  /// that does, else the lowest place of the boundary (sampled, then by golden sections; corners
  /// exactly). Nil where the function has no values there.
  func optimum(of function: PlaneFunction, free minimum: PlaneFunction.Place?)
    -> PlaneFunction.Place?
  {
    if let minimum, contains(minimum) { return minimum }
    let count = 720
    let turns = (0..<count).map { 4 * Double($0) / Double(count) }
    let values = function.values(at: turns.map(boundary))
    let lowest = values.indices.filter { values[$0].isFinite }
      .min { values[$0] < values[$1] }
    guard let lowest else { return nil }
    let width = 4 / Double(count)
    let turn = goldenSection(turns[lowest] - width, turns[lowest] + width) { turn in
      function.value(at: boundary(turn < 0 ? turn + 4 : turn))
    }
    // A sample may be a corner, where both coordinates are exact.
    let refined = boundary(turn < 0 ? turn + 4 : turn)
    let gain = values[lowest] - function.value(at: refined)
    return gain > abs(values[lowest]) * 1e-12 ? refined : boundary(turns[lowest])
  }

  /// Narrows the place of a minimum between two ends.
  private func goldenSection(
    _ start: Double, _ end: Double, _ value: (Double) -> Double
  ) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (start, end)
    var (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
    var (valueA, valueB) = (value(a), value(b))
    for _ in 0..<50 {
      if valueA < valueB {
        (high, b, valueB) = (b, a, valueA)
        a = high - ratio * (high - low)
        valueA = value(a)
      } else {
        (low, a, valueA) = (a, b, valueB)
        b = low + ratio * (high - low)
        valueB = value(b)
      }
    }
    return (low + high) / 2
  }
}
