import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot decision-boundary`: what classifiers answer over the plane.
struct DecisionBoundaryPlot: PlotKind {
  static let name = "decision-boundary"
  static let meaning =
    "draws a classifier's output over the plane with its boundary and the points it was given"
  static let of = Option.required(
    "of", .oneOrMore(of: .run, atMost: 12), meaning: "the run or runs to draw, a panel each",
    example: "xor")
  static let options: [any OptionDeclaration] = [of]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of] else { return nil }
    let place = values.valueRange(of: of)
    for run in runs where run.data.columns.count != 2 {
      context.report(
        .error(
          .shapeMismatch,
          "`decision-boundary` draws over two inputs, `\(run.name)` has \(run.data.columns.count)",
          at: place, notes: ["inputs: \(run.data.columns.joined(separator: ", "))"]))
    }
    for run in runs where run.classCount == nil {
      context.report(
        .error(
          .wrongType, "`\(run.name)` predicts numbers and has no classes to separate", at: place,
          label: "use `plot fit` for a regression of one input"))
    }
    return context.hasErrors ? nil : Plan(runs: runs, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var runs: [PlannedRun]
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let panels = runs.map { plan in panel(of: context.run(plan)) }
      return PlotOutcome(
        appearance.figure(
          kind: panels.count == 1 ? "Decision boundary" : "Decision boundaries", panels: panels,
          naturalHeight: panels.count == 1
            ? 0.72 * appearance.width : appearance.naturalHeight(panels: panels.count, aspect: 1.12)
        ))
    }

    private func panel(of run: CompletedRun) -> Panel {
      let isAlone = runs.count == 1
      let accuracy = accuracy(of: run)
      return BoundaryFigure(
        title: isAlone ? "" : run.name, subtitle: isAlone ? "" : accuracy ?? "",
        predict: run.predict,
        outputCount: run.model.outputCount, data: run.data.data, xRange: appearance.xRange,
        yRange: appearance.yRange, xLabel: label(run.data.plan.columns[0], appearance.xLabel),
        yLabel: label(run.data.plan.columns[1], appearance.yLabel), colorBar: colorBar(of: run),
        note: isAlone ? accuracy : nil
      ).panel()
    }

    private func label(_ column: String, _ given: String?) -> String {
      given ?? AxisLabel.column(column)
    }

    /// Returns what the map's colours mean; panels side by side do without.
    private func colorBar(of run: CompletedRun) -> String? {
      guard runs.count == 1, case .classes(let names) = run.data.plan.target, names.count == 2
      else { return nil }
      let name = FigureText.name(names[1])
      switch run.model.output {
      case .margin, .score: return "½(1 + score) for \(name)"
      case .values, .logit, .classLogits: return "probability of \(name)"
      }
    }

    private func accuracy(of run: CompletedRun) -> String? {
      guard let last = run.model.finalMetrics else { return nil }
      if let test = last.testAccuracy { return "test accuracy \(FigureText.share(test))" }
      return last.trainAccuracy.map { "accuracy \(FigureText.share($0))" }
    }
  }
}
