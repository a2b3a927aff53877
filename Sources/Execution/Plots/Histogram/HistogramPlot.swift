import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot histogram`: how numbers are distributed.
struct HistogramPlot: PlotKind {
  static let name = "histogram"
  static let meaning =
    "draws how values, columns, or a run's weights, activations or gradients are distributed"
  static let values = Option(
    "values",
    .either(
      .choice(RunQuantity.self), where: { $0.text != nil && !NumericRange.isRange($0) },
      or: .numbers),
    meaning: "the numbers themselves, or what of each layer of `of`, weights where left out",
    example: "gradients")
  static let data = Option(
    "data", .data, meaning: "a data set whose columns have a panel each", example: "iris")
  static let column = Option(
    "column", .oneOrMore(of: .text, atMost: 12),
    meaning: "which columns of `data`; all inputs where left out", example: "[x1, x2]")
  static let of = Option(
    "of", .oneOrMore(of: .run, atMost: 4),
    meaning: "runs whose layers have a panel each, in a row for each run", example: "net")
  static let bins = Option(
    "bins", .integer(1...200), meaning: "the number of bars; chosen by the spread where left out",
    example: "20")
  static let options: [any OptionDeclaration] = [values, data, column, of, bins]

  static func plan(
    _ given: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    if let set = given[data] {
      if given.isGiven(values) || given.isGiven(of) {
        let other: any OptionDeclaration = given.isGiven(values) ? values : of
        return conflict(data, "`\(other.name)`", given, in: &context)
      }
      guard let columns = columns(of: set, given, in: &context) else { return nil }
      return Plan(source: .columns(set, columns), bins: given[bins], appearance: appearance)
    }
    if given.isGiven(column) {
      context.report(
        .error(.conflictingOptions, "`column` needs `data`", at: given.keyRange(of: column)))
      return nil
    }
    switch given[values] {
    case .second(let numbers)?:
      if given.isGiven(of) { return conflict(of, "numbers", given, in: &context) }
      return Plan(source: .numbers(numbers), bins: given[bins], appearance: appearance)
    case .first(let quantity)?:
      return plan(quantity, given, appearance, in: &context)
    case nil where given.isGiven(of):
      return given.isGiven(values) ? nil : plan(.weights, given, appearance, in: &context)
    case nil:
      guard !given.isGiven(values), !given.isGiven(data) else { return nil }
      context.report(
        .error(
          .missingOption, "`plot histogram` needs `values`, `data` or `of`", at: appearance.range,
          label: "such as `values: [1, 2, 2, 3, 5]`"))
      return nil
    }
  }

  private static func conflict(
    _ option: any OptionDeclaration, _ other: String, _ given: OptionValues,
    in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    context.report(
      .error(
        .conflictingOptions, "`\(option.name)` does not go with \(other)",
        at: given.keyRange(of: option)))
    return nil
  }

  private static func plan(
    _ quantity: RunQuantity, _ given: OptionValues, _ appearance: PlotAppearance,
    in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = given[of] else {
      if !given.isGiven(of) {
        context.report(
          .error(
            .missingOption, "`values: \(quantity.rawValue)` needs a run",
            at: given.valueRange(of: values), label: "add `of: …`"))
      }
      return nil
    }
    let place = given.valueRange(of: of)
    for run in runs where !run.parameters.contains(where: { $0.shape.rank > 1 }) {
      context.report(
        .error(.wrongType, "`\(run.name)` has no layers with weights", at: place))
    }
    if quantity == .updates {
      if given.isGiven(bins) { return conflict(bins, "`values: updates`", given, in: &context) }
      for run in runs where run.configuration.recordInterval != .steps(1) {
        context.report(
          .error(
            .missingOption, "the updates of `\(run.name)` are not recorded", at: place,
            label: "add `record: every 1 steps` to its block"))
      }
      return context.hasErrors ? nil : UpdateRatioPlan(runs: runs, appearance: appearance)
    }
    guard !context.hasErrors else { return nil }
    return Plan(source: .runs(runs, quantity), bins: given[bins], appearance: appearance)
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
    case runs([PlannedRun], RunQuantity)
  }

  private struct Plan: PlannedPlot {
    var source: Source
    var bins: Int?
    var appearance: PlotAppearance

    var offers: [ValueOffer] {
      guard case .runs(let runs, let quantity) = source else { return [] }
      return runs.flatMap { run in
        quantity.paths(of: run).flatMap { path in
          HistogramGroup.statistics.map {
            ValueOffer((runs.count > 1 ? "\(run.name)." : "") + "\(path).\($0)")
          }
        }
      }
    }

    func draw(in context: ExecutionContext) -> PlotOutcome {
      do throws(TrainingFailure) {
        var results = ResultValues()
        let figure = try figure(in: context, &results)
        return PlotOutcome(figure, values: results)
      } catch {
        return PlotOutcome(
          nil,
          diagnostics: [
            .error(.badData, "the gradients could not be computed: \(error)", at: appearance.range)
          ])
      }
    }

    private func figure(
      in context: ExecutionContext, _ results: inout ResultValues
    ) throws(TrainingFailure) -> Figure {
      let isLogarithmic = appearance.scale == .log
      var groups: [HistogramGroup] = []
      var (longest, note) = (1, "")
      switch source {
      case .numbers(let values): groups = [HistogramGroup(title: "", name: "value", values: values)]
      case .columns(let set, let columns):
        let data = context.data(set).data
        groups = columns.map { column in
          HistogramGroup(
            title: AxisLabel.column(data.columns[column]), name: "value",
            values: stride(from: column, to: data.inputs.count, by: data.columns.count).map {
              data.inputs[$0]
            })
        }
      case .runs(let runs, let quantity):
        for run in runs {
          var layers = try quantity.groups(of: context.run(run))
          if runs.count > 1 {
            for index in layers.indices {
              layers[index].title = "\(run.name) \(layers[index].title)"
              layers[index].path = layers[index].path.map { "\(run.name).\($0)" }
            }
          }
          for layer in layers { layer.addStatistics(to: &results) }
          longest = max(longest, layers.count)
          groups += layers
        }
        note = quantity.note(isTrained: runs.contains { context.run($0).model.stepCount > 0 })
      }
      if isLogarithmic { groups = groups.map(\.magnitudes) }
      // The layers of a network are there to be compared.
      let range = appearance.xRange ?? (comparesLayers ? HistogramGroup.range(of: groups) : nil)
      let binCount = groups.contains { $0.values.count >= 200 } ? 40 : 16
      let panels = groups.map {
        $0.panel(
          range: range, bins: bins ?? (range == nil ? nil : binCount), isSmall: groups.count > 4,
          appearance)
      }
      var arranged = appearance
      if arranged.columns == nil, runCount > 1 { arranged.columns = min(longest, 6) }
      let aspect = range == nil ? 0.85 : groups.count > 4 ? 0.62 : 0.75
      return arranged.figure(
        kind: panels.count == 1 ? "Histogram" : "Histograms", panels: panels,
        sharesX: range != nil,
        naturalHeight: panels.count == 1
          ? 0.5 * appearance.width
          : arranged.naturalHeight(panels: panels.count, aspect: aspect),
        note: note)
    }

    private var runCount: Int { if case .runs(let runs, _) = source { runs.count } else { 0 } }

    private var comparesLayers: Bool {
      if case .runs(_, let quantity) = source {
        quantity != .weights || appearance.scale == .log
      } else {
        false
      }
    }
  }
}
