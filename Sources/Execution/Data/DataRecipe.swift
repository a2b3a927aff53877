import Diagnostics
import NeuralEngine
import NotebookSyntax

/// How a planned data set is made: where the rows come from, and what is done with them.
struct DataRecipe: Sendable {
  /// Where rows come from.
  enum Source: Sendable {
    case generator(DatasetGenerator)
    /// y of x, with normal noise of a standard deviation.
    case curve(x: [Double], y: Curve, noise: Double)
    case table(inputs: [Double], target: Dataset.Target)
  }

  /// The values of y before noise.
  enum Curve: Sendable {
    case values([Double])
    case function(ColumnFunction)
  }

  var source: Source
  /// The share of rows that trains.
  var split: Double
  var isStandardized = false
  var seed: UInt64
  /// The name from which random streams derive.
  var stream: String
}

extension PlannedDataset {
  /// How many of `count` rows train for a share.
  static func trainingRowCount(of count: Int, split: Double) -> Int {
    // 0.29 of 100 rows is 29, although 0.29 · 100 rounds to just below it.
    min(count, Int((Double(count) * split + 1e-9).rounded(.down)))
  }

  /// The same data with whole numbers as class numbers, nil where the target cannot be classes.
  func asClasses() -> PlannedDataset? {
    guard case .numbers(let columns) = target, columns.count == 1, let count = classNumberCount
    else { return nil }
    var copy = self
    copy.target = .classes(names: (0..<count).map(String.init))
    return copy
  }

  /// Makes the data set; the same plan always gives the same bits.
  func evaluate() -> BlockOutcome {
    var data: Dataset
    switch recipe.source {
    case .generator(let generator):
      data = generator.make(recipe.seed, recipe.stream)
    case .table(let inputs, let target):
      data = Dataset(columns: columns, inputs: inputs, target: target, trainingRowCount: rowCount)
    case .curve(let x, let curve, let noise):
      switch values(of: curve, at: x) {
      case .failure(let problem): return .failure(problem.diagnostic)
      case .success(let values):
        let y = DatasetGenerator.adding(
          noise: noise, to: values, seed: recipe.seed, stream: recipe.stream)
        data = Dataset(
          columns: columns, inputs: x, target: .numbers(y, columns: ["y"]),
          trainingRowCount: rowCount)
      }
    }
    if trainingRowCount < rowCount {
      data = DatasetGenerator.shuffled(data, seed: recipe.seed, stream: recipe.stream)
    }
    data.trainingRowCount = trainingRowCount
    var standardization: Standardization?
    if recipe.isStandardized {
      let scaling = Standardization(of: data)
      scaling.apply(to: &data)
      standardization = scaling
    }
    let evaluated = EvaluatedDataset(
      plan: self, data: data, trueCurve: trueCurve, standardization: standardization)
    return BlockOutcome(
      outputs: [.remark(summary)], values: values, data: evaluated)
  }

  private func values(
    of curve: DataRecipe.Curve, at x: [Double]
  ) -> Result<[Double], EvaluationProblem> {
    switch curve {
    case .values(let values): .success(values)
    case .function(let function): function.values(columns: [x])
    }
  }

  /// What the data set offers to inline values and `expect`.
  var offers: [ValueOffer] {
    var offers = ["rows", "train.rows", "test.rows", "columns"].map { ValueOffer($0) }
    if classCount != nil { offers.append(ValueOffer("classes")) }
    return offers
  }

  private var values: ResultValues {
    var values = ResultValues()
    values["rows"] = .number(Double(rowCount))
    values["train.rows"] = .number(Double(trainingRowCount))
    values["test.rows"] = .number(Double(rowCount - trainingRowCount))
    values["columns"] = .number(Double(columns.count))
    values["classes"] = classCount.map { .number(Double($0)) }
    return values
  }

  /// One sentence such as "400 rows of x1, x2 in 2 classes: 200 train, 200 test."
  private var summary: String {
    let shownColumns =
      columns.count <= 6 ? columns.joined(separator: ", ") : "\(columns.count) columns"
    let goal: String =
      switch target {
      case .numbers(let names): "with target \(names.joined(separator: ", "))"
      case .classes(let names): "in \(names.count) classes"
      }
    let use =
      trainingRowCount == rowCount
      ? "all train" : "\(trainingRowCount) train, \(rowCount - trainingRowCount) test"
    return "\(rowCount) rows of \(shownColumns) \(goal): \(use)."
  }
}

/// The means and standard deviations that standardised columns were moved and divided by.
package struct Standardization: Sendable, Equatable {
  /// The training mean of each input column.
  package var means: [Double]
  /// The training standard deviation of each input column, by the number of rows; 1 for a constant.
  package var deviations: [Double]

  /// Measures the training rows of a data set.
  init(of data: Dataset) {
    let width = data.columns.count
    let rows = data.trainingRowCount
    means = [Double](repeating: 0, count: width)
    deviations = [Double](repeating: 1, count: width)
    guard rows > 0 else { return }
    for column in 0..<width {
      var sum = 0.0
      for row in 0..<rows { sum += data.inputs[row * width + column] }
      let mean = sum / Double(rows)
      var squares = 0.0
      for row in 0..<rows {
        let distance = data.inputs[row * width + column] - mean
        squares += distance * distance
      }
      let deviation = (squares / Double(rows)).squareRoot()
      means[column] = mean
      if deviation > 0 { deviations[column] = deviation }
    }
  }

  /// Standardises all rows.
  func apply(to data: inout Dataset) {
    let width = data.columns.count
    for index in data.inputs.indices {
      let column = index % width
      data.inputs[index] = (data.inputs[index] - means[column]) / deviations[column]
    }
  }
}
