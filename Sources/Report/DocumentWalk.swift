import NotebookSyntax

/// Visits every block and inline of a document in the author's order, without recursion.
enum DocumentWalk {
  private enum Item {
    case block(Block)
    case inline(Inline)
  }

  /// Visits blocks with all that they hold.
  static func visit(
    _ blocks: [Block], block visitBlock: (Block) -> Void = { _ in },
    inline visitInline: (Inline) -> Void
  ) {
    var pending = blocks.reversed().map(Item.block)
    while let item = pending.popLast() {
      switch item {
      case .block(let block):
        visitBlock(block)
        for item in children(of: block).reversed() { pending.append(item) }
      case .inline(let inline):
        visitInline(inline)
        for child in children(of: inline).reversed() { pending.append(.inline(child)) }
      }
    }
  }

  /// Visits inlines with all that they hold.
  static func visit(_ inlines: [Inline], inline visitInline: (Inline) -> Void) {
    var pending = Array(inlines.reversed())
    while let inline = pending.popLast() {
      visitInline(inline)
      pending.append(contentsOf: children(of: inline).reversed())
    }
  }

  private static func children(of block: Block) -> [Item] {
    switch block.kind {
    case .heading(_, let content, _), .paragraph(let content): content.map(Item.inline)
    case .quote(let blocks), .callout(_, let blocks), .fold(_, let blocks),
      .footnoteDefinition(_, let blocks):
      blocks.map(Item.block)
    case .list(let list): list.items.flatMap { $0.blocks.map(Item.block) }
    case .table(let table):
      (table.header + table.rows.flatMap { $0 }).flatMap { $0.map(Item.inline) }
    case .listing, .directive, .html, .thematicBreak: []
    }
  }

  private static func children(of inline: Inline) -> [Inline] {
    switch inline.kind {
    case .emphasis(let content), .strong(let content), .strikethrough(let content),
      .link(_, _, let content):
      content
    case .image(_, _, let alternative): alternative
    case .text, .code, .math, .value, .reference, .footnoteReference, .html, .softBreak,
      .hardBreak:
      []
    }
  }
}
