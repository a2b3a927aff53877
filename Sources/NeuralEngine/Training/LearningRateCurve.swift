/// The learning rate of every step of a run, from its configuration alone.
package struct LearningRateCurve: Sendable, Equatable {
  /// The optimizer's own rate.
  package let base: Double
  package let schedule: LearningRateSchedule
  /// The steps of a whole epoch.
  package let stepsPerEpoch: Int
  /// The steps of the whole run, should nothing stop it.
  package let stepCount: Int
  /// Whether schedules count steps instead of epochs.
  package let countsSteps: Bool

  /// Creates the curve of a run.
  package init(
    base: Double, schedule: LearningRateSchedule, stepsPerEpoch: Int, stepCount: Int,
    countsSteps: Bool
  ) {
    self.base = base
    self.schedule = schedule
    self.stepsPerEpoch = max(stepsPerEpoch, 1)
    self.stepCount = stepCount
    self.countsSteps = countsSteps
  }

  /// The rate of step 0, 1, ….
  package subscript(step: Int) -> Double {
    let warmup = schedule.warmupStepCount
    if step < warmup { return base * Double(step + 1) / Double(warmup) }
    let count = countsSteps ? step : step / stepsPerEpoch
    switch schedule.decay {
    case .constant:
      return base
    case .step(let every, let factor):
      return base * Self.power(factor, count / max(every, 1))
    case .exponential(let rate):
      return base * Self.power(rate, count)
    case .cosine(let minimum):
      let length = stepCount - warmup
      guard length > 0, step < stepCount else { return minimum }
      let share = Double(step - warmup) / Double(length)
      return minimum + (base - minimum) * 0.5 * (1 + Elementary.cos(.pi * share))
    }
  }

  /// xⁿ by squaring.
  private static func power(_ x: Double, _ n: Int) -> Double {
    var (result, square, rest) = (1.0, x, n)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}

extension TrainingConfiguration {
  /// Returns the learning rates of a run with so many training rows, those held back not counted;
  /// nil for optimizers without learning rate.
  package func learningRates(fittedRowCount: Int) -> LearningRateCurve? {
    guard optimizer.takesSteps else { return nil }
    let batchRows = batchRowCount(of: fittedRowCount)
    let stepsPerEpoch = (fittedRowCount + batchRows - 1) / batchRows
    let (stepCount, countsSteps) =
      switch length {
      case .epochs(let epochs):
        (epochs.multipliedReportingOverflow(by: stepsPerEpoch).partialValue, false)
      case .steps(let steps): (steps, true)
      }
    return LearningRateCurve(
      base: optimizer.learningRate, schedule: schedule, stepsPerEpoch: stepsPerEpoch,
      stepCount: stepCount, countsSteps: countsSteps)
  }

  /// Returns how many of some training rows are not held back: ⌊rows·(1 − share)⌋ with a holdout.
  package func fittedRowCount(of trainingRowCount: Int) -> Int {
    guard case .holdout(let share) = validation else { return trainingRowCount }
    return Dataset.trainingRowCount(of: trainingRowCount, share: 1 - share)
  }

  /// Returns how many of some rows a step takes.
  func batchRowCount(of rowCount: Int) -> Int {
    switch batch {
    case .rows(let rows) where !optimizer.takesAllRows: min(max(rows, 1), max(rowCount, 1))
    default: max(rowCount, 1)
    }
  }
}
