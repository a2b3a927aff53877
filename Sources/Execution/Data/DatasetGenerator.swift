import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A data set that a call describes: `circles n=200 noise=0.1`.
package struct DatasetGenerator: Sendable {
  var name: String
  /// The call in a normal form, which names an unnamed data set.
  var call: String
  var rowCount: Int
  var columns: [String]
  var target: PlannedDataset.Target
  /// The share of rows that trains unless the author says otherwise.
  var split: Double
  /// The call's own seed.
  var seed: UInt64?
  /// Makes the rows in the generator's order.
  var rows: @Sendable (_ seed: UInt64, _ stream: String) -> Dataset

  /// Returns the data set of a `data` block or of an unnamed call.
  func plan(
    id: UnitID, name: String, split: Double?, isStandardized: Bool, seed: UInt64, stream: String
  ) -> PlannedDataset {
    let share = split ?? self.split
    return PlannedDataset(
      id: id, name: name, columns: columns, target: target, rowCount: rowCount,
      trainingRowCount: PlannedDataset.trainingRowCount(of: rowCount, split: share),
      trueCurve: nil, classNumberCount: nil,
      recipe: DataRecipe(
        source: .generator(self), split: share, isStandardized: isStandardized,
        seed: self.seed ?? seed, stream: stream))
  }

  /// Returns the unnamed data set that a block other than `data` calls; equal calls share one, whose
  /// random stream derives from the generator's name.
  func unnamed(in context: inout PlanningContext) -> PlannedDataset? {
    let seed = context.seed
    return context.unnamedData(call: call) { id in
      plan(
        id: id, name: call, split: nil, isStandardized: false, seed: seed, stream: name)
    }
  }
}
