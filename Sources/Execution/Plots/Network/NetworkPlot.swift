import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot network`: the layered diagram of a run's network.
struct NetworkPlot: PlotKind {
  static let name = "network"
  static let meaning =
    "draws a run's network: neurons with weights as width and colour, or layers of images as stacks"
  static let of = Option.required(
    "of", .run, meaning: "the run whose network is drawn", example: "xor")
  static let heatmaps = Option(
    "heatmaps", .boolean, default: false,
    meaning: "whether each neuron shows its output over the plane of the two inputs",
    example: "true")
  static let options: [any OptionDeclaration] = [of, heatmaps]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let run = values[of], let hasMaps = values[heatmaps] else { return nil }
    let hasColumns = NetworkFigure.canDraw(run.model)
    guard hasColumns || LayerStackFigure.canDraw(run.model) else {
      context.report(
        .error(
          .wrongType, "`\(run.name)` is not a network of layers", at: values.valueRange(of: of)))
      return nil
    }
    if hasMaps, !hasColumns {
      context.report(
        .error(
          .wrongType, "heat maps need a network of dense layers", at: values.keyRange(of: heatmaps),
          label: "`plot images` with `layer` draws feature maps"))
      return nil
    }
    if hasMaps, run.data.columns.count != 2 {
      context.report(
        .error(
          .shapeMismatch,
          "heat maps need two inputs, `\(run.name)` has \(run.data.columns.count)",
          at: values.keyRange(of: heatmaps),
          notes: ["inputs: \(run.data.columns.joined(separator: ", "))"]))
      return nil
    }
    let features = run.features?.functions.map { ExpressionLabel.text($0.expression) }
    return Plan(
      run: run, inputNames: features ?? run.data.columns.map(AxisLabel.column),
      hasColumns: hasColumns, hasMaps: hasMaps, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var run: PlannedRun
    var inputNames: [String]
    /// Whether neurons are drawn, and not stacks.
    var hasColumns: Bool
    var hasMaps: Bool
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let run = context.run(run)
      guard hasColumns else {
        return PlotOutcome(LayerStackFigure(model: run.model).diagram(width: appearance.width))
      }
      return PlotOutcome(
        NetworkFigure(
          model: run.model, inputNames: inputNames, outputNames: outputNames(run),
          maps: hasMaps ? NetworkMaps(run, x: appearance.xRange, y: appearance.yRange) : nil
        ).diagram(width: appearance.width))
    }

    private func outputNames(_ run: CompletedRun) -> [String] {
      switch run.plan.data.target {
      case .numbers(let columns): columns
      case .classes(let names): names.count == run.model.outputCount ? names : [names[1]]
      }
    }
  }
}
