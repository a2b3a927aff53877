import Testing

@testable import NotebookSyntax

@Suite("Folded blocks")
struct FoldTests {
  /// Writes the kinds of blocks, folds with their titles and what they hold.
  private func outline(_ blocks: [Block]) -> String {
    blocks.map { block in
      switch block.kind {
      case .paragraph: "p"
      case .html: "html"
      case .directive: "directive"
      case .list(let list): "list(\(outline(list.items.flatMap(\.blocks))))"
      case .quote(let inner): "quote(\(outline(inner)))"
      case .fold(let title, let inner): "\(title)(\(outline(inner)))"
      default: "other"
      }
    }.joined(separator: " ")
  }

  private func outline(of text: String) -> String { outline(Parsed(text).notebook.blocks) }

  private let start = "<details><summary>Answer</summary>\n\n"
  private let end = "\n\n</details>\n"

  @Test("Markdown between the tags is folded, directives included")
  func folds() {
    #expect(outline(of: "a\n\n\(start)b\n\nc\(end)\nd") == "p Answer(p p) p")
    #expect(outline(of: "\(start)```data d\nfrom: and\n```\(end)") == "Answer(directive)")
    let spread = "<details>\n  <summary>\n Two  words </summary>\n\nb\(end)"
    #expect(outline(of: spread) == "Two words(p)")
    #expect(Parsed("\(start)```data d\nfrom: and\n```\(end)").notebook.directives.count == 1)
  }

  @Test("folds nest and stand in lists and quotes")
  func nests() {
    #expect(outline(of: "\(start)a\n\n\(start)b\(end)\(end)") == "Answer(p Answer(p))")
    let item = "1. q\n\n   <details><summary>A</summary>\n\n   b\n\n   </details>\n\n2. r\n"
    #expect(outline(of: item) == "list(p A(p) p)")
    let quote = "> <details><summary>A</summary>\n>\n> b\n>\n> </details>"
    #expect(outline(of: quote) == "quote(A(p))")
  }

  @Test("a fold ranges from its first tag to its last")
  func range() throws {
    let parsed = Parsed("a\n\n\(start)b\(end)\nc")
    let fold = try #require(parsed.notebook.blocks.dropFirst().first)
    #expect(parsed.text(fold.range) == "\(start)b\n\n</details>")
  }

  @Test(
    "tags without a partner, a title or with attributes stay raw HTML",
    arguments: [
      ("<details><summary>A</summary>\n\nb", "html p"), ("a\n\n</details>", "p html"),
      ("<details>\n\nb\n\n</details>", "html p html"),
      ("<details open><summary>A</summary>\n\nb\n\n</details>", "html p html"),
      ("<details><summary><b>A</b></summary>\n\nb\n\n</details>", "html p html"),
      ("<details><summary>A</summary>c\n\nb\n\n</details>", "html p html"),
      ("<details><summary>A</summary>\n\n> b\n>\n> </details>", "html quote(p html)"),
    ])
  func raw(text: String, expected: String) {
    #expect(outline(of: text) == expected)
  }

  @Test("deep folds are cut off at the limit of nesting")
  func depth() {
    let count = 2 * BlockBuilder.depthLimit
    let text = String(repeating: start, count: count) + "x" + String(repeating: end, count: count)
    var blocks = Parsed(text).notebook.blocks
    var depth = 0
    while let fold = blocks.lazy.compactMap({ block -> [Block]? in
      if case .fold(_, let inner) = block.kind { inner } else { nil }
    }).first {
      depth += 1
      blocks = fold
    }
    #expect(depth > 0 && depth <= BlockBuilder.depthLimit)
  }
}
