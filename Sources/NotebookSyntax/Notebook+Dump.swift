import Diagnostics

extension Notebook {
  /// Returns a stable text of the whole tree: a node a line, indented by its depth, with its place as
  /// `line:column-line:column`, the end exclusive.
  package func dump() -> String {
    var writer = DumpWriter(source: source)
    writer.write(frontMatter)
    writer.pending = blocks.reversed().map { .block($0, depth: 0) }
    while let next = writer.pending.popLast() { writer.write(next) }
    return writer.lines.joined(separator: "\n") + "\n"
  }
}

/// Writes trees line by line, with a stack of what is still to be written.
private struct DumpWriter {
  enum Task {
    case block(Block, depth: Int)
    case inline(Inline, depth: Int)
    case entry(YAMLNode.Entry, depth: Int)
    case node(YAMLNode, name: String, depth: Int)
    case item(ListBlock.Item, depth: Int)
    case cells([[Inline]], name: String, depth: Int)
  }

  let source: SourceText
  var lines: [String] = []
  var pending: [Task] = []

  private func place(_ range: SourceRange) -> String {
    let start = source.position(of: range.lower)
    let end = source.position(of: range.upper)
    return "\(start.line):\(start.column)-\(end.line):\(end.column)"
  }

  private mutating func line(
    _ depth: Int, _ name: String, _ range: SourceRange?, _ rest: String = ""
  ) {
    let indent = String(repeating: "  ", count: depth)
    let position = range.map { " " + place($0) } ?? ""
    lines.append(indent + name + position + (rest.isEmpty ? "" : " " + rest))
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  // MARK: - Front matter

  mutating func write(_ frontMatter: FrontMatter) {
    line(0, "front-matter", nil)
    if let title = frontMatter.title { line(1, "title", title.range, quoted(title.value)) }
    if let subtitle = frontMatter.subtitle { line(1, "subtitle", nil, quoted(subtitle)) }
    if let text = frontMatter.description { line(1, "description", nil, quoted(text)) }
    for author in frontMatter.authors { line(1, "author", nil, quoted(author)) }
    if let date = frontMatter.date { line(1, "date", nil, quoted(date)) }
    line(1, "lang", nil, frontMatter.language)
    line(1, "seed", nil, String(frontMatter.seed))
    line(1, "toc", nil, String(frontMatter.showsContents))
    line(1, "number-sections", nil, String(frontMatter.numbersSections))
    for (name, value) in frontMatter.parameters {
      let text =
        if case .text(let text) = value { quoted(text) } else { value.text }
      line(1, "param", name.range, "\(name.value) = \(text)")
    }
  }

  // MARK: - Blocks

  mutating func write(_ task: Task) {
    switch task {
    case .block(let block, let depth): write(block, depth)
    case .inline(let inline, let depth): write(inline, depth)
    case .entry(let entry, let depth):
      line(depth, "key", entry.key.range, quoted(entry.key.value))
      pending.append(.node(entry.value, name: "value", depth: depth + 1))
    case .node(let node, let name, let depth): write(node, name, depth)
    case .item(let item, let depth):
      let state = item.isChecked.map { $0 ? "checked" : "unchecked" } ?? ""
      line(depth, "item", nil, state)
      push(item.blocks, depth + 1)
    case .cells(let cells, let name, let depth):
      line(depth, name, nil)
      for cell in cells.reversed() {
        pending += cell.reversed().map { .inline($0, depth: depth + 2) }
        pending.append(.cells([], name: "cell", depth: depth + 1))
      }
    }
  }

  private mutating func push(_ blocks: [Block], _ depth: Int) {
    pending += blocks.reversed().map { .block($0, depth: depth) }
  }

  private mutating func push(_ inlines: [Inline], _ depth: Int) {
    pending += inlines.reversed().map { .inline($0, depth: depth) }
  }

  private mutating func write(_ block: Block, _ depth: Int) {
    let range = block.range
    switch block.kind {
    case .heading(let level, let content, let label):
      let name = label.map { "label=\($0.value)@\(place($0.range))" } ?? ""
      line(depth, "heading \(level)", range, name)
      push(content, depth + 1)
    case .paragraph(let content):
      line(depth, "paragraph", range)
      push(content, depth + 1)
    case .list(let list):
      let start = list.start.map { "start=\($0) " } ?? ""
      line(depth, "list", range, start + (list.isTight ? "tight" : "loose"))
      pending += list.items.reversed().map { .item($0, depth: depth + 1) }
    case .quote(let blocks):
      line(depth, "quote", range)
      push(blocks, depth + 1)
    case .callout(let kind, let blocks):
      line(depth, "callout \(kind.rawValue)", range)
      push(blocks, depth + 1)
    case .listing(let language, let text):
      line(depth, "listing", range, (language.isEmpty ? "" : language + " ") + quoted(text))
    case .directive(let directive): write(directive, depth)
    case .table(let table):
      line(depth, "table", range, table.alignments.map(\.rawValue).joined(separator: " "))
      pending += table.rows.reversed().map { .cells($0, name: "row", depth: depth + 1) }
      pending.append(.cells(table.header, name: "header", depth: depth + 1))
    case .html(let text): line(depth, "html", range, quoted(text))
    case .fold(let title, let blocks):
      line(depth, "fold", range, quoted(title))
      push(blocks, depth + 1)
    case .thematicBreak: line(depth, "thematic-break", range)
    case .footnoteDefinition(let name, let blocks):
      line(depth, "footnote", range, quoted(name))
      push(blocks, depth + 1)
    }
  }

  private mutating func write(_ directive: Directive, _ depth: Int) {
    let argument = directive.argument.map { " \($0.value)@\(place($0.range))" } ?? ""
    let kind = "\(directive.kind.value.rawValue)@\(place(directive.kind.range))"
    line(
      depth, "directive", directive.range, kind + argument + (directive.isRun ? "" : " run=false"))
    pending.append(.node(directive.body, name: "body", depth: depth + 1))
  }

  private mutating func write(_ node: YAMLNode, _ name: String, _ depth: Int) {
    switch node.value {
    case .scalar(let text, let isQuoted):
      line(depth, name, node.range, (isQuoted ? "quoted " : "") + quoted(text.text))
    case .sequence(let elements):
      line(depth, name, node.range, "sequence")
      pending += elements.reversed().map { .node($0, name: "element", depth: depth + 1) }
    case .mapping(let entries):
      line(depth, name, node.range, "mapping")
      pending += entries.reversed().map { .entry($0, depth: depth + 1) }
    }
  }

  // MARK: - Inlines

  private mutating func write(_ inline: Inline, _ depth: Int) {
    let range = inline.range
    switch inline.kind {
    case .text(let text): line(depth, "text", range, quoted(text))
    case .code(let text): line(depth, "code", range, quoted(text))
    case .emphasis(let content):
      line(depth, "emphasis", range)
      push(content, depth + 1)
    case .strong(let content):
      line(depth, "strong", range)
      push(content, depth + 1)
    case .strikethrough(let content):
      line(depth, "strikethrough", range)
      push(content, depth + 1)
    case .link(let destination, let title, let content):
      line(depth, "link", range, quoted(destination) + (title.isEmpty ? "" : " " + quoted(title)))
      push(content, depth + 1)
    case .image(let source, let title, let alternative):
      line(depth, "image", range, quoted(source) + (title.isEmpty ? "" : " " + quoted(title)))
      push(alternative, depth + 1)
    case .math(let tex, let isDisplayed, let label):
      let name = label.map { " label=\($0.value)@\(place($0.range))" } ?? ""
      line(depth, isDisplayed ? "display-math" : "math", range, quoted(tex) + name)
    case .value(let path, let format):
      let spec = format.map { " format=\(quoted($0.value))@\(place($0.range))" } ?? ""
      line(depth, "value", range, "\(quoted(path.value))@\(place(path.range))" + spec)
    case .reference(let label, let isBareNumber):
      line(depth, "reference", range, label + (isBareNumber ? " bare" : ""))
    case .footnoteReference(let name): line(depth, "footnote-reference", range, quoted(name))
    case .html(let text): line(depth, "html", range, quoted(text))
    case .softBreak: line(depth, "soft-break", range)
    case .hardBreak: line(depth, "hard-break", range)
    }
  }
}
