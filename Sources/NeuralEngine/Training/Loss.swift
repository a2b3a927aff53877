/// What training minimises, a mean over the batch. p predicts, y is the target, z are scores.
package enum Loss: Sendable, Equatable {
  /// The mean of (p − y)² over all elements.
  case mse
  /// ½ of `mse`.
  case halfMSE
  /// The mean of |p − y| over all elements, with derivative 0 at 0.
  case mae
  /// The mean over all elements of ½(p − y)² where |p − y| ≤ 1 and of |p − y| − ½ elsewhere.
  case huber
  /// From one logit, y ∈ {0, 1}.
  case bce
  /// From scores and class numbers, by log-sum-exp.
  case crossEntropy
  /// From log-probabilities and class numbers. The logarithm of a softmax is computed from its
  /// scores, as for `crossEntropy`; log-probabilities are scores whose log-sum-exp is 0.
  case nll
  /// For one output the mean of max(0, 1 − y·p) with y = ±1; for scores of classes t the mean over
  /// all elements of max(0, 1 − zₜ + zᵢ), i ≠ t (PyTorch's MultiMarginLoss).
  case hinge
  /// For one output the mean of max(0, −y·p) with y = ±1; for scores of classes t the mean of
  /// maxᵢ zᵢ − zₜ.
  case perceptron
  /// The mean over all elements of a function of (p, y), its inputs in this order.
  case formula(RowFunction)
}

extension Loss {
  /// The losses that have a name.
  package static let named: [Loss] = [
    .mse, .halfMSE, .mae, .huber, .bce, .crossEntropy, .nll, .hinge, .perceptron,
  ]

  /// The loss of a name.
  package init?(name: String) {
    guard let loss = Self.named.first(where: { $0.name == name }) else { return nil }
    self = loss
  }

  /// The name by which the notebook language knows the loss; a formula as written.
  package var name: String {
    switch self {
    case .mse: "mse"
    case .halfMSE: "half-mse"
    case .mae: "mae"
    case .huber: "huber"
    case .bce: "bce"
    case .crossEntropy: "cross-entropy"
    case .nll: "nll"
    case .hinge: "hinge"
    case .perceptron: "perceptron"
    case .formula(let formula): formula.text
    }
  }

  /// Whether it compares the probabilities of classes, which it takes as their scores.
  package var isCrossEntropy: Bool { self == .crossEntropy || self == .nll }

  /// Whether it looks at the sign of a score, y = ±1, or at differences of scores of classes.
  package var isMargin: Bool { self == .hinge || self == .perceptron }

  /// Whether it tells classes apart and has no meaning for numbers.
  package var needsClasses: Bool { isCrossEntropy || isMargin }
}
