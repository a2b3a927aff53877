import Diagnostics
import NeuralEngine
package import NotebookSyntax

/// `data NAME`: defines a data set.
package struct DataDirective: DirectiveSchema {
  package static let kind = DirectiveKind.data
  package static let meaning = "defines a data set"
  package static let foreignSpellings = ForeignSpelling.data

  static let from = Option(
    "from", .call(of: DatasetGenerator.registry), meaning: "a generator with its options",
    example: "circles n=400 noise=0.1")
  static let x = Option(
    "x", .numbers, meaning: "the values of the input", example: "0.2..1.6 step 0.2")
  static let y = Option(
    "y", .either(.numbers, where: { $0.elements != nil }, or: .expression),
    meaning: "an expression of `x`, or a list", example: "sin(x)")
  static let noise = Option(
    "noise", .number(atLeast: 0), default: 0, shownAs: "0",
    meaning: "the standard deviation of what is added to `y`", example: "0.1")
  static let columns = Option(
    "columns", .list(of: .text), meaning: "the names of the columns of `rows`",
    example: "[x1, x2, y]")
  static let rows = Option(
    "rows", .list(of: .tableRow), meaning: "a table written in place",
    example: "[[0, 0, 0], [0, 1, 1]]")
  static let target = Option(
    "target", .text, meaning: "the column to predict; the last one by default", example: "y")
  static let split = Option(
    "split", .number(above: 0, atMost: 1),
    meaning: "the share of rows that trains; the rest tests", example: "0.8")
  static let standardize = Option(
    "standardize", .boolean, default: false, shownAs: "false",
    meaning: "whether columns get mean 0 and standard deviation 1", example: "true")

  package static let options: [any OptionDeclaration] = [
    from, x, y, noise, columns, rows, target, split, standardize,
  ]

  package static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    let isCurve = values.isGiven(x) || values.isGiven(y)
    let isTable = values.isGiven(rows) || values.isGiven(columns)
    let forms: [(isGiven: Bool, option: any OptionDeclaration)] = [
      (values.isGiven(from), from), (isCurve, values.isGiven(x) ? x : y),
      (isTable, values.isGiven(rows) ? rows : columns),
    ]
    let given = forms.filter(\.isGiven).map(\.option)
    guard let first = given.first else {
      context.report(
        .error(
          .missingOption, "`data` needs `from`, or `x` and `y`, or `columns` and `rows`",
          at: directive.kind.range, label: "such as `from: circles n=400`"))
      return nil
    }
    for other in given.dropFirst() {
      context.report(
        .error(
          .conflictingOptions, "`\(first.name)` and `\(other.name)` exclude each other",
          at: values.keyRange(of: other),
          notes: ["a data set has one source: `from`, `x` and `y`, or `columns` and `rows`"]))
    }
    if !isCurve, values.isGiven(noise) {
      context.report(
        .error(
          .conflictingOptions, "`noise` belongs to `x` and `y`",
          at: values.keyRange(of: noise),
          label: values.isGiven(from) ? "write `from: … noise=0.1`" : nil))
    }
    if !isTable, values.isGiven(target) {
      context.report(
        .error(
          .conflictingOptions, "`target` belongs to `columns` and `rows`",
          at: values.keyRange(of: target),
          label: values.isGiven(from) ? "a file's stands in `from: csv PATH target=…`" : nil))
    }
    guard given.count == 1 else { return nil }
    let errorCount = context.errorCount
    let data: PlannedDataset? =
      isCurve
      ? curve(directive, values, &context)
      : isTable ? TableReader(directive, values).plan(in: &context) : generated(values, &context)
    guard let data, context.errorCount == errorCount else { return nil }
    return Plan(data: data)
  }

  private static func generated(
    _ values: OptionValues, _ context: inout PlanningContext
  ) -> PlannedDataset? {
    values[from]?.plan(
      id: context.currentUnit, name: context.currentName, split: values[split],
      isStandardized: values[standardize] ?? false, seed: context.seed,
      stream: context.currentName)
  }

  private static func curve(
    _ directive: Directive, _ values: OptionValues, _ context: inout PlanningContext
  ) -> PlannedDataset? {
    for option in [x as any OptionDeclaration, y] where !values.isGiven(option) {
      context.report(
        .error(
          .missingOption, "`data` needs `\(option.name)` too", at: directive.kind.range,
          label: "add `\(option.name): \(option.example)`"))
    }
    guard let x = values[x], let given = values[y], let noise = values[noise] else { return nil }
    let source: DataRecipe.Curve
    var trueCurve: ColumnFunction?
    switch given {
    case .first(let list):
      guard list.count == x.count else {
        context.report(
          .error(
            .shapeMismatch, "`y` has \(list.count) values, `x` has \(x.count)",
            at: values.valueRange(of: y)))
        return nil
      }
      source = .values(list)
    case .second(let expression):
      guard let function = ColumnFunction(expression, columns: ["x"], in: &context) else {
        return nil
      }
      // A curve that has no value at some x is an error of the plan: nothing has to run for it.
      if case .failure(let problem) = function.values(columns: [x]) {
        context.report(problem.diagnostic)
        return nil
      }
      source = .function(function)
      trueCurve = function
    }
    let split = values[split] ?? 1
    return PlannedDataset(
      id: context.currentUnit, name: context.currentName, columns: ["x"],
      target: .numbers(columns: ["y"]), rowCount: x.count,
      trainingRowCount: Dataset.trainingRowCount(of: x.count, share: split),
      trueCurve: trueCurve, classNumbers: classNumbers(source, noise),
      recipe: DataRecipe(
        source: .curve(x: x, y: source, noise: noise), split: split,
        isStandardized: values[standardize] ?? false, seed: context.seed,
        stream: context.currentName))
  }

  private static func classNumbers(
    _ source: DataRecipe.Curve, _ noise: Double
  ) -> ClassNumbers? {
    guard noise == 0, case .values(let values) = source else { return nil }
    return ClassNumbers(of: values)
  }

  private struct Plan: PlannedBlock {
    var data: PlannedDataset

    var definition: BlockDefinition { .data(data) }
    var offers: [ValueOffer] { data.offers }
    func run(in context: ExecutionContext) -> BlockOutcome { data.evaluate() }
  }
}
