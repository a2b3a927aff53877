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
      let model = context.run(plan).model
      let history = model.history
      /// A curve without gaps, or none.
      func curve(_ value: (TrainedModel.Metrics) -> Double?) -> [Double]? {
        let values = history.compactMap(value)
        return values.count == history.count && !values.isEmpty ? values : nil
      }
      return HistoryFigure.Series(
        name: plan.name, training: curve(quantity.training) ?? [],
        validation: validation(of: model, curve), test: curve(quantity.test))
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
        naturalHeight: 0.53 * appearance.width, note: note(series, hasBest: figure.hasBest)))
  }

  /// Returns what held-back rows say: those of a holdout by themselves, those of folds as a mean.
  private func validation(
    of model: TrainedModel, _ curve: ((TrainedModel.Metrics) -> Double?) -> [Double]?
  ) -> HistoryFigure.Validation? {
    guard let folds = model.course.crossValidation?.curve(quantity.ofValidation) else {
      return curve(quantity.ofValidation.value).map { HistoryFigure.Validation(values: $0) }
    }
    // A solution without steps has no course to draw.
    guard folds.count > 1 else { return nil }
    return HistoryFigure.Validation(values: folds.map(\.mean), deviations: folds.map(\.deviation))
  }

  /// What the line styles mean where runs, not styles, are named.
  ///
  /// - Parameter hasBest: Whether best epochs are marked.
  private func note(_ series: [HistoryFigure.Series], hasBest: Bool) -> String {
    var words: [String] = []
    if series.count > 1 {
      if series.contains(where: { $0.validation != nil }) { words.append("dotted: validation") }
      if series.contains(where: { $0.test != nil }) { words.append("dashed: test") }
      if !words.isEmpty { words.insert("solid: training", at: 0) }
      if hasBest { words.append("circle: best epoch") }
    }
    if series.contains(where: { $0.validation?.deviations != nil }) {
      words.append("band: ±1 standard deviation over the folds")
    }
    return words.joined(separator: ", ")
  }
}
