import NeuralEngine

/// Training steps of networks from lectures, on one core.
enum EngineBenchmarks {
  static var cases: [Benchmark] {
    [
      step("2-8-1", batch: 10, .sgd(learningRate: 0.01)),
      step("2-8-8-1", batch: 10, adam),
      step("2-16-16-1", batch: 200, adam),
      step("64-64-10", batch: 64, adam),
      step("784-256-10", batch: 128, adam),
      Benchmark("predict/grid200", unit: .microseconds, prepare: predictGrid),
    ]
  }

  private static let adam = Optimizer.adam(
    learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  /// A tanh network 2-16-16-1 on the 200 by 200 points of a decision map.
  private static func predictGrid() -> (_ repetitions: Int) -> Void {
    let data = Dataset(
      columns: ["x", "y"], rows: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: ["a", "b", "b", "a"])
    let layers: [Layer] = [
      .dense(units: 16), .activation(.tanh), .dense(units: 16), .activation(.tanh),
      .dense(units: 1),
    ]
    let configuration = TrainingConfiguration(
      model: .network(layers), length: .epochs(1), stream: "bench")
    guard let model = try? Trainer.train(configuration, on: data) else {
      preconditionFailure("the benchmark's data does not fit")
    }
    let axis = (0..<200).map { -6 + 12 * Double($0) / 199 }
    let points = axis.flatMap { y in axis.flatMap { x in [x, y] } }
    return { repetitions in
      for _ in 0..<repetitions {
        precondition(model.predict(points).count == 40_000, "a point has no prediction")
      }
    }
  }

  /// A step of a tanh network on random rows, shuffled once per epoch.
  private static func step(_ units: String, batch: Int, _ optimizer: Optimizer) -> Benchmark {
    let counts = units.split(separator: "-").compactMap { Int($0) }
    let optimizerName = if case .sgd = optimizer { "sgd" } else { "adam" }
    return Benchmark("step/\(units)/b\(batch)/\(optimizerName)", unit: .microseconds) {
      let rowCount = batch * 10
      var stream = RandomStream(seed: 1, name: units, purpose: .data)
      let inputs = (0..<(rowCount * counts[0])).map { _ in stream.uniform(-1, 1) }
      let classCount = max(2, counts[counts.count - 1])
      let classes = (0..<rowCount).map { _ in stream.index(below: classCount) }
      let data = Dataset(
        columns: (0..<counts[0]).map { "x\($0)" }, inputs: inputs,
        target: .classes(classes, names: (0..<classCount).map { "\($0)" }),
        trainingRowCount: rowCount)
      var layers: [Layer] = []
      for units in counts.dropFirst() {
        layers += [.dense(units: units), .activation(.tanh)]
      }
      layers.removeLast()
      let configuration = TrainingConfiguration(
        model: .network(layers), optimizer: optimizer, batch: .rows(batch), stream: "bench")
      guard let takeSteps = try? Trainer.steps(configuration, on: data) else {
        preconditionFailure("the benchmark's data does not fit")
      }
      return { repetitions in
        guard (try? takeSteps(repetitions)) != nil else {
          preconditionFailure("the benchmark diverges")
        }
      }
    }
  }
}
