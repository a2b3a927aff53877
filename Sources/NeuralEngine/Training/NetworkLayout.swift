/// The dense layers and activations that compute a model's outputs, and the parameters they train.
struct NetworkLayout {
  /// A layer with the parameters it uses, by their index.
  enum Stage {
    case dense(weights: Int, bias: Int)
    case activation(Activation)
    case prelu(slope: Int)
    /// A function whose parameters are all of the layout's.
    case expression(RowFunction)
  }

  /// What is known of a parameter before it has values.
  struct ParameterSpecification {
    enum Role: Equatable {
      /// Weights followed by an activation, `linear` where there is none.
      case weights(before: Activation)
      case bias
      /// The slope of a `prelu`.
      case slope(initial: Double)
    }

    var name: String
    var shape: Shape
    var role: Role
    var inputs: Int
    var outputs: Int

    /// Whether l1 and l2 apply.
    var isPenalized: Bool { if case .weights = role { true } else { false } }
  }

  private(set) var stages: [Stage] = []
  private(set) var parameters: [ParameterSpecification] = []
  private(set) var summaries: [TrainedModel.LayerSummary] = []
  let inputCount: Int
  private(set) var outputCount: Int

  /// Lays a model out.
  ///
  /// - Parameters:
  ///   - inputCount: The number of a row's inputs, of a polynomial's powers.
  ///   - outputCount: The number of outputs of a model that is not a network.
  ///   - loss: A last `sigmoid` is left to `bce`, a last `softmax` to `cross-entropy` and `nll`.
  init(_ model: Model, inputCount: Int, outputCount: Int, loss: Loss?) {
    self.inputCount = inputCount
    self.outputCount = inputCount
    var layers: [Layer]
    switch model {
    case .network(let network): layers = network
    case .linear, .polynomial, .logistic, .softmax, .perceptron:
      layers = [.dense(units: outputCount)]
    case .expression(let function):
      add(function, loss)
      return
    }
    summarize(model, layers)
    switch (loss, layers.last) {
    case (.bce, .activation(.sigmoid)), (.crossEntropy, .activation(.softmax)),
      (.nll, .activation(.softmax)):
      layers.removeLast()
    default: break
    }
    add(layers)
  }

  private mutating func add(_ function: RowFunction, _ loss: Loss?) {
    outputCount = function.outputShape.count
    parameters = function.parameterSpecifications
    summaries = [
      TrainedModel.LayerSummary(
        title: function.text, outputShape: Shape([outputCount]),
        parameterCount: parameters.reduce(0) { $0 + $1.shape.count })
    ]
    stages = [.expression(function.scores(for: loss))]
  }

  private mutating func add(_ layers: [Layer]) {
    let trainableCount = layers.filter(\.isTrainable).count
    var number = 0
    for (index, layer) in layers.enumerated() {
      if layer.isTrainable { number += 1 }
      let prefix = trainableCount > 1 ? "layer\(number)." : ""
      switch layer {
      case .dense(let units):
        stages.append(.dense(weights: parameters.count, bias: parameters.count + 1))
        parameters.append(
          ParameterSpecification(
            name: prefix + "w", shape: Shape([outputCount, units]),
            role: .weights(before: Self.activation(after: index, in: layers)),
            inputs: outputCount, outputs: units))
        parameters.append(
          ParameterSpecification(
            name: prefix + "b", shape: Shape([units]), role: .bias, inputs: outputCount,
            outputs: units))
        outputCount = units
      case .activation(.prelu(let slope)):
        stages.append(.prelu(slope: parameters.count))
        parameters.append(
          ParameterSpecification(
            name: prefix + "slope", shape: .scalar, role: .slope(initial: slope), inputs: 1,
            outputs: 1))
      case .activation(let activation):
        stages.append(.activation(activation))
      }
    }
  }

  private static func activation(after index: Int, in layers: [Layer]) -> Activation {
    guard index + 1 < layers.count, case .activation(let activation) = layers[index + 1] else {
      return .linear
    }
    return activation
  }

  private mutating func summarize(_ model: Model, _ layers: [Layer]) {
    if case .polynomial(let degree) = model {
      summaries = [
        TrainedModel.LayerSummary(
          title: "polynomial degree=\(degree)", outputShape: Shape([1]),
          parameterCount: degree + 1)
      ]
      return
    }
    var units = inputCount
    for layer in layers {
      var count = 0
      switch layer {
      case .dense(let outputs):
        count = (units + 1) * outputs
        units = outputs
      case .activation(.prelu): count = 1
      case .activation: break
      }
      summaries.append(
        TrainedModel.LayerSummary(
          title: layer.call, outputShape: Shape([units]), parameterCount: count))
    }
  }
}

extension NetworkLayout {
  /// Appends the layers to a graph.
  ///
  /// - Returns: The outputs of X `[B, inputCount]` and the parameters in order.
  func append(
    to graph: inout Graph, _ x: Graph.NodeID
  ) -> (output: Graph.NodeID, parameters: [Graph.NodeID]) {
    let nodes = parameters.map { graph.parameter($0.name, $0.shape) }
    var value = x
    for stage in stages {
      do throws(ShapeError) {
        switch stage {
        case .dense(let weights, let bias):
          value = try graph.dense(value, weights: nodes[weights], bias: nodes[bias])
        case .activation(let activation):
          value = try graph.activation(activation, value)
        case .prelu(let slope):
          value = try graph.activation(
            .prelu(initialSlope: 0), value, slope: nodes[slope])
        case .expression(let function):
          value = try function.append(to: &graph, columnsOf: value, parameters: nodes)
        }
      } catch {
        preconditionFailure("a layout's layers fit each other")
      }
    }
    return (value, nodes)
  }
}

extension Layer {
  /// Whether the layer has parameters.
  package var isTrainable: Bool {
    switch self {
    case .dense, .activation(.prelu): true
    case .activation: false
    }
  }

  /// The layer's call in the notebook language, without options that have their defaults.
  package var call: String {
    switch self {
    case .dense(let units): "dense \(units)"
    case .activation(.linear): "linear"
    case .activation(.step): "step"
    case .activation(.sigmoid): "sigmoid"
    case .activation(.tanh): "tanh"
    case .activation(.relu): "relu"
    case .activation(.leakyRelu(let slope)):
      slope == 0.01 ? "leaky-relu" : "leaky-relu slope=\(slope)"
    case .activation(.prelu(let slope)): slope == 0.25 ? "prelu" : "prelu slope=\(slope)"
    case .activation(.elu(let alpha)): alpha == 1 ? "elu" : "elu alpha=\(alpha)"
    case .activation(.gelu(let isApproximate)): isApproximate ? "gelu approximate=tanh" : "gelu"
    case .activation(.softplus): "softplus"
    case .activation(.silu): "silu"
    case .activation(.softmax): "softmax"
    }
  }
}
