import Kernels

extension Optimizer {
  /// Whether every step takes all rows.
  var takesAllRows: Bool { if case .gd = self { true } else { false } }

  /// The learning rate; 0 for `exact`.
  var learningRate: Double {
    switch self {
    case .gd(let rate), .sgd(let rate), .momentum(let rate, _), .nesterov(let rate, _),
      .adagrad(let rate, _), .rmsprop(let rate, _, _), .adam(let rate, _, _, _),
      .adamw(let rate, _, _, _, _):
      rate
    case .exact: 0
    }
  }

  /// The formula of the update.
  var rule: UpdateRule {
    switch self {
    case .gd, .sgd, .exact: .descent
    case .momentum: .momentum
    case .nesterov: .nesterov
    case .adagrad: .adagrad
    case .rmsprop: .rmsprop
    case .adam, .adamw: .adam
    }
  }
}

/// The numbers of an optimizer's update, step by step.
struct UpdateSchedule {
  /// The settings of the step that comes next.
  private(set) var settings = UpdateSettings()
  private let learningRate: Double
  private let beta1: Double
  private let beta2: Double
  /// β₁ᵗ and β₂ᵗ of the step that comes next.
  private var power1 = 1.0
  private var power2 = 1.0
  private let isAdaptive: Bool

  /// Creates the schedule of an optimizer.
  init(_ optimizer: Optimizer) {
    learningRate = optimizer.learningRate
    var (beta1, beta2, epsilon, shrinkage) = (0.0, 0.0, 0.0, 1.0)
    switch optimizer {
    case .gd, .sgd, .exact: break
    case .momentum(_, let beta), .nesterov(_, let beta): beta1 = beta
    case .adagrad(_, let small): epsilon = small
    case .rmsprop(_, let alpha, let small): (beta1, epsilon) = (alpha, small)
    case .adam(_, let first, let second, let small):
      (beta1, beta2, epsilon) = (first, second, small)
    case .adamw(let rate, let first, let second, let small, let decay):
      (beta1, beta2, epsilon, shrinkage) = (first, second, small, 1 - rate * decay)
    }
    (self.beta1, self.beta2) = (beta1, beta2)
    isAdaptive = optimizer.rule == .adam
    settings.step = Float(learningRate)
    settings.decay = Float(beta1)
    settings.complement = Float(1 - beta1)
    settings.squareDecay = Float(beta2)
    settings.squareComplement = Float(1 - beta2)
    settings.epsilon = Float(epsilon)
    settings.shrinkage = Float(shrinkage)
    advance()
  }

  /// Goes on to the next step.
  mutating func advance() {
    guard isAdaptive else { return }
    power1 *= beta1
    power2 *= beta2
    settings.step = Float(learningRate / (1 - power1))
    settings.correction = Float(1 / (1 - power2).squareRoot())
  }
}
