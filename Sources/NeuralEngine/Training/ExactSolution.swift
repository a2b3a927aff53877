/// Least squares and ridge regression instead of steps.
enum ExactSolution {
  /// Solves a linear or polynomial model.
  ///
  /// - Throws: `TrainingFailure.mismatch` for models, losses or penalties without a closed form.
  static func solve(_ plan: TrainingPlan) throws(TrainingFailure) -> TrainedModel {
    let configuration = plan.configuration
    try plan.requireSquaredErrorsOfOneLayer("exact")
    guard configuration.l1 == 0 else {
      throw .mismatch("`exact` has no solution with an L1 penalty")
    }
    let outputs = plan.layout.outputCount
    let columns = plan.layout.inputCount + 1
    // The loss is a mean over all elements, ½ of one for half-mse: its sum takes λ that often.
    let weight = Double(plan.trainingRowCount * outputs) * (plan.loss == .halfMSE ? 2 : 1)
    let ridge = [0] + Array(repeating: configuration.l2 * weight, count: columns - 1)
    let design = plan.designRows
    let solution = LeastSquares.solve(
      design: Array(design[..<(plan.trainingRowCount * columns)]), columns: columns,
      targets: Array(plan.targets[..<(plan.trainingRowCount * outputs)]), targetCount: outputs,
      ridge: configuration.l2 == 0 ? nil : ridge)
    var model = plan.linearModel(
      weights: Array(solution.coefficients[outputs...]),
      biases: Array(solution.coefficients[..<outputs]))
    model.conditionNumber = solution.conditionNumber
    return model
  }
}
