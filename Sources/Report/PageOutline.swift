import Diagnostics
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
  private(set) var titleID: String?
  /// Headings by the place of their block.
  private(set) var entries: [SourceRange: Entry] = [:]
  /// In the author's order.
  private(set) var ordered: [Entry] = []
  /// The heading that became the page's title and is not shown again.
  private(set) var hoisted: SourceRange?

  /// Reads the headings of a notebook.
  ///
  /// A first block that is a heading of level 1 becomes the page's title, as does one that repeats
  /// the front matter's title. A section's number counts the headings of its level since the last
  /// larger one; the largest level in the document is counted first.
  init(_ notebook: Notebook, plainText: PlainText) {
    let front = notebook.frontMatter
    titleText = front.title?.value ?? ""
    var headings: [(level: Int, content: [Inline], label: Label?, range: SourceRange)] = []
    for block in notebook.blocks {
      if case .heading(let level, let content, let label) = block.kind {
        headings.append((level, content, label, block.range))
      }
    }
    if let first = headings.first {
      let text = plainText.text(of: first.content)
      let opens = notebook.blocks.first { !Self.isInvisible($0) }?.range == first.range
      if front.title == nil { titleText = text }
      if opens, front.title == nil ? first.level == 1 : text == titleText {
        titleContent = first.content
        titleID = first.label?.value
        hoisted = first.range
        headings.removeFirst()
      }
    }
    if titleText.isEmpty { titleText = Self.stem(of: notebook.source.name) }
    var taken: Set<String> = []
    for heading in headings { if let label = heading.label { taken.insert(label.value) } }
    let top = headings.map(\.level).min() ?? 1
    var counters = [Int](repeating: 0, count: 7)
    for heading in headings {
      counters[heading.level] += 1
      for level in counters.indices where level > heading.level { counters[level] = 0 }
      let number = counters[top...heading.level].map(String.init).joined(separator: ".")
      let id =
        heading.label?.value ?? Self.unique(plainText.text(of: heading.content), &taken)
      let entry = Entry(
        depth: heading.level - top + 1, content: heading.content, id: id,
        number: front.numbersSections ? number : "")
      entries[heading.range] = entry
      ordered.append(entry)
    }
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
