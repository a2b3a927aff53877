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

  /// The extents of the image that a row's columns are, nil where they are none.
  package var imageShape: Dataset.ImageShape? {
    guard case .generator(let generator) = recipe.source else { return nil }
    switch generator.rows {
    case .rule: return nil
    case .collected(let collected, _, _): return collected.data.imageShape
    case .file(let data, _): return data.imageShape
    }
  }

  /// One more than the largest input where all inputs are known to be whole numbers from 0 on, nil
  /// elsewhere.
  var vocabularyCount: Int? {
    if recipe.isStandardized { return nil }
    switch recipe.source {
    case .table(let inputs, _): return ModelInput.vocabularyCount(of: inputs)
    case .curve(let x, _, _): return ModelInput.vocabularyCount(of: x)
    case .generator(let generator):
      guard case .file(let data, _) = generator.rows else { return nil }
      return ModelInput.vocabularyCount(of: data.inputs)
    }
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
