import NeuralEngine
import Plotting

/// A landscape as filled contours in quiet greys, with the paths of optimizers and with balls that
/// a solution has to stay in.
struct ContourFigure {
  /// Samples along each side.
  static let resolution = 161

  var function: PlaneFunction
  /// What the colour bar measures.
  var name: String
  var xLabel: String
  var yLabel: String
  var levelLimit: Int
  var spacing: ContourLevels.Spacing?
  private let field: ScalarField
  /// The lowest place of the map, nil where the function falls towards the edge.
  let minimum: PlaneFunction.Place?
  private let saddles: [PlaneFunction.Place]

  /// Samples a function over a rectangle and finds its extremes.
  init(
    _ function: PlaneFunction, name: String, x: ClosedRange<Double>, y: ClosedRange<Double>,
    xLabel: String, yLabel: String, levelLimit: Int, spacing: ContourLevels.Spacing?
  ) {
    self.function = function
    self.name = name
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.levelLimit = levelLimit
    self.spacing = spacing
    field = function.field(x: x, y: y, resolution: Self.resolution)
    minimum = function.minimum(of: field)
    saddles = function.saddles(x: x, y: y, atMost: 4)
  }

  /// Whether the function has a value anywhere on the map.
  var hasValues: Bool { field.values.contains(where: \.isFinite) }

  /// Returns a panel with some paths and at most one constraint.
  ///
  /// - Parameters:
  ///   - title: Names the panel; empty where the legend names its paths.
  ///   - isAlone: Whether the figure has no other panel: then the map has a colour bar.
  func panel(
    _ paths: [DescentPath], inks: [Ink], constraint: PlaneConstraint? = nil, title: String = "",
    subtitle: String = "", isAlone: Bool
  ) -> Panel {
    let lowest = minimum.map(function.value)
    let levels = ContourLevels.levels(
      of: field, lowest: lowest, limit: levelLimit, spacing: spacing)
    var marks = Self.map(field, levels: levels, name: isAlone ? name : nil)
    if let constraint { marks += self.marks(of: constraint) }
    marks += landmarks
    for (path, ink) in zip(paths, inks) {
      marks.append(
        .trajectory(
          TrajectoryMark(
            x: path.places.map(\.x), y: path.places.map(\.y),
            name: paths.count > 1 || title.isEmpty ? path.name : "", ink: ink)))
    }
    if let start = paths.first?.places.first {
      marks.append(
        .text(TextMark("start", x: start.x, y: start.y, ink: .foreground, offset: -14)))
    }
    let isSquare = field.x.length < 1.3 * field.y.length && field.y.length < 1.3 * field.x.length
    return Panel(
      title: title, subtitle: subtitle, x: Axis(xLabel, range: field.x),
      y: Axis(yLabel, range: field.y), marks: marks, frame: .box,
      hasEqualScales: isSquare || constraint != nil)
  }

  /// Returns filled contours with thin lines between the steps.
  ///
  /// - Parameter name: What the colour bar measures; nil draws none.
  static func map(_ field: ScalarField, levels: [Double], name: String?) -> [Mark] {
    [
      .heatMap(HeatMapMark(field, map: .relief, colorBar: name, bounds: levels)),
      .contours(ContourMark(field, levels: levels, ink: .muted.opacity(0.55), width: 0.75)),
    ]
  }

  /// The minimum as a cross, saddle points as a plus.
  private var landmarks: [Mark] {
    var marks: [Mark] = []
    func mark(_ place: PlaneFunction.Place, _ name: String, _ shape: PointMark.Shape) {
      marks.append(
        .points(
          PointMark(x: [place.x], y: [place.y], ink: .foreground, shape: shape, size: 10)))
      marks.append(.text(TextMark(name, x: place.x, y: place.y, ink: .foreground, offset: 15)))
    }
    if let minimum { mark(minimum, "minimum", .cross) }
    for saddle in saddles { mark(saddle, "saddle", .plus) }
    return marks
  }

  /// Returns the lowest place that keeps to a constraint.
  func optimum(in constraint: PlaneConstraint) -> PlaneFunction.Place? {
    constraint.optimum(of: function, free: minimum)
  }

  /// The ball, the contour line that touches it, and the place where it does.
  private func marks(of constraint: PlaneConstraint) -> [Mark] {
    let outline = constraint.outline
    var marks: [Mark] = [
      .polygon(
        PolygonMark(
          x: outline.map(\.x), y: outline.map(\.y), fill: .category(0).opacity(0.22),
          outline: .category(0)))
    ]
    guard let optimum = optimum(in: constraint) else { return marks }
    if optimum != minimum {
      marks.append(
        .contours(
          ContourMark(
            field, levels: [function.value(at: optimum)], ink: .category(1), width: 2)))
    }
    marks.append(
      .points(
        PointMark(
          x: [optimum.x], y: [optimum.y], ink: .category(1), style: .ringed, size: 9)))
    return marks
  }
}
