import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot metric`: a metric of training, validation and test rows by epoch.
struct MetricPlot: PlotKind {
  static let name = "metric"
  static let meaning = "draws a metric by epoch: training solid, validation dotted, test dashed"
  static let of = Option.required(
    "of", .oneOrMore(of: .run), meaning: "the run or runs to draw", example: "[sgd, adam]")
  static let metric = Option(
    "metric", .choice(HistoryQuantity.self), default: .accuracy, shownAs: "accuracy",
    meaning: "what is drawn", example: "accuracy")
  static let options: [any OptionDeclaration] = [of, metric]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of], let metric = values[metric] else { return nil }
    for run in runs where metric == .accuracy && run.classCount == nil {
      context.report(
        .error(
          .wrongType, "`\(run.name)` predicts numbers and has no accuracy",
          at: values.valueRange(of: of), label: "`plot loss` draws its loss"))
    }
    guard !context.hasErrors else { return nil }
    return HistoryPlan(runs: runs, quantity: metric, appearance: appearance)
  }
}
