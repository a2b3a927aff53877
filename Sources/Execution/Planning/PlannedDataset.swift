package import NeuralEngine

/// What is known of a data set before it is made.
package struct PlannedDataset: Sendable {
  /// What is to be predicted.
  package enum Target: Sendable, Equatable {
    case numbers(columns: [String])
    case classes(names: [String])
  }

  package let id: UnitID
  /// The block's name, or the call of an unnamed data set.
  package let name: String
  /// The names of the input columns.
  package let columns: [String]
  package internal(set) var target: Target
  package let rowCount: Int
  /// How many rows train; the others test.
  package let trainingRowCount: Int
  /// The expression of `x` that `y` was given as, if it was: the curve without noise.
  package let trueCurve: ColumnFunction?
  /// How a target of whole numbers would name classes, nil for other targets.
  let classNumbers: ClassNumbers?
  let recipe: DataRecipe

  /// The number of classes, nil for numbers.
  package var classCount: Int? {
    if case .classes(let names) = target { names.count } else { nil }
  }
}

/// A data set that has been made.
package struct EvaluatedDataset: Sendable {
  package var plan: PlannedDataset
  package var data: Dataset
  /// The function of `x` that `y` was given as, if it was: the curve without noise.
  package var trueCurve: ColumnFunction?
  /// How the input columns were standardised, nil where they were not.
  package var standardization: Dataset.Standardization?

  /// Returns the data with the target that a run's plan takes it for: whole numbers as class numbers.
  func adopting(_ plan: PlannedDataset) -> EvaluatedDataset {
    guard case .classes(let names) = plan.target, case .numbers(let values, _) = data.target,
      let numbers = plan.classNumbers
    else { return self }
    var copy = self
    copy.plan = plan
    copy.data.target = .classes(values.map(numbers.index), names: names)
    return copy
  }
}
