import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot schedule`: the learning rate by step.
struct SchedulePlot: PlotKind {
  static let name = "schedule"
  static let meaning = "draws the learning rate of runs or of schedules by step"
  static let of = Option(
    "of", .oneOrMore(of: .run, atMost: 8), meaning: "the run or runs", example: "[plain, decayed]")
  static let schedules = Option(
    "schedules", .oneOrMore(of: .call(of: ScheduleRegistry.registry), atMost: 8),
    meaning: "instead of `of`: schedules to compare, in epochs",
    example: "[constant, step every=30 factor=0.1, cosine]")
  static let lr = Option(
    "lr", .number(above: 0), default: 0.1, shownAs: "0.1",
    meaning: "the rate that `schedules` start from", example: "0.01")
  static let epochs = Option(
    "epochs", .integer(2...100_000), default: 100, meaning: "how long `schedules` last",
    example: "90")
  static let options: [any OptionDeclaration] = [of, schedules, lr, epochs]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard values.isGiven(of) != values.isGiven(schedules) else {
      context.report(
        values.isGiven(of)
          ? .error(
            .conflictingOptions, "`schedules` does not go with `of`",
            at: values.keyRange(of: schedules))
          : .error(
            .missingOption, "`plot schedule` needs `of` or `schedules`", at: appearance.range,
            label: "such as `schedules: \(schedules.example)`"))
      return nil
    }
    for option in [lr, epochs] as [any OptionDeclaration]
    where values.isGiven(option) && values.isGiven(of) {
      context.report(
        .error(
          .conflictingOptions, "`\(option.name)` goes with `schedules`; runs have their own",
          at: values.keyRange(of: option)))
    }
    var curves: [(name: String, rates: LearningRateCurve)] = []
    for run in values[of] ?? [] {
      guard let rates = run.learningRates else {
        context.report(
          .error(
            .wrongType, "`\(run.name)` takes no steps and has no learning rate",
            at: values.valueRange(of: of)))
        continue
      }
      curves.append((run.name, rates))
    }
    if let parts = values[schedules], let rate = values[lr], let epochs = values[epochs] {
      for part in parts {
        if case .decay(.cosine(let minimum)) = part, minimum > rate {
          context.report(
            .error(
              .outOfRange,
              "`min=\(ValueText.number(minimum))` lies above the learning rate"
                + " \(ValueText.number(rate))", at: values.valueRange(of: schedules)))
        }
        curves.append(
          (
            part.title,
            LearningRateCurve(
              base: rate, schedule: part.schedule, stepsPerEpoch: 1, stepCount: epochs,
              countsSteps: true)
          ))
      }
    }
    guard !curves.isEmpty, !context.hasErrors else { return nil }
    return Plan(
      curves: curves, unit: values.isGiven(of) ? "step" : "epoch", appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var curves: [(name: String, rates: LearningRateCurve)]
    var unit: String
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let marks = curves.enumerated().map { index, curve in
        let steps = Self.steps(curve.rates.stepCount)
        return Mark.line(
          LineMark(
            x: steps.map(Double.init), y: steps.map { curve.rates[$0] },
            name: curves.count == 1 ? "" : curve.name, ink: .category(index)))
      }
      let panel = Panel(
        x: Axis(appearance.xLabel ?? unit, range: appearance.xRange, isInteger: true),
        y: Axis(
          appearance.yLabel ?? "learning rate", scale: appearance.verticalScale,
          range: appearance.yRange, includesZero: appearance.scale == .linear),
        marks: marks)
      return PlotOutcome(
        appearance.figure(
          kind: "Learning rates", panels: [panel], naturalHeight: 0.48 * appearance.width))
    }

    /// All steps of a short run, evenly spread ones of a long run.
    private static func steps(_ count: Int) -> [Int] {
      let most = 4_000
      guard count > most else { return Array(0..<max(count, 1)) }
      return (0..<most).map { $0 * (count - 1) / (most - 1) }
    }
  }
}

extension SchedulePart {
  /// The schedule that has this part alone.
  fileprivate var schedule: LearningRateSchedule {
    switch self {
    case .warmup(let count): LearningRateSchedule(warmupStepCount: count)
    case .decay(let decay): LearningRateSchedule(decay: decay)
    }
  }

  /// The part's name and options for a label.
  fileprivate var title: String {
    switch self {
    case .warmup(let count): "warmup steps=\(count)"
    case .decay(.constant): "constant"
    case .decay(.step(let every, let factor)):
      "step every=\(every) factor=\(ValueText.number(factor))"
    case .decay(.exponential(let rate)): "exponential rate=\(ValueText.number(rate))"
    case .decay(.cosine(let minimum)):
      minimum == 0 ? "cosine" : "cosine min=\(ValueText.number(minimum))"
    }
  }
}
