import NeuralEngine
import Plotting

/// The errors of several least-squares fits on the rows they saw and on rows held back.
struct ValidationCurve: Sendable {
  /// One model to try.
  struct Candidate: Sendable {
    /// What the horizontal axis shows: a degree or λ.
    var value: Double
    var model: Model
    var l2: Double
  }

  /// Mean squared errors over folds.
  struct Errors: Sendable, Equatable {
    var mean: Double
    /// √(Σ(e − mean)²/folds).
    var deviation: Double

    init(_ errors: [Double]) {
      let mean = errors.reduce(0, +) / Double(errors.count)
      let squares = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = (squares / Double(errors.count)).squareRoot()
    }
  }

  private(set) var training: [Errors] = []
  private(set) var validation: [Errors] = []

  /// Fits every candidate on every fold's other training rows.
  ///
  /// - Parameters:
  ///   - data: Numbers to predict; its test rows are left alone.
  ///   - folds: The training rows that each fold holds back.
  init(
    _ candidates: [Candidate], on data: Dataset, folds: [[Int]]
  ) throws(TrainingFailure) {
    for candidate in candidates {
      var seen: [Double] = []
      var unseen: [Double] = []
      for (index, fold) in folds.enumerated() {
        let held = Set(fold)
        let rest = (0..<data.trainingRowCount).filter { !held.contains($0) }
        let part = data.selecting(rows: rest + fold, trainingRowCount: rest.count)
        let configuration = TrainingConfiguration(
          model: candidate.model, optimizer: .exact, l2: candidate.l2,
          stream: "validation \(index)")
        let model = try Trainer.train(configuration, on: part)
        guard let last = model.history.last else { continue }
        seen.append(last.trainLoss)
        unseen.append(last.testLoss ?? .nan)
      }
      training.append(Errors(seen))
      validation.append(Errors(unseen))
    }
  }

  /// The candidate with the least validation error, the first of equals.
  var best: Int {
    validation.indices.min { validation[$0].mean < validation[$1].mean } ?? 0
  }

  /// The range of the vertical axis: from below the least error to well above the middle one, so
  /// that a wild fit leaves the panel instead of flattening it. Nil lets the data decide.
  func range(isLogarithmic: Bool) -> ClosedRange<Double>? {
    guard !isLogarithmic else { return nil }
    let all = validation.map { $0.mean + $0.deviation }.sorted()
    let largest = all.last ?? 1
    let middle = all[all.count / 2]
    let ceiling = max(training.map(\.mean).max() ?? 0, middle * 2.5) * 1.08
    return largest > ceiling * 2 ? 0...ceiling : nil
  }
}
