import Testing

@testable import NeuralEngine

/// Networks of every kind of layer, from their shapes to their training.
struct LayerTrainingTests {
  static let lenet: [Layer] = [
    .convolution(channels: 6, window: ImageWindow(kernel: .init(3), padding: .init(1))),
    .activation(.relu), .pool(.maximum, ImageWindow(kernel: .init(2), stride: .init(2))),
    .convolution(channels: 16, window: ImageWindow(kernel: .init(3), padding: .init(1))),
    .activation(.relu), .pool(.maximum, ImageWindow(kernel: .init(2), stride: .init(2))),
    .flatten, .dense(units: 32), .activation(.relu), .dense(units: 10),
  ]

  /// The digits, 80% of which train.
  static var digits: Dataset {
    CollectedData.digits.makeDataset(count: 1_797, noise: 0, seed: 1, name: "digits")
      .split(trainingShare: 0.8, seed: 1, name: "digits")
  }

  /// Rows of random images of 2×4×5 pixels in three classes that differ in one pixel's size.
  static func images(_ count: Int, seed: UInt64 = 5) -> Dataset {
    var numbers = SeededNumbers(seed: seed)
    var inputs: [Double] = []
    var classes: [Int] = []
    for _ in 0..<count {
      var image = numbers.values(40, -1...1)
      let label = numbers.integer(0...2)
      image[7 + 10 * label] += 2
      inputs += image
      classes.append(label)
    }
    return Dataset(
      columns: (0..<40).map { "p\($0)" }, inputs: inputs,
      target: .classes(classes, names: ["a", "b", "c"]), trainingRowCount: count * 3 / 4,
      imageShape: Dataset.ImageShape(channels: 2, height: 4, width: 5))
  }

  static func configuration(
    _ layers: [Layer], epochs: Int = 3, batch: Int = 16,
    optimizer: Optimizer = TrainingTests.adam
  ) -> TrainingConfiguration {
    TrainingConfiguration(
      model: .network(layers), optimizer: optimizer, length: .epochs(epochs), batch: .rows(batch),
      seed: 3, stream: "layers")
  }

  static let everyLayer: [Layer] = [
    .batchNormalization,
    .convolution(channels: 5, window: ImageWindow(kernel: .init(height: 2, width: 3))),
    .batchNormalization, .activation(.tanh), .dropout(probability: 0.2),
    .pool(.average, ImageWindow(kernel: .init(2), stride: .init(1))), .layerNormalization,
    .flatten, .dropout(probability: 0.1), .dense(units: 9), .batchNormalization,
    .activation(.silu), .layerNormalization, .dense(units: 3),
  ]

  @Test func lenetLearnsTheDigits() throws {
    let adam = Optimizer.adam(learningRate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    let model = try Trainer.train(
      Self.configuration(Self.lenet, epochs: 12, batch: 32, optimizer: adam), on: Self.digits)
    #expect(try #require(model.history.last?.testAccuracy) > 0.94)
    #expect(model.parameterCount == 60 + 880 + 2_080 + 330)
    #expect(
      model.layers.map(\.outputShape.product) == [
        "6×8×8", "6×8×8", "6×4×4", "16×4×4", "16×4×4", "16×2×2", "64", "32", "32", "10",
      ])
    let names = model.parameters.map { "\($0.name) \($0.shape)" }
    #expect(
      names == [
        "layer1.w [6, 1, 3, 3]", "layer1.b [6]", "layer2.w [16, 6, 3, 3]", "layer2.b [16]",
        "layer3.w [64, 32]", "layer3.b [32]", "layer4.w [32, 10]", "layer4.b [10]",
      ])
  }

  @Test func everyInstructionSetTrainsTheSameNetwork() throws {
    let data = Self.images(100)
    let digests = try Processor.available.map { kernels in
      let model = try Trainer.train(
        Self.configuration(Self.everyLayer, batch: 33), on: data, with: kernels)
      return [model.digest] + model.statistics.flatMap { $0.values.map(\.bitPattern) }
        + model.predict(Array(data.inputs), with: kernels).map(\.bitPattern)
    }
    for digest in digests.dropFirst() { #expect(digest == digests[0]) }
  }

  @Test func everyLayerLearns() throws {
    let model = try Trainer.train(
      Self.configuration(Self.everyLayer, epochs: 40), on: Self.images(300))
    #expect(try #require(model.history.last?.testAccuracy) > 0.8)
    #expect(
      model.statistics.map(\.name) == [
        "layer1.mean", "layer1.variance", "layer3.mean", "layer3.variance", "layer6.mean",
        "layer6.variance",
      ])
    #expect(!model.parameters.contains { $0.name.hasSuffix("mean") })
  }

  @Test func runningStatisticsArePyTorchs() throws {
    // After one step from mean 0 and variance 1: 0.1 of the batch's mean, and 0.9 + 0.1 of its
    // unbiased variance (`batchnorm running after 1 step` of the reference).
    let rows = [
      0.0, 0.9596385829666849, 0.5397701824006438, -0.6560327724248439, -0.908770486804673,
      0.14487448832747585, 0.9902583827456353, 0.4121184852417566,
    ]
    let data = Dataset(
      columns: ["a", "b"], inputs: rows, target: .numbers([0, 1, 0, 1], columns: ["y"]),
      trainingRowCount: 4)
    var configuration = Self.configuration([.batchNormalization, .dense(units: 1)], batch: 4)
    configuration.length = .steps(1)
    let model = try Trainer.train(configuration, on: data)
    let expected = [
      [0.015531451958540152, 0.021514969602776837], [0.9667112304039284, 0.9452319301618826],
    ]
    for (statistic, values) in zip(model.statistics, expected) {
      for (actual, exact) in zip(statistic.values, values) {
        #expect(abs(actual - exact) <= 1e-6 * abs(exact))
      }
    }
  }

  @Test func predictionsUseRunningStatisticsAndNoDropout() throws {
    let data = Self.images(60)
    let model = try Trainer.train(Self.configuration(Self.everyLayer), on: data)
    let all = model.predict(Array(data.inputs))
    // A row's prediction depends on that row alone.
    for row in [0, 17, 59] {
      let alone = model.predict(Array(data.inputs[(row * 40)..<((row + 1) * 40)]))
      #expect(alone == Array(all[(row * 3)..<((row + 1) * 3)]))
    }
  }

  @Test func activationsAndFiltersOfLayers() throws {
    let data = Self.images(40)
    let layers: [Layer] = [
      .convolution(channels: 4, window: ImageWindow(kernel: .init(3), padding: .init(1))),
      .activation(.relu), .pool(.maximum, ImageWindow(kernel: .init(2), stride: .init(2))),
      .flatten, .dense(units: 3), .activation(.softmax),
    ]
    let model = try Trainer.train(Self.configuration(layers), on: data)
    let filters = try #require(model.filters(ofLayer: 0))
    #expect(filters.shape == Shape([4, 2, 3, 3]))
    #expect(model.filters(ofLayer: 1) == nil)
    let inputs = Array(data.inputs[..<(35 * 40)])
    let maps = model.activations(ofLayer: 0, for: inputs)
    #expect(maps.shape == Shape([35, 4, 4, 5]))
    // The feature maps are the cross-correlation of the images with the filters.
    let bias = Tensor(Array(model.parameters[1].values))
    let exact = Tensor(Shape([35, 2, 4, 5]), inputs).convolved(
      with: filters, bias: bias, ImageWindow(kernel: .init(3), padding: .init(1)),
      to: maps.shape)
    for (actual, expected) in zip(maps.values, exact.values) {
      #expect(abs(actual - expected) < 1e-5)
    }
    let active = model.activations(ofLayer: 1, for: inputs)
    #expect(active.values == maps.values.map { max($0, 0) })
    let pooled = model.activations(ofLayer: 2, for: inputs)
    #expect(pooled.values == active.pooled(.maximum, layers[2].window, to: pooled.shape).values)
    #expect(model.activations(ofLayer: 3, for: inputs).values == pooled.values)
    #expect(model.activations(ofLayer: 5, for: inputs).values == model.predict(inputs))
  }

  @Test func embeddingsLearnWhatNumbersMean() throws {
    var numbers = SeededNumbers(seed: 9)
    let inputs = (0..<400).map { _ in Double(numbers.integer(0...6)) }
    let targets = stride(from: 0, to: 400, by: 2).map { row in
      Int(inputs[row] + inputs[row + 1]) % 2
    }
    let data = Dataset(
      columns: ["a", "b"], inputs: inputs, target: .classes(targets, names: ["even", "odd"]),
      trainingRowCount: 150)
    let model = try Trainer.train(
      Self.configuration(
        [.embedding(units: 4), .flatten, .dense(units: 16), .activation(.tanh), .dense(units: 1)],
        epochs: 60), on: data)
    #expect(try #require(model.history.last?.testAccuracy) > 0.9)
    #expect(model.parameters[0].shape == Shape([7, 4]))
    #expect(model.layers[0].outputShape == Shape([2, 4]))
  }

  @Test func weightsStartWithinTheirBounds() throws {
    let window = ImageWindow(kernel: .init(height: 3, width: 5))
    let layout = try NetworkLayout(
      .network([
        .convolution(channels: 40, window: window), .batchNormalization, .activation(.relu),
        .flatten, .dense(units: 3),
      ]),
      input: ModelInput(
        count: 3 * 8 * 9, imageShape: Dataset.ImageShape(channels: 3, height: 8, width: 9)),
      outputCount: 3, loss: nil)
    func start(_ initialization: Initialization) -> [[Double]] {
      layout.initialValues(initialization, seed: 3, stream: "s")
    }
    // fan_in = 3·3·5, fan_out = 40·3·5.
    let bounds: [(Initialization, Double)] = [
      (.standard, 1 / 45.0.squareRoot()), (.he, (6 / 45.0).squareRoot()),
      (.xavier, 2.0.squareRoot() * (6 / 645.0).squareRoot()),
    ]
    for (initialization, bound) in bounds {
      let values = start(initialization)
      let largest = values[0].map(abs).max() ?? 0
      #expect(largest <= bound && largest > 0.99 * bound)
      #expect(values[2].allSatisfy { $0 == 1 } && values[3].allSatisfy { $0 == 0 })
    }
    #expect((start(.standard)[1].map(abs).max() ?? 0) > 0)
    #expect(start(.he)[1].allSatisfy { $0 == 0 })
    let table = try NetworkLayout(
      .network([.embedding(units: 50)]), input: ModelInput(count: 1, vocabularyCount: 100),
      outputCount: 1, loss: nil
    ).initialValues(.standard, seed: 3, stream: "s")[0]
    let variance = table.reduce(0) { $0 + $1 * $1 } / Double(table.count)
    #expect(abs(variance - 1) < 0.1)
  }

  @Test func layersThatDoNotFitSayWhy() throws {
    let kernel = ImageWindow(kernel: .init(height: 7, width: 3), padding: .init(1))
    let cases: [(layers: [Layer], problem: LayerProblem)] = [
      (
        [.convolution(channels: 2, window: kernel)],
        LayerProblem(layer: 0, reason: .kernelTooLarge(kernel, height: 4, width: 5))
      ),
      (
        [.pool(.average, ImageWindow(kernel: .init(2))), .dense(units: 2)],
        LayerProblem(layer: 1, reason: .needsRow(Shape([2, 3, 4])))
      ),
      (
        [.dense(units: 6), .pool(.average, ImageWindow(kernel: .init(2)))],
        LayerProblem(layer: 1, reason: .needsImage(count: 6))
      ),
      ([.embedding(units: 6)], LayerProblem(layer: 0, reason: .needsWholeNumbers)),
      (
        [.activation(.tanh), .embedding(units: 6)],
        LayerProblem(layer: 1, reason: .embeddingNotFirst)
      ),
    ]
    let input = ModelInput(
      count: 40, imageShape: Dataset.ImageShape(channels: 2, height: 4, width: 5))
    for (layers, problem) in cases {
      #expect(throws: problem) {
        try NetworkLayout(.network(layers), input: input, outputCount: 1, loss: nil)
      }
      #expect {
        try Trainer.train(Self.configuration(layers), on: Self.images(20))
      } throws: { error in
        guard case .mismatch(let text)? = error as? TrainingFailure else { return false }
        return text.contains("layer \(problem.layer + 1)")
      }
    }
    #expect(throws: LayerProblem(layer: 1, reason: .needsRowOrImage(Shape([2, 3])))) {
      try NetworkLayout(
        .network([.embedding(units: 3), .batchNormalization]),
        input: ModelInput(count: 2, vocabularyCount: 4), outputCount: 1, loss: nil)
    }
  }
}

extension Layer {
  var window: ImageWindow {
    switch self {
    case .convolution(_, let window), .pool(_, let window): window
    default: ImageWindow(kernel: .init(1))
    }
  }
}
