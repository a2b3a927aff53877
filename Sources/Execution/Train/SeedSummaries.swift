import NeuralEngine

/// What runs of several seeds came to.
struct SeedSummaries {
  /// A row of the table of metrics.
  struct Row {
    var name: String
    var rowCount: Int
    var loss: String
    var accuracy: String?
  }

  private let metrics: [TrainedModel.Metrics]

  init(_ metrics: [TrainedModel.Metrics]) { self.metrics = metrics }

  private static let statistics = ["min", "max", "mean", "std"]

  /// Returns what a run offers of its seeds; nothing where there is one.
  static func offers(for run: PlannedRun) -> [ValueOffer] {
    guard run.seedCount > 1 else { return [] }
    let sets = run.data.rowCount > run.data.trainingRowCount ? ["train", "test"] : ["train"]
    return sets.flatMap { set in
      (run.classCount == nil ? ["loss"] : ["loss", "accuracy"]).flatMap { quantity in
        let path = "seeds.\(set).\(quantity)"
        return [ValueOffer(path, .array(extents: [run.seedCount]))]
          + statistics.map { ValueOffer("\(path).\($0)") }
      }
    }
  }

  /// Adds the values by path.
  func add(to values: inout ResultValues) {
    guard !metrics.isEmpty else { return }
    func add(_ path: String, _ each: [Double]) {
      guard !each.isEmpty, let low = each.min(), let high = each.max() else { return }
      let summary = CrossValidation.Summary(each)
      values["seeds.\(path)"] = .array(extents: [each.count], values: each)
      for (name, value) in zip(
        Self.statistics, [low, high, summary.mean, summary.deviation])
      {
        values["seeds.\(path).\(name)"] = .number(value)
      }
    }
    add("train.loss", metrics.map(\.trainLoss))
    add("test.loss", metrics.compactMap(\.testLoss))
    add("train.accuracy", metrics.compactMap(\.trainAccuracy))
    add("test.accuracy", metrics.compactMap(\.testAccuracy))
  }

  /// Returns means and deviations over the seeds for the table of metrics, of the test set where there
  /// is one; nil for one seed.
  func row(for data: Dataset) -> Row? {
    guard !metrics.isEmpty else { return nil }
    let isTest = data.testRowCount > 0
    let losses = metrics.compactMap { isTest ? $0.testLoss : $0.trainLoss }
    let accuracies = metrics.compactMap { isTest ? $0.testAccuracy : $0.trainAccuracy }
    func text(_ values: [Double], _ shown: (Double) -> String) -> String {
      let summary = CrossValidation.Summary(values)
      return "\(shown(summary.mean)) ± \(shown(summary.deviation))"
    }
    return Row(
      name: "\(isTest ? "test" : "training"), \(metrics.count) seeds",
      rowCount: isTest ? data.testRowCount : data.trainingRowCount,
      loss: text(losses) { TableNumber.text($0, digits: 2) },
      accuracy: accuracies.isEmpty ? nil : text(accuracies, ValueText.percent))
  }
}
