/// A kind of table: its options and how a block becomes rows.
///
/// A new kind is one file in `Tables`, one line in `TableKinds.all` and one test fixture.
package protocol TableKind: Sendable {
  static var name: String { get }
  /// What the kind prints, in one line without a full stop.
  static var meaning: String { get }
  static var options: [any OptionDeclaration] { get }
  /// Checks a block and returns what will be printed, or nil after reporting why it cannot be.
  static func plan(
    _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedTable)?
}

/// A checked table.
package protocol PlannedTable: Sendable {
  /// Makes the table from the results that planning resolved; pure, on any thread.
  func table(in context: ExecutionContext) -> TableOutput
}

/// The kinds of table, in the order of the reference.
package enum TableKinds {
  package static let all: [any TableKind.Type] = [
    RunsTable.self, CoefficientsTable.self, ConfusionTable.self, DataTable.self,
  ]
}
