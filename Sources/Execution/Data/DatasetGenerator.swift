import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A data set that a call describes: `circles n=200 noise=0.1`.
package struct DatasetGenerator: Sendable {
  let rule: DataGenerator
  let rowCount: Int
  let noise: Double
  /// The number of blobs; other rules have classes of their own.
  let classCount: Int
  /// The call's own seed, nil for the notebook's.
  let seed: UInt64?

  /// The call in a normal form, by which equal unnamed data sets are known.
  var call: String {
    var words = [rule.rawValue, "n=\(rowCount)", "noise=\(FormatSpec.shortest(noise))"]
    if rule == .blobs { words.append("k=\(classCount)") }
    if let seed { words.append("seed=\(seed)") }
    return words.joined(separator: " ")
  }

  /// Makes the rows in the rule's order.
  func make(seed: UInt64, name: String) -> Dataset {
    rule.makeDataset(
      count: rowCount, noise: noise, classCount: classCount, seed: seed, name: name)
  }

  /// Returns the data set of a `data` block or of an unnamed call.
  func plan(
    id: UnitID, name: String, split: Double?, isStandardized: Bool, seed: UInt64, stream: String
  ) -> PlannedDataset {
    let share = split ?? rule.defaultTrainingShare
    // The columns and classes of no rows are those of all rows.
    let outline = rule.makeDataset(
      count: 0, noise: noise, classCount: classCount, seed: 0, name: "")
    return PlannedDataset(
      id: id, name: name, columns: outline.columns, target: outline.target.plan,
      rowCount: rowCount, trainingRowCount: Dataset.trainingRowCount(of: rowCount, share: share),
      trueCurve: nil, classNumberCount: nil,
      recipe: DataRecipe(
        source: .generator(self), split: share, isStandardized: isStandardized,
        seed: self.seed ?? seed, stream: stream))
  }

  /// Returns the unnamed data set that a block other than `data` calls; equal calls share one, whose
  /// random stream derives from the rule's name.
  func unnamed(in context: inout PlanningContext) -> PlannedDataset? {
    let seed = context.seed
    return context.unnamedData(call: call) { id in
      plan(
        id: id, name: rule.rawValue, split: nil, isStandardized: false, seed: seed,
        stream: rule.rawValue)
    }
  }
}
