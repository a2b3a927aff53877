import Diagnostics
import NotebookSyntax

/// What the prose of a notebook names: values, labels and references, in document order.
struct NotebookInlines {
  struct Value {
    /// The braces.
    var range: SourceRange
    var path: Located<String>
    var format: Located<String>?
  }

  var values: [Value] = []
  var references: [Located<String>] = []
  var equations: [Label] = []
  var headings: [(level: Int, title: String, label: Label?)] = []

  /// Collects everything from a notebook's blocks; captions are added with `add`.
  init(_ blocks: [Block]) {
    var pending = Array(blocks.reversed())
    while let block = pending.popLast() {
      switch block.kind {
      case .heading(let level, let content, let label):
        headings.append((level, content.plainText, label))
        add(content)
      case .paragraph(let content): add(content)
      case .quote(let inner), .callout(_, let inner), .footnoteDefinition(_, let inner):
        pending.append(contentsOf: inner.reversed())
      case .list(let list):
        for item in list.items.reversed() { pending.append(contentsOf: item.blocks.reversed()) }
      case .table(let table):
        for cell in table.header { add(cell) }
        for row in table.rows { for cell in row { add(cell) } }
      case .listing, .directive, .html, .thematicBreak: break
      }
    }
  }

  /// Collects what a run of text names.
  mutating func add(_ inlines: [Inline]) {
    var pending = Array(inlines.reversed())
    while let inline = pending.popLast() {
      switch inline.kind {
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .link(_, _, let inner), .image(_, _, let inner):
        pending.append(contentsOf: inner.reversed())
      case .value(let path, let format):
        values.append(Value(range: inline.range, path: path, format: format))
      case .reference(let label, _): references.append(Located(label, at: inline.range))
      case .math(_, _, let label): if let label { equations.append(label) }
      case .text, .code, .footnoteReference, .html, .softBreak, .hardBreak: break
      }
    }
  }
}

extension [Inline] {
  /// The words without markup; values stand as their paths in braces.
  var plainText: String {
    var text = ""
    var pending = [Inline](reversed())
    while let inline = pending.popLast() {
      switch inline.kind {
      case .text(let words), .code(let words): text += words
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .link(_, _, let inner), .image(_, _, let inner):
        pending.append(contentsOf: inner.reversed())
      case .math(let tex, _, _): text += tex
      case .value(let path, _): text += "{{ \(path.value) }}"
      case .reference(let label, _): text += label
      case .softBreak, .hardBreak: text += " "
      case .footnoteReference, .html: break
      }
    }
    return text
  }
}
