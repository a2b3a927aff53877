package import Diagnostics
package import NotebookSyntax

/// A notebook whose directives have all been resolved and checked, ready to run.
package struct NotebookPlan: Sendable {
  package let notebook: Notebook
  /// One for each of `notebook.directives`, in the same order.
  let blocks: [BlockPlan]
  /// Data sets that blocks call without a name.
  let unnamedData: [PlannedDataset]
  package let labels: [String: LabelTarget]
  let values: [NotebookInlines.Value]
  let math: [MathValues]
  /// The paths of the files that blocks name as data, in order; a notebook that names any has to be
  /// planned again with them.
  package let dataPaths: [String]
  /// All problems found so far, those of parsing included, in source order.
  package let diagnostics: [Diagnostic]

  /// Whether any block draws a figure.
  package var drawsFigures: Bool { blocks.contains { !$0.figures.isEmpty } }

  /// Whether anything is wrong enough that nothing will run.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A directive with what it will do.
struct BlockPlan: Sendable {
  var directive: Directive
  /// The name that the block defines, valid and unique.
  var name: String?
  var options = CommonOptions()
  /// Nil for a block that is only shown, and for one with errors.
  var work: (any PlannedBlock)?
  var dependencies: [UnitID] = []
  var diagnostics: [Diagnostic] = []
  /// The number and the label of each figure, then of each numbered table.
  var figures: [(number: Int, label: String)] = []
  var tables: [(number: Int, label: String)] = []

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// What to call the block in messages.
  var title: String {
    name.map { "`\($0)`" } ?? options.label.map { "`\($0.value)`" }
      ?? "this `\(directive.kind.value.rawValue)` block"
  }
}
