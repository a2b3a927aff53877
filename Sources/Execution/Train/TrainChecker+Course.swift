import Diagnostics
import NeuralEngine
import NotebookSyntax

/// How a run goes on and ends: schedule, rules to stop, validation.
extension TrainChecker {
  /// Adds what the author says about a run's course to its configuration, reporting what does not
  /// fit.
  func checkCourse(
    of configuration: inout TrainingConfiguration, parameterCount: Int,
    in context: inout PlanningContext
  ) {
    configuration.schedule = values[TrainDirective.schedule] ?? .constant
    configuration.validation = values[TrainDirective.validation]
    configuration.recordInterval = values[TrainDirective.record]
    checkValidation(configuration, in: &context)
    guard configuration.optimizer.takesSteps else {
      reportUnusedOptions(in: &context)
      return
    }
    checkSchedule(configuration, in: &context)
    for rule in values[TrainDirective.stop] ?? [] {
      switch rule.value {
      case .tolerance(let distance): configuration.tolerance = distance
      case .early(let patience, let quantity, let minimumChange, let restoresBest, let range):
        let quantity = quantity ?? defaultQuantity(configuration)
        checkQuantity(quantity, configuration, at: range, in: &context)
        configuration.earlyStopping = EarlyStopping(
          patience: patience, quantity: quantity, minimumChange: minimumChange,
          restoresBest: restoresBest)
      }
    }
    checkRecord(configuration, parameterCount: parameterCount, in: &context)
  }

  private var hasTestRows: Bool { data.rowCount > data.trainingRowCount }

  private func defaultQuantity(_ configuration: TrainingConfiguration) -> MonitoredQuantity {
    if case .holdout = configuration.validation { return .validationLoss }
    return hasTestRows ? .testLoss : .trainLoss
  }

  private func checkQuantity(
    _ quantity: MonitoredQuantity, _ configuration: TrainingConfiguration, at range: SourceRange,
    in context: inout PlanningContext
  ) {
    switch quantity {
    case .testLoss, .testAccuracy:
      if !hasTestRows {
        context.report(
          .error(
            .conflictingOptions, "`\(data.name)` has no rows that test", at: range,
            label: "`split: 0.8` on the data makes some, or write `on=train.loss`"))
      }
    case .validationLoss, .validationAccuracy:
      if case .holdout = configuration.validation { break }
      let isFolded = configuration.validation != nil
      context.report(
        .error(
          .conflictingOptions,
          isFolded
            ? "`k-fold` holds no rows back from the run's own model"
            : "`\(quantity.rawValue)` needs rows that are held back",
          at: range, label: "write `validation: holdout 0.2`"))
    case .trainLoss, .trainAccuracy: break
    }
    if !quantity.isLoss, data.classCount == nil {
      context.report(
        .error(
          .conflictingOptions, "a regression has no `\(quantity.rawValue)`", at: range,
          label: "watch a loss"))
    }
  }

  private func checkSchedule(
    _ configuration: TrainingConfiguration, in context: inout PlanningContext
  ) {
    let fittedCount = configuration.fittedRowCount(of: data.trainingRowCount)
    guard let rates = configuration.learningRates(fittedRowCount: fittedCount) else { return }
    let range = values.valueRange(of: TrainDirective.schedule)
    if case .cosine(let minimum) = rates.schedule.decay, minimum > rates.base {
      context.report(
        .error(
          .outOfRange,
          "`min=\(ValueText.number(minimum))` lies above the learning rate"
            + " \(ValueText.number(rates.base))", at: range))
    }
    if rates.schedule.warmupStepCount > rates.stepCount {
      context.report(
        .warning(
          .conflictingOptions,
          "the run has \(ValueText.counted(rates.stepCount, "step")) and ends during the warm-up",
          at: range))
    }
  }

  /// Checks that every set has rows.
  private func checkValidation(
    _ configuration: TrainingConfiguration, in context: inout PlanningContext
  ) {
    let rowCount = data.trainingRowCount
    let rows = "`\(data.name)` has \(ValueText.counted(rowCount, "training row"))"
    let problem: String?
    switch configuration.validation {
    case .holdout:
      let fittedCount = configuration.fittedRowCount(of: rowCount)
      problem =
        fittedCount == 0
        ? "leaves none to train on" : fittedCount == rowCount ? "holds none back" : nil
    case .folds(let count):
      problem = count > rowCount ? "does not make \(count) parts of them" : nil
    case nil: problem = nil
    }
    guard let problem else { return }
    context.report(
      .error(
        .outOfRange, "\(rows), this \(problem)",
        at: values.valueRange(of: TrainDirective.validation)))
  }

  /// Checks that the recorded weights fit into memory.
  private func checkRecord(
    _ configuration: TrainingConfiguration, parameterCount: Int,
    in context: inout PlanningContext
  ) {
    let fittedCount = configuration.fittedRowCount(of: data.trainingRowCount)
    guard let interval = configuration.recordInterval,
      let rates = configuration.learningRates(fittedRowCount: fittedCount)
    else { return }
    let count: Int
    switch interval {
    case .epochs(let epochs): count = rates.stepCount / rates.stepsPerEpoch / epochs
    case .steps(let steps): count = rates.stepCount / steps
    }
    let limit = 50_000_000
    guard count > limit / max(parameterCount, 1) else { return }
    context.report(
      .error(
        .limitExceeded,
        "the run would keep \(ValueText.grouped(count)) copies of"
          + " \(ValueText.counted(parameterCount, "parameter"))",
        at: values.valueRange(of: TrainDirective.record),
        label: "at most \(ValueText.grouped(limit)) numbers"))
  }

  /// Warns of options that only optimizers with steps read.
  private func reportUnusedOptions(in context: inout PlanningContext) {
    var options: [any OptionDeclaration] = [
      TrainDirective.schedule, TrainDirective.batch, TrainDirective.stop,
    ]
    var reason = "`\(optimizer.name)` takes no steps"
    if case .perceptron = optimizer.optimizer {
      reason = "`perceptron` takes one row at a time until none is mistaken"
    } else {
      options += [
        TrainDirective.epochs, TrainDirective.steps, TrainDirective.initialization,
        TrainDirective.record, TrainDirective.seeds,
      ]
    }
    for option in options where values.isGiven(option) {
      context.report(
        .warning(
          .conflictingOptions, reason,
          at: values.keyRange(of: option), label: "leave `\(option.name)` out"))
    }
  }
}
