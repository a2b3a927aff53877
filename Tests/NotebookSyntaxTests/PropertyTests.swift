import Diagnostics
import NotebookSyntax
import Testing

/// What holds for every notebook, checked on the samples and on many broken variants of them.
@Suite struct PropertyTests {
  @Test(arguments: Samples.all, ["\n", "\r\n", "\r"])
  func theSamplesAreFineAndEveryTextStandsWhereItSays(sample: String, lineEnd: String) {
    let parsed = Parsed(sample.replacingLineEnds(by: lineEnd))
    #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics)")
    var texts = 0
    for inline in parsed.inlines {
      let written = parsed.text(inline.range)
      switch inline.kind {
      case .text(let text):
        let isPlain = !written.contains { "\\&".contains($0) }
        if isPlain {
          #expect(written == text)
          texts += 1
        }
      case .code(let text):
        #expect(written.hasPrefix("`") && written.hasSuffix("`"))
        let word = text.prefix { $0 != " " && $0 != "|" }
        #expect(written.contains(word))
      case .emphasis:
        #expect(written.first == written.last && "*_".contains(written.first ?? " "), "\(written)")
      case .strong: #expect(written.hasPrefix("**") && written.hasSuffix("**"))
      case .strikethrough: #expect(written.hasPrefix("~~") && written.hasSuffix("~~"))
      case .link:
        #expect(
          written.first == "[" && (written.last == ")" || written.last == "]")
            || written.hasPrefix("www"))
      case .image: #expect(written.hasPrefix("![") && (written.last == ")" || written.last == "]"))
      case .math: #expect(written.hasPrefix("$") && (written.last == "$" || written.last == "}"))
      case .value: #expect(written.hasPrefix("{{") && written.hasSuffix("}}"))
      case .reference: #expect(written.contains("@"))
      case .footnoteReference(let name): #expect(written == "[^\(name)]")
      case .html(let text): #expect(written == text)
      case .softBreak, .hardBreak: #expect(written.contains { $0.isNewline })
      }
    }
    #expect(texts > 4)
  }

  @Test(arguments: Samples.all)
  func childrenStandInTheirParentsAndInOrder(sample: String) {
    checkNesting(Parsed(sample))
  }

  @Test func lineEndsChangeNothingButOffsets() {
    for sample in Samples.all {
      let plain = Parsed(sample)
      for lineEnd in ["\r\n", "\r"] {
        let other = Parsed(sample.replacingLineEnds(by: lineEnd))
        let dump = other.notebook.dump()
        // Raw line ends of math are kept; everything else is the same, lines and columns included.
        #expect(
          dump.split(separator: "\n").count == plain.notebook.dump().split(separator: "\n").count)
      }
    }
  }

  @Test func brokenNotebooksNeverCrashTheParser() {
    var random = SplitMix64(seed: 2024)
    let pieces = [
      "```", "````", "~~~", "> ", "- ", "1. ", "\t", "    ", "$", "$$", "{{", "}}", "{#", "}", "[",
      "]", "(", ")", "*",
      "**", "_", "`", "|", "\n", "\r", "\r\n", "\n\n", "---\n", "&amp;", "&#0;", "\\", ": ",
      "- a: b\n", "'", "\"", "#",
      "@fig-", "[-@eq-a]", "[^n]", "[^n]:", "<", "<!--", "é", "機", "\u{301}", "\u{0}", "\u{FEFF}",
      "&", "*a", "!", "~",
      "=== ", "[!NOTE]", "run=false", "train", "params.", "|---|", ">", "%", "!!str ", "? ",
      "\u{2028}",
    ]
    for round in 0..<600 {
      var bytes = Array(Samples.all.randomElement(using: &random)!.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let position = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
          let end = min(bytes.count, position + Int.random(in: 1...30, using: &random))
          bytes.removeSubrange(position..<end)
        case 1:
          let end = min(bytes.count, position + Int.random(in: 1...60, using: &random))
          bytes.insert(
            contentsOf: Array(bytes[position..<end]),
            at: Int.random(in: 0...bytes.count, using: &random))
        default:
          bytes.insert(
            contentsOf: Array(pieces.randomElement(using: &random)!.utf8), at: position)
        }
      }
      let parsed = Parsed(String(decoding: bytes, as: UTF8.self), overrides: [("n", "3")])
      let dump = parsed.notebook.dump()
      #expect(
        dump == Parsed(parsed.text(SourceRange(0, .max)), overrides: [("n", "3")]).notebook.dump())
      for problem in parsed.diagnostics {
        if let range = problem.range {
          #expect(range.lower >= 0 && range.upper <= parsed.source.utf8.count, "round \(round)")
        }
        #expect(!problem.rendered(in: parsed.source, colour: true).isEmpty)
        #expect(!problem.json(in: parsed.source).contains("\n"))
      }
      checkNesting(parsed)
      exercise(parsed)
    }
  }

  /// Runs the parsers that later stages call on every value.
  private func exercise(_ parsed: Parsed) {
    var pending = parsed.notebook.directives.map(\.body)
    while let node = pending.popLast() {
      #expect(node.range.lower >= 0 && node.range.upper <= parsed.source.utf8.count)
      pending += node.elements ?? []
      pending += (node.entries ?? []).map(\.value)
      var problems = Call.parseList(node).diagnostics + NumericRange.parse(node).diagnostics
      if let text = node.scalarText {
        problems += Statement.parseList(text).diagnostics + Inline.parse(markdown: text).diagnostics
      }
      for problem in problems {
        let range = problem.range ?? SourceRange(0, 0)
        #expect(range.lower >= 0 && range.upper <= parsed.source.utf8.count)
      }
    }
  }

  private func checkNesting(_ parsed: Parsed) {
    let count = parsed.source.utf8.count
    for inline in parsed.inlines {
      #expect(inline.range.lower >= 0 && inline.range.upper <= count)
      var previous = inline.range.lower
      for child in inline.children {
        #expect(child.range.lower >= previous, "\(parsed.text(inline.range))")
        #expect(child.range.upper <= inline.range.upper, "\(parsed.text(inline.range))")
        previous = child.range.upper
      }
    }
    var pending = parsed.notebook.blocks
    while let block = pending.popLast() {
      #expect(block.range.lower >= 0 && block.range.upper <= count)
      let children: [Block]
      switch block.kind {
      case .quote(let inner), .callout(_, let inner), .fold(_, let inner),
        .footnoteDefinition(_, let inner):
        children = inner
      case .list(let list): children = list.items.flatMap(\.blocks)
      default: children = []
      }
      for child in children {
        // A footnote may stand inside a quote or list; cmark moves it to the end of the notebook.
        #expect(
          child.range.lower >= block.range.lower && child.range.upper <= block.range.upper,
          "\(parsed.notebook.dump())\(parsed.text(SourceRange(0, .max)))")
      }
      pending += children
    }
  }
}
