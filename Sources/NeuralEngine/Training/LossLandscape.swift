import Kernels

/// The training loss of a configuration as a function of its weights: what contour maps of a loss
/// sample.
@safe
package struct LossLandscape: ~Copyable {
  private let plan: TrainingPlan
  private let programs: TrainingPrograms
  private let evaluation: Program
  private let totals: UnsafeMutablePointer<Double>

  /// Prepares the loss over the training rows of a data set, as a run of the configuration sees
  /// them.
  ///
  /// - Throws: `TrainingFailure.mismatch` where they do not fit.
  package init(
    _ configuration: TrainingConfiguration, on data: Dataset
  ) throws(TrainingFailure) {
    var plan = try TrainingPlan(configuration, data)
    // The test rows are not evaluated.
    plan.rowCount = plan.trainingRowCount
    self.plan = plan
    programs = TrainingPrograms(plan, Processor.chosen)
    evaluation = programs.evaluation()
    unsafe totals = programs.memory.pointer(to: programs.totals).withMemoryRebound(
      to: Double.self, capacity: 4
    ) { unsafe $0 }
  }

  /// Returns the mean loss over the training rows with the penalties of the configuration added.
  /// Linear and polynomial models with squared losses are computed in double precision, others in
  /// single.
  ///
  /// - Parameter parameters: A value for every parameter, in the order and with the names of a
  ///   trained model's.
  package func loss(at parameters: [TrainedModel.Parameter]) -> Double {
    let weights = plan.weights(of: parameters)
    return mean(at: weights) + plan.penalty(of: weights)
  }

  /// Returns the gradient of the mean loss over the first training rows with respect to each
  /// parameter of a trained model, as a training step of these rows computes it: with dropout and
  /// the statistics of the batch, without penalties.
  ///
  /// - Parameter rows: How many rows; all where there are no more.
  package func gradients(
    at parameters: [TrainedModel.Parameter], rows: Int
  ) -> [TrainedModel.Parameter] {
    write(plan.weights(of: parameters))
    programs.gradient(rows: min(rows, plan.trainingRowCount)).run()
    return plan.parameters(
      plan.layout.parameters.indices.map { index in
        programs.memory.numbers(in: programs.parameters.gradient(of: index))
      })
  }

  private func write(_ weights: [Numbers]) {
    for (index, values) in weights.enumerated() {
      programs.memory.write(values, to: programs.parameters.values(of: index))
    }
  }

  private func mean(at weights: [Numbers]) -> Double {
    if isLinear, weights.count == 2, plan.loss == .mse || plan.loss == .halfMSE {
      return squares(weights: Array(weights[0]), bias: Array(weights[1]))
    }
    write(weights)
    for index in 0..<4 { unsafe totals[index] = 0 }
    evaluation.run()
    let sum = unsafe totals[0]
    return sum / (Double(plan.trainingRowCount) * Double(plan.lossesPerRow))
  }

  private var isLinear: Bool {
    switch plan.configuration.model {
    case .linear, .polynomial: true
    default: false
    }
  }

  /// The mean of (xW + b − y)², or half of it.
  private func squares(weights: [Double], bias: [Double]) -> Double {
    let (inputs, outputs) = (plan.layout.inputCount, plan.layout.outputCount)
    var sum = 0.0
    for row in 0..<plan.trainingRowCount {
      for output in 0..<outputs {
        var value = bias[output]
        for input in 0..<inputs {
          value += plan.inputs[row * inputs + input] * weights[input * outputs + output]
        }
        let error = value - plan.targets[row * outputs + output]
        sum += error * error
      }
    }
    return sum * (plan.loss == .halfMSE ? 0.5 : 1) / Double(plan.trainingRowCount * outputs)
  }
}
