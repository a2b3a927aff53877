import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot bar`: values as bars, or the way from logits to probabilities.
struct BarPlot: PlotKind {
  static let name = "bar"
  static let meaning = "draws values as bars, or logits, their exponentials and their softmax"
  static let values = Option(
    "values",
    .either(.mapping(of: .number), where: { $0.entries != nil }, or: .list(of: .number)),
    meaning: "the values, by name or as a list", example: "{train: 0.98, test: 0.91}")
  static let softmax = Option(
    "softmax", .list(of: .number, count: 2...24),
    meaning: "logits, drawn beside their exponentials and their probabilities",
    example: "[7, -7.5, 10]")
  static let names = Option(
    "names", .list(of: .text), meaning: "the names of the values of a list; 1, 2, … where left out",
    example: "[cat, car, frog]")
  static let target = Option(
    "target", .text,
    meaning: "the name of the true class, whose cross-entropy −log p is written out",
    example: "frog")
  static let horizontal = Option(
    "horizontal", .boolean, default: false, meaning: "whether bars lie, for long names",
    example: "true")
  static let options: [any OptionDeclaration] = [values, softmax, names, target, horizontal]

  static func plan(
    _ given: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    if given.isGiven(values), given.isGiven(softmax) {
      context.report(
        .error(
          .conflictingOptions, "`softmax` does not go with `values`",
          at: given.keyRange(of: softmax)))
    } else if !given.isGiven(values), !given.isGiven(softmax) {
      context.report(
        .error(
          .missingOption, "`plot bar` needs `values` or `softmax`", at: appearance.range,
          label: "such as `softmax: \(softmax.example)`"))
    }
    if given.isGiven(target), !given.isGiven(softmax) {
      context.report(
        .error(
          .conflictingOptions, "`target` needs `softmax`", at: given.keyRange(of: target)))
    }
    if case .first? = given[values], given.isGiven(names) {
      context.report(
        .error(
          .conflictingOptions, "`names` does not go with a mapping, which has names",
          at: given.keyRange(of: names)))
    }
    guard !context.hasErrors else { return nil }
    if let logits = given[softmax] {
      guard let categories = categories(given, count: logits.count, in: &context) else {
        return nil
      }
      var index: Int?
      if let name = given[target] {
        index = categories.firstIndex(of: name)
        guard index != nil else {
          context.report(
            .error(
              .unknownChoice, "there is no class `\(name)`", at: given.valueRange(of: target),
              label: Suggestions.question(for: name, in: categories),
              notes: ["classes: \(categories.joined(separator: ", "))"]))
          return nil
        }
      }
      return SoftmaxPlan(
        figure: SoftmaxFigure(logits: logits, names: categories, target: index),
        appearance: appearance)
    }
    guard let values = given[values], let isHorizontal = given[horizontal] else { return nil }
    switch values {
    case .first(let entries):
      return ValuesPlan(
        names: entries.map(\.name.value), values: entries.map(\.value),
        isHorizontal: isHorizontal, appearance: appearance)
    case .second(let list):
      guard let names = categories(given, count: list.count, in: &context) else { return nil }
      return ValuesPlan(
        names: names, values: list, isHorizontal: isHorizontal, appearance: appearance)
    }
  }

  /// Returns the names of a list's values, or reports that there are more or fewer.
  private static func categories(
    _ given: OptionValues, count: Int, in context: inout PlanningContext
  ) -> [String]? {
    guard let list = given[names] else { return (1...count).map(String.init) }
    guard list.count == count else {
      context.report(
        .error(
          .shapeMismatch,
          "\(ValueText.counted(list.count, "name")) for \(ValueText.counted(count, "value"))",
          at: given.valueRange(of: names)))
      return nil
    }
    return list
  }

  private struct ValuesPlan: PlannedPlot {
    var names: [String]
    var values: [Double]
    var isHorizontal: Bool
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let isLogarithmic = appearance.scale == .log
      let smallest = values.filter { $0 > 0 }.min() ?? 1
      let bars = BarMark(
        categories: names.map(FigureText.name),
        series: [BarMark.Series(values: values, ink: .category(0))],
        isHorizontal: isHorizontal, showsValues: true, baseline: isLogarithmic ? smallest / 10 : 0)
      let measure = Axis(
        (isHorizontal ? appearance.xLabel : appearance.yLabel) ?? "",
        scale: appearance.verticalScale,
        range: isHorizontal ? appearance.xRange : appearance.yRange)
      let category = Axis((isHorizontal ? appearance.yLabel : appearance.xLabel) ?? "")
      let panel = Panel(
        x: isHorizontal ? measure : category, y: isHorizontal ? category : measure,
        marks: [.bars(bars)])
      return PlotOutcome(
        appearance.figure(
          kind: "Bars", panels: [panel],
          naturalHeight: isHorizontal
            ? min(max(90 + 30 * Double(names.count), 180), 1_200) : 0.5 * appearance.width))
    }
  }

  private struct SoftmaxPlan: PlannedPlot {
    var figure: SoftmaxFigure
    var appearance: PlotAppearance

    var offers: [ValueOffer] {
      [ValueOffer("p", .array(extents: [figure.logits.count]))]
        + (figure.target == nil ? [] : [ValueOffer("loss")])
    }

    func draw(in context: ExecutionContext) -> PlotOutcome {
      var values = ResultValues()
      values["p"] = .array(extents: [figure.logits.count], values: figure.probabilities)
      values["loss"] = figure.crossEntropy.map { .number($0) }
      return PlotOutcome(
        appearance.figure(
          kind: "From logits to probabilities", panels: figure.panels(width: appearance.width),
          naturalHeight: 0.42 * appearance.width, note: figure.note),
        values: values)
    }
  }
}
