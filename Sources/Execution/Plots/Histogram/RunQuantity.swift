import NeuralEngine

/// What of a run's layers is counted.
enum RunQuantity: String, Sendable, CaseIterable {
  case weights, activations, gradients, updates

  /// The largest number of training rows that activations and gradients are computed for.
  private static let mostRows = 1_000

  /// What the values were computed from; empty where it goes without saying.
  ///
  /// - Parameter isTrained: Whether training has changed the weights of any run.
  func note(isTrained: Bool) -> String {
    let weights = isTrained ? "final weights" : "initial weights"
    let rows = "the training rows, the first 1,000 at most, at the \(weights)."
    switch self {
    case .weights, .updates: return ""
    case .activations: return "Outputs for \(rows)"
    case .gradients: return "Of the loss over \(rows)"
    }
  }

  /// Returns the paths at which the statistics of a run's layers are offered.
  func paths(of run: PlannedRun) -> [String] {
    switch self {
    case .weights, .gradients:
      run.parameters.filter { $0.shape.rank > 1 }.map(\.name)
    case .activations: Self.shownLayers(of: run).map { "output\($0 + 1)" }
    case .updates: []
    }
  }

  /// Returns the values of each layer.
  ///
  /// - Throws: `TrainingFailure` where the gradients of a run cannot be computed.
  func groups(of run: CompletedRun) throws(TrainingFailure) -> [HistogramGroup] {
    switch self {
    case .weights: return Self.weights(run.model.parameters, "weight")
    case .updates: return []
    case .activations: return Self.activations(of: run)
    case .gradients:
      let landscape = try LossLandscape(run.plan.configuration, on: run.trainingData)
      let gradients = landscape.gradients(at: run.model.parameters, rows: Self.mostRows)
      return Self.weights(gradients, "gradient")
    }
  }

  /// The matrices and filters among parameters.
  private static func weights(
    _ parameters: [TrainedModel.Parameter], _ name: String
  ) -> [HistogramGroup] {
    parameters.filter { $0.shape.rank > 1 }.map {
      HistogramGroup(title: $0.name, name: name, path: $0.name, values: Array($0.values))
    }
  }

  /// The outputs of the activation functions, or of all layers where there are none.
  private static func activations(of run: CompletedRun) -> [HistogramGroup] {
    let data = run.trainingData
    let count = min(data.trainingRowCount, mostRows) * data.columns.count
    let inputs = Array(data.inputs.prefix(count))
    return shownLayers(of: run.plan).map { index in
      HistogramGroup(
        title: "\(index + 1): \(run.model.layers[index].title)", name: "activation",
        path: "output\(index + 1)",
        values: run.model.activations(ofLayer: index, for: inputs).values)
    }
  }

  /// The indices of the activation functions among a run's layers, or of all layers where there are
  /// none.
  private static func shownLayers(of run: PlannedRun) -> [Int] {
    if case .network(let layers) = run.model {
      let functions = layers.indices.filter {
        if case .activation = layers[$0] { true } else { false }
      }
      if !functions.isEmpty { return functions }
    }
    return Array(run.layers.indices)
  }
}
