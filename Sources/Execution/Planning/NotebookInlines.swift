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
  /// The math that holds some of the values.
  var math: [MathValues] = []
  private let source: SourceText

  /// Collects everything from a notebook's blocks; captions are added with `add`.
  init(_ notebook: Notebook) {
    source = notebook.source
    var pending = Array(notebook.blocks.reversed())
    while let block = pending.popLast() {
      switch block.kind {
      case .heading(let level, let content, let label):
        headings.append((level, content.plainText, label))
        add(content)
      case .paragraph(let content): add(content)
      case .quote(let inner), .callout(_, let inner), .fold(_, let inner),
        .footnoteDefinition(_, let inner):
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
      case .math(let tex, _, let label):
        if let label { equations.append(label) }
        if let found = MathValues(tex: tex, at: inline.range, in: source) {
          math.append(found)
          values += found.values
        }
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
