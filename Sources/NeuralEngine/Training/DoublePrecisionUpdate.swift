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
  /// - Precondition: The optimizer takes steps.
  package init(_ optimizer: Optimizer) {
    precondition(optimizer.takesSteps, "the optimizer takes no steps")
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
    case .gd(let rate, let shrinkage), .sgd(let rate, let shrinkage):
      for index in values.indices {
        values[index] = (1 - shrinkage) * values[index] - rate * gradient[index]
      }
    case .momentum(let rate, let beta, let isRateInside, let shrinkage):
      let (gain, step) = isRateInside ? (rate, 1) : (1, rate)
      accumulateVelocity(gradient, beta, gain)
      for index in values.indices {
        values[index] = (1 - shrinkage) * values[index] - step * first[index]
      }
    case .nesterov(let rate, let beta, let isRateInside, let shrinkage):
      let (gain, step) = isRateInside ? (rate, 1) : (1, rate)
      accumulateVelocity(gradient, beta, gain)
      for index in values.indices {
        values[index] =
          (1 - shrinkage) * values[index]
          - step * (gain * gradient[index] + beta * first[index])
      }
    case .adagrad(let rate, let epsilon, let isInside):
      for index in values.indices {
        second[index] += gradient[index] * gradient[index]
        values[index] -= rate * gradient[index] / Self.root(second[index], epsilon, isInside)
      }
    case .rmsprop(let rate, let alpha, let epsilon, let isInside):
      for index in values.indices {
        second[index] = alpha * second[index] + (1 - alpha) * gradient[index] * gradient[index]
        values[index] -= rate * gradient[index] / Self.root(second[index], epsilon, isInside)
      }
    case .adam(let rate, let beta1, let beta2, let epsilon, let isInside):
      adam(&values, gradient, rate, (beta1, beta2), epsilon, isInside)
    case .adamw(let rate, let beta1, let beta2, let epsilon, let decay, let isInside):
      for index in values.indices { values[index] *= 1 - rate * decay }
      adam(&values, gradient, rate, (beta1, beta2), epsilon, isInside)
    case .exact, .lasso, .perceptron:
      preconditionFailure("the optimizer takes no steps")
    }
  }

  /// √v + ε, or √(v + ε).
  private static func root(_ v: Double, _ epsilon: Double, _ isInside: Bool) -> Double {
    isInside ? (v + epsilon).squareRoot() : v.squareRoot() + epsilon
  }

  /// v ← βv + gain·g.
  private mutating func accumulateVelocity(_ gradient: [Double], _ beta: Double, _ gain: Double) {
    for index in gradient.indices {
      first[index] = beta * first[index] + gain * gradient[index]
    }
  }

  /// w ← w − η · m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ).
  private mutating func adam(
    _ values: inout [Double], _ gradient: [Double], _ rate: Double,
    _ beta: (first: Double, second: Double), _ epsilon: Double, _ isInside: Bool
  ) {
    power1 *= beta.first
    power2 *= beta.second
    let rate = rate / (1 - power1)
    let correction = (1 - power2).squareRoot()
    for index in values.indices {
      let g = gradient[index]
      first[index] = beta.first * first[index] + (1 - beta.first) * g
      second[index] = beta.second * second[index] + (1 - beta.second) * g * g
      let divisor =
        isInside
        ? (second[index] + epsilon * (1 - power2)).squareRoot() / correction
        : second[index].squareRoot() / correction + epsilon
      values[index] -= rate * first[index] / divisor
    }
  }
}
