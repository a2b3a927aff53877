import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// The layers of the notebook language.
package enum LayerRegistry {
  /// Every layer by name.
  package static let registry = CallRegistry<Layer>(
    noun: "layer", code: .unknownLayer,
    unavailable: ["rnn", "lstm", "gru", "attention"],
    foreign: [
      "fc": "`dense 8`", "fully-connected": "`dense 8`",
      "input": "no input layer: the data decides",
      "output": "`dense 1`", "lrelu": "`leaky-relu`", "leakyrelu": "`leaky-relu`",
      "leaky_relu": "`leaky-relu`", "logistic": "`sigmoid`", "swish": "`silu`",
      "identity": "`linear`", "heaviside": "`step`", "sign": "`step`",
      "conv2d": "`conv 6 kernel=5`", "convolution": "`conv 6 kernel=5`",
      "maxpool2d": "`maxpool 2`", "maxpooling2d": "`maxpool 2`", "max-pool": "`maxpool 2`",
      "max_pool2d": "`maxpool 2`", "pool": "`maxpool 2`", "avgpool2d": "`avgpool 2`",
      "averagepooling2d": "`avgpool 2`", "avg-pool": "`avgpool 2`", "avg_pool2d": "`avgpool 2`",
      "batchnorm1d": "`batchnorm`", "batchnorm2d": "`batchnorm`",
      "batchnormalization": "`batchnorm`", "batch_norm": "`batchnorm`",
      "batch-norm": "`batchnorm`", "layernormalization": "`layernorm`",
      "layer_norm": "`layernorm`", "layer-norm": "`layernorm`",
    ],
    [dense] + ImageLayers.declarations + RowLayers.declarations
      + ActivationRegistry.registry.calls.map(layer))

  private static var dense: CallDeclaration<Layer> {
    let units = Option.required(
      "units", .integer(1...100_000), meaning: "the number of outputs", example: "8")
    return CallDeclaration(
      "dense", meaning: "Z = XW + b with W of shape [inputs, units]", example: "dense 8",
      positional: [units]
    ) { values, _ in values[units].map { .dense(units: $0) } }
  }

  private static func layer(_ activation: CallDeclaration<Activation>) -> CallDeclaration<Layer> {
    CallDeclaration(
      activation.name, meaning: activation.meaning, example: activation.example,
      positional: activation.positional, named: activation.named
    ) { values, context in activation.make(values, &context).map { .activation($0) } }
  }
}

/// The activations of the notebook language.
package enum ActivationRegistry {
  /// Every activation by name.
  package static let registry = CallRegistry<Activation>(
    noun: "activation", code: .unknownFunction,
    foreign: [
      "lrelu": "`leaky-relu`", "leakyrelu": "`leaky-relu`", "leaky_relu": "`leaky-relu`",
      "logistic": "`sigmoid`", "swish": "`silu`", "identity": "`linear`", "heaviside": "`step`",
    ],
    [
      plain("linear", .linear, "x itself"),
      plain("step", .step, "1 above 0, else 0"),
      plain("sigmoid", .sigmoid, "1/(1 + e^−x)"),
      plain("tanh", .tanh, "the hyperbolic tangent"),
      plain("relu", .relu, "max(0, x)"),
      withNumber(
        "leaky-relu", "slope", 0.01, "x above 0, slope·x below", "the slope below 0"
      ) { .leakyRelu(slope: $0) },
      withNumber(
        "prelu", "slope", 0.25, "leaky ReLU whose slope trains", "the slope at the start"
      ) { .prelu(initialSlope: $0) },
      withNumber(
        "elu", "alpha", 1, "x above 0, α(e^x − 1) below", "what it approaches below 0, negated"
      ) { .elu(alpha: $0) },
      gelu,
      plain("softplus", .softplus, "log(1 + e^x)"),
      plain("silu", .silu, "x·sigmoid(x)"),
      plain("softmax", .softmax, "e^x over their sum, row by row"),
    ])

  private static func plain(
    _ name: String, _ activation: Activation, _ meaning: String
  ) -> CallDeclaration<Activation> {
    CallDeclaration(name, meaning: meaning, example: name) { _, _ in activation }
  }

  private static func withNumber(
    _ name: String, _ option: String, _ value: Double, _ meaning: String, _ optionMeaning: String,
    make: @escaping @Sendable (Double) -> Activation
  ) -> CallDeclaration<Activation> {
    let shown = ValueText.number(value)
    let number = Option(
      option, .number, default: value, shownAs: shown, meaning: optionMeaning, example: shown)
    return CallDeclaration(
      name, meaning: meaning, example: "\(name) \(option)=\(shown)", named: [number]
    ) { values, _ in values[number].map(make) }
  }

  private static var gelu: CallDeclaration<Activation> {
    let approximate = Option(
      "approximate", .choice([("none", false), ("tanh", true)]), default: false, shownAs: "none",
      meaning: "whether tanh stands in for the error function", example: "tanh")
    return CallDeclaration(
      "gelu", meaning: "x·Φ(x) with Φ the normal distribution", example: "gelu",
      named: [approximate]
    ) { values, _ in values[approximate].map { .gelu(isApproximate: $0) } }
  }
}
