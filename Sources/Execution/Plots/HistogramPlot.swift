import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot histogram`: how numbers are distributed.
struct HistogramPlot: PlotKind {
  static let name = "histogram"
  static let meaning = "draws how values, the columns of data or a run's weights are distributed"
  static let values = Option(
    "values", .numbers, meaning: "the numbers themselves", example: "[1, 2, 2, 3, 5]")
  static let data = Option(
    "data", .data, meaning: "a data set whose columns have a panel each", example: "iris")
  static let column = Option(
    "column", .oneOrMore(of: .text, atMost: 12),
    meaning: "which columns of `data`; all inputs where left out", example: "[x1, x2]")
  static let of = Option(
    "of", .run, meaning: "a run whose layers have a panel each", example: "net")
  static let bins = Option(
    "bins", .integer(1...200), meaning: "the number of bars; chosen by the spread where left out",
    example: "20")
  static let options: [any OptionDeclaration] = [values, data, column, of, bins]

  static func plan(
    _ given: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    let sources = [values, data, of] as [any OptionDeclaration]
    let named = sources.filter { given.isGiven($0) }
    guard named.count == 1 else {
      context.report(
        named.isEmpty
          ? .error(
            .missingOption, "`plot histogram` needs `values`, `data` or `of`",
            at: appearance.range, label: "such as `values: \(values.example)`")
          : .error(
            .conflictingOptions, "`\(named[1].name)` does not go with `\(named[0].name)`",
            at: given.keyRange(of: named[1])))
      return nil
    }
    if given.isGiven(column), !given.isGiven(data) {
      context.report(
        .error(.conflictingOptions, "`column` needs `data`", at: given.keyRange(of: column)))
      return nil
    }
    if let numbers = given[values] {
      return Plan(source: .numbers(numbers), bins: given[bins], appearance: appearance)
    }
    if let set = given[data] {
      guard let columns = columns(of: set, given, in: &context) else { return nil }
      return Plan(source: .columns(set, columns), bins: given[bins], appearance: appearance)
    }
    guard let run = given[of] else { return nil }
    return Plan(source: .weights(run), bins: given[bins], appearance: appearance)
  }

  private static func columns(
    of set: PlannedDataset, _ given: OptionValues, in context: inout PlanningContext
  ) -> [Int]? {
    guard let names = given[column] else {
      guard set.columns.count <= 12 else {
        context.report(
          .error(
            .limitExceeded, "`\(set.name)` has \(set.columns.count) columns, 12 are drawn at most",
            at: given.valueRange(of: data), label: "name some by `column: […]`"))
        return nil
      }
      return Array(set.columns.indices)
    }
    let indices = names.compactMap { set.columns.firstIndex(of: $0) }
    for name in names where !set.columns.contains(name) {
      context.report(
        .error(
          .unknownChoice, "`\(set.name)` has no column `\(name)`",
          at: given.valueRange(of: column),
          label: Suggestions.question(for: name, in: set.columns),
          notes: ["columns: \(set.columns.joined(separator: ", "))"]))
    }
    return indices.count == names.count ? indices : nil
  }

  private enum Source: Sendable {
    case numbers([Double])
    case columns(PlannedDataset, [Int])
    case weights(PlannedRun)
  }

  private struct Plan: PlannedPlot {
    var source: Source
    var bins: Int?
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let groups = groups(in: context)
      let panels = groups.map { panel($0.name, $0.title, $0.values) }
      return PlotOutcome(
        appearance.figure(
          kind: panels.count == 1 ? "Histogram" : "Histograms", panels: panels,
          naturalHeight: panels.count == 1
            ? 0.5 * appearance.width
            : appearance.naturalHeight(panels: panels.count, aspect: 0.85)))
    }

    /// The values of each panel with the panel's title and what its axis measures.
    private func groups(
      in context: ExecutionContext
    ) -> [(title: String, name: String, values: [Double])] {
      switch source {
      case .numbers(let values): return [("", "value", values)]
      case .columns(let set, let columns):
        let data = context.data(set).data
        return columns.map { column in
          let values = stride(from: column, to: data.inputs.count, by: data.columns.count)
            .map { data.inputs[$0] }
          let name = AxisLabel.column(data.columns[column])
          return (name, "value", values)
        }
      case .weights(let run):
        return context.run(run).model.parameters.filter {
          $0.name == "w" || $0.name.hasSuffix(".w")
        }.map { ($0.name, "weight", $0.values) }
      }
    }

    private func panel(_ name: String, _ title: String, _ values: [Double]) -> Panel {
      let count = Double(max(values.count, 1))
      let mean = values.reduce(0, +) / count
      let deviation =
        (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      let summary =
        "mean \(FigureText.quantity(mean)), deviation \(FigureText.quantity(deviation))"
      return Panel(
        title: title, subtitle: summary,
        x: Axis(appearance.xLabel ?? name, range: appearance.xRange),
        y: Axis(
          appearance.yLabel ?? "count", range: appearance.yRange, includesZero: true,
          isInteger: true),
        marks: [
          .histogram(
            HistogramMark(
              of: values, binCount: bins, in: appearance.xRange, ink: .category(0)))
        ])
    }
  }
}
