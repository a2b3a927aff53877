import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// The ways to hold training rows back.
package enum ValidationRegistry {
  /// `holdout` and `k-fold`.
  package static let registry = CallRegistry<TrainingConfiguration.Validation>(
    noun: "validation", code: .unknownChoice,
    foreign: [
      "kfold": "`k-fold 5`", "k_fold": "`k-fold 5`", "cv": "`k-fold 5`", "folds": "`k-fold 5`",
      "cross-validation": "`k-fold 5`", "cross_validation": "`k-fold 5`", "split": "`holdout 0.2`",
      "hold-out": "`holdout 0.2`", "validation_split": "`holdout 0.2`",
    ],
    [holdout, folds])

  private static var holdout: CallDeclaration<TrainingConfiguration.Validation> {
    let share = Option.required(
      "share", .number(above: 0, below: 1),
      meaning: "the share of the training rows that is held back, chosen by the seed",
      example: "0.2")
    return CallDeclaration(
      "holdout", meaning: "trains on the other rows and judges the model by these",
      example: "holdout 0.2", positional: [share]
    ) { values, _ in values[share].map { .holdout($0) } }
  }

  private static var folds: CallDeclaration<TrainingConfiguration.Validation> {
    let count = Option.required(
      "folds", .integer(2...10_000), meaning: "how many parts the training rows are dealt into",
      example: "5")
    return CallDeclaration(
      "k-fold",
      meaning: "holds each part back in turn from a model of its own; the run's takes all rows",
      example: "k-fold 5", positional: [count]
    ) { values, _ in values[count].map { .folds($0) } }
  }
}
