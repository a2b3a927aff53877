/// A data set read from a CSV file.
package struct CSVTable: Sendable, Equatable {
  /// How a file is read.
  package struct Options: Sendable, Equatable {
    /// Whether the first line names the columns; else they are called x1, x2, ….
    package var hasHeader: Bool
    /// The column to predict: its name, or its number from 1. The last one where nil.
    package var target: String?
    /// The input columns in order; all but the target where nil.
    package var inputs: [String]?
    /// Whether the target's values are classes; where nil, text is classes and numbers are numbers.
    package var isClasses: Bool?
    package var missingRows: MissingRows

    /// Creates options.
    package init(
      hasHeader: Bool = true, target: String? = nil, inputs: [String]? = nil,
      isClasses: Bool? = nil, missingRows: MissingRows = .error
    ) {
      self.hasHeader = hasHeader
      self.target = target
      self.inputs = inputs
      self.isClasses = isClasses
      self.missingRows = missingRows
    }
  }

  /// What happens to rows with missing values.
  package enum MissingRows: String, Sendable, CaseIterable {
    case error
    case drop
  }

  /// The most classes that a target may have.
  package static let classLimit = 1_000
  /// The most lines that an error names.
  package static let namedLineLimit = 5

  /// All rows in the file's order; all of them train.
  package var data: Dataset
  /// Whether every name in the header is a number: the file hardly has a header.
  package var isHeaderNumeric: Bool
  /// The number of rows left out for missing values.
  package var droppedCount: Int

  /// Reads a CSV file (RFC 4180; any line ends, byte order mark or not).
  ///
  /// Missing values are empty fields, `NA`, `N/A`, `NaN`, `NULL`, their lower-case forms that
  /// pandas knows, and `?`. Classes of text stand in the order of their first rows, classes of
  /// numbers in ascending order.
  package static func parse(
    _ bytes: [UInt8], options: Options = Options()
  ) throws(CSVError) -> CSVTable {
    var reader = CSVReader(bytes)
    guard try reader.next() else { throw .noRows }
    let header = try header(reader, options)
    var hasRecord = true
    if options.hasHeader { hasRecord = try reader.next() }
    var rows = CSVRows(header, options)
    while hasRecord {
      rows.add(reader)
      hasRecord = try reader.next()
    }
    let data = try rows.dataset()
    return CSVTable(
      data: data, isHeaderNumeric: header.isNumeric, droppedCount: rows.droppedCount)
  }

  /// The columns of a file and what they are for.
  struct Header {
    var names: [String]
    var isNumeric: Bool
    var target: Int
    var inputs: [Int]
  }

  private static func header(
    _ reader: CSVReader, _ options: Options
  ) throws(CSVError) -> Header {
    var names: [String] = []
    for (index, field) in reader.fields.enumerated() {
      guard options.hasHeader else {
        names.append("x\(index + 1)")
        continue
      }
      guard let name = reader.string(field) else { throw .notUTF8(line: reader.line) }
      names.append(name.isEmpty ? "column\(index + 1)" : name)
    }
    guard names.count > 1 else {
      let separator = [";", "\t", "|"].first { separator in
        reader.text.contains(separator.utf8.first ?? 0)
      }
      throw .oneColumn(separator: separator)
    }
    var known: Set<String> = []
    for name in names where !known.insert(name).inserted { throw .duplicateColumn(name) }
    func index(of name: String) -> Int? {
      if let index = names.firstIndex(of: name) { return index }
      guard let number = Int(name), names.indices.contains(number - 1) else { return nil }
      return number - 1
    }
    var target = names.count - 1
    if let wanted = options.target {
      guard let index = index(of: wanted) else {
        throw .unknownTarget(wanted, columns: names)
      }
      target = index
    }
    var inputs: [Int] = []
    for wanted in options.inputs ?? names where options.inputs != nil || wanted != names[target] {
      guard let index = index(of: wanted) else { throw .unknownInput(wanted, columns: names) }
      guard index != target else { throw .targetAmongInputs(wanted) }
      guard !inputs.contains(index) else { throw .duplicateInput(wanted) }
      inputs.append(index)
    }
    let isNumeric = options.hasHeader && reader.fields.allSatisfy { reader.number($0) != nil }
    return Header(names: names, isNumeric: isNumeric, target: target, inputs: inputs)
  }
}

/// Collects the rows of a CSV file.
private struct CSVRows {
  let header: CSVTable.Header
  let options: CSVTable.Options
  private var inputs: [Double] = []
  private var labels: [String] = []
  /// The targets as numbers, as long as all of them are.
  private var numbers: [Double]? = []
  private var firstText: CSVError.BadLine?
  private var badLines: [CSVError.BadLine] = []
  private var badCount = 0
  private var brokenLine: Int?
  private(set) var droppedCount = 0

  init(_ header: CSVTable.Header, _ options: CSVTable.Options) {
    self.header = header
    self.options = options
  }

  mutating func add(_ reader: CSVReader) {
    let fields = reader.fields
    guard fields.count == header.names.count else {
      report(reader.line, .fieldCount(fields.count, expected: header.names.count))
      return
    }
    let start = inputs.count
    let used = header.inputs + [header.target]
    if let missing = used.first(where: { reader.isMissing(fields[$0]) }) {
      if options.missingRows == .drop {
        droppedCount += 1
      } else {
        report(reader.line, .missing(column: header.names[missing]))
      }
      return
    }
    for column in header.inputs {
      guard let number = reader.number(fields[column]) else {
        inputs.removeSubrange(start...)
        report(reader.line, notNumber(reader, column))
        return
      }
      inputs.append(number)
    }
    guard let label = reader.string(fields[header.target]) else {
      inputs.removeSubrange(start...)
      if brokenLine == nil { brokenLine = reader.line }
      return
    }
    if let number = reader.number(fields[header.target]) {
      numbers?.append(number)
    } else {
      if options.isClasses == false {
        inputs.removeSubrange(start...)
        report(reader.line, notNumber(reader, header.target))
        return
      }
      numbers = nil
      if firstText == nil {
        firstText = CSVError.BadLine(
          line: reader.line, problem: notNumber(reader, header.target))
      }
    }
    labels.append(label)
  }

  /// Returns the data set of all rows.
  func dataset() throws(CSVError) -> Dataset {
    if let brokenLine { throw .notUTF8(line: brokenLine) }
    guard badCount == 0 else { throw .badLines(badLines, count: badCount) }
    guard !labels.isEmpty else {
      if droppedCount > 0 { throw .onlyMissing }
      throw .noRows
    }
    return Dataset(
      columns: header.inputs.map { header.names[$0] }, inputs: inputs, target: try target(),
      trainingRowCount: labels.count)
  }

  private func target() throws(CSVError) -> Dataset.Target {
    let column = header.names[header.target]
    if let numbers, options.isClasses != true { return .numbers(numbers, columns: [column]) }
    let classes: [Int]
    var names: [String] = []
    if let numbers {
      // 1 and 1.0 are the same class, named as it stands first; −0 is 0.
      let values = Set(numbers.map { $0 + 0 }).sorted()
      try check(count: values.count, column)
      var indices: [Double: Int] = [:]
      for (index, value) in values.enumerated() { indices[value] = index }
      classes = numbers.map { indices[$0 + 0] ?? 0 }
      names = values.map { value in
        numbers.firstIndex(of: value).map { labels[$0] } ?? ""
      }
    } else {
      var indices: [String: Int] = [:]
      var found: [Int] = []
      for label in labels {
        if let index = indices[label] {
          found.append(index)
        } else {
          indices[label] = names.count
          found.append(names.count)
          names.append(label)
        }
      }
      classes = found
      try check(count: names.count, column)
    }
    guard names.count > 1 else { throw .oneClass(column: column, name: names.first ?? "") }
    return .classes(classes, names: names)
  }

  private func check(count: Int, _ column: String) throws(CSVError) {
    guard count <= CSVTable.classLimit else {
      throw .tooManyClasses(
        column: column, count: count, firstText: firstText)
    }
  }

  private func notNumber(
    _ reader: CSVReader, _ column: Int
  ) -> CSVError.BadLine.Problem {
    let field = reader.fields[column]
    let text = reader.string(field) ?? String(decoding: reader.text[field.range], as: UTF8.self)
    return .notNumber(column: header.names[column], text: text)
  }

  private mutating func report(_ line: Int, _ problem: CSVError.BadLine.Problem) {
    badCount += 1
    guard badLines.count < CSVTable.namedLineLimit else { return }
    badLines.append(CSVError.BadLine(line: line, problem: problem))
  }
}
