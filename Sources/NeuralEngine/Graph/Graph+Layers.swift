// B batch, I inputs, O outputs

extension Graph {
  /// Appends Z = XW + b for X `[B, I]` or `[I]`, W `[I, O]`, b `[O]`.
  package mutating func dense(
    _ x: NodeID, weights w: NodeID, bias b: NodeID
  ) throws(ShapeError) -> NodeID {
    let product = try matmul(x, w)
    return try add(product, b)
  }

  /// Appends an activation; `slope` is the trained slope of `prelu`, which others do not need.
  package mutating func activation(
    _ activation: Activation, _ x: NodeID, slope: NodeID? = nil
  ) throws(ShapeError) -> NodeID {
    switch activation {
    case .softmax:
      return try softmax(x)
    case .prelu(let initialSlope):
      return try binary(.prelu, x, slope ?? constant(initialSlope))
    default:
      guard let function = UnaryFunction(activation) else { return x }
      return unary(function, x)
    }
  }
}

extension UnaryFunction {
  /// Creates the function of an activation; nil for `linear`, `prelu` and `softmax`, which are not
  /// functions of one number.
  package init?(_ activation: Activation) {
    switch activation {
    case .linear, .prelu, .softmax: return nil
    case .step: self = .step
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .relu: self = .relu
    case .leakyRelu(let slope): self = .leakyRelu(slope: slope)
    case .elu(let alpha): self = .elu(alpha: alpha)
    case .gelu(let isApproximate): self = isApproximate ? .geluTanh : .gelu
    case .softplus: self = .softplus
    case .silu: self = .silu
    }
  }
}
