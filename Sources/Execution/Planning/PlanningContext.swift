package import Diagnostics
package import NotebookSyntax

/// What is known while a notebook is planned: the names defined so far, and the problems found.
///
/// A schema's `plan` reads names through it, which records what the block depends on, and reports
/// problems to it. Nothing trains while plans are made.
package struct PlanningContext: Sendable {
  /// The notebook's text.
  package let source: SourceText
  /// The seed of the notebook.
  package let seed: UInt64
  /// The files that were read for the plan, by the path that the author wrote.
  let files: [String: DataFile]
  /// The paths of the files that blocks name as data, in order.
  private(set) var dataPaths: [String] = []
  /// The problems found in the block that is being planned.
  package private(set) var diagnostics: [Diagnostic] = []
  /// The units whose results the block that is being planned reads, ascending.
  package private(set) var dependencies: [UnitID] = []
  /// Data sets that blocks call without a name; they run like blocks of their own.
  private(set) var unnamedData: [PlannedDataset] = []
  private var unnamedDataByCall: [String: PlannedDataset] = [:]
  private var definitions: [String: Definition] = [:]
  /// Names in the order of their definition.
  private var definedNames: [String] = []
  private var nextUnit: Int
  /// The unit that the block being planned will be.
  private(set) var currentUnit = UnitID(0)
  /// The name of the block that is being planned, empty where it has none.
  package private(set) var currentName = ""

  /// What a name stands for.
  private enum Definition {
    case data(PlannedDataset)
    case run(PlannedRun)
    case trace
    /// The block that defines the name has errors of its own.
    case broken(DirectiveKind)
  }

  /// Creates the context of a notebook before its first block.
  package init(
    source: SourceText, seed: UInt64, blockCount: Int, files: [String: DataFile] = [:]
  ) {
    self.source = source
    self.seed = seed
    self.files = files
    nextUnit = blockCount
  }

  // MARK: Problems

  /// Records a problem of the current block.
  package mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// Records problems of the current block.
  package mutating func report(contentsOf others: [Diagnostic]) {
    diagnostics.append(contentsOf: others)
  }

  /// Reports a value of the wrong type: "`epochs` takes a whole number of at least 1".
  package mutating func reportWrongType(
    _ node: YAMLNode, _ subject: String, _ expectation: String
  ) {
    // A number where a whole one is wanted is the wrong number, not the wrong kind.
    let isFraction = expectation.hasPrefix("a whole number") && node.number != nil
    let label =
      isFraction
      ? node.integer == nil ? "this is not whole" : nil : "this is \(node.kindDescription)"
    report(
      .error(.wrongType, "\(subject) takes \(expectation)", at: node.range, label: label))
  }

  /// Reports a number that is outside of its bounds.
  package mutating func reportOutOfRange(
    _ node: YAMLNode, _ subject: String, _ expectation: String
  ) {
    report(.error(.outOfRange, "\(subject) takes \(expectation)", at: node.range))
  }

  /// Whether the current block has an error, be it in the options of all blocks.
  package var hasErrors: Bool { errorCount > 0 }

  /// How many errors the current block has so far.
  package var errorCount: Int { diagnostics.filter { $0.severity == .error }.count }

  /// Starts a block.
  mutating func startBlock(_ unit: UnitID, name: String?) {
    currentUnit = unit
    currentName = name ?? ""
    diagnostics = []
    dependencies = []
  }

  /// Takes the problems and dependencies of the current block.
  mutating func takeBlock() -> (diagnostics: [Diagnostic], dependencies: [UnitID]) {
    defer { startBlock(currentUnit, name: nil) }
    return (diagnostics, dependencies.sorted())
  }

  // MARK: Files

  /// Returns the bytes of a file that a block names, or reports at its path why there are none.
  mutating func file(_ path: ScalarText) -> [UInt8]? {
    if !dataPaths.contains(path.text) { dataPaths.append(path.text) }
    switch files[path.text] {
    case .content(let bytes): return bytes
    case .problem(let code, let message, let label):
      report(.error(code, message, at: path.range, label: label))
    case nil:
      report(.error(.fileNotFound, "file `\(path.text)` has not been read", at: path.range))
    }
    return nil
  }

  // MARK: Names

  /// Returns the data set of a name, or reports that there is none; nil without a report where the
  /// defining block has errors itself.
  package mutating func data(named name: Located<String>) -> PlannedDataset? {
    switch definitions[name.value] {
    case .data(let data):
      depend(on: data.id)
      return data
    case .broken(.data): return nil
    case .run, .trace, .broken:
      reportWrongKind(name, isNo: "data set")
      return nil
    case nil:
      reportUnknownData(name)
      return nil
    }
  }

  /// Returns whether a data set of this name is defined, broken or not.
  package func hasData(named name: String) -> Bool {
    switch definitions[name] {
    case .data, .broken(.data): true
    default: false
    }
  }

  /// Returns the run of a name, or reports that there is none; nil without a report where the
  /// defining block has errors itself.
  package mutating func run(named name: Located<String>) -> PlannedRun? {
    switch definitions[name.value] {
    case .run(let run):
      depend(on: run.id)
      return run
    case .broken(.train): return nil
    case .data, .trace, .broken:
      reportWrongKind(name, isNo: "training run")
      return nil
    case nil:
      let runs = runNames
      report(
        .error(
          .unknownRun, "unknown run `\(name.value)`", at: name.range,
          label: Suggestions.question(for: name.value, in: runs),
          notes: [
            runs.isEmpty
              ? "no `train` block stands above this one" : "runs: \(runs.joined(separator: ", "))"
          ]))
      return nil
    }
  }

  /// Returns the unnamed data set of a call; equal calls share one set.
  package mutating func unnamedData(
    call: String, make: (UnitID) -> PlannedDataset?
  ) -> PlannedDataset? {
    if let known = unnamedDataByCall[call] {
      depend(on: known.id)
      return known
    }
    guard let data = make(UnitID(nextUnit)) else { return nil }
    nextUnit += 1
    unnamedData.append(data)
    unnamedDataByCall[call] = data
    depend(on: data.id)
    return data
  }

  /// The names of all data sets defined so far, in order.
  package var dataNames: [String] { definedNames.filter(hasData) }

  /// The names of all runs defined so far, in order.
  package var runNames: [String] {
    definedNames.filter { name in
      switch definitions[name] {
      case .run, .broken(.train): true
      default: false
      }
    }
  }

  private mutating func depend(on unit: UnitID) {
    if !dependencies.contains(unit) { dependencies.append(unit) }
  }

  private mutating func reportWrongKind(_ name: Located<String>, isNo noun: String) {
    let kind =
      switch definitions[name.value] {
      case .data, .broken(.data): "a data set"
      case .run, .broken(.train): "a training run"
      default: "a trace"
      }
    let isData = noun == "data set"
    let names = isData ? dataNames : runNames
    report(
      .error(
        isData ? .unknownData : .unknownRun, "`\(name.value)` is \(kind), not a \(noun)",
        at: name.range,
        notes: names.isEmpty ? [] : ["\(noun)s: \(names.joined(separator: ", "))"]))
  }

  private mutating func reportUnknownData(_ name: Located<String>) {
    let names = dataNames + DatasetGenerator.registry.names
    report(
      .error(
        .unknownData, "unknown data set `\(name.value)`", at: name.range,
        label: Suggestions.question(for: name.value, in: names),
        notes: (dataNames.isEmpty ? [] : ["data sets: \(dataNames.joined(separator: ", "))"])
          + ["generators: \(DatasetGenerator.registry.names.joined(separator: ", "))"]))
  }

  // MARK: Definitions

  mutating func define(data: PlannedDataset, as name: String) { define(.data(data), as: name) }
  mutating func define(run: PlannedRun, as name: String) { define(.run(run), as: name) }
  mutating func defineTrace(as name: String) { define(.trace, as: name) }
  mutating func defineBroken(_ kind: DirectiveKind, as name: String) {
    define(.broken(kind), as: name)
  }

  private mutating func define(_ definition: Definition, as name: String) {
    if definitions.updateValue(definition, forKey: name) == nil { definedNames.append(name) }
  }
}

/// Numbers the units of work of a notebook: its directives from 0, then its unnamed data sets.
package struct UnitID: Hashable, Sendable, Comparable {
  let index: Int

  init(_ index: Int) { self.index = index }

  package static func < (first: UnitID, second: UnitID) -> Bool { first.index < second.index }
}
