import Diagnostics
import NotebookSyntax
import Testing

@Suite struct InlineTests {
  private func math(_ text: String) -> [String] {
    Parsed(text).inlines.compactMap { inline in
      if case .math(let tex, let isDisplayed, _) = inline.kind {
        return isDisplayed ? "$$\(tex)" : "$\(tex)"
      }
      return nil
    }
  }

  @Test(
    arguments: [
      ("$a_b * c*d$", ["$a_b * c*d"]), ("costs $5 and $6", []), ("$ x$", []), ("$x $", []),
      ("$x$5", []),
      (#"\$x$"#, []), (#"$a\$b$"#, [#"$a\$b"#]), ("$$x$$", ["$$x"]), ("$$ x\ny $$", ["$$ x\ny "]),
      ("$$$$", []),
      ("**$x$**", ["$x"]), ("[a $x]$ b](u)", ["$x]"]), ("`$x$`", []), ("$`x`$", ["$`x`"]),
      ("$x$,$y$", ["$x", "$y"]),
      (#"$\\$"#, [#"$\\"#]), ("a $x\ny$ b", ["$x\ny"]), ("$x\n\ny$", []),
      ("$\\text{a $x$ b}$", ["$x"]),
      ("| $a$ | b |\n|---|---|\n| $c\\|d$ | e |", ["$a", "$c|d"]), ("# $h$", ["$h"]),
      ("$<b>$", ["$<b>"]),
      ("$$a$ b$$", ["$$a$ b"]), ("$20,000 and $30,000", []), ("($x$)", ["$x"]),
    ] as [(String, [String])])
  func mathFollowsPandocsRule(text: String, expected: [String]) {
    #expect(math(text) == expected)
  }

  @Test func displayedMathTakesItsLabel() throws {
    let parsed = Parsed("a $$\nx\n$$   {#eq-main} b $y$ {#eq-no}")
    let equation = try #require(
      parsed.inlines.first { if case .math(_, true, _) = $0.kind { true } else { false } })
    guard case .math(_, _, let label) = equation.kind else { return }
    #expect(label?.value == "eq-main")
    #expect(parsed.text(try #require(label).range) == "eq-main")
    #expect(parsed.text(equation.range) == "$$\nx\n$$   {#eq-main}")
    #expect(parsed.diagnostics.map(\.code) == [.unsupported])
  }

  @Test func inlineValuesAreFoundEverywhereButInCode() throws {
    let text = """
      # H {{ a.one:.3f }}

      p *{{ b.two }}* [l {{c.w[0,1]}}](u) `{{ no }}` ![alt {{ d.x }}](i.png) \\{{ no }}

      | h {{ e.x }} | k |
      |---|---|
      | a \\| {{ f.y:,.2f }} | {{ no: x |

      ```text
      {{ no }}
      ```
      """
    let parsed = Parsed(text)
    let values = parsed.inlines.compactMap { inline -> String? in
      guard case .value(let path, let format) = inline.kind else { return nil }
      #expect(parsed.text(path.range) == path.value)
      if let format { #expect(parsed.text(format.range) == format.value) }
      #expect(
        parsed.text(inline.range).hasPrefix("{{") && parsed.text(inline.range).hasSuffix("}}"))
      return path.value + (format.map { ":" + $0.value } ?? "")
    }
    #expect(values == ["a.one:.3f", "b.two", "c.w[0,1]", "d.x", "e.x", "f.y:,.2f"])
    #expect(parsed.diagnostics.map(\.code) == [.badInlineValue])
  }

  @Test(
    arguments: [
      ("@fig-x.", ["fig-x"]), ("[-@eq-a_b]", ["-eq-a_b"]), ("(@sec-α)", ["sec-α"]), ("a@fig-x", []),
      ("@foo-x", []),
      ("@fig-", []), ("see @tbl-a-.", ["tbl-a"]), ("[-@fig-x](u)", ["fig-x"]),
      ("x[-@fig-y]z", ["-fig-y"]),
      ("`@fig-x`", []), ("@fig-x,@fig-y", ["fig-x", "fig-y"]), ("*@fig-x*", ["fig-x"]),
    ] as [(String, [String])])
  func references(text: String, expected: [String]) {
    let found = Parsed(text).inlines.compactMap { inline -> String? in
      guard case .reference(let label, let isBareNumber) = inline.kind else { return nil }
      return (isBareNumber ? "-" : "") + label
    }
    #expect(found == expected)
  }

  @Test func aBareNumberCoversItsBrackets() {
    let parsed = Parsed("see [-@fig-xor]! More")
    #expect(parsed.written { if case .reference = $0 { true } else { false } } == ["[-@fig-xor]"])
    #expect(parsed.written { if case .text = $0 { true } else { false } } == ["see ", "! More"])
  }

  @Test func headingsTakeTheirLabels() throws {
    let parsed = Parsed(
      "# One *two* {#sec-a}  ##\n\nThree {#sec-b}\n===\n\n## {#sec-c}\n\n# a {#x} b\n")
    let headings = parsed.notebook.blocks.compactMap { block -> (String, String)? in
      guard case .heading(_, let content, let label) = block.kind else { return nil }
      let words = content.map { parsed.text($0.range) }.joined()
      return (words, label.map { parsed.text($0.range) } ?? "-")
    }
    #expect(headings.map(\.0) == ["One *two*", "Three", "", "a {#x} b"])
    #expect(headings.map(\.1) == ["sec-a", "sec-b", "sec-c", "-"])
    #expect(parsed.diagnostics.map(\.code) == [.unsupported])
  }

  @Test func destinationsAreKept() {
    let parsed = Parsed("[a](javascript:x(1) 't') ![b](<a b.png>) <https://x.y/&amp;z> www.e.org")
    let links = parsed.inlines.compactMap { inline -> String? in
      switch inline.kind {
      case .link(let destination, let title, _):
        "\(destination)|\(title)|\(parsed.text(inline.range))"
      case .image(let source, _, _): "\(source)|\(parsed.text(inline.range))"
      default: nil
      }
    }
    #expect(
      links == [
        "javascript:x(1)|t|[a](javascript:x(1) 't')", "a b.png|![b](<a b.png>)",
        "https://x.y/&z||<https://x.y/&amp;z>", "http://www.e.org||www.e.org",
      ])
  }

  @Test func captionsAreOneParagraphOfInlines() {
    let text = "1. Loss of {{ a.b:.2f }} *and* $x_1$\n# no heading"
    let scalar = ScalarText(verbatim: text, at: 50)
    let (inlines, problems) = Inline.parse(markdown: scalar)
    #expect(problems.isEmpty)
    let written = inlines.map { inline in
      let bytes = Array(text.utf8)[(inline.range.lower - 50)..<(inline.range.upper - 50)]
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(
      written == ["1. Loss of ", "{{ a.b:.2f }}", " ", "*and*", " ", "$x_1$", "\n# no heading"])
    #expect(Inline.parse(markdown: ScalarText(verbatim: " \n", at: 0)).inlines.isEmpty)
    let value = Inline.parse(markdown: ScalarText(verbatim: "{{ a.b }}", at: 0)).inlines
    #expect(value.count == 1)
  }

  @Test func tasksAlertsAndFootnotes() throws {
    let parsed = Parsed(
      "> [!TIP]\n> One\n\n> [!note]\n>\n> Two\n\n> [!NOTE] no\n\n- [x] a\n- [ ] b\n- c\n\nd[^n].\n\n[^n]: Note\n    more\n"
    )
    let kinds = parsed.notebook.blocks.map { block -> String in
      switch block.kind {
      case .callout(let kind, let blocks): "\(kind.rawValue) \(blocks.count)"
      case .quote: "quote"
      case .list(let list):
        list.items.map { "\($0.isChecked.map(String.init) ?? "-")" }.joined(separator: ",")
      case .footnoteDefinition(let name, _):
        "footnote \(name) \(parsed.text(block.range).prefix(5))"
      default: "paragraph"
      }
    }
    #expect(
      kinds == ["tip 1", "note 1", "quote", "true,false,-", "paragraph", "footnote n [^n]:"])
    #expect(
      parsed.written { if case .footnoteReference("n") = $0 { true } else { false } } == ["[^n]"])
  }

  @Test func deepMarkupIsFlattenedWithOneError() {
    let quotes = Parsed(String(repeating: ">", count: 2_000) + " x")
    #expect(quotes.diagnostics.map(\.code) == [.limitExceeded])
    let links = Parsed(
      String(repeating: "![", count: 2_000) + "x" + String(repeating: "](u)", count: 2_000))
    #expect(links.diagnostics.map(\.code) == [.limitExceeded])
    #expect(links.inlines.count < 3_000)
  }

  @Test func hostileTextTakesLinearTime() {
    let clock = ContinuousClock()
    for unit in ["$a ", "{{", "@fig-", "{#", "$$", "[^", "$x$ ", "&amp;", "\\$"] {
      let text = String(repeating: unit, count: 20_000)
      let time = clock.measure { _ = Parsed(text) }
      #expect(time < .seconds(20), "\(unit)")
    }
  }
}
