/// An element-wise function of one argument, with the values at its kinks that PyTorch has.
package enum UnaryFunction: Sendable, Hashable {
  /// −x.
  case negate
  /// 1/x.
  case reciprocal
  /// x².
  case square
  /// √x, for x ≥ 0.
  case sqrt
  /// eˣ.
  case exp
  /// The natural logarithm, for x > 0.
  case log
  /// The logarithm to base 2, for x > 0.
  case log2
  case sin
  case cos
  /// |x|, with derivative 0 at 0.
  case abs
  /// −1, 0 or 1, with derivative 0.
  case sign
  /// 1 for x > 0, otherwise 0, with derivative 0.
  case step
  case tanh
  /// σ(x) = 1/(1 + e⁻ˣ), stable for every x.
  case sigmoid
  /// log σ(x), stable for every x.
  case logSigmoid
  /// max(0, x), with derivative 0 at 0.
  case relu
  /// x for x > 0, otherwise slope·x, with derivative `slope` at 0.
  case leakyRelu(slope: Double)
  /// x for x > 0, otherwise α(eˣ − 1), with derivative α at 0.
  case elu(alpha: Double)
  /// x·Φ(x) with the normal distribution function Φ.
  case gelu
  /// ½x(1 + tanh(√(2/π)(x + 0.044715x³))).
  case geluTanh
  /// log(1 + eˣ), the identity above 20.
  case softplus
  /// x·σ(x).
  case silu
  /// ½x² for |x| ≤ δ, otherwise δ(|x| − ½δ).
  case huber(delta: Double)
}

extension UnaryFunction {
  /// The name by which the notebook language knows the function.
  package var name: String {
    switch self {
    case .negate: "-"
    case .reciprocal: "1/x"
    case .square: "x^2"
    case .sqrt: "sqrt"
    case .exp: "exp"
    case .log: "log"
    case .log2: "log2"
    case .sin: "sin"
    case .cos: "cos"
    case .abs: "abs"
    case .sign: "sign"
    case .step: "step"
    case .tanh: "tanh"
    case .sigmoid: "sigmoid"
    case .logSigmoid: "log_sigmoid"
    case .relu: "relu"
    case .leakyRelu: "leaky_relu"
    case .elu: "elu"
    case .gelu: "gelu"
    case .geluTanh: "gelu_tanh"
    case .softplus: "softplus"
    case .silu: "silu"
    case .huber: "huber"
    }
  }

  /// Whether the derivative is 0 everywhere, so that no gradient passes.
  package var isPiecewiseConstant: Bool { self == .sign || self == .step }
}
