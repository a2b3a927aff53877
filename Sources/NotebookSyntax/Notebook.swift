package import Diagnostics

/// What an author wrote: front matter and a tree of blocks, every node with its place.
package struct Notebook: Sendable {
  package var source: SourceText
  package var frontMatter: FrontMatter
  package var blocks: [Block]

  /// Creates a notebook from its parts.
  package init(source: SourceText, frontMatter: FrontMatter, blocks: [Block]) {
    self.source = source
    self.frontMatter = frontMatter
    self.blocks = blocks
  }

  /// All directives that run or are shown, in document order.
  package var directives: [Directive] {
    var found: [Directive] = []
    var pending = Array(blocks.reversed())
    while let block = pending.popLast() {
      switch block.kind {
      case .directive(let directive): found.append(directive)
      case .quote(let inner), .callout(_, let inner), .footnoteDefinition(_, let inner):
        pending.append(contentsOf: inner.reversed())
      case .list(let list):
        for item in list.items.reversed() { pending.append(contentsOf: item.blocks.reversed()) }
      case .heading, .paragraph, .listing, .table, .html, .thematicBreak: break
      }
    }
    return found
  }
}

/// The YAML at the top of a notebook.
package struct FrontMatter: Sendable {
  package var title: Located<String>?
  package var subtitle: String?
  package var description: String?
  package var authors: [String] = []
  package var date: String?
  /// A BCP 47 code.
  package var language = "en"
  package var seed: UInt64 = 0
  package var showsContents = true
  package var numbersSections = false
  /// Parameters in the author's order, overrides applied.
  package var parameters: [(name: Located<String>, value: ParameterValue)] = []

  /// Creates the front matter of a notebook that has none.
  package init() {}
}

/// The value of a notebook parameter.
package enum ParameterValue: Sendable, Hashable {
  case number(Double)
  case text(String)
  case boolean(Bool)
}

/// A label that references can name, such as `fig-xor` in `{#fig-xor}`.
package typealias Label = Located<String>

/// A block of Markdown.
package struct Block: Sendable {
  package indirect enum Kind: Sendable {
    case heading(level: Int, content: [Inline], label: Label?)
    case paragraph([Inline])
    case list(ListBlock)
    case quote([Block])
    case callout(CalloutKind, [Block])
    /// A fenced or indented code block that does not run; the language is the info string's first
    /// word, empty where there is none.
    case listing(language: String, text: String)
    case directive(Directive)
    case table(TableBlock)
    case html(String)
    case thematicBreak
    case footnoteDefinition(name: String, [Block])
  }

  package var kind: Kind
  package var range: SourceRange

  /// Creates a block.
  package init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// A bullet, ordered or task list.
package struct ListBlock: Sendable {
  package struct Item: Sendable {
    /// True or false for a task list's item, nil for any other.
    package var isChecked: Bool?
    package var blocks: [Block]

    /// Creates an item.
    package init(isChecked: Bool?, blocks: [Block]) {
      self.isChecked = isChecked
      self.blocks = blocks
    }
  }

  /// The first number of an ordered list, nil for a bullet list.
  package var start: Int?
  /// A tight list's items are shown without paragraphs' spacing.
  package var isTight: Bool
  package var items: [Item]

  /// Creates a list.
  package init(start: Int?, isTight: Bool, items: [Item]) {
    self.start = start
    self.isTight = isTight
    self.items = items
  }
}

/// A GFM table.
package struct TableBlock: Sendable {
  package enum Alignment: String, Sendable { case none, left, center, right }

  package var alignments: [Alignment]
  package var header: [[Inline]]
  package var rows: [[[Inline]]]

  /// Creates a table.
  package init(alignments: [Alignment], header: [[Inline]], rows: [[[Inline]]]) {
    self.alignments = alignments
    self.header = header
    self.rows = rows
  }
}

/// The five kinds of GitHub alert.
package enum CalloutKind: String, Sendable, CaseIterable {
  case note, tip, important, warning, caution
}

/// A run of text inside a block.
package struct Inline: Sendable {
  package indirect enum Kind: Sendable {
    case text(String)
    case code(String)
    case emphasis([Inline])
    case strong([Inline])
    case strikethrough([Inline])
    case link(destination: String, title: String, [Inline])
    case image(source: String, title: String, alternative: [Inline])
    /// TeX between dollars; only displayed math can carry a label.
    case math(tex: String, isDisplayed: Bool, label: Label?)
    /// `{{ path:format }}`; the range of the node covers the braces.
    case value(path: Located<String>, format: Located<String>?)
    /// `@fig-xor` or, as a bare number, `[-@fig-xor]`.
    case reference(label: String, isBareNumber: Bool)
    case footnoteReference(name: String)
    case html(String)
    case softBreak
    case hardBreak
  }

  package var kind: Kind
  package var range: SourceRange

  /// Creates an inline.
  package init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}
