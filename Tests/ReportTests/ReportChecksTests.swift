import Diagnostics
import NotebookSyntax
import Report
import Testing

struct ReportChecksTests {
  /// Each notebook marks the characters that its warning must point at.
  @Test(arguments: [
    ("Text «<b>»bold</b>.\n", DiagnosticCode.rawHTML),
    ("A [link](javascript:x) here", .unsafeLink),
    ("An ![image](https://a.b/c.png)", .imageProblem),
    ("An ![image](javascript:x)", .unsafeLink),
    ("Math $a + «\\foo»$ here", .unknownMath),
    ("Value $a_b = {{ a.b_c_d:.3f }} + «\\foo»$", .unknownMath),
    ("> Quote\n> $$\n> a\n> «\\foo»\n> $$\n", .unknownMath),
  ])
  func `a warning names the problem at its place`(marked: String, code: DiagnosticCode) throws {
    var text = ""
    var bounds: [Int] = []
    for character in marked {
      if "«»".contains(character) { bounds.append(text.utf8.count) } else { text.append(character) }
    }
    let source = SourceText(name: "n.md", text: text)
    let found = ReportChecks.diagnostics(of: Notebook.parse(source).notebook)
    #expect(found.map(\.code) == [code])
    if bounds.count == 2 { #expect(found.first?.range == SourceRange(bounds[0], bounds[1])) }
  }

  @Test func `comments and allowed HTML are no problems`() {
    let notebook = Notebook.parse(SourceText(name: "n.md", text: "<!-- a -->\n\nb <!-- c -->\n"))
      .notebook
    #expect(ReportChecks.diagnostics(of: notebook) == [])
    let html = Notebook.parse(SourceText(name: "n.md", text: "a <b>c</b>\n\n<div>\n")).notebook
    #expect(ReportChecks.diagnostics(of: html).count == 2)
    #expect(ReportChecks.diagnostics(of: html, allowsHTML: true) == [])
  }

  @Test func `folded answers are no raw HTML`() {
    let text = "<details><summary>Answer</summary>\n\nB <b>c</b>.\n\n</details>\n"
    let notebook = Notebook.parse(SourceText(name: "n.md", text: text)).notebook
    #expect(ReportChecks.diagnostics(of: notebook).count == 1)
    let plain = Notebook.parse(
      SourceText(name: "n.md", text: "<details><summary>A</summary>\n\nB\n\n</details>\n")
    ).notebook
    #expect(ReportChecks.diagnostics(of: plain) == [])
  }

  @Test func `local images are listed once, in order, decoded`() {
    let text = "![a](b%20c.png) ![x](https://a.b/c.png)\n\n> ![b](d.png) ![c](b%20c.png)\n"
    let notebook = Notebook.parse(SourceText(name: "n.md", text: text)).notebook
    #expect(ReportChecks.localImages(in: notebook).map(\.value) == ["b c.png", "d.png"])
  }
}
