/// The layers that compute a model's outputs, and the parameters they train.
///
/// Only layers with parameters are counted in names: `layer1.w`, `layer1.b`, …; a network with one
/// such layer has `w` and `b`. Dense and convolution layers have `w` and `b`, normalisations `gamma`
/// and `beta`, embeddings `w`, `prelu` has `slope`. A batch normalisation also has running statistics,
/// `mean` and `variance`, which are no parameters.
package struct NetworkLayout: Sendable {
  /// A layer with its first parameter, by its index.
  struct Stage {
    var layer: Layer
    /// The extents of the layer's input and output for one row.
    var input: Shape
    var output: Shape
    var firstParameter: Int
    /// The index of the layer's running statistics; nil for all but batch normalisations.
    var statistics: Int?
    /// The index of the layer's masks; nil for all but dropout.
    var mask: Int?
  }

  /// What is known of a parameter before it has values.
  package struct ParameterSpecification: Sendable {
    enum Role: Equatable {
      /// Weights followed by an activation, `linear` where there is none.
      case weights(before: Activation)
      /// The rows of an embedding.
      case table
      case bias
      /// Starts the same whatever the initialisation.
      case fixed(initial: Double)
    }

    package var name: String
    package var shape: Shape
    var role: Role
    var inputs: Int
    var outputs: Int

    /// Whether l1 and l2 apply.
    var isPenalized: Bool {
      switch role {
      case .weights, .table: true
      case .bias, .fixed: false
      }
    }
  }

  /// The running statistics of a batch normalisation.
  struct StatisticsSpecification {
    var prefix: String
    /// The number of features or channels.
    var count: Int
  }

  private(set) var stages: [Stage] = []
  /// What stands for layers in a model that is an expression; its parameters are all of the layout's.
  private(set) var function: RowFunction?
  package private(set) var parameters: [ParameterSpecification] = []
  private(set) var statistics: [StatisticsSpecification] = []
  /// The probability of every dropout layer.
  private(set) var dropouts: [Double] = []
  /// The layers' calls, outputs and parameter counts, those included that a loss takes over.
  package private(set) var summaries: [TrainedModel.LayerSummary] = []
  let input: ModelInput
  /// The extents of a row as the first layer takes it.
  let inputShape: Shape
  package private(set) var outputCount: Int

  var inputCount: Int { input.count }

  /// About how many floating-point operations a training step takes for each row: forward and
  /// backward, each weight takes part in three products and as many sums, at every pixel of a
  /// convolution's output.
  var operationsPerRow: Int {
    let weights = parameters.reduce(0) { $0 + $1.shape.count }
    let shared = stages.reduce(0) { sum, stage in
      guard case .convolution(let channels, _) = stage.layer else { return sum }
      let pixelCount = stage.output.count / max(channels, 1)
      return sum + parameters[stage.firstParameter].shape.count * (pixelCount - 1)
    }
    return 6 * (weights + shared)
  }

  /// Lays a model out.
  ///
  /// - Parameters:
  ///   - input: The inputs of a row, a polynomial's powers.
  ///   - outputCount: The number of outputs of a model that is not a network.
  ///   - loss: A last `sigmoid` is left to `bce`, a last `softmax` to `cross-entropy` and `nll`.
  /// - Throws: `LayerProblem` at the first layer that does not fit.
  package init(
    _ model: Model, input: ModelInput, outputCount: Int, loss: Loss?
  ) throws(LayerProblem) {
    self.input = input
    self.outputCount = input.count
    var layers: [Layer]
    switch model {
    case .network(let network): layers = network
    case .linear, .polynomial, .logistic, .softmax, .perceptron:
      layers = [.dense(units: outputCount)]
    case .expression(let function):
      inputShape = Shape([input.count])
      add(function, loss)
      return
    }
    inputShape = input.shape(for: layers)
    try add(layers)
    if case .polynomial(let degree) = model {
      summaries = [
        TrainedModel.LayerSummary(
          title: "polynomial degree=\(degree)", outputShape: Shape([1]),
          parameterCount: degree + 1)
      ]
    }
    switch (loss, layers.last) {
    case (.bce, .activation(.sigmoid)), (.crossEntropy, .activation(.softmax)),
      (.nll, .activation(.softmax)):
      stages.removeLast()
    default: break
    }
  }

  private mutating func add(_ function: RowFunction, _ loss: Loss?) {
    outputCount = function.outputShape.count
    parameters = function.parameterSpecifications
    summaries = [
      TrainedModel.LayerSummary(
        title: function.text, outputShape: Shape([outputCount]),
        parameterCount: parameters.reduce(0) { $0 + $1.shape.count })
    ]
    self.function = function.scores(for: loss)
  }

  private mutating func add(_ layers: [Layer]) throws(LayerProblem) {
    let trainableCount = layers.filter(\.isTrainable).count
    var number = 0
    var shape = inputShape
    for (index, layer) in layers.enumerated() {
      if layer.isTrainable { number += 1 }
      let prefix = trainableCount > 1 ? "layer\(number)." : ""
      let output: Shape
      do throws(LayerProblem.Reason) {
        output = try layer.outputShape(
          of: shape, isFirst: index == 0, vocabularyCount: input.vocabularyCount)
      } catch {
        throw LayerProblem(layer: index, reason: error)
      }
      var stage = Stage(
        layer: layer, input: shape, output: output, firstParameter: parameters.count)
      switch layer {
      case .batchNormalization:
        stage.statistics = statistics.count
        statistics.append(StatisticsSpecification(prefix: prefix, count: shape.extents[0]))
      case .dropout(let probability):
        stage.mask = dropouts.count
        dropouts.append(probability)
      default: break
      }
      var added = layer.parameters(
        of: shape, before: Self.activation(after: index, in: layers),
        vocabularyCount: input.vocabularyCount)
      for index in added.indices { added[index].name = prefix + added[index].name }
      stages.append(stage)
      parameters += added
      summaries.append(
        TrainedModel.LayerSummary(
          title: layer.call, outputShape: output,
          parameterCount: added.reduce(0) { $0 + $1.shape.count }))
      shape = output
    }
    outputCount = shape.count
  }

  /// The activation behind a layer, normalisations, pooling and dropout apart.
  private static func activation(after index: Int, in layers: [Layer]) -> Activation {
    for layer in layers[(index + 1)...] {
      switch layer {
      case .activation(let activation): return activation
      case .batchNormalization, .layerNormalization, .pool, .dropout: continue
      case .dense, .convolution, .flatten, .embedding: return .linear
      }
    }
    return .linear
  }
}
