import Diagnostics
import Execution
import NotebookSyntax

/// A page's title and headings, with their anchors and numbers.
struct PageOutline {
  /// A heading at the top level of the document.
  struct Entry {
    /// 1 for the page's largest sections.
    var depth: Int
    var content: [Inline]
    var id: String
    /// Such as `2.1`; empty where sections are not numbered.
    var number: String
  }

  /// The title's words as inlines, which may hold math; nil where only a text is known.
  private(set) var titleContent: [Inline]?
  private(set) var titleText: String
  /// Whether the page begins with the title; a heading further down is title enough.
  private(set) var showsTitle = true
  private(set) var titleID: String?
  /// Headings by the place of their block.
  private(set) var entries: [SourceRange: Entry] = [:]
  /// In the author's order.
  private(set) var ordered: [Entry] = []
  /// The heading that became the page's title and is not shown again.
  private(set) var hoisted: SourceRange?

  /// Reads the headings of a notebook.
  ///
  /// A heading that opens the document becomes the page's title where it alone is of level 1 and
  /// the front matter names no other.
  init(_ notebook: Notebook, plainText: PlainText) {
    let front = notebook.frontMatter
    var levels: [Int] = []
    DocumentWalk.visit(notebook.blocks) { block in
      if case .heading(let level, _, _) = block.kind { levels.append(level) }
    } inline: { _ in
    }
    var numbers = SectionNumbers.numbers(ofLevels: levels)[...]
    var headings: [Heading] = []
    for block in notebook.blocks {
      guard case .heading(let level, let content, let label) = block.kind else {
        // Headings inside of other blocks count, but are no sections of the page.
        DocumentWalk.visit([block]) { inner in
          if case .heading = inner.kind { _ = numbers.popFirst() }
        } inline: { _ in
        }
        continue
      }
      headings.append(
        Heading(
          level: level, content: content, label: label, range: block.range,
          number: numbers.popFirst() ?? ""))
    }
    titleText = front.title?.value ?? ""
    if let first = headings.first {
      let text = plainText.text(of: first.content)
      let opens = notebook.blocks.first { !Self.isInvisible($0) }?.range == first.range
      if front.title == nil { titleText = text }
      if opens, first.number.isEmpty, text == titleText {
        titleContent = first.content
        titleID = first.label?.value
        hoisted = first.range
        headings.removeFirst()
      } else {
        showsTitle = front.title != nil
      }
    }
    if titleText.isEmpty { titleText = Self.stem(of: notebook.source.name) }
    var taken = Set(headings.compactMap(\.label?.value))
    let top = headings.map(\.level).min() ?? 1
    for heading in headings {
      let entry = Entry(
        depth: heading.level - top + 1, content: heading.content,
        id: heading.label?.value ?? Self.unique(plainText.text(of: heading.content), &taken),
        number: front.numbersSections ? heading.number : "")
      entries[heading.range] = entry
      ordered.append(entry)
    }
  }

  private struct Heading {
    var level: Int
    var content: [Inline]
    var label: Label?
    var range: SourceRange
    var number: String
  }

  private static func unique(_ text: String, _ taken: inout Set<String>) -> String {
    let slug = PlainText.slug(text)
    var candidate = slug
    var count = 1
    while !taken.insert(candidate).inserted {
      count += 1
      candidate = "\(slug)-\(count)"
    }
    return candidate
  }

  private static func isInvisible(_ block: Block) -> Bool {
    switch block.kind {
    case .html(let html): HTMLComment.isOnlyComments(html)
    case .footnoteDefinition: true
    default: false
    }
  }

  /// Returns a file's name without its folders and its extension.
  private static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}

/// Comments in raw HTML, which are notes to the author and no part of any page.
enum HTMLComment {
  /// Whether raw HTML holds nothing but comments and blanks.
  static func isOnlyComments(_ html: String) -> Bool {
    var rest = Substring(html)
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.isEmpty { return true }
      guard rest.hasPrefix("<!--") else { return false }
      guard let end = endOfComment(rest.dropFirst(4)) else { return true }
      rest = rest[end...]
    }
  }

  private static func endOfComment(_ text: Substring) -> Substring.Index? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix("-->") { return text.index(index, offsetBy: 3) }
      index = text.index(after: index)
    }
    return nil
  }
}
