import NeuralEngine
import Plotting

/// What the neurons of a network of two inputs put out over the plane of these.
struct NetworkMaps: Sendable {
  /// Cells along each side of a map.
  private let resolution: Int
  private let run: CompletedRun
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  /// The centres of the cells, row-major `[cells, 2]`.
  private let places: [Double]
  /// The same as the model sees them, `[cells, inputCount]`.
  private let features: [Double]

  /// Prepares the maps over the range of the data, or the author's.
  init(_ run: CompletedRun, x: ClosedRange<Double>?, y: ClosedRange<Double>?) {
    self.init(run, x: x, y: y, resolution: 40)
  }

  private init(
    _ run: CompletedRun, x: ClosedRange<Double>?, y: ClosedRange<Double>?, resolution: Int
  ) {
    self.run = run
    self.resolution = resolution
    let inputs = run.data.data.inputs
    func column(_ column: Int) -> [Double] {
      stride(from: column, to: inputs.count, by: 2).map { inputs[$0] }
    }
    let x = x ?? PlotRange.covering(column(0), padding: 0.08)
    let y = y ?? PlotRange.covering(column(1), padding: 0.08)
    (self.x, self.y) = (x, y)
    func centers(_ range: ClosedRange<Double>) -> [Double] {
      let step = (range.upperBound - range.lowerBound) / Double(resolution)
      return (0..<resolution).map { range.lowerBound + step * (Double($0) + 0.5) }
    }
    let xs = centers(x)
    places = centers(y).flatMap { y in xs.flatMap { [$0, y] } }
    features = run.plan.features?.apply(to: places, columns: 2) ?? places
  }

  /// The model's inputs themselves, each on a scale of its own.
  var inputs: [HeatMapMark] { maps(of: features, count: run.model.inputCount) }

  /// Returns what the model answers: probabilities from 0 to 1 of a classifier. A single output, which
  /// is drawn larger, is sampled finer.
  var outputs: [HeatMapMark] {
    if run.model.outputCount == 1, resolution < 100 {
      return NetworkMaps(run, x: x, y: y, resolution: 100).outputs
    }
    let isClassifier = run.plan.classCount != nil
    return maps(
      of: run.predict(places), count: run.model.outputCount, range: isClassifier ? 0...1 : nil)
  }

  /// Returns the outputs of the units of a layer, by its index among the model's, on one scale that
  /// is symmetric about 0.
  func outputs(ofLayer layer: Int) -> [HeatMapMark] {
    let outputs = run.model.activations(ofLayer: layer, for: features)
    let largest = outputs.values.filter(\.isFinite).map(abs).max() ?? 0
    let bound = largest > 0 ? largest : 1
    return maps(of: outputs.values, count: outputs.shape.extents[1], range: -bound...bound)
  }

  private func maps(
    of values: [Double], count: Int, range: ClosedRange<Double>? = nil
  ) -> [HeatMapMark] {
    (0..<count).map { unit in
      let cells = stride(from: unit, to: values.count, by: count).map { values[$0] }
      let field = ScalarField(
        columns: resolution, rows: resolution, values: cells, x: x, y: y,
        sampling: .cells)
      return HeatMapMark(field, map: .diverging, range: range)
    }
  }
}
