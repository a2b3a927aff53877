extension UnaryFunction {
  /// Returns f(x) in double precision.
  package func value(at x: Double) -> Double {
    switch self {
    case .negate: -x
    case .reciprocal: 1 / x
    case .square: x * x
    case .sqrt: x.squareRoot()
    case .exp: Elementary.exp(x)
    case .log: Elementary.log(x)
    case .log2: Elementary.log2(x)
    case .sin: Elementary.sin(x)
    case .cos: Elementary.cos(x)
    case .abs: x.magnitude
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .step: x > 0 ? 1 : 0
    case .tanh: Elementary.tanh(x)
    case .sigmoid: Elementary.sigmoid(x)
    case .logSigmoid: Elementary.logSigmoid(x)
    case .relu: x <= 0 ? 0 : x
    case .leakyRelu(let slope): x > 0 ? x : slope * x
    case .elu(let alpha): x > 0 ? x : alpha * Elementary.expm1(x)
    case .gelu: x * Elementary.normalDistribution(x)
    case .geluTanh: x * Elementary.sigmoid(2 * Self.geluTanhArgument(x))
    case .softplus: Elementary.softplus(x)
    case .silu: x * Elementary.sigmoid(x)
    case .huber(let delta):
      x.magnitude <= delta ? 0.5 * x * x : delta * (x.magnitude - 0.5 * delta)
    }
  }

  /// Returns f′(x) in double precision, with PyTorch's values at kinks.
  package func derivative(at x: Double) -> Double {
    switch self {
    case .negate: return -1
    case .reciprocal: return -1 / (x * x)
    case .square: return 2 * x
    case .sqrt: return 0.5 / x.squareRoot()
    case .exp: return Elementary.exp(x)
    case .log: return 1 / x
    case .log2: return 1.4426950408889634 / x
    case .sin: return Elementary.cos(x)
    case .cos: return -Elementary.sin(x)
    case .abs: return UnaryFunction.sign.value(at: x)
    case .sign, .step: return 0
    case .tanh: return 4 * Elementary.sigmoid(2 * x) * Elementary.sigmoid(-2 * x)
    case .sigmoid: return Elementary.sigmoid(x) * Elementary.sigmoid(-x)
    case .logSigmoid: return Elementary.sigmoid(-x)
    case .relu: return x > 0 ? 1 : 0
    case .leakyRelu(let slope): return x > 0 ? 1 : slope
    case .elu(let alpha): return x > 0 ? 1 : alpha * Elementary.exp(x)
    case .gelu: return Elementary.normalDistribution(x) + x * Elementary.normalDensity(x)
    case .geluTanh:
      let u = Self.geluTanhArgument(x)
      let slope = 0.7978845608028654 * (1 + 3 * 0.044715 * x * x)
      let share = Elementary.sigmoid(2 * u)
      return share + 2 * x * slope * share * Elementary.sigmoid(-2 * u)
    case .softplus: return x > 20 ? 1 : Elementary.sigmoid(x)
    case .silu: return Elementary.sigmoid(x) * (1 + x * Elementary.sigmoid(-x))
    case .huber(let delta): return min(max(x, -delta), delta)
    }
  }

  /// √(2/π)(x + 0.044715x³)
  private static func geluTanhArgument(_ x: Double) -> Double {
    0.7978845608028654 * (x + 0.044715 * x * x * x)
  }

  /// Returns why f has no value at x, or nil.
  func undefined(at x: Double) -> EvaluationError.Reason? {
    switch self {
    case .reciprocal: x == 0 ? .divisionByZero : nil
    case .sqrt: x < 0 ? .squareRootOfNegative : nil
    case .log, .log2: x <= 0 ? .logarithmOfNonPositive : nil
    default: nil
    }
  }

  /// Returns why f′ has no value at x, or nil.
  func derivativeUndefined(at x: Double) -> EvaluationError.Reason? {
    self == .sqrt && x == 0 ? .infiniteDerivative : undefined(at: x)
  }

  /// Where the function or its first or second derivative jumps.
  var kinks: [Double] {
    switch self {
    case .abs, .sign, .step, .relu, .leakyRelu, .elu, .reciprocal: [0]
    case .softplus: [20]
    case .huber(let delta): [-delta, delta]
    default: []
    }
  }
}
