extension TrainingPlan {
  /// Checks that a linear system or a lasso is all there is to solve.
  ///
  /// - Throws: `TrainingFailure.mismatch` for other models and losses.
  func requireSquaredErrorsOfOneLayer(_ optimizer: String) throws(TrainingFailure) {
    guard layout.stages.count == 1, case .dense? = layout.stages.first?.layer else {
      throw .mismatch("`\(optimizer)` solves models of one dense layer without activation")
    }
    guard loss == .mse || loss == .halfMSE else {
      throw .mismatch("`\(optimizer)` minimises squared errors, not `\(loss.name)`")
    }
  }

  /// Returns the model of one dense layer that a solution without steps makes.
  ///
  /// - Parameters:
  ///   - weights: Row-major `[inputs, outputs]`.
  ///   - biases: One for each output.
  func linearModel(weights: [Double], biases: [Double]) -> TrainedModel {
    let values = [Numbers(weights), Numbers(biases)]
    return TrainedModel(
      model: configuration.model, loss: loss, output: output, input: modelInput,
      outputCount: layout.outputCount, layers: layout.summaries,
      history: [metrics(ofLinearModel: biases + weights)], epochCount: 0, stepCount: 0,
      parameters: parameters(values), snapshots: [], penalty: penalty(of: values),
      conditionNumber: nil)
  }

  /// The rows 1, x₁, x₂, … of all inputs.
  var designRows: [Double] {
    let inputCount = layout.inputCount
    return (0..<rowCount).flatMap { row in
      [1] + inputs[(row * inputCount)..<((row + 1) * inputCount)]
    }
  }

  /// Returns the metrics of a model of one dense layer, in double precision.
  ///
  /// - Parameter coefficients: Row-major `[1 + inputs, outputs]`, biases first.
  func metrics(ofLinearModel coefficients: [Double]) -> TrainedModel.Metrics {
    let outputs = layout.outputCount
    let columns = layout.inputCount + 1
    let design = designRows
    let scale = (loss == .halfMSE ? 0.5 : 1) / Double(outputs)
    var losses = RowSet.allCases.map { _ in 0.0 }
    var matches = losses
    for set in RowSet.allCases {
      for row in rows(of: set) {
        let predictions = (0..<outputs).map { output in
          (0..<columns).reduce(0.0) {
            $0 + design[row * columns + $1] * coefficients[$1 * outputs + output]
          }
        }
        for (output, prediction) in predictions.enumerated() {
          let error = prediction - targets[row * outputs + output]
          losses[set.rawValue] += scale * error * error
        }
        if isRight(predictions, row) { matches[set.rawValue] += 1 }
      }
    }
    return metrics(losses: losses, matches: matches)
  }

  /// Returns whether a row's outputs name its class.
  private func isRight(_ predictions: [Double], _ row: Int) -> Bool {
    switch accuracy {
    case .threshold(let threshold, let middle)?:
      return (predictions[0] > Double(threshold)) == (targets[row] > Double(middle))
    case .largest?:
      let largest = predictions.indices.max { predictions[$0] < predictions[$1] }
      return largest == classes?[row]
    case nil:
      return false
    }
  }
}
