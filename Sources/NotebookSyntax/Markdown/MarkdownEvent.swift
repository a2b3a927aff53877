/// One step of the walk over a parsed Markdown document: a node is entered, and left if it can have
/// children.
struct MarkdownEvent {
  enum Kind {
    case document
    case blockQuote
    case list(start: Int?, isTight: Bool)
    case item(isChecked: Bool?)
    case fencedCode(literal: [UInt8], fenceLength: Int, fenceOffset: Int)
    case indentedCode(literal: [UInt8])
    case htmlBlock(literal: [UInt8])
    case paragraph(content: [UInt8])
    case heading(level: Int, content: [UInt8])
    case thematicBreak
    case footnoteDefinition
    case table(alignments: [TableBlock.Alignment])
    case tableRow(isHeader: Bool)
    case tableCell(content: [UInt8])

    case text(String)
    case softBreak
    case hardBreak
    case code(String)
    case html(String)
    case match(InlineMatch)
    case emphasis
    case strong
    case strikethrough
    case link(destination: String, title: String)
    case image(source: String, title: String)
    case footnoteReference
    /// A node of a kind that this version does not know; its children are shown in its place.
    case other
  }

  enum Phase { case enter, exit }

  var phase: Phase
  /// What is entered; `other` where a node is left.
  var kind = Kind.other
  /// The 1-based first and last line, 0 where cmark does not know.
  var startLine = 0
  var endLine = 0
  /// The 1-based first byte in its line.
  var startColumn = 0

  /// True for nodes that are entered and never left.
  var isLeaf: Bool {
    switch kind {
    case .fencedCode, .indentedCode, .htmlBlock, .thematicBreak, .text, .softBreak, .hardBreak,
      .code, .html, .match:
      true
    default: false
    }
  }
}
