import Diagnostics
import NotebookSyntax

/// Puts the results of units together into the run of a notebook.
struct Assembly {
  private let plan: NotebookPlan
  private let finished: [UnitID: FinishedUnit]
  private let units: [String: UnitID]

  init(_ plan: NotebookPlan, _ finished: [UnitID: FinishedUnit]) {
    self.plan = plan
    self.finished = finished
    var units: [String: UnitID] = [:]
    for (index, block) in plan.blocks.enumerated() {
      if let name = block.name { units[name] = UnitID(index) }
    }
    self.units = units
  }

  func run() -> NotebookRun {
    var diagnostics = plan.diagnostics
    let texts = inlineTexts(&diagnostics)
    var results: [BlockResult] = []
    for (index, block) in plan.blocks.enumerated() {
      let result = result(of: block, finished[UnitID(index)], texts)
      // The plan's problems of the block are among the notebook's already.
      diagnostics += result.diagnostics.dropFirst(block.diagnostics.count)
      results.append(result)
    }
    for data in plan.unnamedData {
      guard let outcome = finished[data.id]?.outcome else { continue }
      diagnostics += outcome.diagnostics
    }
    return NotebookRun(
      notebook: plan.notebook, results: results,
      inlineValues: texts.mapValues { PrintedNumber.typeset($0) },
      mathTexts: mathTexts(texts), labels: plan.labels,
      diagnostics: diagnostics.inSourceOrder())
  }

  // MARK: Blocks

  private func result(
    of block: BlockPlan, _ unit: FinishedUnit?, _ texts: [SourceRange: String]
  ) -> BlockResult {
    var result = BlockResult(echo: block.options.echo, diagnostics: block.diagnostics)
    guard let unit else { return result }
    if let blocker = unit.blocker {
      result.diagnostics.append(
        .warning(
          .blockedByError, "\(block.title) did not run, because \(title(of: blocker)) failed",
          at: block.directive.kind.range))
      return result
    }
    if block.options.output == .show { result.outputs = outputs(of: block, unit, texts) }
    result.diagnostics += unit.outcome.diagnostics
    guard !unit.hasFailed else { return result }
    for expectation in block.options.expectations {
      let (outcome, problem) = check(expectation, unit.outcome.values)
      result.expectations.append(outcome)
      if let problem { result.diagnostics.append(problem) }
    }
    return result
  }

  private func title(of id: UnitID) -> String {
    if id.index < plan.blocks.count { return plan.blocks[id.index].title }
    return plan.unnamedData.first { $0.id == id }.map { "`\($0.name)`" } ?? "its data"
  }

  private func outputs(
    of block: BlockPlan, _ unit: FinishedUnit, _ texts: [SourceRange: String]
  ) -> [BlockOutput] {
    var figures = unit.figures.makeIterator()
    var figureLabels = block.figures.makeIterator()
    var tableLabels = block.tables.makeIterator()
    var caption = block.options.caption
    // The first figure or table carries the caption.
    func takeCaption() -> [Inline] {
      defer { caption = [] }
      return caption
    }
    return unit.outcome.outputs.compactMap { output in
      switch output {
      case .figure:
        guard let figure = figures.next(), let place = figureLabels.next() else { return nil }
        let text = block.options.alternativeText.map {
          $0.text(with: texts.mapValues { PrintedNumber.typeset($0) })
        }
        var frames = figure.frames
        if let text, let words = frames?.words {
          // The author's words are about all frames; the label says which one it is.
          frames?.words = words.map {
            FrameOutput.Words(label: $0.label, alternativeText: "\(text) (\($0.label))")
          }
        }
        return .figure(
          FigureOutput(
            width: figure.width, height: figure.height, lightPNG: figure.lightPNG,
            darkPNG: figure.darkPNG, alternativeText: text ?? figure.alternativeText,
            caption: takeCaption(), label: place.label, number: place.number, frames: frames,
            data: figure.data))
      case .table(var table):
        let isCaptioned = table.caption.isEmpty && (table.label != nil || block.figures.isEmpty)
        if isCaptioned { table.caption = takeCaption() }
        if table.label != nil {
          let place = tableLabels.next()
          table.label = place?.label
          table.number = place?.number
        }
        return .table(table)
      case .math(let tex): return .math(tex)
      case .remark(let text): return .remark(text)
      }
    }
  }

  private func check(
    _ expectation: Expectation, _ values: ResultValues
  ) -> (ExpectationOutcome, Diagnostic?) {
    let path = expectation.path
    guard let value = values.value(at: path.value) else {
      let offers = values.paths.map { ValueOffer($0) }
      return (
        ExpectationOutcome(
          path: path.value, condition: expectation.text, actual: "no such result", isMet: false),
        NotebookPlanner.unknownValue(path, in: offers, prefix: "")
      )
    }
    let isMet = expectation.isMet(by: value)
    let actual = ValueText.actual(value, besides: expectation.text, isMet: isMet)
    let outcome = ExpectationOutcome(
      path: path.value, condition: expectation.text, actual: actual, isMet: isMet)
    if isMet { return (outcome, nil) }
    let problem = Diagnostic.error(
      .expectationFailed, "expected \(path.value) \(expectation.text), got \(actual)",
      at: path.range.union(expectation.range))
    return (outcome, problem)
  }

  // MARK: Inline values

  /// Returns the texts of the inline values that need no results: the notebook's parameters.
  func parameterTexts() -> [SourceRange: String] {
    var texts: [SourceRange: String] = [:]
    for value in plan.values where NotebookPlanner.split(value.path).name.value == "params" {
      texts[value.range] = parameterText(value)
    }
    return texts
  }

  /// Returns the TeX of math that holds values.
  func mathTexts(_ texts: [SourceRange: String]) -> [SourceRange: String] {
    var tex: [SourceRange: String] = [:]
    for math in plan.math { tex[math.range] = math.tex(with: texts) }
    return tex
  }

  private func inlineTexts(_ diagnostics: inout [Diagnostic]) -> [SourceRange: String] {
    var texts = parameterTexts()
    for value in plan.values {
      let (name, rest) = NotebookPlanner.split(value.path)
      guard name.value != "params", let id = units[name.value] else { continue }
      guard let unit = finished[id], !unit.hasFailed else {
        let fate = finished[id]?.blocker == nil ? "failed" : "did not run"
        diagnostics.append(
          .warning(
            .blockedByError,
            "`\(value.path.value)` has no value, because `\(name.value)` \(fate)",
            at: value.range))
        continue
      }
      guard let result = unit.outcome.values.value(at: rest.value) else {
        let offers = unit.outcome.values.paths.map { ValueOffer($0) }
        diagnostics.append(
          NotebookPlanner.unknownValue(rest, in: offers, prefix: "\(name.value)."))
        continue
      }
      let format = value.format.flatMap { FormatSpec.parse($0.value) }
      if let text = ValueText.text(result, format: format) {
        texts[value.range] = text
      } else {
        diagnostics.append(
          .error(
            .badInlineValue, "`\(value.path.value)` is text, which has no number format",
            at: value.format?.range ?? value.range))
      }
    }
    return texts
  }

  private func parameterText(_ value: NotebookInlines.Value) -> String? {
    let name = NotebookPlanner.split(value.path).rest.value
    let parameter = plan.notebook.frontMatter.parameters.first { $0.name.value == name }
    let format = value.format.flatMap { FormatSpec.parse($0.value) }
    return switch parameter?.value {
    case .number(let number): ValueText.text(.number(number), format: format)
    case .text(let text): text
    case .boolean(let isTrue): isTrue ? "true" : "false"
    case nil: nil
    }
  }
}

extension [Inline] {
  /// The words without markup, values replaced by their texts.
  func text(with values: [SourceRange: String]) -> String {
    let replaced = map { inline in
      guard case .value = inline.kind, let text = values[inline.range] else { return inline }
      return Inline(.text(text), at: inline.range)
    }
    return replaced.plainText
  }
}
