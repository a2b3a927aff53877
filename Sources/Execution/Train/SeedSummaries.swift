import NeuralEngine

/// What runs of several seeds came to.
struct SeedSummaries {
  /// A row of the table of metrics.
  struct Row {
    var name: String
    var isTest: Bool
    var loss: String
    var accuracy: String?

    func rowCount(_ data: Dataset) -> Int { isTest ? data.testRowCount : data.trainingRowCount }
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

  /// Means and deviations over the seeds, for the table of metrics.
  var rows: [Row] {
    guard !metrics.isEmpty else { return [] }
    func row(_ name: String, isTest: Bool, _ losses: [Double], _ accuracies: [Double]) -> Row? {
      guard !losses.isEmpty else { return nil }
      let loss = CrossValidation.Summary(losses)
      let accuracy = accuracies.isEmpty ? nil : CrossValidation.Summary(accuracies)
      return Row(
        name: "\(name) (\(metrics.count) seeds)", isTest: isTest,
        loss:
          "\(ValueText.number(loss.mean, digits: 4)) ± \(ValueText.number(loss.deviation, digits: 2))",
        accuracy: accuracy.map {
          "\(ValueText.percent($0.mean)) ± \(ValueText.percent($0.deviation))"
        })
    }
    return [
      row("training", isTest: false, metrics.map(\.trainLoss), metrics.compactMap(\.trainAccuracy)),
      row(
        "test", isTest: true, metrics.compactMap(\.testLoss), metrics.compactMap(\.testAccuracy)),
    ].compactMap { $0 }
  }
}
