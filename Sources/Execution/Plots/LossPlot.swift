import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot loss`: training, validation and test loss by epoch.
struct LossPlot: PlotKind {
  static let name = "loss"
  static let meaning =
    "draws training (solid), validation (dotted) and test (dashed) loss by epoch"
  static let of = Option.required(
    "of", .oneOrMore(of: .run), meaning: "the run or runs to draw", example: "[sgd, adam]")
  static let options: [any OptionDeclaration] = [of]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of] else { return nil }
    return HistoryPlan(runs: runs, quantity: .loss, appearance: appearance)
  }
}
