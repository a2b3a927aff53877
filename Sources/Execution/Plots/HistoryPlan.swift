import NeuralEngine
import NotebookSyntax
import Plotting

/// Curves of a quantity of runs by epoch: what `plot loss` and `plot metric` draw.
struct HistoryPlan: PlannedPlot {
  var runs: [PlannedRun]
  var quantity: HistoryQuantity
  var appearance: PlotAppearance

  func draw(in context: ExecutionContext) -> PlotOutcome {
    let series = runs.map { plan in
      let history = context.run(plan).model.history
      /// A curve without gaps, or none.
      func curve(_ value: (TrainedModel.Metrics) -> Double?) -> [Double]? {
        let values = history.compactMap(value)
        return values.count == history.count && !values.isEmpty ? values : nil
      }
      return HistoryFigure.Series(
        name: plan.name, training: curve(quantity.training) ?? [],
        test: curve(quantity.test))
    }
    let figure = HistoryFigure(series: series, isBestSmallest: quantity.isBestSmallest)
    let panel = figure.panel(
      x: Axis(appearance.xLabel ?? "epoch", range: appearance.xRange, isInteger: true),
      y: Axis(
        appearance.yLabel ?? quantity.rawValue, scale: appearance.verticalScale,
        range: appearance.yRange,
        includesZero: appearance.scale == .linear && quantity == .loss))
    return PlotOutcome(
      appearance.figure(
        kind: quantity == .loss ? "Loss curves" : "Accuracy curves", panels: [panel],
        naturalHeight: 0.53 * appearance.width, note: note(series)))
  }

  /// What the line styles mean where runs, not styles, are named.
  private func note(_ series: [HistoryFigure.Series]) -> String {
    let hasTest = series.contains { $0.test != nil }
    return hasTest && series.count > 1 ? "solid: training, dashed: test" : ""
  }
}
