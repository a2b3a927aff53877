extension NetworkLayout {
  /// Returns the parameters' values before training, in the order of `parameters`, as the numbers of
  /// the block's stream come.
  ///
  /// `standard` draws weights and biases from U(±1/√inputs); `xavier` weights from
  /// U(±gain·√(6/(inputs + outputs))), `he` from U(±gain·√(3/inputs)), with the gain of the
  /// activation that follows; `normal` and `uniform` draw weights as they say. All but `standard`
  /// leave biases 0. The rows of an embedding are weights that `standard` draws from N(0, 1). Slopes
  /// start as their layer says, factors of normalisations at 1, their summands at 0.
  func initialValues(
    _ initialization: Initialization, seed: UInt64, stream name: String
  ) -> [[Double]] {
    var stream = RandomStream(seed: seed, name: name, purpose: .initialization)
    return parameters.map { parameter in
      var values = [Double](repeating: 0, count: parameter.shape.count)
      if case .fixed(let initial) = parameter.role {
        values = Array(repeating: initial, count: values.count)
      } else {
        draw(&values, parameter, initialization, from: &stream)
      }
      if case .values(let given) = initialization, let replacement = given[parameter.name],
        replacement.count == values.count
      {
        values = replacement
      }
      return values
    }
  }

  private func draw(
    _ values: inout [Double], _ parameter: ParameterSpecification,
    _ initialization: Initialization, from stream: inout RandomStream
  ) {
    switch initialization {
    case .standard where parameter.role == .table, .values where parameter.role == .table:
      for index in values.indices { values[index] = stream.normal() }
    case .standard, .values:
      let bound = 1 / Double(max(parameter.inputs, 1)).squareRoot()
      for index in values.indices { values[index] = stream.uniform(-bound, bound) }
    case .zeros:
      break
    case .xavier, .he, .normal, .uniform:
      guard parameter.isPenalized else { break }
      var gain = 1.0
      if case .weights(let activation) = parameter.role { gain = activation.gain }
      for index in values.indices {
        values[index] = Self.draw(initialization, parameter, gain, from: &stream)
      }
    }
  }

  private static func draw(
    _ initialization: Initialization, _ parameter: ParameterSpecification, _ gain: Double,
    from stream: inout RandomStream
  ) -> Double {
    switch initialization {
    case .xavier:
      let bound = gain * (6 / Double(parameter.inputs + parameter.outputs)).squareRoot()
      return stream.uniform(-bound, bound)
    case .he:
      let bound = gain * (3 / Double(max(parameter.inputs, 1))).squareRoot()
      return stream.uniform(-bound, bound)
    case .normal(let standardDeviation): return standardDeviation * stream.normal()
    case .uniform(let bound): return stream.uniform(-bound, bound)
    case .standard, .values, .zeros: return 0
    }
  }
}

extension Activation {
  /// PyTorch's gain: what keeps the variance of signals through the activation.
  var gain: Double {
    switch self {
    case .tanh: 5.0 / 3
    case .relu: 2.0.squareRoot()
    case .leakyRelu(let slope): (2 / (1 + slope * slope)).squareRoot()
    case .prelu(let slope): (2 / (1 + slope * slope)).squareRoot()
    case .linear, .step, .sigmoid, .elu, .gelu, .softplus, .silu, .softmax: 1
    }
  }
}
