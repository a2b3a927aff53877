import Diagnostics
import Execution
import NotebookSyntax

/// Turns a run into the nodes of its page. The state is what one part of a page leaves for another:
/// notes to be set at the end, and the anchors of problems.
struct PageRenderer {
  /// Blocks and inlines nested deeper than this appear as their words.
  static let maximumDepth = 48

  let run: NotebookRun
  let options: ReportOptions
  let words: ReportWords
  let plainText: PlainText
  let outline: PageOutline
  /// Positions in `run.results` by the place of the directive.
  let resultIndices: [SourceRange: Int]
  /// Definitions by name.
  let footnoteDefinitions: [String: [Block]]
  /// Names in the order of their first mention, and how often each is mentioned.
  var footnotes: [(name: String, mentions: Int)] = []

  init(_ run: NotebookRun, options: ReportOptions) {
    self.run = run
    self.options = options
    words = .of(language: run.notebook.frontMatter.language)
    plainText = PlainText(
      values: run.inlineValues, mathTexts: run.mathTexts, labels: run.labels, words: words)
    outline = PageOutline(run.notebook, plainText: plainText)
    var indices: [SourceRange: Int] = [:]
    for (index, directive) in run.notebook.directives.enumerated() {
      indices[directive.range] = index
    }
    resultIndices = indices
    var definitions: [String: [Block]] = [:]
    DocumentWalk.visit(run.notebook.blocks) { block in
      if case .footnoteDefinition(let name, let blocks) = block.kind, definitions[name] == nil {
        definitions[name] = blocks
      }
    } inline: { _ in
    }
    footnoteDefinitions = definitions
  }

  /// Returns the parts of the page: its header, its text, its notes.
  mutating func body() -> [HTMLNode] {
    let title = titleBlock()
    let text = blocks(run.notebook.blocks, depth: 0)
    let notes = footnoteSection()
    let problems = problemSummary()
    return [title] + problems + text + notes
  }

  /// The title, subtitle, authors, date and description.
  private mutating func titleBlock() -> HTMLNode {
    let front = run.notebook.frontMatter
    let heading = outline.titleContent.map { inlines($0, depth: 0) } ?? [.text(outline.titleText)]
    var parts: [HTMLNode] = []
    if outline.showsTitle {
      parts.append(.element("h1", outline.titleID.map { [.id($0)] } ?? [], heading))
    }
    if let subtitle = front.subtitle {
      parts.append(.element("p", [.cssClass("subtitle")], text: subtitle))
    }
    var byline: [HTMLNode] = []
    if !front.authors.isEmpty {
      byline.append(.span("authors", text: front.authors.joined(separator: ", ")))
    }
    if let date = front.date { byline.append(.span("date", text: date)) }
    if !byline.isEmpty { parts.append(.element("p", [.cssClass("byline")], byline)) }
    if let description = front.description {
      parts.append(.element("p", [.cssClass("description")], text: description))
    }
    return .element("header", [.cssClass("title-block")], parts)
  }

  /// The entries of the table of contents: the two largest levels of sections.
  mutating func contents() -> HTMLNode? {
    let entries = outline.ordered.filter { $0.depth <= 2 }
    guard run.notebook.frontMatter.showsContents, entries.count > 1 else { return nil }
    let items = entries.map { entry in
      HTMLNode.element(
        "li", [.cssClass("level-\(entry.depth)")],
        [.link(to: .fragment(entry.id), [], numberNodes(entry) + contentsWords(of: entry.content))])
    }
    return .element("ol", [], items)
  }

  func numberNodes(_ entry: PageOutline.Entry) -> [HTMLNode] {
    if entry.number.isEmpty { return [] }
    return [.span("section-number", text: entry.number), .text(" ")]
  }

  /// A heading without links and notes, which must not stand inside the link of its entry.
  private mutating func contentsWords(of content: [Inline]) -> [HTMLNode] {
    let saved = footnotes
    defer { footnotes = saved }
    return inlines(content.filter { !$0.isFootnoteReference }, depth: 0, withoutLinks: true)
  }
}

extension Inline {
  var isFootnoteReference: Bool {
    if case .footnoteReference = kind { true } else { false }
  }
}
