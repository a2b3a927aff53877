package import NeuralEngine
package import NotebookSyntax

/// What is known of a data set before it is made.
package struct PlannedDataset: Sendable {
  /// What is to be predicted.
  package enum Target: Sendable, Equatable {
    case numbers(columns: [String])
    case classes(names: [String])
  }

  package let id: UnitID
  /// The block's name, or the call for an unnamed data set.
  package let name: String
  /// The names of the input columns.
  package let columns: [String]
  package let target: Target
  package let rowCount: Int
  /// How many rows train; the others test.
  package let trainingRowCount: Int
  /// The expression of `x` that `y` was given as, if it was.
  package let trueCurve: Expression?
  let recipe: any DatasetRecipe

  /// The number of classes, nil for numbers.
  package var classCount: Int? {
    if case .classes(let names) = target { names.count } else { nil }
  }
}

/// How a planned data set is made.
protocol DatasetRecipe: Sendable {
  /// Makes the data set; the same recipe always gives the same bits.
  func make() -> DatasetOutcome
}

/// A data set, or what went wrong in making it.
package struct EvaluatedDataset: Sendable {
  package var plan: PlannedDataset
  package var data: Dataset
  /// The expression of `x` that `y` was given as, if it was: the curve without noise.
  package var trueCurve: Expression?
}
