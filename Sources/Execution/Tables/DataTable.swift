import NeuralEngine
import NotebookSyntax

/// `table data`: the first rows of a data set.
struct DataTable: TableKind {
  static let name = "data"
  static let meaning = "prints the first rows of a data set"
  static let of = Option.required("of", .data, meaning: "the data set", example: "iris")
  static let rows = Option(
    "rows", .integer(1...1_000), default: 8, meaning: "how many rows are printed", example: "20")
  static let options: [any OptionDeclaration] = [of, rows]

  /// Columns of wide data sets that are printed: the first ones.
  private static let mostColumns = 12

  static func plan(
    _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedTable)? {
    guard let data = values[of], let rows = values[rows] else { return nil }
    return Plan(data: data, rows: rows)
  }

  private struct Plan: PlannedTable {
    var data: PlannedDataset
    var rows: Int

    func table(in context: ExecutionContext) -> TableOutput {
      let data = context.data(data).data
      let width = data.columns.count
      let shown = min(width, DataTable.mostColumns)
      let count = min(rows, data.rowCount)
      let hasTest = data.testRowCount > 0
      var columns = data.columns.prefix(shown).map { TableOutput.Column($0, isNumeric: true) }
      if shown < width { columns.append(.init("… (\(width) inputs)", isNumeric: true)) }
      switch data.target {
      case .numbers(_, let names):
        columns += names.map { TableOutput.Column($0, isNumeric: true) }
      case .classes: columns.append(TableOutput.Column("class", isNumeric: false))
      }
      if hasTest { columns.append(TableOutput.Column("set", isNumeric: false)) }
      let cells = (0..<count).map { row in
        var cells = (0..<shown).map { TableNumber.text(data.inputs[row * width + $0]) }
        if shown < width { cells.append("…") }
        switch data.target {
        case .numbers(let values, let names):
          cells += names.indices.map { TableNumber.text(values[row * names.count + $0]) }
        case .classes(let classes, let names): cells.append(names[classes[row]])
        }
        if hasTest { cells.append(row < data.trainingRowCount ? "training" : "test") }
        return cells
      }
      var rows = cells
      if count < data.rowCount {
        rows.append(
          ["… \(ValueText.grouped(data.rowCount)) rows"] + columns.dropFirst().map { _ in "" })
      }
      return TableOutput(role: .data, columns: Array(columns), rows: rows)
    }
  }
}
