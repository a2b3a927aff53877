import Diagnostics
import Execution
import NotebookSyntax

extension PageRenderer {
  /// A diagnostic in its place, with the line it is about.
  func problem(_ diagnostic: Diagnostic) -> HTMLNode {
    let severity = diagnostic.severity == .error ? words.error : words.warning
    var parts: [HTMLNode] = [
      .element(
        "p", [.cssClass("problem-message")],
        [.element("strong", [], text: severity), .text(" ")]
          + Self.codeMarks(in: diagnostic.message)
          + [.text(" "), .span("problem-code", text: diagnostic.code.rawValue)])
    ]
    if let range = diagnostic.range { parts.append(excerpt(range, label: diagnostic.label)) }
    if !diagnostic.notes.isEmpty {
      parts.append(
        .element(
          "ul", [],
          diagnostic.notes.map { .element("li", [], Self.codeMarks(in: $0)) }))
    }
    return .division("problem \(diagnostic.severity.rawValue)", parts)
  }

  /// The first line of a range with the range marked.
  private func excerpt(_ range: SourceRange, label: String?) -> HTMLNode {
    let source = run.notebook.source
    let index = source.lineIndex(of: range.lower)
    let line = source.lineRange(index)
    let lower = min(max(range.lower, line.lower), line.upper)
    let upper = min(max(range.upper, lower), line.upper)
    var code: [HTMLNode] = [
      .span("line-number", text: String(index + 1)),
      .text(source.text(in: SourceRange(line.lower, lower))),
      .element("mark", [], text: source.text(in: SourceRange(lower, upper))),
      .text(source.text(in: SourceRange(upper, line.upper))),
    ]
    if let label { code.append(.span("problem-label", [.text("  ")] + Self.codeMarks(in: label))) }
    return .element("pre", [.cssClass("excerpt")], [.element("code", [], code)])
  }

  /// All errors of the page at its top: readers must not trust a page that hides them.
  func problemSummary() -> [HTMLNode] {
    var places: [Diagnostic: Int] = [:]
    var blockErrors: [Diagnostic] = []
    for (index, result) in run.results.enumerated() {
      for diagnostic in result.diagnostics where diagnostic.severity == .error {
        if places.updateValue(index, forKey: diagnostic) == nil { blockErrors.append(diagnostic) }
      }
    }
    var errors: [Diagnostic] = []
    var seen: Set<Diagnostic> = []
    for diagnostic in run.diagnostics + blockErrors
    where diagnostic.severity == .error && seen.insert(diagnostic).inserted {
      errors.append(diagnostic)
    }
    if errors.isEmpty { return [] }
    let items = errors.map { diagnostic -> HTMLNode in
      guard let index = places[diagnostic] else { return .element("li", [], [problem(diagnostic)]) }
      let line = diagnostic.range.map { run.notebook.source.position(of: $0.lower).line }
      let place =
        line.map { [HTMLNode.span("line-number", text: words.numbered(words.line, String($0)))] }
        ?? []
      return .element(
        "li", [],
        place + [
          .link(
            to: .fragment(Self.problemID(index)), [], Self.codeMarks(in: diagnostic.message))
        ])
    }
    return [
      .element(
        "section", [.cssClass("page-problems"), .label(words.errors)],
        [
          .element("p", [.cssClass("page-problems-title")], text: words.errors),
          .element("ul", [], items),
        ])
    ]
  }

  /// Returns a message with its names in back quotes as code.
  static func codeMarks(in text: String) -> [HTMLNode] {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    // An unpaired quote is a character like any other.
    guard parts.count % 2 == 1, parts.count > 1 else { return HTMLNode.tyingDerivatives(in: text) }
    var nodes: [HTMLNode] = []
    for (index, part) in parts.enumerated() where !part.isEmpty {
      let isCode = index % 2 == 1
      nodes +=
        isCode
        ? [.element("code", [], text: String(part))]
        : HTMLNode.tyingDerivatives(in: String(part))
    }
    return nodes
  }
}
