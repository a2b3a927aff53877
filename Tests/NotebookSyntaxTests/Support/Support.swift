import Diagnostics
import NotebookSyntax
import Testing

/// A small random generator, the same on every machine (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A notebook and what was found in it.
struct Parsed {
  var source: SourceText
  var notebook: Notebook
  var diagnostics: [Diagnostic]

  init(_ text: String, overrides: [(String, String)] = []) {
    source = SourceText(name: "test.md", text: text)
    (notebook, diagnostics) = Notebook.parse(source, overrides: overrides)
  }

  func text(_ range: SourceRange) -> String { source.text(in: range) }

  /// All inlines in document order, containers before what they contain.
  var inlines: [Inline] {
    var found: [Inline] = []
    var blocks = Array(notebook.blocks.reversed())
    while let block = blocks.popLast() {
      switch block.kind {
      case .heading(_, let content, _), .paragraph(let content): found += content.flattened
      case .quote(let inner), .callout(_, let inner), .fold(_, let inner),
        .footnoteDefinition(_, let inner):
        blocks += inner.reversed()
      case .list(let list):
        for item in list.items.reversed() { blocks += item.blocks.reversed() }
      case .table(let table):
        for cell in table.header + table.rows.flatMap({ $0 }) { found += cell.flattened }
      case .listing, .directive, .html, .thematicBreak: break
      }
    }
    return found
  }

  /// What the author wrote for each inline of a kind.
  func written(_ isWanted: (Inline.Kind) -> Bool) -> [String] {
    inlines.filter { isWanted($0.kind) }.map { text($0.range) }
  }
}

extension [Inline] {
  var flattened: [Inline] {
    var found: [Inline] = []
    var pending = Array(reversed())
    while let inline = pending.popLast() {
      found.append(inline)
      pending += inline.children.reversed()
    }
    return found
  }
}

extension Inline {
  var children: [Inline] {
    switch kind {
    case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
      .link(_, _, let inner), .image(_, _, let inner):
      inner
    default: []
    }
  }
}

/// A text whose marks `⟦code|text⟧` say which characters a problem is expected at.
struct MarkedText {
  struct Expectation: Hashable, CustomStringConvertible {
    var code: String
    var range: SourceRange
    var text: String

    var description: String { "\(code) at `\(text)` \(range.lower)..<\(range.upper)" }
  }

  var text = ""
  var expectations: Set<Expectation> = []

  init(_ marked: String) {
    var open: [(code: String, start: Int)] = []
    var rest = Substring(marked)
    while let character = rest.popFirst() {
      if character == "⟦" {
        let code = rest.prefix { $0 != "|" }
        rest = rest.dropFirst(code.count + 1)
        open.append((String(code), text.utf8.count))
      } else if character == "⟧", let (code, start) = open.popLast() {
        let range = SourceRange(start, text.utf8.count)
        let bytes = Array(text.utf8)[start...]
        expectations.insert(
          Expectation(code: code, range: range, text: String(decoding: bytes, as: UTF8.self)))
      } else {
        text.append(character)
      }
    }
  }

  /// The problems in the form of expectations.
  static func found(_ diagnostics: [Diagnostic], in source: SourceText) -> Set<Expectation> {
    Set(
      diagnostics.map { problem in
        let range = problem.range ?? SourceRange(0, 0)
        return Expectation(
          code: problem.code.rawValue, range: range, text: source.text(in: range))
      })
  }
}
