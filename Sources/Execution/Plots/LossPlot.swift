import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot loss`: training and test loss by epoch.
struct LossPlot: PlotKind {
  static let name = "loss"
  static let meaning = "draws training (solid) and test (dashed) loss by epoch"
  static let of = Option.required(
    "of", .oneOrMore(of: .run), meaning: "the run or runs to draw", example: "[sgd, adam]")
  static let options: [any OptionDeclaration] = [of]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of] else { return nil }
    return Plan(runs: runs, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var runs: [PlannedRun]
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let series = runs.map { plan in
        let history = context.run(plan).model.history
        let test = history.compactMap(\.testLoss)
        return HistoryFigure.Series(
          name: plan.name, training: history.map(\.trainLoss),
          test: test.count == history.count ? test : nil)
      }
      let figure = HistoryFigure(series: series, isBestSmallest: true)
      let hasTest = series.contains { $0.test != nil }
      let note = hasTest && series.count > 1 ? "solid: training, dashed: test" : ""
      let panel = figure.panel(
        x: Axis(appearance.xLabel ?? "epoch", range: appearance.xRange, isInteger: true),
        y: Axis(
          appearance.yLabel ?? "loss", scale: appearance.verticalScale, range: appearance.yRange,
          includesZero: appearance.scale == .linear))
      return PlotOutcome(
        appearance.figure(
          kind: "Loss curves", panels: [panel], naturalHeight: 0.53 * appearance.width, note: note))
    }
  }
}
