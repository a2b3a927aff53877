/// The state of an optimizer for one parameter, in double precision: what training does in single
/// precision, for traces that are checked digit by digit. Formulas are PyTorch's.
package struct DoublePrecisionUpdate: Sendable {
  private let optimizer: Optimizer
  /// The velocity, or the mean of gradients m.
  private var first: [Double] = []
  /// The sum or mean of squared gradients.
  private var second: [Double] = []
  private var stepCount = 0
  private var power1 = 1.0
  private var power2 = 1.0

  /// Creates the state before the first step.
  ///
  /// - Precondition: The optimizer has steps: it is not `exact`.
  package init(_ optimizer: Optimizer) {
    precondition(optimizer != .exact, "`exact` has no steps")
    self.optimizer = optimizer
  }

  /// Takes one step: changes values by the gradient at them.
  ///
  /// - Precondition: Every step has as many values as the first.
  package mutating func apply(to values: inout [Double], gradient: [Double]) {
    precondition(values.count == gradient.count, "a gradient has the shape of its values")
    if stepCount == 0 {
      first = Array(repeating: 0, count: values.count)
      second = first
    }
    precondition(values.count == first.count, "the number of values cannot change")
    stepCount += 1
    switch optimizer {
    case .gd(let rate), .sgd(let rate):
      for index in values.indices { values[index] -= rate * gradient[index] }
    case .momentum(let rate, let beta):
      accumulateVelocity(gradient, beta)
      for index in values.indices { values[index] -= rate * first[index] }
    case .nesterov(let rate, let beta):
      accumulateVelocity(gradient, beta)
      for index in values.indices {
        values[index] -= rate * (gradient[index] + beta * first[index])
      }
    case .adagrad(let rate, let epsilon):
      for index in values.indices {
        second[index] += gradient[index] * gradient[index]
        values[index] -= rate * gradient[index] / (second[index].squareRoot() + epsilon)
      }
    case .rmsprop(let rate, let alpha, let epsilon):
      for index in values.indices {
        second[index] = alpha * second[index] + (1 - alpha) * gradient[index] * gradient[index]
        values[index] -= rate * gradient[index] / (second[index].squareRoot() + epsilon)
      }
    case .adam(let rate, let beta1, let beta2, let epsilon):
      adam(&values, gradient, rate, beta1, beta2, epsilon)
    case .adamw(let rate, let beta1, let beta2, let epsilon, let decay):
      for index in values.indices { values[index] *= 1 - rate * decay }
      adam(&values, gradient, rate, beta1, beta2, epsilon)
    case .exact:
      preconditionFailure("`exact` has no steps")
    }
  }

  /// v ← βv + g, where the first v is g.
  private mutating func accumulateVelocity(_ gradient: [Double], _ beta: Double) {
    for index in gradient.indices {
      first[index] = stepCount == 1 ? gradient[index] : beta * first[index] + gradient[index]
    }
  }

  /// w ← w − η/(1 − β₁ᵗ) · m/(√v/√(1 − β₂ᵗ) + ε).
  private mutating func adam(
    _ values: inout [Double], _ gradient: [Double], _ rate: Double, _ beta1: Double,
    _ beta2: Double, _ epsilon: Double
  ) {
    power1 *= beta1
    power2 *= beta2
    let rate = rate / (1 - power1)
    let correction = (1 - power2).squareRoot()
    for index in values.indices {
      let g = gradient[index]
      first[index] = beta1 * first[index] + (1 - beta1) * g
      second[index] = beta2 * second[index] + (1 - beta2) * g * g
      values[index] -= rate * first[index] / (second[index].squareRoot() / correction + epsilon)
    }
  }
}
