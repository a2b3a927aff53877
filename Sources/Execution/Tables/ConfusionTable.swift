import Diagnostics
import NotebookSyntax

/// `table confusion`: how often each class was taken for each other, with recall and precision.
struct ConfusionTable: TableKind {
  static let name = "confusion"
  static let meaning = "prints a classifier's confusion matrix with recall and precision"
  static let of = Option.required("of", .run, meaning: "the run", example: "digits")
  static let rows = Option(
    "rows", .choice(RowSet.self),
    meaning: "which rows are counted; the test rows where there are any", example: "training")
  static let options: [any OptionDeclaration] = [of, rows]

  static func plan(
    _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedTable)? {
    guard let run = values[of] else { return nil }
    RowSet.check(values, rows, of: run, at: values.valueRange(of: of), in: &context)
    return context.hasErrors ? nil : Plan(run: run, rows: values[rows])
  }

  private struct Plan: PlannedTable {
    var run: PlannedRun
    var rows: RowSet?

    func table(in context: ExecutionContext) -> TableOutput {
      guard let matrix = ConfusionMatrix(context.run(run), rows: rows) else {
        preconditionFailure("planning has checked that the run has classes")
      }
      let names = matrix.names.map(FigureText.name)
      var cells = names.indices.map { truth in
        [names[truth]] + matrix.counts[truth].map(ValueText.grouped) + [matrix.recall(of: truth)]
      }
      cells.append(["precision"] + names.indices.map(matrix.precision) + [""])
      return TableOutput(
        role: .data,
        columns: [.init("true \\ predicted", isNumeric: false)]
          + names.map { .init($0, isNumeric: true) } + [.init("recall", isNumeric: true)],
        rows: cells)
    }
  }
}

extension ConfusionMatrix {
  /// Returns the share of a class's rows that were found, `–` without rows.
  fileprivate func recall(of truth: Int) -> String {
    counts[truth].contains { $0 > 0 } ? ValueText.percent(share(of: truth, takenFor: truth)) : "–"
  }

  /// Returns the share of the rows taken for a class that are of it, `–` without such rows.
  fileprivate func precision(of prediction: Int) -> String {
    let taken = counts.reduce(0) { $0 + $1[prediction] }
    return taken > 0
      ? ValueText.percent(Double(counts[prediction][prediction]) / Double(taken)) : "–"
  }
}
