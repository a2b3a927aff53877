import Kernels

extension Optimizer {
  /// The formula of the update.
  var rule: UpdateRule {
    switch self {
    case .gd, .sgd, .exact, .lasso, .perceptron: .descent
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
  /// The settings of the step that comes next, for weights.
  private(set) var settings = UpdateSettings()
  private let rates: LearningRateCurve?
  private let baseRate: Double
  private let isRateInside: Bool
  private let beta1: Double
  private let beta2: Double
  private let rootEpsilon: Double
  /// AdamW's decay, of which each step takes its learning rate's share.
  private let decay: Double
  /// β₁ᵗ and β₂ᵗ of the step that comes next.
  private var power1 = 1.0
  private var power2 = 1.0
  private let isAdaptive: Bool
  /// The number of the step that comes next.
  private var step = 0

  /// Creates the schedule of an optimizer.
  ///
  /// - Parameter rates: The learning rates by step; nil for the optimizer's own.
  init(_ optimizer: Optimizer, rates: LearningRateCurve? = nil) {
    self.rates = rates?.schedule == .constant ? nil : rates
    baseRate = optimizer.learningRate
    var (beta1, beta2, decay, epsilon) = (0.0, 0.0, 0.0, 0.0)
    var (isRateInside, isEpsilonInside) = (false, false)
    switch optimizer {
    case .gd, .sgd, .exact, .lasso, .perceptron: break
    case .momentum(_, let beta, let isInside, _), .nesterov(_, let beta, let isInside, _):
      (beta1, isRateInside) = (beta, isInside)
    case .adagrad(_, let small, let isInside):
      (epsilon, isEpsilonInside) = (small, isInside)
    case .rmsprop(_, let alpha, let small, let isInside):
      (beta1, epsilon, isEpsilonInside) = (alpha, small, isInside)
    case .adam(_, let first, let second, let small, let isInside):
      (beta1, beta2, epsilon, isEpsilonInside) = (first, second, small, isInside)
    case .adamw(_, let first, let second, let small, let share, let isInside):
      (beta1, beta2, epsilon, isEpsilonInside) = (first, second, small, isInside)
      decay = share
    }
    (self.beta1, self.beta2, self.decay) = (beta1, beta2, decay)
    self.isRateInside = isRateInside
    rootEpsilon = isEpsilonInside ? epsilon : 0
    isAdaptive = optimizer.rule == .adam
    settings.decay = Float(beta1)
    settings.complement = Float(1 - beta1)
    settings.squareDecay = Float(beta2)
    settings.squareComplement = Float(1 - beta2)
    settings.epsilon = Float(isEpsilonInside ? 0 : epsilon)
    settings.rootEpsilon = Float(rootEpsilon)
    settings.shrinkage = Float(1 - optimizer.shrinkage)
    prepare()
  }

  /// Goes on to the next step.
  mutating func advance() {
    step += 1
    if isAdaptive || rates != nil { prepare() }
  }

  /// Works out the settings of the step that comes next.
  private mutating func prepare() {
    let rate = rates?[step] ?? baseRate
    guard isAdaptive else {
      settings.step = Float(isRateInside ? 1 : rate)
      settings.gain = Float(isRateInside ? rate : 1)
      return
    }
    power1 *= beta1
    power2 *= beta2
    settings.step = Float(rate / (1 - power1))
    settings.correction = Float(1 / (1 - power2).squareRoot())
    settings.rootEpsilon = Float(rootEpsilon * (1 - power2))
    if decay != 0 { settings.shrinkage = Float(1 - rate * decay) }
  }
}
