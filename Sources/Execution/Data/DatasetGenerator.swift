import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A data set that a call describes: `circles n=200 noise=0.1`.
package struct DatasetGenerator: Sendable {
  /// The generators by name.
  package static let registry = CallRegistry<DatasetGenerator>(
    noun: "generator", code: .unknownData, [])

  /// Returns the unnamed data set that a block other than `data` calls.
  func unnamed(in context: inout PlanningContext) -> PlannedDataset? {
    nil
  }
}

/// A data set that has been made, or why it could not be.
enum DatasetOutcome {
  case made(EvaluatedDataset)
  case failed([String])
}
