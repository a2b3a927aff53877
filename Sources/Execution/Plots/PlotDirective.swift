import Diagnostics
package import NotebookSyntax

/// `plot KIND`: draws one figure.
package struct PlotDirective: DirectiveSchema {
  package static let kind = DirectiveKind.plot
  package static let meaning = "draws a figure"
  package static let argument = DirectiveArgument.kind
  package static let foreignSpellings = ForeignSpelling.plot

  static let width = Option(
    "width", .number(atLeast: 100, atMost: 2_000), default: 720, shownAs: "720",
    meaning: "the figure's width in CSS pixels", example: "480")
  static let height = Option(
    "height", .number(atLeast: 80, atMost: 2_000), default: 450, shownAs: "450",
    meaning: "the figure's height in CSS pixels", example: "320")
  static let x = Option(
    "x", .range, meaning: "the range of the horizontal axis", example: "-5..5")
  static let y = Option("y", .range, meaning: "the range of the vertical axis", example: "0..1")
  static let xLabel = Option(
    "x-label", .text, meaning: "what stands below the horizontal axis", example: "epoch")
  static let yLabel = Option(
    "y-label", .text, meaning: "what stands beside the vertical axis", example: "loss")
  static let title = Option(
    "title", .text, meaning: "what stands above the figure", example: "Loss by epoch")
  static let scale = Option(
    "scale", .choice(PlotAppearance.Scale.self), default: .linear, shownAs: "linear",
    meaning: "the scale of the vertical axis", example: "log")
  static let legend = Option(
    "legend", .boolean, meaning: "whether series are named in a legend", example: "false")
  static let columns = Option(
    "columns", .integer(1...12), meaning: "how many panels stand side by side", example: "2")

  package static let options: [any OptionDeclaration] = [
    width, height, x, y, xLabel, yLabel, title, scale, legend, columns,
  ]

  /// Returns the options of the block's kind, and of those of all plots the ones that the kind
  /// does not give another meaning; nil where there is no such kind.
  package static func options(of directive: Directive) -> [any OptionDeclaration]? {
    guard let own = kind(named: directive.argument?.value)?.options else { return nil }
    let names = own.map(\.name)
    return own + options.filter { !names.contains($0.name) }
  }

  private static func kind(named name: String?) -> (any PlotKind.Type)? {
    PlotKinds.all.first { $0.name == name }
  }

  package static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    guard let kind = kind(of: directive, in: &context) else { return nil }
    let own = kind.options.map(\.name)
    func common<Value>(_ option: Option<Value>) -> Value? {
      own.contains(option.name) ? nil : values[option]
    }
    let appearance = PlotAppearance(
      range: directive.argument?.range ?? directive.kind.range, width: common(width) ?? 720,
      height: common(height) ?? 450,
      x: common(x), y: common(y), xLabel: common(xLabel), yLabel: common(yLabel),
      title: common(title), scale: common(scale) ?? .linear, showsLegend: common(legend),
      columns: common(columns), isSizeGiven: values.isGiven(width) || values.isGiven(height))
    guard let plot = kind.plan(values, appearance, in: &context) else { return nil }
    return Plan(plot: plot)
  }

  /// Returns the kind that a block's argument names, or reports that it names none.
  private static func kind(
    of directive: Directive, in context: inout PlanningContext
  ) -> (any PlotKind.Type)? {
    let names = PlotKinds.all.map { $0.name }.sorted()
    let list = "kinds of plot: \(names.joined(separator: ", "))"
    guard let argument = directive.argument else {
      context.report(
        .error(
          .missingOption, "`plot` needs a kind", at: directive.kind.range,
          label: "such as `plot loss`", notes: [list]))
      return nil
    }
    if let kind = kind(named: argument.value) { return kind }
    context.report(
      .error(
        .unknownPlotKind, "unknown kind of plot `\(argument.value)`", at: argument.range,
        label: Suggestions.question(for: argument.value, in: names), notes: [list]))
    return nil
  }

  private struct Plan: PlannedBlock {
    var plot: any PlannedPlot

    var figureCount: Int { 1 }
    var offers: [ValueOffer] { plot.offers }

    func run(in context: ExecutionContext) -> BlockOutcome {
      let outcome = plot.draw(in: context)
      return BlockOutcome(
        outputs: outcome.figure.map { [.figure($0)] } ?? [], values: outcome.values,
        diagnostics: outcome.diagnostics)
    }
  }
}
