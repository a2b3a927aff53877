import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot network`: the layered diagram of a run's network.
struct NetworkPlot: PlotKind {
  static let name = "network"
  static let meaning = "draws a run's network with its weights as width and colour"
  static let of = Option.required(
    "of", .run, meaning: "the run whose network is drawn", example: "xor")
  static let options: [any OptionDeclaration] = [of]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let run = values[of] else { return nil }
    guard NetworkFigure.canDraw(run.model) else {
      context.report(
        .error(
          .wrongType, "`\(run.name)` is not a network of dense layers",
          at: values.valueRange(of: of)))
      return nil
    }
    let features = run.features?.functions.map { context.source.text(in: $0.expression.range) }
    return Plan(
      run: run, inputNames: features ?? run.data.columns.map(AxisLabel.column),
      appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var run: PlannedRun
    var inputNames: [String]
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let run = context.run(run)
      return PlotOutcome(
        NetworkFigure(
          model: run.model, inputNames: inputNames, outputNames: outputNames(run)
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
