/// Trains models.
package enum Trainer {
  /// Trains a model on a data set.
  ///
  /// The numbers depend on the configuration and the data alone, not on the machine.
  ///
  /// - Throws: `TrainingFailure` where the run diverges or the data does not fit the model.
  package static func train(
    _ configuration: TrainingConfiguration, on data: Dataset
  ) throws(TrainingFailure) -> TrainedModel {
    try train(configuration, on: data, with: Processor.chosen)
  }

  /// Prepares a run and returns a closure that takes training steps without evaluating, to measure
  /// their time.
  package static func steps(
    _ configuration: TrainingConfiguration, on data: Dataset
  ) throws(TrainingFailure) -> (_ count: Int) throws(TrainingFailure) -> Void {
    let loop = TrainingLoop(try TrainingPlan(configuration, data), Processor.chosen)
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
        plan.initialization, seed: configuration.seed, stream: configuration.stream))
  }

  /// Trains a model with the kernels of one instruction set.
  static func train(
    _ configuration: TrainingConfiguration, on data: Dataset,
    with kernels: Processor.InstructionSetKernels
  ) throws(TrainingFailure) -> TrainedModel {
    let plan = try TrainingPlan(configuration, data)
    if configuration.optimizer == .exact { return try ExactSolution.solve(plan) }
    var run = TrainingRun(plan, kernels)
    return try run.train()
  }
}
