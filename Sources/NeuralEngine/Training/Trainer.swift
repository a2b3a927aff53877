/// Trains models.
package enum Trainer {
  /// Trains a model on a data set.
  ///
  /// - Throws: `TrainingFailure` where the run diverges or the data does not fit the model.
  package static func train(
    _ configuration: TrainingConfiguration, on data: Dataset
  ) throws(TrainingFailure) -> TrainedModel {
    fatalError("to be replaced")
  }
}

extension TrainedModel {
  /// Computes outputs `[rows, outputCount]` for row-major inputs `[rows, inputCount]`: predictions
  /// for regressions, probabilities for classifiers (after sigmoid or softmax).
  package func predict(_ inputs: [Double]) -> [Double] {
    fatalError("to be replaced")
  }
}
