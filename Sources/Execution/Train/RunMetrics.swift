import NeuralEngine

/// The metrics of a finished run on one of its sets of rows, named after scikit-learn.
///
/// A classifier offers for a set such as `test`
///
/// | value | meaning |
/// | --- | --- |
/// | `test.precision`, `test.recall`, `test.f1` | of the second of two classes; macro averages of more |
/// | `test.macro.precision`, `test.macro.recall`, `test.macro.f1` | the means over the classes |
/// | `test.class.precision`, `test.class.recall`, `test.class.f1` | lists, one number for each class |
/// | `test.class.support` | the number of rows of each class |
/// | `test.confusion` | rows of a class (row) predicted to be of a class (column) |
///
/// and a regression `test.mse`, `test.mae`, `test.rmse` and, for two rows or more, `test.r2`, means
/// over the targets where there are several.
enum RunMetrics {
  case classes(ClassificationMetrics)
  case numbers(RegressionMetrics, rowCount: Int)

  /// Computes the metrics of some rows of a run's data, given its outputs for all rows; nil for no
  /// rows.
  init?(_ run: CompletedRun, outputs: [Double], rows: some Collection<Int>) {
    guard !rows.isEmpty else { return nil }
    let width = run.model.outputCount
    switch run.data.data.target {
    case .numbers(let values, let columns):
      func picked(_ table: [Double]) -> [Double] {
        rows.flatMap { table[($0 * width)..<(($0 + 1) * width)] }
      }
      self = .numbers(
        RegressionMetrics(
          predicted: picked(outputs), actual: picked(values), columns: columns.count),
        rowCount: rows.count)
    case .classes(let classes, let names):
      let predicted = rows.map { row -> Int in
        if width == 1 { return outputs[row] > 0.5 ? 1 : 0 }
        let shares = outputs[(row * width)..<((row + 1) * width)]
        var best = shares.startIndex
        for index in shares.indices where shares[index] > shares[best] { best = index }
        return best - shares.startIndex
      }
      self = .classes(
        ClassificationMetrics(
          predicted: predicted, actual: rows.map { classes[$0] }, classCount: names.count))
    }
  }

  /// Returns what a run will offer for a set of rows.
  static func offers(for run: PlannedRun, set: String, rowCount: Int) -> [ValueOffer] {
    guard rowCount > 0 else { return [] }
    guard let count = run.classCount else {
      return (["mse", "mae", "rmse"] + (rowCount > 1 ? ["r2"] : [])).map {
        ValueOffer("\(set).\($0)")
      }
    }
    let scores = ["precision", "recall", "f1"]
    return (scores + scores.map { "macro.\($0)" }).map { ValueOffer("\(set).\($0)") }
      + (scores + ["support"]).map {
        ValueOffer("\(set).class.\($0)", .array(extents: [count]))
      } + [ValueOffer("\(set).confusion", .array(extents: [count, count]))]
  }

  /// Adds the values of a set of rows.
  func add(to values: inout ResultValues, set: String) {
    switch self {
    case .numbers(let metrics, let rowCount):
      values["\(set).mse"] = .number(metrics.mse)
      values["\(set).mae"] = .number(metrics.mae)
      values["\(set).rmse"] = .number(metrics.rmse)
      if rowCount > 1 { values["\(set).r2"] = .number(metrics.r2) }
    case .classes(let metrics):
      let count = metrics.classCount
      let all = (0..<count).map(metrics.scores)
      func list(_ numbers: [Double]) -> ResultValue {
        .array(extents: [count], values: numbers)
      }
      for (prefix, scores) in [(set, metrics.summary), ("\(set).macro", metrics.macro)] {
        values["\(prefix).precision"] = .number(scores.precision)
        values["\(prefix).recall"] = .number(scores.recall)
        values["\(prefix).f1"] = .number(scores.f1)
      }
      values["\(set).class.precision"] = list(all.map(\.precision))
      values["\(set).class.recall"] = list(all.map(\.recall))
      values["\(set).class.f1"] = list(all.map(\.f1))
      values["\(set).class.support"] = list((0..<count).map { Double(metrics.support($0)) })
      values["\(set).confusion"] = .array(
        extents: [count, count], values: metrics.confusion.map(Double.init))
    }
  }

  /// The titles of a run's columns beside loss and accuracy: what its loss does not say already.
  static func titles(for run: PlannedRun, loss: Loss) -> [String] {
    switch run.classCount {
    case nil: ["RMSE"] + (loss == .mae ? [] : ["MAE"]) + ["R²"]
    case 2: ["precision", "recall", "F1"]
    default: ["macro F1"]
    }
  }

  /// The cells under `titles`.
  func cells(loss: Loss) -> [String] {
    func shown(_ number: Double) -> String { TableNumber.text(number) }
    switch self {
    case .numbers(let metrics, let rowCount):
      return [shown(metrics.rmse)] + (loss == .mae ? [] : [shown(metrics.mae)])
        + [rowCount > 1 ? shown(metrics.r2) : ""]
    case .classes(let metrics) where metrics.classCount == 2:
      let scores = metrics.summary
      return [scores.precision, scores.recall, scores.f1].map(ValueText.percent)
    case .classes(let metrics):
      return [ValueText.percent(metrics.macro.f1)]
    }
  }

  /// Returns the table of the scores of each of several classes; nil for two classes, of which one
  /// row says all, and for more than a table can hold.
  func classTable(names: [String], set: String) -> TableOutput? {
    guard case .classes(let metrics) = self, (3...20).contains(metrics.classCount) else {
      return nil
    }
    return TableOutput(
      role: .data,
      columns: [
        .init("class (\(set))", isNumeric: false), .init("rows", isNumeric: true),
        .init("precision", isNumeric: true), .init("recall", isNumeric: true),
        .init("F1", isNumeric: true),
      ],
      rows: names.enumerated().map { index, name in
        let scores = metrics.scores(of: index)
        return [name, ValueText.grouped(metrics.support(index))]
          + [scores.precision, scores.recall, scores.f1].map(ValueText.percent)
      })
  }
}
