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
      case .quote(let inner), .callout(_, let inner), .fold(_, let inner),
        .footnoteDefinition(_, let inner):
        pending.append(contentsOf: inner.reversed())
      case .list(let list):
        for item in list.items.reversed() { pending.append(contentsOf: item.blocks.reversed()) }
      case .heading, .paragraph, .listing, .table, .html, .thematicBreak: break
      }
    }
    return found
  }
}
