import Diagnostics
import Execution
import NotebookSyntax

extension PageRenderer {
  /// Returns what a directive shows: its results, what became of its claims, and its source.
  mutating func directive(_ directive: Directive) -> [HTMLNode] {
    let source = Self.source(of: directive)
    guard directive.isRun, let index = resultIndices[directive.range], index < run.results.count
    else {
      return [listing(source, language: directive.kind.value.rawValue)]
    }
    let result = run.results[index]
    var parts: [HTMLNode] = []
    if result.echo == .show {
      parts.append(listing(source, language: directive.kind.value.rawValue))
    }
    parts += outputs(result.outputs)
    parts += result.expectations.filter { !$0.isMet }.map(failure)
    parts += result.diagnostics.inSourceOrder()
      .filter { $0.code != .expectationFailed || result.expectations.isEmpty }.map(problem)
    var footer: [HTMLNode] = []
    if result.echo == .fold {
      let name = [directive.kind.value.rawValue, directive.argument?.value ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " ")
      footer.append(
        fold(
          "source",
          [.span("fold-kind", text: words.source), .text(" "), .element("code", [], text: name)],
          [listing(source, language: directive.kind.value.rawValue)]))
    }
    for case .figure(let figure) in result.outputs {
      if let data = figure.data { footer.append(self.data(data, named: figure.label)) }
    }
    let met = result.expectations.filter(\.isMet)
    if !met.isEmpty { footer.append(checks(met)) }
    if !footer.isEmpty { parts.append(.division("block-footer", footer)) }
    if parts.isEmpty { return [] }
    let hasErrors =
      result.diagnostics.contains { $0.severity == .error }
      || result.expectations.contains { !$0.isMet }
    let id = hasErrors ? [HTMLAttribute.id(Self.problemID(index))] : []
    return [.element("div", [.cssClass("block")] + id, parts)]
  }

  /// The anchor of a block that has errors.
  static func problemID(_ index: Int) -> String { "problem:\(index + 1)" }

  /// Returns a directive as a fenced block, outside of whatever quote or list held it.
  private static func source(of directive: Directive) -> String {
    var fence = "```"
    while directive.text.contains(fence) { fence += "`" }
    var header = fence + directive.kind.value.rawValue
    if let argument = directive.argument { header += " " + argument.value }
    if !directive.isRun { header += " run=false" }
    let needsBreak = !directive.text.isEmpty && !directive.text.hasSuffix("\n")
    return header + "\n" + directive.text + (needsBreak ? "\n" : "") + fence
  }

  func fold(_ cssClass: String, _ summary: [HTMLNode], _ content: [HTMLNode]) -> HTMLNode {
    .element(
      "details", [.cssClass("fold " + cssClass)], [.element("summary", [], summary)] + content)
  }

  // MARK: Outputs

  /// A run's layers and metrics stand together on one card.
  private mutating func outputs(_ outputs: [BlockOutput]) -> [HTMLNode] {
    var nodes: [HTMLNode] = []
    var card: [HTMLNode] = []
    func closeCard() {
      if !card.isEmpty { nodes.append(.division("card", card)) }
      card = []
    }
    for output in outputs {
      switch output {
      case .table(let table) where table.role == .layers: card.append(layers(table))
      case .table(let table) where table.role != .data: card.append(self.table(table))
      case .table(let table):
        closeCard()
        nodes.append(self.table(table))
      case .figure(let figure):
        closeCard()
        nodes.append(self.figure(figure))
      case .math(let tex):
        closeCard()
        nodes.append(.element("p", [.cssClass("display")], [math(tex, isDisplayed: true)]))
      case .remark(let text):
        closeCard()
        nodes.append(.element("p", [.cssClass("remark")], Self.codeMarks(in: text)))
      }
    }
    closeCard()
    return nodes
  }

  /// Returns a run's layers in one line, which opens into their table.
  private mutating func layers(_ table: TableOutput) -> HTMLNode {
    let isSummed = table.rows.count > 1
    let names = (isSummed ? Array(table.rows.dropLast()) : table.rows).compactMap(\.first)
    let count = [table.rows.last?.last, table.columns.last?.title].compactMap(\.self)
    return fold(
      "layers-fold",
      [
        .span("layer-names", text: names.joined(separator: " · ")), .text(" "),
        .span("layer-count", text: count.joined(separator: " ")),
      ], [self.table(table)])
  }

  /// Wider figures scroll, in CSS pixels.
  private static let widestFigure = 1_100.0
  /// Wider figures are printed on a sheet that lies, where their text has half its size at least.
  private static let widestUprightFigure = 1_250.0
  /// Wider figures scroll on small screens, where their text would be too small to read.
  private static let largeFigure = 640.0

  private mutating func figure(_ figure: FigureOutput) -> HTMLNode {
    let size = [
      HTMLAttribute("width", String(Int(figure.width.rounded()))),
      HTMLAttribute("height", String(Int(figure.height.rounded()))),
    ]
    let image = HTMLNode.element(
      "img",
      [
        HTMLAttribute("src", Base64.pngAddress(figure.lightPNG)),
        HTMLAttribute("alt", figure.alternativeText),
      ] + size)
    let hasDark = !figure.darkPNG.isEmpty && figure.darkPNG != figure.lightPNG
    let dark = HTMLNode.element(
      "source",
      [
        HTMLAttribute("media", "screen and (prefers-color-scheme: dark)"),
        HTMLAttribute("srcset", Base64.pngAddress(figure.darkPNG)),
      ] + size)
    let caption = self.caption(
      words.numbered(words.figure, String(figure.number)), figure.caption, element: "figcaption")
    let picture = hasDark ? HTMLNode.element("picture", [], [dark, image]) : image
    // What is much wider than the text would be too small to read if it had to fit.
    let isWide = figure.width > Self.widestFigure && figure.frames == nil
    let still = isWide ? .division("scroll", [picture]) : picture
    let content = figure.frames.map { player(of: $0, still: still) } ?? [still]
    var classes: [String] = []
    if figure.width >= Self.largeFigure { classes.append("large") }
    if figure.width > Self.widestUprightFigure { classes.append("landscape") }
    return .element(
      "figure",
      [.id(figure.label)]
        + (classes.isEmpty ? [] : [.cssClass(classes.joined(separator: " "))]),
      content + [caption])
  }

  private mutating func caption(
    _ name: String?, _ content: [Inline], element: String
  ) -> HTMLNode {
    var children: [HTMLNode] = []
    if let name {
      children.append(.span("caption-number", text: content.isEmpty ? name : name + "."))
    }
    if !content.isEmpty {
      if name != nil { children.append(.text(" ")) }
      children += inlines(content, depth: 0)
    }
    return .element(element, [], children)
  }

  private mutating func table(_ table: TableOutput) -> HTMLNode {
    func attributes(_ column: Int) -> [HTMLAttribute] {
      column < table.columns.count && table.columns[column].isNumeric ? [.cssClass("number")] : []
    }
    let header = table.columns.enumerated().map { column, title in
      HTMLNode.element(
        "th", [HTMLAttribute("scope", "col")] + attributes(column), Self.codeMarks(in: title.title))
    }
    let rows = table.rows.map { row in
      HTMLNode.element(
        "tr", [],
        row.enumerated().map { column, cell in
          HTMLNode.element("td", attributes(column), Self.codeMarks(in: cell))
        })
    }
    var parts: [HTMLNode] = []
    if table.number != nil || !table.caption.isEmpty {
      let name = table.number.map { words.numbered(words.table, String($0)) }
      parts.append(caption(name, table.caption, element: "caption"))
    }
    if table.columns.contains(where: { !$0.title.isEmpty }) {
      parts.append(.element("thead", [], [.element("tr", [], header)]))
    }
    if !rows.isEmpty { parts.append(.element("tbody", [], rows)) }
    let role =
      switch table.role {
      case .layers: "layers"
      case .metrics: "metrics"
      case .data: "data"
      }
    let id = table.label.map { [HTMLAttribute.id($0)] } ?? []
    return .element(
      "div", [.cssClass("scroll results \(role)")] + id, [.element("table", [], parts)])
  }

  // MARK: Expectations

  private func checks(_ met: [ExpectationOutcome]) -> HTMLNode {
    let rows = met.map { outcome in
      HTMLNode.element(
        "tr", [],
        [
          .element("td", [.cssClass("mark"), .decorative], text: "✓"),
          .element("td", [], [.element("code", [], text: outcome.path)]),
          .element("td", [], text: Self.typeset(outcome.condition)),
          .element("td", [.cssClass("number")], text: Self.typeset(outcome.actual)),
        ])
    }
    let hover = met.map {
      "\($0.path) = \(Self.typeset($0.actual)) (\(Self.typeset($0.condition)))"
    }
    let summary: [HTMLNode] = [
      .element("span", [.cssClass("mark"), .decorative], text: "✓"), .text(" "),
      .element(
        "span", [.title(hover.joined(separator: "\n"))], text: "\(words.checks): \(met.count)"),
    ]
    return fold(
      "checks", summary,
      [.division("scroll", [.element("table", [], [.element("tbody", [], rows)])])])
  }

  private func failure(_ outcome: ExpectationOutcome) -> HTMLNode {
    .division(
      "problem error failed-check",
      [
        .element(
          "p", [.cssClass("problem-message")],
          [
            .element("strong", [], [.text("✗ " + words.failed)]), .text(" "),
            .element("code", [], text: outcome.path), .text(" "),
            .span("expected", text: Self.typeset(outcome.condition)), .text(" — "),
            .span("actual", text: Self.typeset(outcome.actual)),
          ])
      ])
  }

  /// Returns a condition or a value with the signs and numbers of print.
  private static func typeset(_ condition: String) -> String {
    var result = ""
    var rest = Substring(condition)
    while let character = rest.first {
      if rest.hasPrefix(">=") || rest.hasPrefix("<=") || rest.hasPrefix("+-") {
        result += character == ">" ? "≥" : character == "<" ? "≤" : "±"
        rest = rest.dropFirst(2)
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return PrintedNumber.typeset(result, groupsThousands: true)
  }
}
