/// How a run went, besides its losses.
package struct TrainingCourse: Sendable, Equatable {
  /// Why a run ended.
  package enum Ending: Sendable, Equatable {
    /// All its epochs or steps were taken, or there are none to take.
    case completed
    /// The quantity had not improved for `patience` epochs.
    case early(EarlyStopping)
    /// A step moved the parameters by less than the tolerance.
    case settled(distance: Double, tolerance: Double)
    /// An epoch of Rosenblatt's rule made no mistake.
    case separated
  }

  /// How coordinate descent went.
  package struct Descent: Sendable, Equatable {
    /// How often every weight was visited.
    package var sweepCount: Int
    /// How far the loss with its penalties lies above its minimum, at most.
    package var dualityGap: Double
    /// Whether the gap is as small as was asked for.
    package var hasConverged: Bool
  }

  /// How Rosenblatt's rule went.
  package struct Perceptron: Sendable, Equatable {
    /// The number of rows mistaken in each epoch.
    package var mistakes: [Int] = []
    /// The first epochs after which the weights were the same, so that they go round in circles.
    package var cycle: ClosedRange<Int>?
  }

  package var ending: Ending
  /// The first epoch with the best value of the quantity that early stopping watches, otherwise with
  /// the least loss on held-back rows, on test rows, or on training rows, whichever there are.
  package var bestEpoch: Int
  /// The epoch whose weights the model has: the last one, or the best one where it was restored.
  package var finalEpoch: Int
  /// The learning rates of the steps; nil for optimizers without.
  package var learningRates: LearningRateCurve?
  /// What the folds of a cross-validation made of the rows held back; nil without one.
  package var crossValidation: CrossValidation?
  /// Nil but for `lasso`.
  package var descent: Descent?
  /// Nil but for `perceptron`.
  package var perceptron: Perceptron?

  /// Creates the record of a run that ended by itself.
  package init(
    ending: Ending = .completed, bestEpoch: Int = 0, finalEpoch: Int = 0,
    learningRates: LearningRateCurve? = nil,
    crossValidation: CrossValidation? = nil
  ) {
    self.ending = ending
    self.bestEpoch = bestEpoch
    self.finalEpoch = finalEpoch
    self.learningRates = learningRates
    self.crossValidation = crossValidation
  }
}

extension TrainedModel {
  /// The metrics of the model's weights.
  package var finalMetrics: Metrics? {
    history.indices.contains(course.finalEpoch) ? history[course.finalEpoch] : history.last
  }

  /// The learning rate of the last step; nil before any step and without learning rate.
  package var lastLearningRate: Double? {
    stepCount > 0 ? course.learningRates?[stepCount - 1] : nil
  }
}
