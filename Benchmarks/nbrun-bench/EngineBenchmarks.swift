import NeuralEngine

/// Training steps of networks, on one core where the name does not say otherwise.
enum EngineBenchmarks {
  static var cases: [Benchmark] {
    [
      step("2-8-1", batch: 10, .sgd(learningRate: 0.01)),
      step("2-8-8-1", batch: 10, adam),
      step("2-16-16-1", batch: 200, adam),
      step("64-64-10", batch: 64, adam),
      step("784-256-10", batch: 128, adam),
      step("784-512-512-10", batch: 256, adam),
      step("784-512-512-10", batch: 256, adam, threads: 2),
      lenet(8, secondKernel: 3, secondPadding: 1, batch: 32),
      lenet(28, secondKernel: 5, secondPadding: 0, batch: 64),
      lenet(28, secondKernel: 5, secondPadding: 0, batch: 64, threads: 2),
      Benchmark("predict/grid200", unit: .microseconds, prepare: predictGrid),
    ] + scales
  }

  /// How time grows with the width of a network and with the rows of a step: no size may cost much
  /// more for an operation than its neighbours.
  private static var scales: [Benchmark] {
    let sizes = (0...12).map { 1 << $0 }
    return sizes[3...10].map { width in
      step("\(width)-\(width)-\(width)-10", batch: 64, adam, title: "scale/width-\(width)")
    } + sizes.map { step("64-64-10", batch: $0, adam, title: "scale/batch-\($0)") }
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
  ///
  /// - Parameter title: The case's name; nil for `step/` and what it is.
  private static func step(
    _ units: String, batch: Int, _ optimizer: Optimizer, threads: Int = 1, title: String? = nil
  ) -> Benchmark {
    let counts = units.split(separator: "-").compactMap { Int($0) }
    var layers: [Layer] = []
    for units in counts.dropFirst() { layers += [.dense(units: units), .activation(.tanh)] }
    layers.removeLast()
    return step(
      units, layers, inputCount: counts[0], classCount: max(2, counts[counts.count - 1]),
      batch: batch, optimizer, threads: threads, title: title)
  }

  /// A step of LeNet-5 on square images, with tanh and mean pooling; the first convolution keeps the
  /// size of the image.
  private static func lenet(
    _ size: Int, secondKernel: Int, secondPadding: Int, batch: Int, threads: Int = 1
  ) -> Benchmark {
    let pool = Layer.pool(.average, ImageWindow(kernel: .init(2), stride: .init(2)))
    let first = ImageWindow(kernel: .init(5), padding: .init(2))
    let second = ImageWindow(kernel: .init(secondKernel), padding: .init(secondPadding))
    return step(
      "lenet5-\(size)",
      [
        .convolution(channels: 6, window: first), .activation(.tanh), pool,
        .convolution(channels: 16, window: second), .activation(.tanh), pool, .flatten,
        .dense(units: 120), .activation(.tanh), .dense(units: 84), .activation(.tanh),
        .dense(units: 10),
      ],
      inputCount: size * size,
      image: Dataset.ImageShape(channels: 1, height: size, width: size), classCount: 10,
      batch: batch, adam, threads: threads)
  }

  private static func step(
    _ name: String, _ layers: [Layer], inputCount: Int, image: Dataset.ImageShape? = nil,
    classCount: Int, batch: Int, _ optimizer: Optimizer, threads: Int = 1, title: String? = nil
  ) -> Benchmark {
    let optimizerName = if case .sgd = optimizer { "sgd" } else { "adam" }
    let threadName = threads > 1 ? "/\(threads)-threads" : ""
    let ownTitle = "step/\(name)/b\(batch)/\(optimizerName)\(threadName)"
    return Benchmark(title ?? ownTitle, unit: .microseconds) {
      let rowCount = batch * 10
      var stream = RandomStream(seed: 1, name: name, purpose: .data)
      // Singles, as the peers have them: doubles would be converted in every step.
      let inputs = (0..<(rowCount * inputCount)).map { _ in Double(Float(stream.uniform(-1, 1))) }
      let classes = (0..<rowCount).map { _ in stream.index(below: classCount) }
      let data = Dataset(
        columns: (0..<inputCount).map { "x\($0)" }, inputs: inputs,
        target: .classes(classes, names: (0..<classCount).map { "\($0)" }),
        trainingRowCount: rowCount, imageShape: image)
      let configuration = TrainingConfiguration(
        model: .network(layers), optimizer: optimizer, batch: .rows(batch), stream: "bench")
      guard let takeSteps = try? Trainer.steps(configuration, on: data, threads: threads) else {
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
