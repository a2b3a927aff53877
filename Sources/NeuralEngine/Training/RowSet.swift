/// What the rows of a run are for; they stand in this order.
enum RowSet: Int, CaseIterable {
  case training
  case validation
  case test
}

extension TrainingPlan {
  /// Returns the rows of a set.
  func rows(of set: RowSet) -> Range<Int> {
    let validationEnd = trainingRowCount + validationRowCount
    switch set {
    case .training: return 0..<trainingRowCount
    case .validation: return trainingRowCount..<validationEnd
    case .test: return validationEnd..<rowCount
    }
  }

  /// The loss that tells the best epoch: on held-back rows, else on test rows, else on training rows.
  var judgingQuantity: MonitoredQuantity {
    if !rows(of: .validation).isEmpty { return .validationLoss }
    return rows(of: .test).isEmpty ? .trainLoss : .testLoss
  }

  /// Returns the metrics of all sets.
  ///
  /// - Parameters:
  ///   - losses: The sum of the rows' losses, set by set.
  ///   - matches: The number of rows that are right, set by set.
  func metrics(losses: [Double], matches: [Double]) -> TrainedModel.Metrics {
    func mean(_ sums: [Double], _ set: RowSet) -> Double? {
      let count = rows(of: set).count
      return count > 0 ? sums[set.rawValue] / Double(count) : nil
    }
    func share(_ set: RowSet) -> Double? { accuracy == nil ? nil : mean(matches, set) }
    return TrainedModel.Metrics(
      trainLoss: mean(losses, .training) ?? .nan, testLoss: mean(losses, .test),
      trainAccuracy: share(.training), testAccuracy: share(.test),
      validationLoss: mean(losses, .validation), validationAccuracy: share(.validation))
  }
}
