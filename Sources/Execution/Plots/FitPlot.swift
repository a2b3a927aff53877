import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot fit`: a regression's points and curves.
struct FitPlot: PlotKind {
  static let name = "fit"
  static let meaning = "draws a one-dimensional regression's points and the curves of runs"
  static let of = Option.required(
    "of", .oneOrMore(of: .run, atMost: 12), meaning: "the run or runs to draw, all on one data set",
    example: "[line, cubic]")
  static let options: [any OptionDeclaration] = [of]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of], let first = runs.first else { return nil }
    let place = values.valueRange(of: of)
    for run in runs where run.data.id != first.data.id {
      context.report(
        .error(
          .conflictingOptions,
          "`\(run.name)` was trained on other data than `\(first.name)`", at: place,
          label: "`plot overfit` gives each run a panel of its own"))
    }
    let curves = runs.compactMap { CurveSource(run: $0, at: place, &context) }
    guard curves.count == runs.count, let curve = curves.first, !context.hasErrors else {
      return nil
    }
    return Plan(runs: runs, curve: curve, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var runs: [PlannedRun]
    var curve: CurveSource
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let completed = runs.map { context.run($0) }
      guard let first = completed.first else { return PlotOutcome(nil) }
      let fits = completed.map { CurveFigure.Fit(name: $0.name, predict: $0.predict) }
      return PlotOutcome(
        appearance.figure(
          kind: "Fit", panels: [curve.figure(first.data.data, appearance).panel(fits)]))
    }
  }
}
