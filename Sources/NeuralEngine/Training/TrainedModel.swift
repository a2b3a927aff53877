/// What a training run leaves behind.
package struct TrainedModel: Sendable {
  /// Losses and metrics over the whole training and test sets.
  package struct Metrics: Sendable, Equatable {
    package var trainLoss: Double
    /// Nil where no rows test.
    package var testLoss: Double?
    /// Nil for regressions.
    package var trainAccuracy: Double?
    package var testAccuracy: Double?
    /// Over the training rows that are held back; nil where none are.
    package var validationLoss: Double?
    package var validationAccuracy: Double?

    /// Creates metrics.
    package init(
      trainLoss: Double, testLoss: Double?, trainAccuracy: Double?, testAccuracy: Double?,
      validationLoss: Double? = nil, validationAccuracy: Double? = nil
    ) {
      self.trainLoss = trainLoss
      self.testLoss = testLoss
      self.trainAccuracy = trainAccuracy
      self.testAccuracy = testAccuracy
      self.validationLoss = validationLoss
      self.validationAccuracy = validationAccuracy
    }
  }

  /// A trained parameter by the name that notebooks use, `layer1.w`, row-major.
  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var shape: Shape
    package var values: Numbers

    /// Creates a parameter.
    package init(name: String, shape: Shape, values: Numbers) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// A row of the table of layers.
  package struct LayerSummary: Sendable, Equatable {
    /// The layer's call, such as `dense 8`.
    package var title: String
    /// The extents of its output for one row.
    package var outputShape: Shape
    package var parameterCount: Int

    /// Creates a summary.
    package init(title: String, outputShape: Shape, parameterCount: Int) {
      self.title = title
      self.outputShape = outputShape
      self.parameterCount = parameterCount
    }
  }

  /// Weights kept during training.
  package struct Snapshot: Sendable, Equatable {
    /// The epoch after which, or in which, they were kept.
    package var epoch: Int
    /// The number of steps taken before.
    package var step: Int
    package var parameters: [Parameter]
    /// The running statistics of batch normalisations.
    package var statistics: [Parameter]

    /// Creates a snapshot.
    package init(
      epoch: Int, step: Int, parameters: [Parameter], statistics: [Parameter] = []
    ) {
      self.epoch = epoch
      self.step = step
      self.parameters = parameters
      self.statistics = statistics
    }
  }

  /// What the numbers that a network computes mean.
  package enum Output: Sendable, Equatable {
    /// Predictions, or probabilities that an activation has made.
    case values
    /// The logarithm of the odds of the second class.
    case logit
    /// Unnormalised logarithms of the classes' probabilities.
    case classLogits
    /// −1 for the first class to 1 for the second.
    case score
    /// Any number, negative for the first class and positive for the second.
    case margin
  }

  package var model: Model
  package var loss: Loss
  package var output: Output
  package var input: ModelInput
  package var outputCount: Int
  package var layers: [LayerSummary]
  /// Metrics before training (index 0) and after each epoch; those of the solution alone for exact
  /// solutions.
  package var history: [Metrics]
  package var epochCount: Int
  package var stepCount: Int
  package var parameters: [Parameter]
  /// Running means and variances of batch normalisations, `layer2.mean` and `layer2.variance`; they
  /// are not trained.
  package var statistics: [Parameter]
  package var snapshots: [Snapshot]
  /// The penalty l1 ‖w‖₁ + l2 ‖w‖² of the final weights; 0 without penalties.
  package var penalty: Double
  /// The 2-norm condition number of the design matrix of an exact solution, nil for other runs.
  package var conditionNumber: Double?
  package var course = TrainingCourse()

  /// Creates the record of a run.
  package init(
    model: Model, loss: Loss, output: Output = .values, input: ModelInput, outputCount: Int,
    layers: [LayerSummary],
    history: [Metrics], epochCount: Int, stepCount: Int, parameters: [Parameter],
    statistics: [Parameter] = [], snapshots: [Snapshot], penalty: Double, conditionNumber: Double?
  ) {
    self.model = model
    self.loss = loss
    self.output = output
    self.input = input
    self.outputCount = outputCount
    self.layers = layers
    self.history = history
    self.epochCount = epochCount
    self.stepCount = stepCount
    self.parameters = parameters
    self.statistics = statistics
    self.snapshots = snapshots
    self.penalty = penalty
    self.conditionNumber = conditionNumber
  }

  /// The number of a row's inputs.
  package var inputCount: Int { input.count }

  /// The number of trained scalars.
  package var parameterCount: Int { parameters.reduce(0) { $0 + $1.values.count } }
}

/// Why a run stopped before its end.
package indirect enum TrainingFailure: Error, Sendable, Equatable {
  /// The loss stopped being finite at a step (1-based).
  case diverged(step: Int, epoch: Int, lastFiniteLoss: Double?, learningRate: Double)
  /// The data does not fit the model or the loss; the text says how.
  case mismatch(String)
  /// The model of one fold of a cross-validation, counted from 1, failed.
  case fold(Int, of: Int, TrainingFailure)
}
