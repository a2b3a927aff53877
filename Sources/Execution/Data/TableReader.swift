import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A row of a table written in place.
struct TableRow: Sendable {
  /// A number, or the name of a class.
  enum Cell: Sendable, Equatable {
    case number(Double)
    case text(String)
  }

  var cells: [Located<Cell>]
  var range: SourceRange
}

extension ValueType where Value == TableRow {
  /// A list of numbers; text stands in the target's column alone.
  static var tableRow: ValueType {
    let expectation = "a list such as `[0, 1, 1]`"
    return ValueType(expectation, form: .list(.any)) { node, subject, context in
      guard let nodes = node.elements else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      var cells: [Located<TableRow.Cell>] = []
      for node in nodes {
        if let number = node.number, number.isFinite {
          cells.append(Located(.number(number), at: node.range))
        } else if let text = node.text, !node.isNull, node.number == nil {
          cells.append(Located(.text(text), at: node.range))
        } else {
          context.reportWrongType(node, "each entry of \(subject)", "a number, or a class's name")
          return nil
        }
      }
      return TableRow(cells: cells, range: node.range)
    }
  }
}

/// Turns `columns` and `rows` into a data set.
struct TableReader {
  private let directive: Directive
  private let values: OptionValues

  init(_ directive: Directive, _ values: OptionValues) {
    self.directive = directive
    self.values = values
  }

  /// Returns the data set, or nil after reporting what is wrong with the table.
  func plan(in context: inout PlanningContext) -> PlannedDataset? {
    let pair: [any OptionDeclaration] = [DataDirective.columns, DataDirective.rows]
    for option in pair where !values.isGiven(option) {
      context.report(
        .error(
          .missingOption, "`data` needs `\(option.name)` too", at: directive.kind.range,
          label: "add `\(option.name): \(option.example)`"))
    }
    guard let names = values[DataDirective.columns], let rows = values[DataDirective.rows],
      let target = targetIndex(names, &context), areRectangular(rows, names.count, &context)
    else { return nil }
    let goals = rows.map { $0.cells[target] }
    guard let inputs = inputs(rows, names, without: target, &context) else { return nil }
    let split = values[DataDirective.split] ?? 1
    let (goal, classNumbers) = self.target(goals, name: names[target])
    var columns = names
    columns.remove(at: target)
    return PlannedDataset(
      id: context.currentUnit, name: context.currentName, columns: columns,
      target: goal.plan, rowCount: rows.count,
      trainingRowCount: Dataset.trainingRowCount(of: rows.count, share: split),
      trueCurve: nil, classNumbers: classNumbers,
      recipe: DataRecipe(
        source: .table(inputs: inputs, target: goal), split: split,
        isStandardized: values[DataDirective.standardize] ?? false, seed: context.seed,
        stream: context.currentName))
  }

  private func targetIndex(_ names: [String], _ context: inout PlanningContext) -> Int? {
    let place = values.valueRange(of: DataDirective.columns)
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      context.report(.error(.duplicateName, "two columns are called `\(name)`", at: place))
      return nil
    }
    guard names.count >= 2 else {
      context.report(
        .error(
          .outOfRange, "a table needs at least two columns, an input and the target", at: place))
      return nil
    }
    guard let wanted = values[DataDirective.target] else { return names.count - 1 }
    if let index = names.firstIndex(of: wanted) { return index }
    context.report(
      .error(
        .unknownValue, "no column is called `\(wanted)`",
        at: values.valueRange(of: DataDirective.target),
        label: Suggestions.question(for: wanted, in: names),
        notes: ["columns: \(names.joined(separator: ", "))"]))
    return nil
  }

  private func areRectangular(
    _ rows: [TableRow], _ width: Int, _ context: inout PlanningContext
  ) -> Bool {
    let wrong = rows.filter { $0.cells.count != width }
    for row in wrong {
      context.report(
        .error(
          .shapeMismatch,
          "the row has \(ValueText.counted(row.cells.count, "value")), there are \(width) columns",
          at: row.range))
    }
    return wrong.isEmpty
  }

  private func inputs(
    _ rows: [TableRow], _ names: [String], without target: Int, _ context: inout PlanningContext
  ) -> [Double]? {
    var inputs: [Double] = []
    var isComplete = true
    for row in rows {
      for (index, cell) in row.cells.enumerated() where index != target {
        switch cell.value {
        case .number(let number): inputs.append(number)
        case .text(let text):
          isComplete = false
          context.report(
            .error(
              .wrongType, "`\(names[index])` takes numbers, not `\(text)`", at: cell.range,
              label: "only the target may be text"))
        }
      }
    }
    return isComplete ? inputs : nil
  }

  /// Numbers stay numbers; with any text among them, the cells are the names of classes in the
  /// order of their first appearance.
  private func target(
    _ cells: [Located<TableRow.Cell>], name: String
  ) -> (target: Dataset.Target, classNumbers: ClassNumbers?) {
    let numbers = cells.compactMap { cell -> Double? in
      if case .number(let number) = cell.value { number } else { nil }
    }
    if numbers.count == cells.count {
      return (.numbers(numbers, columns: [name]), ClassNumbers(of: numbers))
    }
    var names: [String] = []
    let classes = cells.map { cell in
      let text: String =
        switch cell.value {
        case .text(let text): text
        case .number(let number): ValueText.number(number)
        }
      if let known = names.firstIndex(of: text) { return known }
      names.append(text)
      return names.count - 1
    }
    return (.classes(classes, names: names), nil)
  }
}

extension Dataset.Target {
  /// What is known of the target before the data exists.
  var plan: PlannedDataset.Target {
    switch self {
    case .numbers(_, let columns): .numbers(columns: columns)
    case .classes(_, let names): .classes(names: names)
    }
  }
}
