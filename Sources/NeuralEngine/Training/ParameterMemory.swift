/// Where parameters, their gradients and the optimizer's memory lie: in one piece each, penalised
/// parameters first, so that an update is one pass.
struct ParameterMemory {
  let memory: TensorMemory
  let values: TensorMemory.Region
  let gradients: TensorMemory.Region
  let firstMoments: TensorMemory.Region
  let secondMoments: TensorMemory.Region
  /// How many floats, from the first on, l1 and l2 apply to.
  let penalizedCount: Int
  /// Where each parameter begins.
  private let offsets: [Int]
  private let counts: [Int]

  /// Lays out the parameters of a network.
  init(_ specifications: [NetworkLayout.ParameterSpecification], in memory: TensorMemory) {
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
    firstMoments = memory.allocate(total)
    secondMoments = memory.allocate(total)
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
