import Kernels

/// Where parameters, their gradients and the optimizer's memory lie: in one piece each, penalised
/// parameters first, so that an update is one pass.
struct ParameterMemory {
  let memory: TensorMemory
  let values: TensorMemory.Region
  let gradients: TensorMemory.Region
  /// What the update rule remembers of gradients and of their squares; nil where it does not.
  let firstMoments: TensorMemory.Region?
  let secondMoments: TensorMemory.Region?
  /// How many floats, from the first on, l1 and l2 apply to.
  let penalizedCount: Int
  /// Where each parameter begins.
  private let offsets: [Int]
  private let counts: [Int]

  /// Lays out the parameters of a network and what an update rule needs.
  init(
    _ specifications: [NetworkLayout.ParameterSpecification], _ rule: UpdateRule,
    in memory: TensorMemory
  ) {
    self.memory = memory
    var offsets = [Int](repeating: 0, count: specifications.count)
    var total = 0
    for isPenalized in [true, false] {
      for (index, parameter) in specifications.enumerated()
      where parameter.isPenalized == isPenalized {
        offsets[index] = total
        total += parameter.shape.count
      }
    }
    self.offsets = offsets
    counts = specifications.map(\.shape.count)
    penalizedCount = specifications.filter(\.isPenalized).reduce(0) { $0 + $1.shape.count }
    values = memory.allocate(total)
    gradients = memory.allocate(total)
    firstMoments = rule.usesFirstMoments ? memory.allocate(total) : nil
    secondMoments = rule.usesSecondMoments ? memory.allocate(total) : nil
  }

  /// Returns where a parameter's values lie.
  func values(of index: Int) -> TensorMemory.Region {
    values.part(offsets[index], counts[index])
  }

  /// Returns where a parameter's gradient goes.
  func gradient(of index: Int) -> TensorMemory.Region {
    gradients.part(offsets[index], counts[index])
  }
}

extension UpdateRule {
  /// Whether the rule remembers a mean or a sum of gradients.
  var usesFirstMoments: Bool {
    switch self {
    case .momentum, .nesterov, .adam: true
    case .descent, .adagrad, .rmsprop: false
    }
  }

  /// Whether the rule remembers a mean or a sum of squared gradients.
  var usesSecondMoments: Bool {
    switch self {
    case .adagrad, .rmsprop, .adam: true
    case .descent, .momentum, .nesterov: false
    }
  }
}
