import NeuralEngine
import Plotting

/// Rows as points in the space of a hidden layer's outputs.
struct EmbeddingPlan: PlannedPlot {
  var run: PlannedRun
  /// The index among the run's layers.
  var layer: Int
  /// Whether the last dense layer takes these outputs.
  var isBeforeLast: Bool
  /// Nil for all rows.
  var rows: RowSet?
  var appearance: PlotAppearance

  /// The largest number of rows drawn of either set.
  private static let mostRows = 1_000
  /// Lines of the grid over the input plane in each direction.
  private static let gridLines = 13

  func draw(in context: ExecutionContext) -> PlotOutcome {
    let completed = context.run(run)
    let data = shownRows(of: completed.trainingData)
    let outputs = values(of: completed, for: Array(data.inputs))
    let projection = Projection(outputs, width: width)
    let places = projection.places(of: outputs)
    let (xs, ys) = (places.map(\.x), places.map(\.y))
    var marks: [Mark] = []
    if run.data.columns.count == 2, width == 2 { marks += grid(completed, projection) }
    let xRange = appearance.xRange ?? PlotRange.covering(xs, padding: 0.08)
    let yRange = appearance.yRange ?? PlotRange.covering(ys, padding: 0.08)
    if isBeforeLast, width == 2, let border = border(of: completed.model, xRange) {
      marks.append(.line(border))
    }
    switch data.target {
    case .classes: marks += ClassPoints(data: data, xs: xs, ys: ys).marks
    case .numbers: marks.append(.points(PointMark(x: xs, y: ys, ink: .category(0))))
    }
    let title = completed.model.layers[layer].title
    let panel = Panel(
      x: Axis(appearance.xLabel ?? projection.labels.x, range: xRange),
      y: Axis(appearance.yLabel ?? projection.labels.y, range: yRange), marks: marks, frame: .box,
      hasEqualScales: width > 2)
    return PlotOutcome(
      appearance.figure(
        kind: "Outputs of layer \(layer + 1), \(title), of \(run.name)", panels: [panel],
        naturalHeight: 0.72 * appearance.width))
  }

  /// How many numbers the layer puts out for a row.
  private var width: Int { run.layers[layer].outputShape.count }

  private func values(of run: CompletedRun, for inputs: [Double]) -> [[Double]] {
    let outputs = run.model.activations(ofLayer: layer, for: inputs).values
    return stride(from: 0, to: outputs.count, by: width).map { Array(outputs[$0..<$0 + width]) }
  }

  /// The first rows of each set that is drawn.
  private func shownRows(of data: Dataset) -> Dataset {
    let training = rows == .test ? 0 : min(data.trainingRowCount, Self.mostRows)
    let test = rows == .training ? 0 : min(data.testRowCount, Self.mostRows)
    let chosen =
      Array(0..<training) + Array(data.trainingRowCount..<data.trainingRowCount + test)
    let columns = data.columns.count
    var shown = data
    shown.inputs = Numbers(
      chosen.flatMap { row in (0..<columns).map { data.inputs[row * columns + $0] } })
    // Rows of one set need not be told apart.
    shown.trainingRowCount = rows == nil ? training : chosen.count
    switch data.target {
    case .classes(let classes, let names):
      shown.target = .classes(chosen.map { classes[$0] }, names: names)
    case .numbers(let values, let names):
      shown.target = .numbers(
        chosen.flatMap { row in names.indices.map { values[row * names.count + $0] } },
        columns: names)
    }
    return shown
  }

  /// The grid of the input plane, as the layer bends it.
  private func grid(_ run: CompletedRun, _ projection: Projection) -> [Mark] {
    let inputs = run.data.data.inputs
    func range(_ column: Int) -> ClosedRange<Double> {
      PlotRange.covering(
        stride(from: column, to: inputs.count, by: 2).map { inputs[$0] }, padding: 0)
    }
    let (x, y) = (range(0), range(1))
    let lines = [false, true].flatMap { isAcross in
      PlotRange.samples(isAcross ? y : x, count: Self.gridLines).map { fixed in
        PlotRange.samples(isAcross ? x : y, count: 61).flatMap {
          isAcross ? [$0, fixed] : [fixed, $0]
        }
      }
    }
    return lines.map { line in
      let seen = self.run.features?.apply(to: line, columns: 2) ?? line
      let places = projection.places(of: values(of: run, for: seen))
      return .line(
        LineMark(x: places.map(\.x), y: places.map(\.y), ink: .muted, width: 0.7))
    }
  }

  /// The straight line that one last unit draws: where its sum is 0.
  private func border(of model: TrainedModel, _ xRange: ClosedRange<Double>) -> LineMark? {
    guard run.classCount == 2, model.outputCount == 1, model.parameters.count >= 2,
      model.output == .logit || model.output == .margin || model.output == .score
    else { return nil }
    let bias = model.parameters[model.parameters.count - 1].values
    let weights = model.parameters[model.parameters.count - 2].values
    guard weights.count == 2, bias.count == 1, abs(weights[1]) > 1e-9 else { return nil }
    let ends = [xRange.lowerBound, xRange.upperBound]
    return LineMark(
      x: ends, y: ends.map { -(weights[0] * $0 + bias[0]) / weights[1] },
      name: "boundary", ink: .foreground)
  }
}

/// A plane through the outputs of a layer: two units themselves, or the two principal components of
/// more.
private struct Projection {
  private let mean: [Double]
  /// Two directions; empty for two units, which are the axes themselves.
  private let directions: [[Double]]
  let labels: (x: String, y: String)

  init(_ rows: [[Double]], width: Int) {
    guard width > 2 else {
      mean = []
      directions = []
      labels = ("unit 1", "unit 2")
      return
    }
    var mean = [Double](repeating: 0, count: width)
    for row in rows { for index in mean.indices { mean[index] += row[index] } }
    for index in mean.indices { mean[index] /= Double(max(rows.count, 1)) }
    self.mean = mean
    let centered = rows.map { row in zip(row, mean).map { $0 - $1 } }
    let total = centered.reduce(0) { $0 + PrincipalDirection.dot($1, $1) }
    let first = PrincipalDirection(of: centered, besides: [])
    let second = first.flatMap {
      PrincipalDirection(of: centered, besides: [$0.direction])
    }
    let none = [Double](repeating: 0, count: width)
    directions = [first?.direction ?? none, second?.direction ?? none]
    func label(_ name: String, _ direction: PrincipalDirection?) -> String {
      let share = total > 0 ? (direction?.share ?? 0) / total : 0
      return "\(name) principal component (\(FigureText.share(share)) of the variance)"
    }
    labels = (label("first", first), label("second", second))
  }

  func places(of rows: [[Double]]) -> [(x: Double, y: Double)] {
    rows.map { row in
      guard directions.count == 2 else { return (row[0], row[1]) }
      let centered = zip(row, mean).map { $0 - $1 }
      return (
        PrincipalDirection.dot(centered, directions[0]),
        PrincipalDirection.dot(centered, directions[1])
      )
    }
  }
}
