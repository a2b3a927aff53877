package import NeuralEngine
import NotebookSyntax

/// What is known of a training run before it trains.
package struct PlannedRun: Sendable {
  package let id: UnitID
  package let name: String
  package let data: PlannedDataset
  /// Expressions over the data's columns that are the model's inputs; nil for the columns.
  package let features: FeatureMap?
  package let configuration: TrainingConfiguration
  /// The number of the model's inputs, features counted where there are any.
  package let inputCount: Int
  package let outputCount: Int
  /// The layers with the extents of their outputs for one row, and their parameter counts.
  package let layers: [TrainedModel.LayerSummary]
  /// The names and shapes of the parameters.
  package let parameters: [(name: String, shape: Shape)]
  /// The names and shapes of the running statistics of batch normalisations.
  package let statistics: [(name: String, shape: Shape)]
  /// The expression that the model is; nil for layers and models with a name.
  let modelFormula: ModelFormula?
  /// The expression of `p` and `y` that the loss is; nil for a loss with a name.
  let lossFormula: ColumnFunction?

  /// With how many seeds in a row it trains; the first gives the model.
  let seedCount: Int

  /// The model with layers and activations.
  package var model: Model { configuration.model }
  /// How many classes are told apart, nil for a regression.
  package var classCount: Int? { data.classCount }
  /// The learning rate of each step; nil for optimizers without.
  package var learningRates: LearningRateCurve? {
    configuration.learningRates(
      fittedRowCount: configuration.fittedRowCount(of: data.trainingRowCount))
  }
}

/// A finished training run.
package struct CompletedRun: Sendable {
  package var plan: PlannedRun
  package var model: TrainedModel
  /// The data set that it trained on, with the columns as given, before features.
  package var data: EvaluatedDataset
  /// The final metrics of the runs of each seed, that of the model first; empty for one seed.
  var seeds: [TrainedModel.Metrics] = []

  /// The run's name.
  package var name: String { plan.name }

  /// Computes outputs `[rows, outputCount]` for row-major inputs `[rows, columns]` in the columns
  /// of the data set: predictions for regressions, probabilities for classifiers.
  package func predict(_ inputs: [Double]) -> [Double] {
    guard let features = plan.features else { return model.predict(inputs) }
    return model.predict(features.apply(to: inputs, columns: plan.data.columns.count))
  }

  /// Returns the run as it was when a snapshot was taken.
  package func at(_ snapshot: TrainedModel.Snapshot) -> CompletedRun {
    var run = self
    run.model.parameters = snapshot.parameters
    run.model.statistics = snapshot.statistics
    return run
  }
}
