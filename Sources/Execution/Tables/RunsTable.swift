import Diagnostics
import NotebookSyntax

/// `table runs`: results of several runs, a row each.
struct RunsTable: TableKind {
  static let name = "runs"
  static let meaning = "prints results of runs, a row each"
  static let of = Option.required(
    "of", .oneOrMore(of: .run, atMost: 50), meaning: "the run or runs", example: "[sgd, adam]")
  static let columns = Option(
    "columns", .oneOrMore(of: .locatedText, atMost: 20),
    meaning: "the results to print; losses, accuracies and parameters where left out",
    example: "[train.loss, test.accuracy, parameters]")
  static let options: [any OptionDeclaration] = [of, columns]

  /// The results printed where the author names none, of those that a run has.
  private static let usual = [
    "train.loss", "test.loss", "train.accuracy", "test.accuracy", "epochs", "parameters",
  ]

  static func plan(
    _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedTable)? {
    guard let runs = values[of] else { return nil }
    let offers = runs.map { run in
      TrainPlan(
        run: run, range: values.valueRange(of: of), learningRateRange: values.valueRange(of: of)
      ).offers
    }
    guard values.isGiven(columns) else {
      let shown = usual.filter { path in
        offers.contains { $0.contains { $0.path == path } }
      }
      return Plan(runs: runs, columns: shown)
    }
    guard let names = values[columns] else { return nil }
    for name in names {
      let forms = offers.compactMap { $0.form(at: name.text) }
      if forms.isEmpty {
        context.report(
          NotebookPlanner.unknownValue(
            Located(name.text, at: name.range), in: offers[0], prefix: ""))
      } else if !forms.allSatisfy({ $0 == .number || $0 == .text }) {
        context.report(
          .error(
            .wrongType, "`\(name.text)` is not a single number", at: name.range,
            label: "such as `\(name.text)[0]`"))
      }
    }
    return context.hasErrors ? nil : Plan(runs: runs, columns: names.map(\.text))
  }

  private struct Plan: PlannedTable {
    var runs: [PlannedRun]
    var columns: [String]

    func table(in context: ExecutionContext) -> TableOutput {
      let rows = runs.map { run in
        let values = TrainReport(context.run(run)).values
        return [run.name] + columns.map { Self.cell(values.value(at: $0), path: $0) }
      }
      return TableOutput(
        role: .data,
        columns: [.init("run", isNumeric: false)]
          + columns.map { .init(Self.title($0), isNumeric: true) },
        rows: rows)
    }

    /// `test.accuracy` as words, `seeds.test.loss.max` as `test loss (max)`.
    private static func title(_ path: String) -> String {
      if path.contains("[") || path.hasPrefix("layer") { return path }
      var words = path.split(separator: ".").map(String.init)
      if words.first == "seeds", words.count == 4 {
        words.removeFirst()
        words[2] = "(\(words[2]))"
      }
      return words.joined(separator: " ")
    }

    private static func cell(_ value: ResultValue?, path: String) -> String {
      switch value {
      case .number(let number) where path.hasSuffix("accuracy"): ValueText.percent(number)
      case .number(let number): TableNumber.text(number)
      case .text(let text): text
      case .array, nil: "–"
      }
    }
  }
}
