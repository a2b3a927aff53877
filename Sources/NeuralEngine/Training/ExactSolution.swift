/// Least squares and ridge regression instead of steps.
enum ExactSolution {
  /// Solves a linear or polynomial model.
  ///
  /// - Throws: `TrainingFailure.mismatch` for models, losses or penalties without a closed form.
  static func solve(_ plan: TrainingPlan) throws(TrainingFailure) -> TrainedModel {
    let configuration = plan.configuration
    guard plan.layout.stages.count == 1, case .dense? = plan.layout.stages.first else {
      throw .mismatch("`exact` solves models of one dense layer without activation")
    }
    guard plan.loss == .mse || plan.loss == .halfMSE else {
      throw .mismatch("`exact` minimises squared errors, not `\(plan.loss.name)`")
    }
    guard configuration.l1 == 0 else {
      throw .mismatch("`exact` has no solution with an L1 penalty")
    }
    let outputs = plan.layout.outputCount
    let columns = plan.layout.inputCount + 1
    // The loss is a mean over all elements, ½ of one for half-mse: its sum takes λ that often.
    let weight = Double(plan.trainingRowCount * outputs) * (plan.loss == .halfMSE ? 2 : 1)
    let ridge = [0] + Array(repeating: configuration.l2 * weight, count: columns - 1)
    let design = Self.design(plan)
    let solution = LeastSquares.solve(
      design: Array(design[..<(plan.trainingRowCount * columns)]), columns: columns,
      targets: Array(plan.targets[..<(plan.trainingRowCount * outputs)]), targetCount: outputs,
      ridge: configuration.l2 == 0 ? nil : ridge)
    let bias = Array(solution.coefficients[..<outputs])
    let weights = Array(solution.coefficients[outputs...])
    let values = [weights, bias]
    var model = TrainedModel(
      model: configuration.model, loss: plan.loss, output: plan.output,
      inputCount: plan.modelInputCount, outputCount: outputs, layers: plan.layout.summaries,
      history: [], epochCount: 0, stepCount: 0, parameters: plan.parameters(values),
      snapshots: [], penalty: plan.penalty(of: values),
      conditionNumber: solution.conditionNumber)
    model.history = [metrics(plan, design: design, solution.coefficients)]
    return model
  }

  /// The rows 1, x₁, x₂, … of all inputs.
  private static func design(_ plan: TrainingPlan) -> [Double] {
    let inputs = plan.layout.inputCount
    return (0..<plan.rowCount).flatMap { row in
      [1] + plan.inputs[(row * inputs)..<((row + 1) * inputs)]
    }
  }

  private static func metrics(
    _ plan: TrainingPlan, design: [Double], _ coefficients: [Double]
  ) -> TrainedModel.Metrics {
    let outputs = plan.layout.outputCount
    let columns = plan.layout.inputCount + 1
    var squares = [0.0, 0.0]
    var matches = [0, 0]
    for row in 0..<plan.rowCount {
      let set = row < plan.trainingRowCount ? 0 : 1
      let predictions = (0..<outputs).map { output in
        (0..<columns).reduce(0.0) {
          $0 + design[row * columns + $1] * coefficients[$1 * outputs + output]
        }
      }
      for (output, prediction) in predictions.enumerated() {
        let error = prediction - plan.targets[row * outputs + output]
        squares[set] += error * error
      }
      if isRight(plan, row, predictions) { matches[set] += 1 }
    }
    let scale = plan.loss == .halfMSE ? 0.5 : 1
    let trainingCount = Double(plan.trainingRowCount)
    let testCount = Double(plan.rowCount - plan.trainingRowCount)
    let hasTest = testCount > 0
    let hasAccuracy = plan.accuracy != nil
    return TrainedModel.Metrics(
      trainLoss: scale * squares[0] / (trainingCount * Double(outputs)),
      testLoss: hasTest ? scale * squares[1] / (testCount * Double(outputs)) : nil,
      trainAccuracy: hasAccuracy ? Double(matches[0]) / trainingCount : nil,
      testAccuracy: hasAccuracy && hasTest ? Double(matches[1]) / testCount : nil)
  }

  private static func isRight(_ plan: TrainingPlan, _ row: Int, _ predictions: [Double]) -> Bool {
    switch plan.accuracy {
    case .threshold(let threshold, let middle)?:
      return (predictions[0] > Double(threshold)) == (plan.targets[row] > Double(middle))
    case .largest?:
      let largest = predictions.indices.max { predictions[$0] < predictions[$1] }
      return largest == plan.classes?[row]
    case nil:
      return false
    }
  }
}
