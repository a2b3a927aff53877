import Foundation
import Testing

@testable import NeuralEngine

/// Runs from data to metrics.
struct TrainingTests {
  static let adam = Optimizer.adam(
    learningRate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  static let small = Model.network([
    .dense(units: 8), .activation(.tanh), .dense(units: 8), .activation(.tanh), .dense(units: 1),
  ])

  /// Two rings, half of the rows for each set.
  static func rings(_ count: Int = 400) -> Dataset {
    var numbers = SeededNumbers(seed: 17)
    var inputs: [Double] = []
    var classes: [Int] = []
    for row in 0..<count {
      let isInner = row % 2 == 0
      let radius = isInner ? numbers.uniform(0...2.5) : numbers.uniform(3.5...5)
      let angle = numbers.uniform(0...(2 * Double.pi))
      inputs += [radius * cos(angle), radius * sin(angle)]
      classes.append(isInner ? 1 : 0)
    }
    return Dataset(
      columns: ["x1", "x2"], inputs: inputs, target: .classes(classes, names: ["outer", "inner"]),
      trainingRowCount: count / 2)
  }

  static let xor = Dataset(
    columns: ["x1", "x2"], inputs: [0, 0, 0, 1, 1, 0, 1, 1],
    target: .classes([0, 1, 1, 0], names: ["no", "yes"]), trainingRowCount: 4)

  /// y = 3 − 2x + noise-free curvature.
  static func line(_ count: Int = 20, targets: (Double) -> Double = { 3 - 2 * $0 }) -> Dataset {
    let x = (0..<count).map { Double($0) / Double(count) * 2 - 1 }
    return Dataset(
      columns: ["x"], inputs: x, target: .numbers(x.map(targets), columns: ["y"]),
      trainingRowCount: count)
  }

  private func configuration(
    _ model: Model, _ optimizer: Optimizer, epochs: Int, batch: TrainingConfiguration.Batch = .full,
    loss: Loss? = nil
  ) -> TrainingConfiguration {
    TrainingConfiguration(
      model: model, loss: loss, optimizer: optimizer, length: .epochs(epochs), batch: batch,
      stream: "test")
  }

  @Test func learnsRings() throws {
    let model = try Trainer.train(
      configuration(Self.small, Self.adam, epochs: 60, batch: .rows(10)), on: Self.rings())
    let last = try #require(model.history.last)
    #expect(model.loss == .bce)
    #expect(model.history.count == 61)
    #expect(model.stepCount == 1_200)
    #expect(last.trainLoss < 0.01)
    #expect(last.trainAccuracy == 1)
    #expect(try #require(last.testAccuracy) > 0.98)
    #expect(abs(model.history[0].trainLoss - 0.69) < 0.15)
    let probabilities = model.predict([0, 0, 4.2, 0])
    #expect(probabilities[0] > 0.9 && probabilities[1] < 0.1)
  }

  @Test(arguments: [Loss.bce, .mse, .halfMSE])
  func learnsXorWithEveryLossOfOneOutput(_ loss: Loss) throws {
    for activation in [Activation.tanh, .sigmoid] {
      let model = try Trainer.train(
        configuration(
          .network([
            .dense(units: 8), .activation(.tanh), .dense(units: 1), .activation(activation),
          ]), Self.adam, epochs: 600, loss: loss), on: Self.xor)
      #expect(model.history.last?.trainAccuracy == 1, "\(loss) after \(activation)")
      let probabilities = model.predict([0, 0, 0, 1, 1, 0, 1, 1])
      #expect(probabilities.map { $0 > 0.5 } == [false, true, true, false])
      #expect(probabilities.allSatisfy { (0...1).contains($0) })
      let signed = loss != .bce && activation == .tanh
      #expect(model.output == (loss == .bce ? .logit : signed ? .score : .values))
    }
  }

  @Test func foldsTheLastActivationIntoTheLoss() throws {
    let plain: [Layer] = [.dense(units: 3), .activation(.tanh), .dense(units: 2)]
    let folded = try Trainer.train(
      configuration(.network(plain + [.activation(.softmax)]), Self.adam, epochs: 20),
      on: Self.xor)
    let direct = try Trainer.train(
      configuration(.network(plain), Self.adam, epochs: 20), on: Self.xor)
    #expect(folded.loss == .crossEntropy)
    #expect(folded.parameters == direct.parameters)
    #expect(folded.layers.count == 4)
    let sums = folded.predict([0.3, 0.7])
    #expect(abs(sums[0] + sums[1] - 1) < 1e-6)
  }

  @Test func learnsThreeClasses() throws {
    var numbers = SeededNumbers(seed: 4)
    var inputs: [Double] = []
    var classes: [Int] = []
    for row in 0..<150 {
      let centre = [(0.0, 2.0), (2.0, -1.0), (-2.0, -1.0)][row % 3]
      inputs += [centre.0 + numbers.uniform(-0.8...0.8), centre.1 + numbers.uniform(-0.8...0.8)]
      classes.append(row % 3)
    }
    let data = Dataset(
      columns: ["x1", "x2"], inputs: inputs, target: .classes(classes, names: ["a", "b", "c"]),
      trainingRowCount: 120)
    for loss in [nil, Loss.mse] {
      let model = try Trainer.train(
        configuration(.softmax, Self.adam, epochs: 60, batch: .rows(16), loss: loss), on: data)
      #expect(model.history.last?.testAccuracy == 1)
      #expect(model.parameters.map(\.name) == ["w", "b"])
      #expect(model.parameters[0].shape == Shape([2, 3]))
    }
  }

  @Test func runsAreTheSameOnEveryInstructionSet() throws {
    let layers: [Layer] = [
      .dense(units: 37), .activation(.gelu(isApproximate: false)), .dense(units: 19),
      .activation(.prelu(initialSlope: 0.25)), .dense(units: 1),
    ]
    let optimizers: [Optimizer] = [
      .gd(learningRate: 0.1), .sgd(learningRate: 0.1), .momentum(learningRate: 0.01, beta: 0.9),
      .nesterov(learningRate: 0.01, beta: 0.9), .adagrad(learningRate: 0.01, epsilon: 1e-10),
      .rmsprop(learningRate: 0.01, alpha: 0.99, epsilon: 1e-8), Self.adam,
      .adamw(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01),
    ]
    let data = Self.rings(90)
    for optimizer in optimizers {
      let configuration = TrainingConfiguration(
        model: .network(layers), optimizer: optimizer, length: .epochs(4), batch: .rows(13),
        l1: 1e-4, l2: 1e-4, stream: "bits")
      let runs = try Processor.available.map { kernels in
        try Trainer.train(configuration, on: data, with: kernels)
      }
      for run in runs.dropFirst() {
        #expect(run.digest == runs[0].digest)
        #expect(run.history == runs[0].history)
      }
      let predictions = zip(runs, Processor.available).map {
        $0.predict(Array(data.inputs), with: $1)
      }
      #expect(predictions.allSatisfy { $0 == predictions[0] })
    }
  }

  @Test func anEpochVisitsEveryRowOnce() throws {
    let memory = TensorMemory()
    let region = memory.allocate(101)
    let order = RowOrder(in: memory, region, seed: 5, stream: "x", Processor.chosen)
    var seen: Set<[Int32]> = []
    for _ in 0..<20 {
      order.shuffle()
      let rows = memory.read(region).map { Int32(bitPattern: $0.bitPattern) }
      #expect(rows.sorted() == Array(0..<101))
      seen.insert(rows)
    }
    #expect(seen.count == 20)
  }

  @Test func shufflesAreFair() {
    // Each of the 24 orders of four rows comes up about as often: χ² with 23 degrees of freedom
    // exceeds 49.7 once in a thousand.
    let memory = TensorMemory()
    let region = memory.allocate(4)
    let order = RowOrder(in: memory, region, seed: 1, stream: "fair", Processor.chosen)
    var counts: [[Float]: Int] = [:]
    for _ in 0..<24_000 {
      order.shuffle()
      counts[memory.read(region), default: 0] += 1
    }
    let statistic = counts.values.reduce(0.0) { $0 + pow(Double($1) - 1_000, 2) / 1_000 }
    #expect(counts.count == 24 && statistic < 49.7)
  }

  @Test func smallerLastBatchIsAStep() throws {
    var configuration = configuration(
      .linear, .sgd(learningRate: 0.1), epochs: 2, batch: .rows(8))
    let model = try Trainer.train(configuration, on: Self.line())
    #expect(model.stepCount == 6)
    configuration.length = .steps(4)
    let stopped = try Trainer.train(configuration, on: Self.line())
    #expect(stopped.stepCount == 4)
    #expect(stopped.epochCount == 2)
    #expect(stopped.history.count == 3)
    configuration.length = .epochs(0)
    #expect(try Trainer.train(configuration, on: Self.line()).history.count == 1)
  }

  @Test func gradientDescentTakesAllRows() throws {
    let model = try Trainer.train(
      configuration(.linear, .gd(learningRate: 0.5), epochs: 100, batch: .rows(3)),
      on: Self.line())
    #expect(model.stepCount == 100)
    #expect(model.parameters.map(\.name) == ["w", "b"])
    #expect(abs(model.parameters[0].values[0] + 2) < 1e-4)
    #expect(abs(model.parameters[1].values[0] - 3) < 1e-4)
    #expect(abs(model.predict([0.5])[0] - 2) < 1e-4)
    #expect(model.history[0].trainAccuracy == nil && model.history[0].testLoss == nil)
  }

  @Test func gradientStepIsTheTextbooks() throws {
    // One step of gradient descent on y = wx + b from 0: w = lr·2·mean(xy), b = lr·2·mean(y).
    var configuration = configuration(.linear, .gd(learningRate: 0.1), epochs: 1)
    configuration.initialization = .zeros
    let data = Dataset(
      columns: ["x"], inputs: [1, 2, 3], target: .numbers([2, 4, 9], columns: ["y"]),
      trainingRowCount: 3)
    let model = try Trainer.train(configuration, on: data)
    let expected: (w: Double, b: Double) = (0.1 * 2 * 37 / 3, 0.1 * 2 * 15 / 3)
    #expect(abs(model.parameters[0].values[0] - expected.w) < 1e-6)
    #expect(abs(model.parameters[1].values[0] - expected.b) < 1e-6)
    #expect(abs(model.history[0].trainLoss - 101.0 / 3) < 1e-5)
  }

  @Test func polynomialsAreNamedByPower() throws {
    let data = Self.line { 1 - 2 * $0 + 3 * $0 * $0 }
    for optimizer in [Optimizer.exact, .gd(learningRate: 0.3)] {
      let model = try Trainer.train(
        configuration(.polynomial(degree: 2), optimizer, epochs: 1_500), on: data)
      #expect(model.parameters.map(\.name) == ["w0", "w1", "w2"])
      for (parameter, exact) in zip(model.parameters, [1.0, -2, 3]) {
        #expect(abs(parameter.values[0] - exact) < (optimizer == .exact ? 1e-12 : 1e-2))
      }
      #expect(model.inputCount == 1 && model.parameterCount == 3)
      #expect(abs(model.predict([2])[0] - 9) < (optimizer == .exact ? 1e-11 : 0.1))
    }
    var given = configuration(.polynomial(degree: 2), .sgd(learningRate: 0.1), epochs: 0)
    given.initialization = .values(["w0": [5], "w2": [-7]])
    let start = try Trainer.train(given, on: data)
    #expect(start.parameters[0].values == [5] && start.parameters[2].values == [-7])
  }

  @Test func ridgeMatchesItsNormalEquation() throws {
    // (1/n)Σ(wx − y)² + λw² with centred x has w = Σxy / (Σx² + nλ) and a free bias.
    let data = Dataset(
      columns: ["x"], inputs: [-2, -1, 1, 2], target: .numbers([1, 3, 5, 11], columns: ["y"]),
      trainingRowCount: 4)
    var configuration = configuration(.linear, .exact, epochs: 1)
    configuration.l2 = 0.5
    let model = try Trainer.train(configuration, on: data)
    #expect(abs(model.parameters[0].values[0] - 22.0 / 12) < 1e-12)
    #expect(abs(model.parameters[1].values[0] - 5) < 1e-12)
    #expect(abs(model.penalty - 0.5 * pow(22.0 / 12, 2)) < 1e-12)
    #expect(try #require(model.conditionNumber) > 1)
    #expect(model.history.count == 1)
    // Steps arrive at the same weights.
    configuration.optimizer = .gd(learningRate: 0.1)
    configuration.length = .epochs(500)
    let steps = try Trainer.train(configuration, on: data)
    #expect(abs(steps.parameters[0].values[0] - 22.0 / 12) < 1e-5)
  }

  @Test func highDegreesExplodeAsTheyDo() throws {
    // Fifteen powers through thirty points leave nothing of the noise, and everything beyond.
    let data = Self.line(30) { cos(1.5 * .pi * $0) + 0.1 * sin(100 * $0) }
    let model = try Trainer.train(
      configuration(.polynomial(degree: 15), .exact, epochs: 1), on: data)
    #expect(try #require(model.conditionNumber) > 1e5)
    #expect(abs(model.predict([3])[0]) > 1e4)
  }

  /// The whole way from data to a run, with the numbers of `least-squares-reference.json`.
  @Test func polynomialRunsAgreeWithManyDigits() throws {
    let reference = try LeastSquaresTests.reference()
    let data = Dataset(
      columns: ["x"], inputs: reference.x, target: .numbers(reference.y, columns: ["y"]),
      trainingRowCount: reference.x.count)
    for fit in reference.fits {
      var configuration = configuration(.polynomial(degree: fit.degree), .exact, epochs: 1)
      // The reference adds λ‖w‖² to the sum of squared errors, a run to their mean.
      configuration.l2 = fit.ridge / Double(reference.x.count)
      let model = try Trainer.train(configuration, on: data)
      for (parameter, expected) in zip(model.parameters, fit.coefficients) {
        #expect(abs(parameter.values[0] / expected - 1) < 1e-11, "degree \(fit.degree)")
      }
      if let condition = fit.conditionNumber {
        #expect(abs(try #require(model.conditionNumber) / condition - 1) < 1e-5)
      }
      // Folds in the order of x, as that example takes them, held back one by one.
      var errors: [Double] = []
      for fold in 0..<10 {
        let held = data.holdingBack(Array(3 * fold..<3 * fold + 3))
        let plan = try TrainingPlan(configuration, held, validationRowCount: 3)
        errors.append(try #require(ExactSolution.solve(plan).finalMetrics?.validationLoss))
      }
      guard fit.ridge == 0 else { continue }
      let mean = CrossValidation.Summary(errors).mean
      #expect(abs(mean / fit.crossValidationError - 1) < 1e-6, "degree \(fit.degree): \(mean)")
    }
  }

  @Test func divergenceNamesItsStep() {
    let configuration = configuration(.linear, .gd(learningRate: 50), epochs: 1_000)
    #expect {
      try Trainer.train(configuration, on: Self.line())
    } throws: { error in
      guard
        case .diverged(let step, let epoch, let lastFinite, let rate)? = error as? TrainingFailure
      else { return false }
      return step > 1 && step < 100 && epoch == step && lastFinite != nil && rate == 50
    }
  }

  @Test func mismatchesAreFailures() {
    let three = Dataset(
      columns: ["x"], inputs: [1, 2, 3], target: .classes([0, 1, 2], names: ["a", "b", "c"]),
      trainingRowCount: 3)
    let empty = Dataset(
      columns: ["x"], inputs: [1], target: .numbers([1], columns: ["y"]), trainingRowCount: 0)
    let cases: [(TrainingConfiguration, Dataset)] = [
      (configuration(.network([.dense(units: 2)]), Self.adam, epochs: 1), three),
      (configuration(.network([.dense(units: 2)]), Self.adam, epochs: 1), Self.line()),
      (configuration(.linear, Self.adam, epochs: 1), empty),
      (configuration(.polynomial(degree: 2), Self.adam, epochs: 1), Self.rings()),
      (configuration(Self.small, .exact, epochs: 1), Self.line()),
      (configuration(.linear, Self.adam, epochs: 1, loss: .crossEntropy), Self.line()),
      (configuration(.linear, Self.adam, epochs: 1, loss: .bce), Self.line()),
    ]
    for (configuration, data) in cases {
      #expect {
        try Trainer.train(configuration, on: data)
      } throws: { error in
        guard case .mismatch(let text)? = error as? TrainingFailure else { return false }
        return !text.isEmpty
      }
    }
  }

  @Test func recordsSnapshots() throws {
    var configuration = configuration(Self.small, Self.adam, epochs: 7, batch: .rows(20))
    configuration.recordInterval = .epochs(3)
    let model = try Trainer.train(configuration, on: Self.rings(40))
    #expect(model.snapshots.map(\.epoch) == [0, 3, 6, 7])
    #expect(model.snapshots.last?.parameters == model.parameters)
    #expect(
      model.parameters.map(\.name) == [
        "layer1.w", "layer1.b", "layer2.w", "layer2.b", "layer3.w", "layer3.b",
      ])
    #expect(model.layers.map(\.title) == ["dense 8", "tanh", "dense 8", "tanh", "dense 1"])
    #expect(model.layers.map(\.parameterCount) == [24, 0, 72, 0, 9])
    #expect(model.parameterCount == 105)
  }

  @Test func initialWeightsKeepTheirBounds() throws {
    let layers: [Layer] = [.dense(units: 50), .activation(.tanh), .dense(units: 20)]
    let layout = try NetworkLayout(
      .network(layers), input: ModelInput(count: 100), outputCount: 20, loss: nil)
    func largest(_ initialization: Initialization, _ index: Int) -> Double {
      layout.initialValues(initialization, seed: 3, stream: "s")[index].map(abs).max() ?? 0
    }
    let bounds: [(Initialization, Double, Double)] = [
      (.standard, 0.1, 0.1), (.xavier, 5.0 / 3 * (6.0 / 150).squareRoot(), 0),
      (.he, 5.0 / 3 * (3.0 / 100).squareRoot(), 0), (.uniform(bound: 0.5), 0.5, 0), (.zeros, 0, 0),
    ]
    for (initialization, weightBound, biasBound) in bounds {
      #expect(largest(initialization, 0) <= weightBound)
      #expect(largest(initialization, 0) >= 0.99 * weightBound)
      #expect(largest(initialization, 1) <= biasBound)
    }
    let normal = layout.initialValues(.normal(standardDeviation: 2), seed: 3, stream: "s")[0]
    let variance = normal.reduce(0) { $0 + $1 * $1 } / Double(normal.count)
    #expect(abs(variance - 4) < 0.3)
    #expect(
      layout.initialValues(.standard, seed: 3, stream: "s")
        != layout.initialValues(.standard, seed: 3, stream: "t"))
  }

  /// The gradient of a whole network in single precision against central differences of the graph's
  /// loss in double precision.
  @Test func networkGradientMatchesFiniteDifferences() throws {
    let layout = try NetworkLayout(
      Self.small, input: ModelInput(count: 2), outputCount: 1, loss: .bce)
    var numbers = SeededNumbers(seed: 12)
    var graph = Graph()
    let x = graph.input("x", Shape([10, 2]))
    let network = layout.append(to: &graph, x, .training)
    let (output, parameters) = (network.output, network.parameters)
    let y = graph.input("y", Shape([10, 1]))
    let loss = try graph.loss(.bce, output, y)
    let gradients = graph.gradients(of: loss, withRespectTo: parameters)
    var feeds = [
      x: Tensor(Shape([10, 2]), numbers.values(20)),
      y: Tensor(Shape([10, 1]), (0..<10).map { Double($0 % 2) }),
    ]
    for parameter in parameters {
      let shape = graph.shape(of: parameter)
      feeds[parameter] = Tensor(
        shape, numbers.values(shape.count, -1...1).map { Double(Float($0)) })
    }
    let values = ProgramTests.run(graph, gradients, feeding: feeds)
    for (parameter, gradient) in zip(parameters, values) {
      for index in gradient.indices {
        func value(_ shift: Double) throws -> Double {
          var moved = feeds
          moved[parameter]?.values[index] += shift
          return try graph.evaluate([loss], feeding: moved)[loss].values[0]
        }
        let numeric = try (value(1e-5) - value(-1e-5)) / 2e-5
        #expect(abs(Double(gradient[index]) - numeric) < 2e-6)
      }
    }
  }
}
