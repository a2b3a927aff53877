/// Trains models.
package enum Trainer {
  /// Trains a model on a data set.
  ///
  /// The numbers depend on the configuration and the data alone, not on the machine and not on the
  /// number of threads. A large run takes as many as `ThreadBudget.shared` leaves it.
  ///
  /// - Throws: `TrainingFailure` where the run diverges or the data does not fit the model.
  package static func train(
    _ configuration: TrainingConfiguration, on data: Dataset
  ) throws(TrainingFailure) -> TrainedModel {
    try train(configuration, on: data, with: Processor.chosen)
  }

  /// Prepares a run and returns a closure that takes training steps without evaluating, to measure
  /// their time.
  ///
  /// - Parameter threads: How many threads a large step uses.
  package static func steps(
    _ configuration: TrainingConfiguration, on data: Dataset, threads: Int = 1
  ) throws(TrainingFailure) -> (_ count: Int) throws(TrainingFailure) -> Void {
    let loop = TrainingLoop(
      try plan(configuration, data), Processor.chosen, budget: ThreadBudget(limit: threads))
    return { count throws(TrainingFailure) in try loop.take(count) }
  }

  /// Returns the parameters before the first step.
  ///
  /// - Throws: `TrainingFailure` where the data does not fit the model.
  package static func initialParameters(
    _ configuration: TrainingConfiguration, on data: Dataset
  ) throws(TrainingFailure) -> [TrainedModel.Parameter] {
    let plan = try TrainingPlan(configuration, data)
    return plan.parameters(
      plan.layout.initialValues(
        plan.initialization, seed: configuration.seed, stream: configuration.stream
      ).map { Numbers($0) })
  }

  /// Trains a model with the kernels of one instruction set and threads from a budget.
  static func train(
    _ configuration: TrainingConfiguration, on data: Dataset,
    with kernels: Processor.InstructionSetKernels, budget: ThreadBudget = .shared
  ) throws(TrainingFailure) -> TrainedModel {
    let crossValidation = try crossValidate(
      configuration, on: data, with: kernels, budget: budget)
    var model = try fit(try plan(configuration, data), with: kernels, budget: budget)
    model.course.crossValidation = crossValidation
    return model
  }

  /// Works a configuration out for a data set, some of whose rows may be held back.
  private static func plan(
    _ configuration: TrainingConfiguration, _ data: Dataset
  ) throws(TrainingFailure) -> TrainingPlan {
    let held = configuration.validationRows(of: data)
    if held.isEmpty { return try TrainingPlan(configuration, data) }
    return try TrainingPlan(
      configuration, data.holdingBack(held), validationRowCount: held.count)
  }

  /// Finds the parameters that an optimizer leads to.
  private static func fit(
    _ plan: TrainingPlan, with kernels: Processor.InstructionSetKernels, budget: ThreadBudget
  ) throws(TrainingFailure) -> TrainedModel {
    switch plan.configuration.optimizer {
    case .exact:
      return try ExactSolution.solve(plan)
    case .lasso(let tolerance, let sweepLimit):
      return try LassoSolution.solve(plan, tolerance: tolerance, sweepLimit: sweepLimit)
    case .perceptron(let rate, let shuffles):
      var rule = try PerceptronRule(plan, learningRate: rate)
      return rule.train(shuffles: shuffles)
    default:
      var run = TrainingRun(plan, kernels, budget: budget)
      return try run.train()
    }
  }

  /// Trains a model for each fold, each with random streams of its own; nil without folds.
  private static func crossValidate(
    _ configuration: TrainingConfiguration, on data: Dataset,
    with kernels: Processor.InstructionSetKernels, budget: ThreadBudget
  ) throws(TrainingFailure) -> CrossValidation? {
    guard case .folds(let count) = configuration.validation else { return nil }
    guard count >= 2, count <= data.trainingRowCount else {
      throw .mismatch("\(data.trainingRowCount) training rows do not make \(count) folds")
    }
    var folds: [CrossValidation.Fold] = []
    let parts = data.folds(count, seed: configuration.seed, name: configuration.stream)
    for (index, held) in parts.enumerated() {
      var configuration = configuration
      configuration.stream += ".fold\(index + 1)"
      configuration.recordInterval = nil
      let plan = try TrainingPlan(
        configuration, data.holdingBack(held), validationRowCount: held.count)
      let model: TrainedModel
      do {
        model = try fit(plan, with: kernels, budget: budget)
      } catch {
        throw .fold(index + 1, of: count, error)
      }
      guard let metrics = model.finalMetrics else { continue }
      folds.append(CrossValidation.Fold(metrics: metrics, history: model.history))
    }
    return CrossValidation(folds: folds)
  }
}
