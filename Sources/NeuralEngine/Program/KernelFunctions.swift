import Kernels

extension UnaryFunction {
  /// The kernel that computes the function and the parameter it takes.
  var kernel: (function: ElementaryFunction, parameter: Float) {
    switch self {
    case .negate: (.negate, 0)
    case .reciprocal: (.reciprocal, 0)
    case .square: (.square, 0)
    case .sqrt: (.sqrt, 0)
    case .exp: (.exp, 0)
    case .log: (.log, 0)
    case .log2: (.log2, 0)
    case .sin: (.sin, 0)
    case .cos: (.cos, 0)
    case .abs: (.abs, 0)
    case .sign: (.sign, 0)
    case .step: (.step, 0)
    case .tanh: (.tanh, 0)
    case .sigmoid: (.sigmoid, 0)
    case .logSigmoid: (.logSigmoid, 0)
    case .relu: (.relu, 0)
    case .leakyRelu(let slope): (.leakyRelu, Float(slope))
    case .elu(let alpha): (.elu, Float(alpha))
    case .gelu: (.gelu, 0)
    case .geluTanh: (.geluTanh, 0)
    case .softplus: (.softplus, 0)
    case .silu: (.silu, 0)
    case .huber(let delta): (.huber, Float(delta))
    }
  }
}

extension BinaryFunction {
  /// The kernel that computes the function.
  var kernel: PairFunction {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .power: .power
    case .maximum: .maximum
    case .minimum: .minimum
    case .prelu: .prelu
    case .logisticLoss: .logisticLoss
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    }
  }
}
