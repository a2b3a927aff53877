import NeuralEngine
import NotebookSyntax

/// What a finished run shows and offers.
struct TrainReport {
  private let run: CompletedRun
  /// The metrics of the final weights.
  private let last: TrainedModel.Metrics?
  private let training: RunMetrics?
  private let validation: RunMetrics?
  private let test: RunMetrics?
  private var course: TrainingCourse { run.model.course }

  init(_ run: CompletedRun) {
    self.run = run
    last = run.model.finalMetrics
    let data = run.data.data
    let outputs = run.predict(Array(data.inputs))
    let held = run.plan.configuration.validationRows(of: data)
    let isHeld = Set(held)
    let fitted = (0..<data.trainingRowCount).filter { !isHeld.contains($0) }
    training = RunMetrics(run, outputs: outputs, rows: fitted)
    validation = RunMetrics(run, outputs: outputs, rows: held)
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
    validation?.add(to: &values, set: "validation")
    test?.add(to: &values, set: "test")
    addValidation(to: &values)
    SeedSummaries(run.seeds).add(to: &values)
    addCourse(to: &values)
    values["epochs"] = .number(Double(run.model.epochCount))
    values["steps"] = .number(Double(run.model.stepCount))
    values["parameters"] = .number(Double(run.model.parameterCount))
    values["best.epoch"] = .number(Double(course.bestEpoch))
    values["penalty"] = .number(run.model.penalty)
    values["sweeps"] = course.descent.map { .number(Double($0.sweepCount)) }
    values["gap"] = course.descent.map { .number($0.dualityGap) }
    values["condition"] = run.model.conditionNumber.map { .number($0) }
    for parameter in run.model.parameters + run.model.statistics {
      values[parameter.name] =
        parameter.shape.rank == 0
        ? .number(parameter.values[0])
        : .array(extents: parameter.shape.extents, values: Array(parameter.values))
    }
    return values
  }

  private func addValidation(to values: inout ResultValues) {
    guard let folds = course.crossValidation else {
      values["validation.loss"] = last?.validationLoss.map { .number($0) }
      values["validation.accuracy"] = last?.validationAccuracy.map { .number($0) }
      return
    }
    func add(_ name: String, _ summary: CrossValidation.Summary?, _ each: [Double]) {
      guard let summary else { return }
      values[name] = .number(summary.mean)
      values[name + ".std"] = .number(summary.deviation)
      values[name + ".folds"] = .array(extents: [each.count], values: each)
    }
    add("validation.loss", folds.loss, folds.losses)
    add("validation.accuracy", folds.accuracy, folds.accuracies)
  }

  /// Whether the learning rates of all steps are offered: where they change and are not too many.
  static func listsLearningRates(_ rates: LearningRateCurve) -> Bool {
    rates.schedule != .constant && (1...100_000).contains(rates.stepCount)
  }

  /// How many epochs the number of mistakes is offered for: all that might be; nil for too many.
  static func listedEpochCount(_ configuration: TrainingConfiguration) -> Int? {
    guard case .epochs(let epochs) = configuration.length, (1...100_000).contains(epochs) else {
      return nil
    }
    return epochs
  }

  private func addCourse(to values: inout ResultValues) {
    if let perceptron = course.perceptron {
      let mistakes = perceptron.mistakes.map(Double.init)
      values["stopped"] = .text(course.ending == .separated ? "separated" : "no")
      values["mistakes.last"] = .number(mistakes.last ?? 0)
      if let count = Self.listedEpochCount(run.plan.configuration) {
        // Once separated, further epochs would make no mistakes.
        let rest = Array(repeating: 0.0, count: count - mistakes.count)
        values["mistakes"] = .array(extents: [count], values: mistakes + rest)
      }
    }
    guard let rates = course.learningRates else { return }
    values["learning-rate"] = .number(run.model.lastLearningRate ?? rates[0])
    if Self.listsLearningRates(rates) {
      values["learning-rates"] = .array(
        extents: [rates.stepCount], values: (0..<rates.stepCount).map { rates[$0] })
    }
    switch course.ending {
    case .completed: values["stopped"] = .text("no")
    case .early: values["stopped"] = .text("early")
    case .settled: values["stopped"] = .text("tolerance")
    case .separated: break
    }
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
      [layer.title, layer.outputShape.product, ValueText.grouped(layer.parameterCount)]
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
      _ name: String, _ count: Int, _ loss: String, _ accuracy: String?, _ metrics: RunMetrics?
    ) {
      var row = [name, ValueText.grouped(count), loss]
      if isClassifier { row.append(accuracy ?? "") }
      rows.append(row + (metrics?.cells(loss: run.model.loss) ?? titles.map { _ in "" }))
    }
    func add(
      _ name: String, _ count: Int, _ loss: Double?, _ accuracy: Double?, _ metrics: RunMetrics?
    ) {
      guard let loss else { return }
      add(
        name, count, TableNumber.text(loss), accuracy.map(ValueText.percent), metrics)
    }
    let fittedCount = run.plan.configuration.fittedRowCount(of: data.trainingRowCount)
    add("training", fittedCount, last?.trainLoss, last?.trainAccuracy, training)
    add(
      "validation", data.trainingRowCount - fittedCount, last?.validationLoss,
      last?.validationAccuracy, validation)
    if let folds = course.crossValidation {
      let loss = folds.loss
      add(
        "validation (\(folds.folds.count) folds)", data.trainingRowCount,
        "\(TableNumber.text(loss.mean)) ± \(TableNumber.text(loss.deviation, digits: 2))",
        folds.accuracy.map {
          "\(ValueText.percent($0.mean)) ± \(ValueText.percent($0.deviation))"
        }, nil)
    }
    add("test", data.testRowCount, last?.testLoss, last?.testAccuracy, test)
    if let seeds = SeedSummaries(run.seeds).row(for: data) {
      add(seeds.name, seeds.rowCount, seeds.loss, seeds.accuracy, nil)
    }
    if run.plan.configuration.l1 > 0 || run.plan.configuration.l2 > 0 {
      var row = ["penalty", "", TableNumber.text(run.model.penalty)]
      row += Array(repeating: "", count: columns.count - row.count)
      rows.append(row)
    }
    return TableOutput(role: .metrics, columns: columns, rows: rows)
  }

  /// What ended the run before its time, and whose weights it has.
  var remarks: [String] {
    let model = run.model
    let epochs = ValueText.counted(model.epochCount, "epoch")
    switch course.ending {
    case .early(let rule):
      let patience = ValueText.counted(rule.patience, "epoch")
      return [
        "Stopped early after \(epochs): \(rule.quantity.rawValue) had not improved for"
          + " \(patience). \(restoration(rule))"
      ]
    case .settled(let distance, let tolerance):
      return [
        "Stopped at step \(ValueText.grouped(model.stepCount)), in epoch"
          + " \(ValueText.grouped(model.epochCount)): it moved the parameters by"
          + " \(TableNumber.text(distance, digits: 3)), less than"
          + " \(TableNumber.text(tolerance, digits: 3))."
      ] + (run.plan.configuration.earlyStopping.map { [restoration($0)] } ?? [])
    case .separated:
      let epoch = ValueText.grouped(model.epochCount)
      return ["Epoch \(epoch) made no mistake: the classes are separated."]
    case .completed:
      if let perceptron = course.perceptron { return [oscillation(perceptron)] }
      guard let rule = run.plan.configuration.earlyStopping else { return [] }
      return [
        "Went on to the end of its \(epochs): \(rule.quantity.rawValue) kept improving within"
          + " \(ValueText.counted(rule.patience, "epoch")). \(restoration(rule))"
      ]
    }
  }

  /// Why Rosenblatt's rule has not come to an end.
  private func oscillation(_ perceptron: TrainingCourse.Perceptron) -> String {
    guard let last = perceptron.mistakes.last else { return "No epoch was trained." }
    let epochs = ValueText.counted(run.model.epochCount, "epoch")
    let beginning = "The last of \(epochs) made \(ValueText.counted(last, "mistake"))."
    guard let cycle = perceptron.cycle else {
      return beginning
        + " The rule ends only where a straight line separates the classes; where none does, the"
        + " weights change forever."
    }
    return beginning
      + " After epoch \(cycle.upperBound) the weights were those after epoch \(cycle.lowerBound)"
      + " again: the rule goes round in circles, as it does where no straight line separates the"
      + " classes."
  }

  private func restoration(_ rule: EarlyStopping) -> String {
    let best = "epoch \(ValueText.grouped(course.bestEpoch))"
    return rule.restoresBest
      ? "The weights are those of \(best), the best one."
      : "The weights are the last ones; the best epoch was \(best)."
  }
}
