import Diagnostics
import NeuralEngine
import NotebookSyntax

/// How rows are held back from training to choose among models.
enum ValidationSplit: Sendable, Equatable {
  /// A share of the rows, once.
  case holdout(Double)
  /// Every row once, in so many parts.
  case folds(Int)

  /// The splits that a call can name.
  static let registry = CallRegistry<ValidationSplit>(
    noun: "validation", code: .unknownChoice,
    foreign: ["kfold": "`k-fold 5`", "cv": "`k-fold 5`", "cross-validation": "`k-fold 5`"],
    [holdout, kFold])

  private static var holdout: CallDeclaration<ValidationSplit> {
    let share = Option(
      "share", .number(above: 0, below: 1), default: 0.2,
      meaning: "the share of the rows that validates", example: "0.2")
    return CallDeclaration(
      "holdout", meaning: "holds a share of the rows back", example: "holdout 0.2",
      positional: [share]
    ) { values, _ in values[share].map { .holdout($0) } }
  }

  private static var kFold: CallDeclaration<ValidationSplit> {
    let count = Option(
      "k", .integer(2...1_000), default: 5, meaning: "the number of parts", example: "5")
    return CallDeclaration(
      "k-fold", meaning: "holds each of k parts back in turn", example: "k-fold 5",
      positional: [count]
    ) { values, _ in values[count].map { .folds($0) } }
  }

  /// How often a model is trained.
  var foldCount: Int {
    switch self {
    case .holdout: 1
    case .folds(let count): count
    }
  }

  /// Says why so many rows cannot be split; nil where they can.
  func problem(rowCount: Int) -> String? {
    switch self {
    case .folds(let count):
      return count <= rowCount
        ? nil : "\(count) folds need as many rows, there are \(rowCount)"
    case .holdout(let share):
      let count = Dataset.trainingRowCount(of: rowCount, share: share)
      return count > 0 && count < rowCount
        ? nil : "a share of \(ValueText.number(share)) of \(rowCount) rows is \(count) rows"
    }
  }

  /// Returns the rows that validate in each fold, of rows shuffled by the seed.
  func folds(rowCount: Int, seed: UInt64, name: String) -> [[Int]] {
    var stream = RandomStream(seed: seed, name: "validation \(name)", purpose: .split)
    let order = stream.permutation(of: rowCount)
    switch self {
    case .holdout(let share):
      return [Array(order.prefix(Dataset.trainingRowCount(of: rowCount, share: share)))]
    case .folds(let count):
      return (0..<count).map { fold in
        Array(order[fold * rowCount / count..<(fold + 1) * rowCount / count])
      }
    }
  }
}
