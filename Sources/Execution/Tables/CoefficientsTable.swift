import NotebookSyntax

/// `table coefficients`: the weights of several runs, a column each.
struct CoefficientsTable: TableKind {
  static let name = "coefficients"
  static let meaning = "prints the weights of runs, a column each"
  static let of = Option.required(
    "of", .oneOrMore(of: .run, atMost: 12), meaning: "the run or runs to compare",
    example: "[plain, ridge, lasso]")
  static let bias = Option(
    "bias", .boolean, default: true, meaning: "whether biases are printed too", example: "false")
  static let options: [any OptionDeclaration] = [of, bias]

  static func plan(
    _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedTable)? {
    guard let runs = values[of], let bias = values[bias] else { return nil }
    let coefficients = runs.compactMap {
      Coefficients($0, includesBiases: bias, at: values.valueRange(of: of), in: &context)
    }
    return coefficients.count == runs.count ? Plan(runs: runs, coefficients: coefficients) : nil
  }

  private struct Plan: PlannedTable {
    var runs: [PlannedRun]
    var coefficients: [Coefficients]

    func table(in context: ExecutionContext) -> TableOutput {
      var names: [String] = []
      var columns: [[String: Double]] = []
      for (run, list) in zip(runs, coefficients) {
        var column: [String: Double] = [:]
        for (entry, value) in zip(list.entries, list.values(of: context.run(run).model)) {
          if !names.contains(entry.name) { names.append(entry.name) }
          column[entry.name] = value
        }
        columns.append(column)
      }
      return TableOutput(
        role: .data,
        columns: [.init("weight", isNumeric: false)]
          + runs.map { .init($0.name, isNumeric: true) },
        rows: names.map { name in
          ["`\(name)`"] + columns.map { $0[name].map { TableNumber.text($0) } ?? "–" }
        })
    }
  }
}
