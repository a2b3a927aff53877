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
  static let frames = Option(
    "frames", .boolean, default: false, shownAs: "false",
    meaning: "whether the recorded weights are shown one after another, with a slider",
    example: "true")
  static let options: [any OptionDeclaration] = [of, frames]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of], let showsFrames = values[frames] else { return nil }
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
    if showsFrames {
      for run in runs where run.configuration.recordInterval == nil {
        context.report(
          .error(
            .missingOption, "`\(run.name)` records no weights to draw frames of",
            at: values.valueRange(of: frames), label: "add `record: every 10 epochs` to its block"))
      }
    }
    return context.hasErrors
      ? nil : Plan(runs: runs, showsFrames: showsFrames, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var runs: [PlannedRun]
    var showsFrames: Bool
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let runs = runs.map { context.run($0) }
      let planes = planes(of: runs)
      guard showsFrames else {
        return PlotOutcome(figure(zip(runs, planes).map { panel(of: $0, over: $1) }))
      }
      let course = RecordedCourse(runs.map(\.model))
      return PlotOutcome(
        FrameSequence(
          course.moments.map { moment in
            let panels = runs.indices.map { index in
              let (run, snapshot) = (runs[index], moment.snapshots[index])
              return panel(
                of: run.at(snapshot), over: planes[index],
                accuracy: accuracy(of: run, at: snapshot), isFrame: true)
            }
            return FrameSequence.Frame(label(of: moment, runs), figure(panels))
          }))
    }

    private func figure(_ panels: [Panel]) -> Figure {
      appearance.figure(
        kind: panels.count == 1 ? "Decision boundary" : "Decision boundaries", panels: panels,
        naturalHeight: panels.count == 1
          ? 0.72 * appearance.width : appearance.naturalHeight(panels: panels.count, aspect: 1.3))
    }

    /// Returns what is drawn of the plane for each run.
    private func planes(of runs: [CompletedRun]) -> [PlaneRange] {
      let planes = runs.map { PlaneRange(of: $0.data.data) }
      let isEven = planes.allSatisfy(\.suitsEqualScales)
      return (isEven ? PlaneRange.alike(planes) : planes).map { plane in
        PlaneRange(x: appearance.xRange ?? plane.x, y: appearance.yRange ?? plane.y)
      }
    }

    private func panel(of run: CompletedRun, over plane: PlaneRange) -> Panel {
      panel(of: run, over: plane, accuracy: accuracy(run.model.finalMetrics), isFrame: false)
    }

    /// - Parameter isFrame: Whether the accuracy is said beside the figure, where it changes nothing
    ///   in it.
    private func panel(
      of run: CompletedRun, over plane: PlaneRange, accuracy: String?, isFrame: Bool
    ) -> Panel {
      let isAlone = runs.count == 1
      return BoundaryFigure(
        title: isAlone ? "" : run.name, subtitle: isAlone || isFrame ? "" : accuracy ?? "",
        predict: run.predict,
        outputCount: run.model.outputCount, data: run.data.data, plane: plane,
        xLabel: label(run.data.plan.columns[0], appearance.xLabel),
        yLabel: label(run.data.plan.columns[1], appearance.yLabel), colorBar: colorBar(of: run),
        note: isAlone && !isFrame ? accuracy : nil, summary: isFrame ? accuracy ?? "" : "",
        isFrame: isFrame
      ).panel()
    }

    private func label(of moment: RecordedCourse.Moment, _ runs: [CompletedRun]) -> String {
      guard runs.count == 1, let accuracy = accuracy(of: runs[0], at: moment.snapshots[0]) else {
        return moment.label
      }
      return "\(moment.label), \(accuracy)"
    }

    /// Returns the accuracy with recorded weights, where it was computed: after whole epochs.
    private func accuracy(of run: CompletedRun, at snapshot: TrainedModel.Snapshot) -> String? {
      let history = run.model.history
      guard case .epochs? = run.plan.configuration.recordInterval,
        history.indices.contains(snapshot.epoch)
      else { return nil }
      return accuracy(history[snapshot.epoch])
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

    private func accuracy(_ metrics: TrainedModel.Metrics?) -> String? {
      guard let last = metrics else { return nil }
      if let test = last.testAccuracy { return "test accuracy \(FigureText.share(test))" }
      return last.trainAccuracy.map { "accuracy \(FigureText.share($0))" }
    }
  }
}
