/// What models trained on all parts but one make of the part held back.
package struct CrossValidation: Sendable, Equatable {
  /// One part's model.
  package struct Fold: Sendable, Equatable {
    /// The metrics of the model; its held-back part is the validation set.
    package var metrics: TrainedModel.Metrics
    /// Metrics before training and after each epoch; those of the solution alone for models without
    /// steps.
    package var history: [TrainedModel.Metrics]
  }

  /// A mean over the folds with its deviation √(Σ(x − mean)²/k), as NumPy's `std`.
  package struct Summary: Sendable, Equatable {
    package var mean: Double
    package var deviation: Double

    /// Summarises numbers.
    package init(_ values: [Double]) {
      let count = Double(max(values.count, 1))
      let mean = values.reduce(0, +) / count
      self.mean = mean
      deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
  }

  package var folds: [Fold]

  /// Creates the result of some folds.
  package init(folds: [Fold]) { self.folds = folds }

  /// The loss on each held-back part.
  package var losses: [Double] { folds.compactMap(\.metrics.validationLoss) }

  /// The accuracy on each held-back part; empty for regressions.
  package var accuracies: [Double] { folds.compactMap(\.metrics.validationAccuracy) }

  package var loss: Summary { Summary(losses) }

  /// Nil for regressions.
  package var accuracy: Summary? { accuracies.isEmpty ? nil : Summary(accuracies) }

  /// The mean and the deviation over the folds of a quantity by epoch, as far as every fold went;
  /// empty where it was not measured.
  package func curve(_ quantity: MonitoredQuantity) -> [Summary] {
    let series = folds.map { fold in fold.history.compactMap { quantity.value(in: $0) } }
    let count = series.map(\.count).min() ?? 0
    return (0..<count).map { epoch in Summary(series.map { $0[epoch] }) }
  }
}
