package import Diagnostics

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
    /// Blocks that readers unfold, between `<details><summary>Title</summary>` and `</details>`.
    case fold(title: String, [Block])
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
