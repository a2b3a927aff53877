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
  /// The same data with whole numbers as class numbers, nil where the target cannot be classes.
  func asClasses() -> PlannedDataset? {
    guard case .numbers(let columns) = target, columns.count == 1, let classNumbers
    else { return nil }
    var copy = self
    copy.target = .classes(names: classNumbers.names)
    return copy
  }

  /// Makes the data set; the same plan always gives the same bits.
  func evaluate() -> BlockOutcome {
    var data: Dataset
    switch recipe.source {
    case .generator(let generator):
      data = generator.make(seed: recipe.seed, name: recipe.stream)
    case .table(let inputs, let target):
      data = Dataset(columns: columns, inputs: inputs, target: target, trainingRowCount: rowCount)
    case .curve(let x, let curve, let noise):
      switch values(of: curve, at: x) {
      case .failure(let problem): return .failure(problem.diagnostic)
      case .success(let y):
        data = Dataset(x: x, y: y, noise: noise, seed: recipe.seed, name: recipe.stream)
      }
    }
    data = data.split(trainingShare: recipe.split, seed: recipe.seed, name: recipe.stream)
    var standardization: Dataset.Standardization?
    if recipe.isStandardized {
      standardization = data.standardization()
      data = data.standardized()
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
  var summary: String {
    let shownColumns =
      columns.count <= 6 ? columns.joined(separator: ", ") : "\(columns.count) columns"
    let goal: String =
      switch target {
      case .numbers(let names): "with target \(names.joined(separator: ", "))"
      case .classes(let names): "in \(names.count) classes"
      }
    let use =
      trainingRowCount == rowCount
      ? "all train"
      : "\(ValueText.grouped(trainingRowCount)) train, "
        + "\(ValueText.grouped(rowCount - trainingRowCount)) test"
    let rows = "\(ValueText.counted(rowCount, "row")) of \(shownColumns) \(goal): \(use)."
    guard case .generator(let generator) = recipe.source,
      case .file(_, let droppedCount) = generator.rows, droppedCount > 0
    else { return rows }
    return rows + " Left out for missing values: \(ValueText.counted(droppedCount, "row"))."
  }
}
