package import Diagnostics
package import NotebookSyntax

/// Resolves and checks every directive of a notebook before anything runs.
package struct NotebookPlanner {
  private let notebook: Notebook
  private var context: PlanningContext
  private var blocks: [BlockPlan] = []
  private var names: [String: SourceRange] = [:]
  private var labels: LabelTable
  private var figureCount = 0
  private var tableCount = 0
  private var diagnostics: [Diagnostic]

  /// Plans a notebook.
  ///
  /// - Parameters:
  ///   - diagnostics: What parsing the notebook found; an error there keeps the notebook
  ///     from running, but its directives are still checked.
  ///   - files: What stands at the paths that the notebook names as data.
  package static func plan(
    _ notebook: Notebook, diagnostics: [Diagnostic] = [], files: [String: DataFile] = [:]
  ) -> NotebookPlan {
    var planner = NotebookPlanner(notebook, diagnostics, files)
    return planner.plan()
  }

  private init(
    _ notebook: Notebook, _ diagnostics: [Diagnostic], _ files: [String: DataFile]
  ) {
    self.notebook = notebook
    self.diagnostics = diagnostics
    labels = LabelTable(source: notebook.source)
    context = PlanningContext(
      source: notebook.source, seed: notebook.frontMatter.seed,
      blockCount: notebook.directives.count, files: files)
  }

  private mutating func plan() -> NotebookPlan {
    for directive in notebook.directives {
      blocks.append(planBlock(directive, id: UnitID(blocks.count)))
    }
    var inlines = NotebookInlines(notebook)
    labels.add(inlines, numbersSections: notebook.frontMatter.numbersSections)
    for block in blocks { inlines.add(block.options.inlines) }
    diagnostics += labels.diagnostics
    diagnostics += labels.brokenReferences(in: inlines.references)
    diagnostics += checkValues(inlines.values)
    diagnostics += blocks.flatMap(\.diagnostics)
    return NotebookPlan(
      notebook: notebook, blocks: blocks, unnamedData: context.unnamedData,
      labels: labels.targets, values: inlines.values, math: inlines.math,
      dataPaths: context.dataPaths, diagnostics: diagnostics.inSourceOrder())
  }

  private mutating func planBlock(_ directive: Directive, id: UnitID) -> BlockPlan {
    var block = BlockPlan(directive: directive)
    guard directive.isRun else {
      block.options.echo = .show
      return block
    }
    guard let schema = DirectiveRegistry.schema(of: directive.kind.value) else {
      block.diagnostics = [
        .error(
          .unsupported, "this version lacks `\(directive.kind.value.rawValue)`",
          at: directive.kind.range)
      ]
      return block
    }
    context.startBlock(id, name: directive.argument?.value)
    block.name = checkName(directive, schema.argument)
    if let entries = directive.body.entries {
      let options = schema.options(of: directive)
      let decoder = OptionDecoder(
        owner: "`\(Self.owner(of: directive, schema.argument))`",
        options: CommonOptions.options + (options ?? []),
        isClosed: options != nil,
        foreign: ForeignSpelling.directiveOptions.merging(schema.foreignSpellings) { $1 })
      let values = decoder.decode(
        entries, in: directive.kind.range, context: &context)
      block.options = CommonOptions(values)
      block.work = schema.plan(directive, values, in: &context)
    } else if !directive.body.isNull {
      // Parsing has reported a body that is no mapping; the block's name still exists.
      block.work = nil
    }
    number(&block)
    checkExpectations(of: block)
    (block.diagnostics, block.dependencies) = context.takeBlock()
    define(block)
    return block
  }

  /// How messages call the block's kind: `plot loss`, `train`.
  private static func owner(of directive: Directive, _ argument: DirectiveArgument) -> String {
    let kind = directive.kind.value.rawValue
    guard argument == .kind, let name = directive.argument?.value else { return kind }
    return "\(kind) \(name)"
  }

  /// Returns the block's name where it is given, valid and new.
  private mutating func checkName(
    _ directive: Directive, _ argument: DirectiveArgument
  ) -> String? {
    guard case .name(let isRequired) = argument else { return nil }
    let kind = directive.kind.value.rawValue
    guard let name = directive.argument else {
      // Parsing has said so where something stands there that is no name.
      if isRequired, !hasProblem(onLineOf: directive.kind.range) {
        context.report(
          .error(
            .missingOption, "`\(kind)` needs a name", at: directive.kind.range,
            label: "such as `\(kind) \(directive.kind.value == .data ? "points" : "net")`"))
      }
      return nil
    }
    guard BlockName.isValid(name.value) else {
      context.report(
        .error(
          .badName, "`\(name.value)` is not a name", at: name.range,
          label: "names are made of letters, digits, `-` and `_`"))
      return nil
    }
    if name.value == "params" {
      context.report(
        .error(
          .badName, "`params` is the name of the notebook's parameters", at: name.range,
          label: "choose another"))
      return nil
    }
    if let first = names[name.value] {
      let line = notebook.source.position(of: first.lower).line
      context.report(
        .error(
          .duplicateName, "the name `\(name.value)` is taken", at: name.range,
          label: "line \(line) defines it"))
      return nil
    }
    names[name.value] = name.range
    return name.value
  }

  private func hasProblem(onLineOf range: SourceRange) -> Bool {
    let line = notebook.source.lineIndex(of: range.lower)
    return diagnostics.contains { diagnostic in
      diagnostic.range.map { notebook.source.lineIndex(of: $0.lower) == line } ?? false
    }
  }

  private mutating func define(_ block: BlockPlan) {
    guard let name = block.name else { return }
    guard let work = block.work else {
      context.defineBroken(block.directive.kind.value, as: name)
      return
    }
    switch work.definition {
    case .data(let data): context.define(data: data, as: name)
    case .run(let run): context.define(run: run, as: name)
    case .values: context.defineTrace(as: name)
    }
  }

  // MARK: Numbers and labels

  /// Numbers the block's figures and tables and gives the first one the author's label.
  private mutating func number(_ block: inout BlockPlan) {
    let isShown = block.options.output == .show
    let figures = isShown ? block.work?.figureCount ?? 0 : 0
    let tables = isShown ? block.work?.numberedTableCount ?? 0 : 0
    for _ in 0..<figures {
      figureCount += 1
      block.figures.append((figureCount, "figure-\(figureCount)"))
    }
    for _ in 0..<tables {
      tableCount += 1
      block.tables.append((tableCount, "table-\(tableCount)"))
    }
    guard let label = block.options.label, let kind = LabelTarget.Kind(label: label.value) else {
      return
    }
    guard block.work != nil else {
      // The block has errors of its own: references to it are not broken for that.
      labels.add(label, LabelTarget(kind: kind, number: ""))
      return
    }
    switch kind {
    case .figure where figures > 0:
      block.figures[0].label = label.value
      labels.add(label, LabelTarget(kind: kind, number: "\(block.figures[0].number)"))
    case .table where tables > 0:
      block.tables[0].label = label.value
      labels.add(label, LabelTarget(kind: kind, number: "\(block.tables[0].number)"))
    default:
      let fitting =
        figures > 0 ? "fig-" : tables > 0 ? "tbl-" : nil
      context.report(
        .error(
          .badName, "`\(label.value)` cannot label this block", at: label.range,
          label: fitting.map { "its label starts with `\($0)`" }
            ?? "it has no numbered figure or table"))
    }
  }

  // MARK: Values

  private mutating func checkExpectations(of block: BlockPlan) {
    guard let work = block.work, !block.options.expectations.isEmpty else { return }
    let offers = work.offers
    for expectation in block.options.expectations {
      let path = expectation.path
      guard let form = offers.form(at: path.value) else {
        context.report(Self.unknownValue(path, in: offers, prefix: ""))
        continue
      }
      if let mismatch = expectation.mismatch(with: form) {
        context.report(
          .error(
            .badExpectation, "`\(path.value)` cannot be \(expectation.text)",
            at: expectation.range, label: mismatch))
      }
    }
  }

  private func checkValues(_ values: [NotebookInlines.Value]) -> [Diagnostic] {
    values.compactMap { value in
      if let format = value.format, FormatSpec.parse(format.value) == nil {
        return .error(
          .badInlineValue, "`\(format.value)` is not a number format", at: format.range,
          label: "such as `.3f`, `.1%`, `.2e`, `,` or `g`")
      }
      let path = value.path
      let (name, rest) = Self.split(path)
      if name.value == "params" { return checkParameter(path, rest) }
      guard let block = blocks.first(where: { $0.name == name.value }) else {
        let known = blocks.compactMap(\.name)
        return .error(
          .unknownValue, "unknown result `\(path.value)`", at: name.range,
          label: Suggestions.question(for: name.value, in: known),
          notes: [
            known.isEmpty
              ? "no block of this notebook has a name"
              : "blocks with results: \(known.joined(separator: ", "))"
          ])
      }
      guard let work = block.work else { return nil }
      let offers = work.offers
      guard let form = offers.form(at: rest.value) else {
        return Self.unknownValue(rest, in: offers, prefix: "\(name.value).")
      }
      if form == .text, let format = value.format {
        return .error(
          .badInlineValue, "`\(path.value)` is text, which has no number format",
          at: format.range)
      }
      return nil
    }
  }

  private func checkParameter(_ path: Located<String>, _ rest: Located<String>) -> Diagnostic? {
    let names = notebook.frontMatter.parameters.map(\.name.value)
    if names.contains(rest.value) { return nil }
    return .error(
      .unknownParameter, "unknown parameter `\(rest.value)`", at: path.range,
      label: Suggestions.question(for: rest.value, in: names),
      notes: [
        names.isEmpty
          ? "the front matter has no `params`" : "parameters: \(names.joined(separator: ", "))"
      ])
  }

  /// Splits `xor.test.accuracy` into `xor` and `test.accuracy`.
  static func split(_ path: Located<String>) -> (name: Located<String>, rest: Located<String>) {
    let text = path.value
    let end = text.firstIndex { $0 == "." } ?? text.endIndex
    let name = String(text[..<end])
    let rest = String(text[end...].dropFirst())
    let middle = min(path.range.lower + name.utf8.count, path.range.upper)
    return (
      Located(name, at: SourceRange(path.range.lower, middle)),
      Located(rest, at: rest.isEmpty ? path.range : SourceRange(middle + 1, path.range.upper))
    )
  }

  /// The problem of a path that a block does not offer.
  static func unknownValue(
    _ path: Located<String>, in offers: [ValueOffer], prefix: String
  ) -> Diagnostic {
    let paths = offers.map(\.path)
    if let (base, _) = ResultValues.indexed(path.value.filter { $0 != " " }),
      case .array(let extents)? = offers.first(where: { $0.path == base })?.form
    {
      return .error(
        .unknownValue, "`\(prefix)\(path.value)` is outside of `\(prefix)\(base)`", at: path.range,
        label: "its shape is [\(extents.map(String.init).joined(separator: ", "))], from 0")
    }
    let shown = paths.prefix(24).map { prefix + $0 }.joined(separator: ", ")
    let name = path.value.isEmpty ? String(prefix.dropLast()) : prefix + path.value
    // `accuracy` is the end of `train.accuracy` and `test.accuracy`.
    let longer = paths.filter { $0.hasSuffix("." + path.value) }.prefix(4).map { "`\($0)`" }
    let label =
      longer.isEmpty
      ? Suggestions.question(for: path.value, in: paths)
      : "did you mean \(longer.joined(separator: " or "))?"
    return .error(
      .unknownValue, "unknown result `\(name)`", at: path.range, label: label,
      notes: [
        paths.isEmpty
          ? "the block offers no results"
          : "results: \(shown)\(paths.count > 24 ? ", …" : "")"
      ])
  }
}
