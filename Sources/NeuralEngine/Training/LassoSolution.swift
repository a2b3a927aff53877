/// The lasso, and the elastic net where `l2` is given too, instead of steps.
enum LassoSolution {
  /// Minimises the loss plus l1 ‖w‖₁ + l2 ‖w‖², biases free, for a linear or polynomial model.
  ///
  /// With `mse`, scikit-learn's `Lasso(alpha)` is `l1` = 2·alpha and `ElasticNet(alpha, l1_ratio)`
  /// `l1` = 2·alpha·l1_ratio with `l2` = alpha·(1 − l1_ratio); with `half-mse` all of them are half
  /// as large.
  ///
  /// - Throws: `TrainingFailure.mismatch` for models and losses of other kinds.
  static func solve(
    _ plan: TrainingPlan, tolerance: Double, sweepLimit: Int
  ) throws(TrainingFailure) -> TrainedModel {
    try plan.requireSquaredErrorsOfOneLayer("lasso")
    let configuration = plan.configuration
    let inputs = plan.layout.inputCount
    let outputs = plan.layout.outputCount
    let rows = plan.trainingRowCount
    func mean(_ value: (Int) -> Double) -> Double {
      var sum = DoubleDouble(0)
      for row in 0..<rows { sum = sum + DoubleDouble(value(row)) }
      return sum.value / Double(rows)
    }
    // A free bias takes up all means: the rest is a problem of centred columns.
    let inputMeans = (0..<inputs).map { column in mean { plan.inputs[$0 * inputs + column] } }
    var matrix = Matrix(rows: rows, columns: inputs)
    for column in 0..<inputs {
      for row in 0..<rows {
        matrix[row, column] = plan.inputs[row * inputs + column] - inputMeans[column]
      }
    }
    // The loss is a mean over all elements, ½ of one for half-mse: ½ of its sum takes the penalties
    // so much larger.
    let factor = Double(rows * outputs) * (plan.loss == .halfMSE ? 1 : 0.5)
    let descent = CoordinateDescent(
      matrix: matrix, lasso: factor * configuration.l1, ridge: 2 * factor * configuration.l2)
    var weights = [Double](repeating: 0, count: inputs * outputs)
    var biases: [Double] = []
    var record = TrainingCourse.Descent(sweepCount: 0, dualityGap: 0, hasConverged: true)
    for output in 0..<outputs {
      let targetMean = mean { plan.targets[$0 * outputs + output] }
      let solution = descent.solve(
        (0..<rows).map { plan.targets[$0 * outputs + output] - targetMean },
        tolerance: tolerance, sweepLimit: sweepLimit)
      var bias = DoubleDouble(targetMean)
      for (input, weight) in solution.weights.enumerated() {
        weights[input * outputs + output] = weight
        bias = bias + DoubleDouble(product: -inputMeans[input], weight)
      }
      biases.append(bias.value)
      record.sweepCount = max(record.sweepCount, solution.sweepCount)
      record.dualityGap += solution.dualityGap / factor
      record.hasConverged = record.hasConverged && solution.hasConverged
    }
    var model = plan.linearModel(weights: weights, biases: biases)
    model.course.descent = record
    return model
  }
}
