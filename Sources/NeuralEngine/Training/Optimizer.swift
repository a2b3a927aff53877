/// How gradients become updates; formulas and defaults are PyTorch's.
///
/// What lectures write differently has an option of its own:
/// - `shrinkage` λ takes w(1 − λ) before the update, biases left alone: weight decay without the
///   learning rate, where PyTorch's SGD adds the gradient of a penalty and AdamW takes w(1 − lr·λ).
/// - `isRateInside` multiplies the gradient by the learning rate before it joins the velocity
///   (h = β·h + lr·g, w −= h), as Keras does; the same unless the rate changes.
/// - `isEpsilonInside` adds ε under the root: lr·g/√(v + ε).
package enum Optimizer: Sendable, Equatable {
  /// Full-batch gradient descent: `batch` is ignored.
  case gd(learningRate: Double, shrinkage: Double = 0)
  case sgd(learningRate: Double, shrinkage: Double = 0)
  case momentum(
    learningRate: Double, beta: Double, isRateInside: Bool = false, shrinkage: Double = 0)
  case nesterov(
    learningRate: Double, beta: Double, isRateInside: Bool = false, shrinkage: Double = 0)
  case adagrad(learningRate: Double, epsilon: Double, isEpsilonInside: Bool = false)
  case rmsprop(
    learningRate: Double, alpha: Double, epsilon: Double, isEpsilonInside: Bool = false)
  case adam(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double,
    isEpsilonInside: Bool = false)
  case adamw(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, decay: Double,
    isEpsilonInside: Bool = false)
  /// Least squares by column-pivoted Householder QR in double precision; `l2` makes it ridge.
  case exact
  /// The lasso by coordinate descent in double precision, the elastic net with `l2`; ends at a
  /// duality gap of `tolerance`·‖y − ȳ‖², or after `sweepLimit` visits of every weight.
  case lasso(tolerance: Double, sweepLimit: Int)
  /// Rosenblatt's rule, row by row in the order of the data, or shuffled for each epoch; ends with
  /// the first epoch without mistakes.
  case perceptron(learningRate: Double, shuffles: Bool)
}

extension TrainingConfiguration {
  /// Whether the model or the optimizer is a perceptron, whose loss is `perceptron`.
  var usesPerceptron: Bool {
    if case .perceptron = optimizer { return true }
    return model == .perceptron
  }
}

extension Optimizer {
  /// Whether the optimizer turns gradients into updates, step by step.
  package var takesSteps: Bool {
    switch self {
    case .exact, .lasso, .perceptron: false
    default: true
    }
  }

  /// Whether every step takes all rows.
  var takesAllRows: Bool { if case .gd = self { true } else { false } }

  /// The learning rate; 0 for optimizers without.
  package var learningRate: Double {
    switch self {
    case .gd(let rate, _), .sgd(let rate, _), .momentum(let rate, _, _, _),
      .nesterov(let rate, _, _, _), .adagrad(let rate, _, _), .rmsprop(let rate, _, _, _),
      .adam(let rate, _, _, _, _), .adamw(let rate, _, _, _, _, _):
      rate
    case .perceptron(let rate, _): rate
    case .exact, .lasso: 0
    }
  }

  /// The share by which weights, but not biases, shrink before each update.
  var shrinkage: Double {
    switch self {
    case .gd(_, let share), .sgd(_, let share), .momentum(_, _, _, let share),
      .nesterov(_, _, _, let share):
      share
    default: 0
    }
  }
}
