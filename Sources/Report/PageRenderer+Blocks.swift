import Diagnostics
import NotebookSyntax

extension PageRenderer {
  /// Returns the nodes of blocks; footnotes' definitions appear in their own section.
  mutating func blocks(_ blocks: [Block], depth: Int) -> [HTMLNode] {
    guard depth < Self.maximumDepth else {
      var text = ""
      DocumentWalk.visit(blocks) { text += plainText.text(ofLeaf: $0) }
      return [.element("p", [], text: text)]
    }
    var nodes: [HTMLNode] = []
    for block in blocks { nodes += node(of: block, depth: depth + 1) }
    return nodes
  }

  private mutating func node(of block: Block, depth: Int) -> [HTMLNode] {
    switch block.kind {
    case .heading(let level, let content, let label):
      return heading(level, content, label: label, at: block.range)
    case .paragraph(let content): return [paragraph(content)]
    case .list(let list): return [self.list(list, depth: depth)]
    case .quote(let inner): return [.element("blockquote", [], blocks(inner, depth: depth))]
    case .callout(let kind, let inner):
      let title = HTMLNode.element("p", [.cssClass("callout-title")], text: words.title(of: kind))
      return [
        .element(
          "aside", [.cssClass("callout \(kind.rawValue)")], [title] + blocks(inner, depth: depth))
      ]
    case .listing(let language, let text): return [listing(text, language: language)]
    case .directive(let directive): return self.directive(directive)
    case .table(let table): return [self.table(table)]
    case .html(let html):
      if options.allowsHTML { return [.authorHTML(html)] }
      if HTMLComment.isOnlyComments(html) { return [] }
      return [.element("pre", [.cssClass("raw-html")], [.element("code", [], text: html)])]
    case .fold(let title, let inner):
      return [
        .element(
          "details", [.cssClass("answer")],
          [.element("summary", [], text: title)] + blocks(inner, depth: depth))
      ]
    case .thematicBreak: return [.element("hr")]
    case .footnoteDefinition: return []
    }
  }

  private mutating func heading(
    _ level: Int, _ content: [Inline], label: Label?, at range: SourceRange
  ) -> [HTMLNode] {
    if range == outline.hoisted { return [] }
    let words = inlines(content, depth: 0)
    guard let entry = outline.entries[range] else {
      // A heading inside a quote or a list is no section of the page.
      let id = label.map { [HTMLAttribute.id($0.value)] } ?? []
      return [.element("h\(min(level + 1, 6))", id, words)]
    }
    let anchor = HTMLNode.link(
      to: .fragment(entry.id), [.cssClass("anchor"), .label(self.words.linkToSection)],
      [.text("#")])
    return [
      .element(
        "h\(min(entry.depth + 1, 6))", [.id(entry.id)],
        numberNodes(entry) + words + [.text(" "), anchor])
    ]
  }

  private mutating func paragraph(_ content: [Inline]) -> HTMLNode {
    let visible = content.filter { !$0.isBlank }
    if visible.count == 1, case .image(let source, let title, _) = visible[0].kind, !title.isEmpty,
      case .local = ImageSource(source)
    {
      let picture = inlines(visible, depth: 0)
      return .element(
        "figure", [.cssClass("image")], picture + [.element("figcaption", [], text: title)])
    }
    let isMath =
      !visible.isEmpty
      && visible.allSatisfy { if case .math(_, true, _) = $0.kind { true } else { false } }
    return .element(
      "p", isMath ? [.cssClass("display")] : [], inlines(isMath ? visible : content, depth: 0))
  }

  private mutating func list(_ list: ListBlock, depth: Int) -> HTMLNode {
    let items = list.items.map { item -> HTMLNode in
      var children: [HTMLNode] = []
      for block in item.blocks {
        if list.isTight, case .paragraph(let content) = block.kind {
          if !children.isEmpty { children.append(.text("\n")) }
          children += inlines(content, depth: 0)
        } else {
          children += blocks([block], depth: depth)
        }
      }
      guard let isChecked = item.isChecked else { return .element("li", [], children) }
      var attributes = [
        HTMLAttribute("type", "checkbox"), HTMLAttribute("disabled", "disabled"),
      ]
      if isChecked { attributes.append(HTMLAttribute("checked", "checked")) }
      let box = [HTMLNode.element("input", attributes), .text(" ")]
      // The box belongs into the line that it ticks.
      if case .element("p", let paragraph, let inner)? = children.first {
        children[0] = .element("p", paragraph, box + inner)
      } else {
        children = box + children
      }
      return .element("li", [.cssClass("task")], children)
    }
    guard let start = list.start else { return .element("ul", [], items) }
    return .element("ol", start == 1 ? [] : [HTMLAttribute("start", String(start))], items)
  }

  private mutating func table(_ table: TableBlock) -> HTMLNode {
    func attributes(_ column: Int) -> [HTMLAttribute] {
      guard column < table.alignments.count, table.alignments[column] != .none else { return [] }
      return [.cssClass("align-\(table.alignments[column].rawValue)")]
    }
    var header: [HTMLNode] = []
    for (column, cell) in table.header.enumerated() {
      header.append(
        .element(
          "th", [HTMLAttribute("scope", "col")] + attributes(column), inlines(cell, depth: 0)))
    }
    var rows: [HTMLNode] = []
    for row in table.rows {
      var cells: [HTMLNode] = []
      for (column, cell) in row.enumerated() {
        cells.append(.element("td", attributes(column), inlines(cell, depth: 0)))
      }
      rows.append(.element("tr", [], cells))
    }
    let head = HTMLNode.element("thead", [], [.element("tr", [], header)])
    let body = rows.isEmpty ? [] : [HTMLNode.element("tbody", [], rows)]
    return .division("scroll", [.element("table", [], [head] + body)])
  }

  /// Returns a listing with its copy button; YAML is coloured.
  func listing(_ text: String, language: String) -> HTMLNode {
    let isYAML =
      ["yaml", "yml"].contains(language)
      || DirectiveKind(rawValue: String(language.filter { $0 != "{" && $0 != "}" })) != nil
    let code = isYAML ? YAMLColors.nodes(of: text) : [.text(text)]
    return .division(
      "listing",
      [
        .element(
          "pre", language.isEmpty ? [] : [HTMLAttribute("data-language", language)],
          [.element("code", [], code)]),
        copyButton,
      ])
  }

  /// A button that the script shows and serves.
  var copyButton: HTMLNode {
    .element(
      "button",
      [
        .cssClass("copy"), HTMLAttribute("type", "button"), HTMLAttribute("hidden", "hidden"),
        HTMLAttribute("data-copied", words.copied),
      ], text: words.copy)
  }
}

extension PlainText {
  /// Returns the words of one inline without those of the inlines it holds.
  func text(ofLeaf inline: Inline) -> String {
    switch inline.kind {
    case .emphasis, .strong, .strikethrough, .link, .image: ""
    default: text(of: [inline])
    }
  }
}

extension Inline {
  /// Whether nothing of the inline can be seen.
  var isBlank: Bool {
    switch kind {
    case .softBreak: true
    case .text(let text): text.allSatisfy(\.isWhitespace)
    default: false
    }
  }
}
