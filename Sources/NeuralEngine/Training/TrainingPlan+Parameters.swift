extension TrainingPlan {
  /// The inputs of the model as authors see it: x for polynomials.
  var modelInput: ModelInput { isPolynomial ? ModelInput(count: 1) : layout.input }

  var isPolynomial: Bool { if case .polynomial = configuration.model { true } else { false } }

  /// The initialisation with a polynomial's `w0`, `w1`, … gathered into bias and weights.
  var initialization: Initialization {
    guard isPolynomial, case .values(let given) = configuration.initialization else {
      return configuration.initialization
    }
    let standard = layout.initialValues(
      .standard, seed: configuration.seed, stream: configuration.stream)
    var (weights, bias) = (standard[0], standard[1])
    for power in 0...weights.count {
      guard let value = given["w\(power)"]?.first else { continue }
      if power == 0 { bias[0] = value } else { weights[power - 1] = value }
    }
    return .values(["w": weights, "b": bias])
  }

  /// Returns the parameters by the names that notebooks use, given values in the order of
  /// `layout.parameters`.
  func parameters(_ values: [Numbers]) -> [TrainedModel.Parameter] {
    if isPolynomial {
      return [values[1], values[0]].joined().enumerated().map { power, value in
        TrainedModel.Parameter(name: "w\(power)", shape: .scalar, values: [value])
      }
    }
    return zip(layout.parameters, values).map { parameter, values in
      TrainedModel.Parameter(name: parameter.name, shape: parameter.shape, values: values)
    }
  }

  /// Returns values in the order of `layout.parameters`, given the parameters that notebooks name.
  func weights(of parameters: [TrainedModel.Parameter]) -> [Numbers] {
    guard isPolynomial else { return parameters.map(\.values) }
    return [Numbers(parameters.dropFirst().map { $0.values[0] }), parameters[0].values]
  }

  /// Returns l1 ‖w‖₁ + l2 ‖w‖² of the weights, biases free.
  func penalty(of values: [Numbers]) -> Double {
    var (absolute, squares) = (0.0, 0.0)
    for (parameter, values) in zip(layout.parameters, values) where parameter.isPenalized {
      for value in values {
        absolute += abs(value)
        squares += value * value
      }
    }
    return configuration.l1 * absolute + configuration.l2 * squares
  }
}
