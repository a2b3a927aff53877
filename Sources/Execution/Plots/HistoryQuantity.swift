import NeuralEngine

/// What training records after every epoch.
enum HistoryQuantity: String, Sendable, CaseIterable {
  case loss, accuracy

  /// Whether small values are the good ones.
  var isBestSmallest: Bool { self == .loss }

  /// The value on the rows that train; nil where there is none.
  func training(_ metrics: TrainedModel.Metrics) -> Double? {
    self == .loss ? metrics.trainLoss : metrics.trainAccuracy
  }

  /// The value on the rows that test; nil where there are none.
  func test(_ metrics: TrainedModel.Metrics) -> Double? {
    self == .loss ? metrics.testLoss : metrics.testAccuracy
  }

  /// The value on held-back rows, as folds keep it.
  var ofValidation: MonitoredQuantity {
    self == .loss ? .validationLoss : .validationAccuracy
  }
}
