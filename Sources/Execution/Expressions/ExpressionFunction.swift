import Diagnostics
import NeuralEngine

/// A function of the expression language: how many arguments it takes and what it appends to a
/// graph.
struct ExpressionFunction: Sendable {
  typealias Lowering =
    @Sendable (_ graph: inout Graph, _ arguments: [Graph.NodeID]) throws(ShapeError) -> Graph.NodeID

  let name: String
  /// The arguments as authors write them, such as `p, y`.
  let parameters: String
  let argumentCounts: ClosedRange<Int>
  let lower: Lowering

  init(_ name: String, _ parameters: String, _ counts: ClosedRange<Int>, lower: @escaping Lowering)
  {
    self.name = name
    self.parameters = parameters
    argumentCounts = counts
    self.lower = lower
  }

  /// Creates an element-wise function of one argument.
  private init(_ name: String, _ function: UnaryFunction) {
    self.init(name, "x", 1...1) { graph, arguments in graph.unary(function, arguments[0]) }
  }

  /// The function as authors write it, such as `bce(z, y)`.
  var usage: String { "\(name)(\(parameters))" }

  /// Returns the function of a name; `-` and `_` are the same.
  static func named(_ name: String) -> ExpressionFunction? { byName[name] }

  /// All names, in the order of the reference.
  static let names = all.map(\.name) + [oneHotName]

  /// The function whose second argument is a number of classes rather than a value.
  static let oneHotName = "onehot"

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// What other tools call functions of this language: what to write instead.
  static let foreign: [String: String] = [
    "ln": "write `log(…)`, the natural logarithm", "log10": "write `log(…) / log(10)`",
    "log1p": "write `log(1 + …)`", "pow": "write `x^y`", "power": "write `x^y`",
    "square": "write `x^2`", "matmul": "write `A @ B`", "mm": "write `A @ B`",
    "transpose": "write `A.T`", "T": "write `A.T`", "logistic": "write `sigmoid(…)`",
    "σ": "write `sigmoid(…)`", "expit": "write `sigmoid(…)`", "fabs": "write `abs(…)`",
    "maximum": "write `max(a, b)`", "minimum": "write `min(a, b)`", "average": "write `mean(…)`",
    "cosh": "write `(exp(x) + exp(-x)) / 2`", "sinh": "write `(exp(x) - exp(-x)) / 2`",
    "tan": "write `sin(…) / cos(…)`", "cross_entropy_loss": "write `cross_entropy(z, y)`",
    "binary_cross_entropy": "write `bce(z, y)`, from logits",
    "mean_squared_error": "write `mse(p, y)`", "one_hot": "write `onehot(k, n)`",
  ]

  private static let all: [ExpressionFunction] = [
    ExpressionFunction("exp", .exp), ExpressionFunction("log", .log),
    ExpressionFunction("log2", .log2), ExpressionFunction("sqrt", .sqrt),
    ExpressionFunction("abs", .abs), ExpressionFunction("sin", .sin),
    ExpressionFunction("cos", .cos), ExpressionFunction("tanh", .tanh),
    ExpressionFunction("sigmoid", .sigmoid), ExpressionFunction("relu", .relu),
    ExpressionFunction("leaky_relu", .leakyRelu(slope: 0.01)),
    ExpressionFunction("elu", .elu(alpha: 1)), ExpressionFunction("gelu", .gelu),
    ExpressionFunction("softplus", .softplus), ExpressionFunction("silu", .silu),
    ExpressionFunction("softmax", "z", 1...1) { graph, arguments throws(ShapeError) in
      try graph.softmax(arguments[0])
    },
    ExpressionFunction("log_softmax", "z", 1...1) { graph, arguments throws(ShapeError) in
      try graph.logSoftmax(arguments[0])
    },
    ExpressionFunction("max", "a, b", 1...2) { graph, arguments throws(ShapeError) in
      try arguments.count == 1
        ? graph.reduce(.maximum, arguments[0])
        : graph.binary(.maximum, arguments[0], arguments[1])
    },
    ExpressionFunction("min", "a, b", 1...2) { graph, arguments throws(ShapeError) in
      try arguments.count == 1
        ? graph.reduce(.minimum, arguments[0])
        : graph.binary(.minimum, arguments[0], arguments[1])
    },
    ExpressionFunction("sum", "x", 1...1) { graph, arguments throws(ShapeError) in
      try graph.sum(arguments[0])
    },
    ExpressionFunction("mean", "x", 1...1) { graph, arguments throws(ShapeError) in
      try graph.mean(arguments[0])
    },
    ExpressionFunction("dot", "a, b", 2...2) { graph, arguments throws(ShapeError) in
      try graph.dot(arguments[0], arguments[1])
    },
    ExpressionFunction("norm", "x", 1...1) { graph, arguments throws(ShapeError) in
      try graph.norm(arguments[0])
    },
    ExpressionFunction("mse", "p, y", 2...2) { graph, arguments throws(ShapeError) in
      try graph.mse(arguments[0], arguments[1])
    },
    ExpressionFunction("half_mse", "p, y", 2...2) { graph, arguments throws(ShapeError) in
      try graph.halfMSE(arguments[0], arguments[1])
    },
    ExpressionFunction("mae", "p, y", 2...2) { graph, arguments throws(ShapeError) in
      try graph.mae(arguments[0], arguments[1])
    },
    ExpressionFunction("huber", "p, y", 2...2) { graph, arguments throws(ShapeError) in
      try graph.huber(arguments[0], arguments[1])
    },
    ExpressionFunction("bce", "z, y", 2...2) { graph, arguments throws(ShapeError) in
      try graph.bce(logits: arguments[0], arguments[1])
    },
    ExpressionFunction("cross_entropy", "z, y", 2...2) { graph, arguments throws(ShapeError) in
      let target = oneHotTarget(arguments[1], like: arguments[0], in: &graph)
      return try graph.crossEntropy(logits: arguments[0], oneHot: target)
    },
    ExpressionFunction("nll", "p, y", 2...2) { graph, arguments throws(ShapeError) in
      let target = oneHotTarget(arguments[1], like: arguments[0], in: &graph)
      return try graph.nll(logProbabilities: arguments[0], oneHot: target)
    },
    ExpressionFunction("hinge", "p, y", 2...2) { graph, arguments throws(ShapeError) in
      try graph.hinge(arguments[0], arguments[1])
    },
    ExpressionFunction("perceptron", "p, y", 2...2) { graph, arguments throws(ShapeError) in
      try graph.perceptronLoss(arguments[0], arguments[1])
    },
  ]

  /// Returns class numbers as one-hot rows where the target has one number a row of logits.
  private static func oneHotTarget(
    _ target: Graph.NodeID, like logits: Graph.NodeID, in graph: inout Graph
  ) -> Graph.NodeID {
    let shape = graph.shape(of: logits)
    guard let count = shape.extents.last,
      graph.shape(of: target).extents == Array(shape.extents.dropLast())
    else { return target }
    return graph.oneHot(target, count: count)
  }
}
