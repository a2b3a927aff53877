import NeuralEngine
import NotebookSyntax

/// What a finished run shows and offers.
struct TrainReport {
  private let run: CompletedRun
  private let last: TrainedModel.Metrics?
  private let training: RunMetrics?
  private let test: RunMetrics?

  init(_ run: CompletedRun) {
    self.run = run
    last = run.model.history.last
    let data = run.data.data
    let outputs = run.predict(data.inputs)
    training = RunMetrics(run, outputs: outputs, rows: 0..<data.trainingRowCount)
    test = RunMetrics(run, outputs: outputs, rows: data.trainingRowCount..<data.rowCount)
  }

  /// The values by path.
  var values: ResultValues {
    var values = ResultValues()
    values["loss"] = last.map { .number($0.trainLoss) }
    values["train.loss"] = last.map { .number($0.trainLoss) }
    values["test.loss"] = last?.testLoss.map { .number($0) }
    values["train.accuracy"] = last?.trainAccuracy.map { .number($0) }
    values["test.accuracy"] = last?.testAccuracy.map { .number($0) }
    training?.add(to: &values, set: "train")
    test?.add(to: &values, set: "test")
    values["epochs"] = .number(Double(run.model.epochCount))
    values["steps"] = .number(Double(run.model.stepCount))
    values["parameters"] = .number(Double(run.model.parameterCount))
    values["best.epoch"] = .number(Double(bestEpoch))
    values["penalty"] = .number(run.model.penalty)
    values["condition"] = run.model.conditionNumber.map { .number($0) }
    for parameter in run.model.parameters {
      values[parameter.name] =
        parameter.shape.rank == 0
        ? .number(parameter.values[0])
        : .array(extents: parameter.shape.extents, values: parameter.values)
    }
    return values
  }

  /// The first epoch with the least test loss; with the least training loss where nothing tests.
  private var bestEpoch: Int {
    var best = (epoch: 0, loss: Double.infinity)
    for (epoch, metrics) in run.model.history.enumerated() {
      let loss = metrics.testLoss ?? metrics.trainLoss
      if loss < best.loss { best = (epoch, loss) }
    }
    return best.epoch
  }

  /// The table of layers, the table of losses and metrics, and that of the scores of several
  /// classes, on the test set where there is one.
  var tables: [TableOutput] {
    guard case .classes(let names) = run.data.plan.target else { return [layers, metrics] }
    let classes =
      test.map { $0.classTable(names: names, set: "test") }
      ?? training?.classTable(names: names, set: "training")
    return [layers, metrics] + (classes.map { [$0] } ?? [])
  }

  private var layers: TableOutput {
    var rows = run.model.layers.map { layer in
      [layer.title, "\(layer.outputShape)", ValueText.grouped(layer.parameterCount)]
    }
    if rows.count > 1 { rows.append(["total", "", ValueText.grouped(run.model.parameterCount)]) }
    return TableOutput(
      role: .layers,
      columns: [
        .init("layer", isNumeric: false), .init("output", isNumeric: true),
        .init("parameters", isNumeric: true),
      ],
      rows: rows)
  }

  private var metrics: TableOutput {
    let isClassifier = last?.trainAccuracy != nil
    var columns: [TableOutput.Column] = [
      .init("set", isNumeric: false), .init("rows", isNumeric: true),
      .init("loss (\(run.model.loss.name))", isNumeric: true),
    ]
    if isClassifier { columns.append(.init("accuracy", isNumeric: true)) }
    let titles = RunMetrics.titles(for: run.plan, loss: run.model.loss)
    columns += titles.map { .init($0, isNumeric: true) }
    let data = run.data.data
    var rows: [[String]] = []
    func add(
      _ name: String, _ count: Int, _ loss: Double, _ accuracy: Double?, _ metrics: RunMetrics?
    ) {
      var row = [name, ValueText.grouped(count), ValueText.number(loss, digits: 4)]
      if isClassifier { row.append(accuracy.map(ValueText.percent) ?? "") }
      rows.append(row + (metrics?.cells(loss: run.model.loss) ?? titles.map { _ in "" }))
    }
    if let last {
      add(
        "training", data.trainingRowCount, last.trainLoss, last.trainAccuracy, training)
      if let loss = last.testLoss {
        add("test", data.testRowCount, loss, last.testAccuracy, test)
      }
    }
    if run.plan.configuration.l1 > 0 || run.plan.configuration.l2 > 0 {
      var row = ["penalty", "", ValueText.number(run.model.penalty, digits: 4)]
      row += Array(repeating: "", count: columns.count - row.count)
      rows.append(row)
    }
    return TableOutput(role: .metrics, columns: columns, rows: rows)
  }
}
