import Diagnostics
import NeuralEngine
import NotebookSyntax

/// `csv PATH target=COLUMN`: a data set from a file with comma-separated values.
enum CSVCall {
  private static let path = Option.required(
    "path", .locatedText, meaning: "the file, from the notebook's folder on",
    example: "points.csv")
  private static let target = Option(
    "target", .text,
    meaning: "the column to predict, by name or by number from 1; the last one by default",
    example: "y")
  private static let inputs = Option(
    "inputs", .list(of: .text), meaning: "the input columns; all but the target by default",
    example: "[x1, x2]")
  private static let header = Option(
    "header", .boolean, default: true, shownAs: "true",
    meaning: "whether the first line names the columns; else they are x1, x2, …",
    example: "false")
  private static let classes = Option(
    "classes", .boolean,
    meaning: "whether the target's values are classes; text is and numbers are not by default",
    example: "true")
  private static let shape = Option(
    "shape", .extents(1...100_000, count: 2...3),
    meaning: "the extents of the image that the inputs are: height and width, or channels first",
    example: "28x28")
  private static let missing = Option(
    "missing", .choice(CSVTable.MissingRows.self), default: .error, shownAs: "error",
    meaning: "whether rows with missing values are errors or dropped", example: "drop")

  static let declaration = CallDeclaration<DatasetGenerator>(
    "csv", meaning: "a file with comma-separated values", example: "csv points.csv target=y",
    positional: [path], named: [target, inputs, header, classes, shape, missing]
  ) { values, context in make(values, &context) }

  private static func make(
    _ values: OptionValues, _ context: inout PlanningContext
  ) -> DatasetGenerator? {
    guard let path = values[path], let header = values[header], let missing = values[missing]
    else { return nil }
    if values[inputs]?.isEmpty == true {
      context.report(
        .error(.outOfRange, "`inputs` needs a column", at: values.valueRange(of: inputs)))
      return nil
    }
    guard let bytes = context.file(path) else { return nil }
    let options = CSVTable.Options(
      hasHeader: header, target: values[target], inputs: values[inputs],
      isClasses: values[classes], missingRows: missing)
    if values.isGiven(shape), values[shape] == nil { return nil }
    var table: CSVTable
    do throws(CSVError) {
      table = try CSVTable.parse(bytes, options: options)
    } catch {
      context.report(diagnostic(error, path, values))
      return nil
    }
    if table.isHeaderNumeric {
      context.report(
        .warning(
          .badData, "the first line of `\(path.text)` has only numbers, no names of columns",
          at: path.range, label: "add `header=false`"))
    }
    if let extents = values[shape] {
      let columnCount = table.data.columns.count
      let image = Dataset.ImageShape(
        channels: extents.count == 3 ? extents[0] : 1, height: extents[extents.count - 2],
        width: extents[extents.count - 1])
      guard image.count == columnCount else {
        let shown = extents.map(String.init).joined(separator: "×")
        context.report(
          .error(
            .shapeMismatch,
            "`\(path.text)` has \(ValueText.counted(columnCount, "input column")), an image of"
              + " \(shown) has \(ValueText.counted(image.count, "pixel"))",
            at: values.valueRange(of: shape)))
        return nil
      }
      table.data.imageShape = image
    }
    var words = ["csv \(path.text)", "header=\(header)", "missing=\(missing.rawValue)"]
    words += values[target].map { ["target=\($0)"] } ?? []
    words += values[inputs].map { ["inputs=\($0)"] } ?? []
    words += values[classes].map { ["classes=\($0)"] } ?? []
    words += values[shape].map { ["shape=\($0)"] } ?? []
    return DatasetGenerator(
      rows: .file(table.data, droppedCount: table.droppedCount), name: path.text,
      call: words.joined(separator: " "))
  }

  // MARK: Problems

  private static func diagnostic(
    _ error: CSVError, _ path: ScalarText, _ values: OptionValues
  ) -> Diagnostic {
    let file = "`\(path.text)`"
    func bad(_ message: String, label: String? = nil, notes: [String] = []) -> Diagnostic {
      .error(.badData, message, at: path.range, label: label, notes: notes)
    }
    func unknown(
      _ name: String, _ columns: [String], _ option: any OptionDeclaration
    ) -> Diagnostic {
      let shown = columns.prefix(24).joined(separator: ", ")
      return .error(
        .unknownValue, "\(file) has no column `\(name)`", at: values.valueRange(of: option),
        label: Suggestions.question(for: name, in: columns),
        notes: ["columns: \(shown)\(columns.count > 24 ? ", …" : "")"])
    }
    switch error {
    case .noRows: return bad("\(file) has no rows")
    case .notUTF8(let line):
      return bad("line \(line) of \(file) is not UTF-8", label: "save the file as UTF-8")
    case .unclosedQuote(let line):
      return bad(
        "\(file) has a quote that is never closed", notes: ["line \(line): the quote opens here"])
    case .textAfterQuote(let line):
      return bad(
        "\(file) has text after a closing quote",
        notes: ["line \(line): quotes inside of quotes are doubled, as in `\"a \"\"b\"\" c\"`"])
    case .oneColumn(let separator):
      return bad(
        "\(file) has one column, an input and a target are needed",
        label: separator.map {
          "`\($0 == "\t" ? "tab" : $0)` separates its values; write commas"
        })
    case .duplicateColumn(let name): return bad("\(file) has two columns `\(name)`")
    case .unknownTarget(let name, let columns): return unknown(name, columns, target)
    case .unknownInput(let name, let columns): return unknown(name, columns, inputs)
    case .duplicateInput(let name):
      return .error(
        .duplicateName, "`\(name)` is among `inputs` twice", at: values.valueRange(of: inputs))
    case .targetAmongInputs(let name):
      return .error(
        .conflictingOptions, "`\(name)` is the target, it cannot be an input",
        at: values.valueRange(of: inputs))
    case .badLines(let lines, let count): return badLines(lines, count, path, values)
    case .onlyMissing: return bad("every row of \(file) has a missing value")
    case .oneClass(let column, let name):
      return bad("the target `\(column)` of \(file) is `\(name)` in every row")
    case .tooManyClasses(let column, let count, let text):
      return .error(
        .limitExceeded,
        "the target `\(column)` of \(file) has \(ValueText.grouped(count)) classes, at most "
          + "\(ValueText.grouped(CSVTable.classLimit)) can be told apart",
        at: path.range,
        notes: text.map { ["\(words($0)), so that values are taken for names of classes"] } ?? [])
    }
  }

  private static func badLines(
    _ lines: [CSVError.BadLine], _ count: Int, _ path: ScalarText, _ values: OptionValues
  ) -> Diagnostic {
    var notes = lines.map(words)
    if count > lines.count { notes.append("and \(ValueText.grouped(count - lines.count)) more") }
    let file = "`\(path.text)`"
    let message: String
    var label: String?
    switch lines.first?.problem {
    case .missing:
      message = "\(file) has missing values"
      label = "add `missing=drop` to leave such rows out"
    case .notNumber:
      message = "\(file) has text where numbers belong"
      let isHeader = count == 1 && lines.first?.line == 1
      label =
        isHeader && values[header] == false
        ? "remove `header=false` if line 1 names the columns"
        : values.isGiven(inputs) ? nil : "add `inputs=[…]` to choose columns"
    default: message = "\(file) has lines of different lengths"
    }
    return .error(.badData, message, at: path.range, label: label, notes: notes)
  }

  private static func words(_ line: CSVError.BadLine) -> String {
    let problem: String =
      switch line.problem {
      case .fieldCount(let count, let expected):
        "\(ValueText.counted(count, "value")), there are \(expected) columns"
      case .missing(let column): "`\(column)` is missing"
      case .notNumber(let column, let text): "`\(column)` is `\(shortened(text))`, not a number"
      }
    return "line \(line.line): \(problem)"
  }

  private static func shortened(_ text: String) -> String {
    text.count > 40 ? text.prefix(40) + "…" : text
  }
}
