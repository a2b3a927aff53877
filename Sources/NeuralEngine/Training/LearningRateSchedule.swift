/// How the learning rate changes while a run lasts.
package struct LearningRateSchedule: Sendable, Equatable {
  /// What the rate does after the warm-up; k counts epochs, or steps in a run measured in steps.
  package enum Decay: Sendable, Equatable {
    case constant
    /// lr·factor^⌊k/every⌋, PyTorch's `StepLR`.
    case step(every: Int, factor: Double)
    /// lr·rateᵏ, PyTorch's `ExponentialLR`.
    case exponential(rate: Double)
    /// minimum + ½(lr − minimum)(1 + cos πp) where p is the share of the steps after the warm-up
    /// that have been taken: PyTorch's `CosineAnnealingLR` over the whole run, step by step.
    case cosine(minimum: Double)
  }

  /// How many steps the rate takes to rise: lr·(t + 1)/count in step t = 0, 1, ….
  package var warmupStepCount: Int
  package var decay: Decay

  /// Creates a schedule.
  package init(warmupStepCount: Int = 0, decay: Decay = .constant) {
    self.warmupStepCount = warmupStepCount
    self.decay = decay
  }

  /// The rate that never changes.
  package static let constant = LearningRateSchedule()
}
