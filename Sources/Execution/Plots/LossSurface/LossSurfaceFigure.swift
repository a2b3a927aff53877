import NeuralEngine
import Plotting

/// A map of the training loss with the recorded path and the trained weights.
struct LossSurfaceFigure {
  /// Samples along each side.
  private static let resolution = 61

  private let field: ScalarField
  private let path: [PlaneFunction.Place]
  private let end: PlaneFunction.Place
  private let plane: WeightDirections
  private let levels: [Double]
  private let lossName: String
  /// What the map shows beside the loss.
  let note: String

  /// Samples a landscape.
  ///
  /// - Parameters:
  ///   - x: The author's range; nil covers the path, or what the directions call for.
  ///   - isRandom: Whether the directions are random ones, on which paths have no place.
  init(
    _ run: CompletedRun, _ plane: WeightDirections, _ landscape: borrowing LossLandscape,
    x: ClosedRange<Double>?, y: ClosedRange<Double>?, isRandom: Bool, levelLimit: Int,
    spacing: ContourLevels.Spacing?
  ) {
    self.plane = plane
    end = plane.place(of: run.model.parameters)
    path = isRandom ? [] : run.model.snapshots.map { plane.place(of: $0.parameters) }
    let places = path + [end]
    let x = x ?? Self.range(places.map(\.x), around: end.x, isRandom: isRandom)
    let y = y ?? Self.range(places.map(\.y), around: end.y, isRandom: isRandom)
    let values = PlaneFunction.grid(x: x, y: y, resolution: Self.resolution).map {
      landscape.loss(at: plane.weights(x: $0.x, y: $0.y))
    }
    field = ScalarField(
      columns: Self.resolution, rows: Self.resolution, values: values, x: x, y: y)
    levels = ContourLevels.levels(
      of: field, lowest: values.filter(\.isFinite).min(), limit: levelLimit, spacing: spacing)
    let configuration = run.plan.configuration
    let isPenalized = configuration.l1 > 0 || configuration.l2 > 0
    lossName = isPenalized ? "training loss and penalty" : "training loss"
    note =
      isRandom
      ? "0 is the trained run; directions are scaled filter by filter (Li et al. 2018)." : ""
  }

  /// The path with room around it; for a single place a range of its own size.
  private static func range(
    _ values: [Double], around middle: Double, isRandom: Bool
  ) -> ClosedRange<Double> {
    if isRandom { return -1...1 }
    let low = values.min() ?? middle
    let high = values.max() ?? middle
    guard high - low > 1e-9 * max(abs(low), abs(high), 1e-12) else {
      let room = max(abs(middle), 0.5)
      return middle - room...middle + room
    }
    // As much on the far side of the end as the path came from.
    let reach = max(high - middle, middle - low) * 1.25
    return middle - reach...middle + reach
  }

  /// Returns the panel.
  func panel(xLabel: String?, yLabel: String?) -> Panel {
    var marks = ContourFigure.map(field, levels: levels, name: lossName)
    if path.count > 1 {
      marks.append(
        .trajectory(
          TrajectoryMark(
            x: path.map(\.x), y: path.map(\.y), name: "path of training", ink: .category(1))))
      marks.append(.text(TextMark("start", x: path[0].x, y: path[0].y, offset: -14)))
    }
    marks.append(
      .points(
        PointMark(x: [end.x], y: [end.y], ink: .foreground, shape: .cross, size: 10)))
    marks.append(.text(TextMark("trained", x: end.x, y: end.y, offset: 15)))
    return Panel(
      x: Axis(xLabel ?? plane.xLabel, range: field.x),
      y: Axis(yLabel ?? plane.yLabel, range: field.y), marks: marks, frame: .box)
  }
}
