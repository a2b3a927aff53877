import Diagnostics
import Testing

@Suite struct RenderingTests {
  private func render(
    _ text: String, _ range: SourceRange?, label: String? = nil, notes: [String] = [],
    colour: Bool = false
  ) -> String {
    let source = SourceText(name: "lecture.md", text: text)
    return Diagnostic.error(
      .unknownOptimizer, "unknown optimizer `adamm`", at: range, label: label, notes: notes
    ).rendered(in: source, colour: colour)
  }

  @Test func theFormatOfTheReferenceIsKept() {
    let text = String(repeating: "\n", count: 41) + "optimizer: adamm lr=0.03\n"
    let rendered = render(
      text, SourceRange(52, 57), label: "did you mean `adam`?",
      notes: ["optimizers: adagrad, adam"])
    #expect(
      rendered == """
        lecture.md:42:12: error: unknown optimizer `adamm` [NB031]
           |
        42 | optimizer: adamm lr=0.03
           |            ^^^^^ did you mean `adam`?
           = optimizers: adagrad, adam
        """)
  }

  @Test func aProblemOfTheWholeFileHasNoExcerpt() {
    #expect(
      render("x", nil, notes: ["a", "b\nc"]) == """
        lecture.md: error: unknown optimizer `adamm` [NB031]
           = a
           = b
             c
        """)
  }

  @Test func tabsMoveTheCaretsToTheirColumns() {
    let lines = render("a\tbc\td", SourceRange(2, 4)).split(separator: "\n")
    #expect(lines[2] == "1 | a   bc  d")
    #expect(lines[3] == "  |     ^^")
  }

  @Test func wideCharactersTakeTwoColumnsAndCombiningOnesNone() {
    let text = "機械x e\u{301}y"
    let x = "機械".utf8.count
    #expect(render(text, SourceRange(x, x + 1)).hasSuffix("|     ^"))
    let y = "機械x e\u{301}".utf8.count
    #expect(render(text, SourceRange(y, y + 1)).hasSuffix("|        ^"))
    #expect(render(text, SourceRange(0, 6)).hasSuffix("| ^^^^"))
  }

  @Test func anEmptyRangeAtTheLinesEndGetsOneCaret() {
    #expect(render("ab\ncd", SourceRange(2, 2)).hasSuffix("|   ^"))
    #expect(render("", SourceRange(0, 0)).hasSuffix("| ^"))
  }

  @Test func aRangeOverLinesIsMarkedToTheFirstLinesEnd() {
    #expect(render("abc\ndef\n", SourceRange(1, 6)).hasSuffix("|  ^^"))
  }

  @Test(arguments: [0, 40, 500, 993])
  func aLongLineIsShownAroundTheProblem(start: Int) throws {
    let letters = (0..<1_000).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) }
    let text = String(letters)
    let lines = render(text, SourceRange(start, start + 5)).split(separator: "\n")
    let excerpt = Array(lines[2].dropFirst(4))
    let marks = Array(lines[3].dropFirst(4))
    #expect(excerpt.count <= 98)
    let caret = try #require(marks.firstIndex(of: "^"))
    #expect(excerpt[caret] == letters[start])
    #expect(marks.filter { $0 == "^" }.count == 5)
    #expect((excerpt.first == "…") == (start > 90))
  }

  @Test func charactersThatSteerATerminalAreShownInstead() {
    let text = "a\u{1B}[31mb\u{202E}c"
    let rendered = render(text, SourceRange(0, 1), label: "l\u{7}\nm", notes: ["n\u{1B}"])
    #expect(!rendered.contains("\u{1B}"))
    #expect(!rendered.contains("\u{202E}"))
    #expect(rendered.contains("a␛[31mb\u{FFFD}c"))
    #expect(rendered.contains("l␇ m"))
  }

  @Test func coloursAreThereOnlyWhereAskedFor() {
    #expect(render("ab", SourceRange(0, 1), colour: true).contains("\u{1B}[1;31m"))
    #expect(!render("ab", SourceRange(0, 1)).contains("\u{1B}"))
  }
}
