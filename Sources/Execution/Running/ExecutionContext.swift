/// The results that a block's plan depends on.
package struct ExecutionContext: Sendable {
  let outcomes: [UnitID: BlockOutcome]
  /// The seed of the notebook.
  package let seed: UInt64

  /// Returns a data set that planning resolved.
  package func data(_ plan: PlannedDataset) -> EvaluatedDataset {
    guard let data = outcomes[plan.id]?.data else {
      preconditionFailure("data set `\(plan.name)` was not planned as a dependency")
    }
    return data
  }

  /// Returns a finished run that planning resolved.
  package func run(_ plan: PlannedRun) -> CompletedRun {
    guard let run = outcomes[plan.id]?.run else {
      preconditionFailure("run `\(plan.name)` was not planned as a dependency")
    }
    return run
  }
}
