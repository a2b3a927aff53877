/// Ends a run when a quantity has stopped improving, as Keras's `EarlyStopping` does.
package struct EarlyStopping: Sendable, Equatable {
  /// How many epochs in a row may pass without improvement.
  package var patience: Int
  package var quantity: MonitoredQuantity
  /// What counts as an improvement has to exceed this.
  package var minimumChange: Double
  /// Whether the run ends with the weights of its best epoch instead of its last.
  package var restoresBest: Bool

  /// Creates a rule.
  package init(
    patience: Int = 10, quantity: MonitoredQuantity, minimumChange: Double = 0,
    restoresBest: Bool = true
  ) {
    self.patience = patience
    self.quantity = quantity
    self.minimumChange = minimumChange
    self.restoresBest = restoresBest
  }
}

/// A quantity of each epoch that a run can be judged by.
package enum MonitoredQuantity: String, Sendable, CaseIterable {
  case trainLoss = "train.loss"
  case testLoss = "test.loss"
  case validationLoss = "validation.loss"
  case trainAccuracy = "train.accuracy"
  case testAccuracy = "test.accuracy"
  case validationAccuracy = "validation.accuracy"

  /// Whether less is better.
  package var isLoss: Bool {
    switch self {
    case .trainLoss, .testLoss, .validationLoss: true
    case .trainAccuracy, .testAccuracy, .validationAccuracy: false
    }
  }

  /// Returns the quantity of an epoch, nil where it was not measured.
  package func value(in metrics: TrainedModel.Metrics) -> Double? {
    switch self {
    case .trainLoss: metrics.trainLoss
    case .testLoss: metrics.testLoss
    case .validationLoss: metrics.validationLoss
    case .trainAccuracy: metrics.trainAccuracy
    case .testAccuracy: metrics.testAccuracy
    case .validationAccuracy: metrics.validationAccuracy
    }
  }
}

/// The best epoch so far and how long ago it was.
struct BestEpoch {
  private let quantity: MonitoredQuantity
  private let minimumChange: Double
  private var best: Double?
  /// The epoch of the best value; 0 before any.
  private(set) var epoch = 0
  /// How many epochs have passed since.
  private(set) var age = 0

  init(_ quantity: MonitoredQuantity, minimumChange: Double = 0) {
    self.quantity = quantity
    self.minimumChange = minimumChange
  }

  /// Takes the metrics of the next epoch; returns whether it is the best so far. The first epoch
  /// whose value is a number is; equal values are no improvement.
  mutating func observe(_ metrics: TrainedModel.Metrics, epoch: Int) -> Bool {
    let value = quantity.value(in: metrics) ?? .nan
    let isBetter: Bool
    if let best {
      isBetter = quantity.isLoss ? value < best - minimumChange : value > best + minimumChange
    } else {
      isBetter = !value.isNaN
    }
    guard isBetter else {
      age += 1
      return false
    }
    best = value
    self.epoch = epoch
    age = 0
    return true
  }
}
