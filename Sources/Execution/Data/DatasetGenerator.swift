import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A data set that a call describes: `circles n=200 noise=0.1`, `iris`, `csv points.csv target=y`.
package struct DatasetGenerator: Sendable {
  /// Where rows come from.
  enum Rows: Sendable {
    /// A rule; `classCount` is the number of blobs, other rules have classes of their own.
    case rule(DataGenerator, count: Int, noise: Double, classCount: Int)
    case collected(CollectedData, count: Int, noise: Double)
    /// The rows of files, and how many were left out for missing values.
    case file(Dataset, droppedCount: Int = 0)
  }

  let rows: Rows
  /// What an unnamed data set of the call is called; its random streams derive from it.
  let name: String
  /// The call in a normal form, by which equal unnamed data sets are known.
  let call: String
  /// The call's own seed, nil for the notebook's.
  var seed: UInt64?

  /// Makes the rows in the order of the rule or file.
  func make(seed: UInt64, name: String) -> Dataset {
    switch rows {
    case .rule(let rule, let count, let noise, let classCount):
      rule.makeDataset(count: count, noise: noise, classCount: classCount, seed: seed, name: name)
    case .collected(let collected, let count, let noise):
      collected.makeDataset(count: count, noise: noise, seed: seed, name: name)
    case .file(let data, _): data
    }
  }

  /// Returns the data set of a `data` block or of an unnamed call.
  func plan(
    id: UnitID, name: String, split: Double?, isStandardized: Bool, seed: UInt64, stream: String
  ) -> PlannedDataset {
    let outline: Dataset
    let rowCount: Int
    let share: Double
    var classNumbers: ClassNumbers?
    switch rows {
    case .rule(let rule, let count, let noise, let classCount):
      // The columns and classes of no rows are those of all rows.
      outline = rule.makeDataset(
        count: 0, noise: noise, classCount: classCount, seed: 0, name: "")
      rowCount = count
      share = split ?? rule.defaultTrainingShare
    case .collected(let collected, let count, _):
      outline = collected.data
      rowCount = count
      share = split ?? 0.8
    case .file(let data, _):
      outline = data
      rowCount = data.rowCount
      share = split ?? 0.8
      if case .numbers(let values, _) = data.target {
        classNumbers = ClassNumbers(of: values)
      }
    }
    return PlannedDataset(
      id: id, name: name, columns: outline.columns, target: outline.target.plan,
      rowCount: rowCount, trainingRowCount: Dataset.trainingRowCount(of: rowCount, share: share),
      trueCurve: nil, classNumbers: classNumbers,
      recipe: DataRecipe(
        source: .generator(self), split: share, isStandardized: isStandardized,
        seed: self.seed ?? seed, stream: stream))
  }

  /// Returns the unnamed data set that a block other than `data` calls; equal calls share one, whose
  /// random stream derives from the name of the rule or the path of the file.
  func unnamed(in context: inout PlanningContext) -> PlannedDataset? {
    let seed = context.seed
    return context.unnamedData(call: call) { id in
      plan(id: id, name: name, split: nil, isStandardized: false, seed: seed, stream: name)
    }
  }

  /// Returns the normal form of a call.
  static func call(
    _ name: String, count: Int, noise: Double, classCount: Int? = nil, seed: UInt64?
  ) -> String {
    var words = [name, "n=\(count)", "noise=\(FormatSpec.shortest(noise))"]
    if let classCount { words.append("k=\(classCount)") }
    if let seed { words.append("seed=\(seed)") }
    return words.joined(separator: " ")
  }
}
