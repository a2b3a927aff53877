import Diagnostics
import Testing

@testable import TeXMath

struct TeXProblemTests {
  /// Each formula marks the characters that its warning must point at.
  @Test(arguments: [
    (#"a + «\foo» b"#, #"unknown TeX command `\foo`"#),
    (#"«\fraq»{a}{b}"#, #"unknown TeX command `\fraq`"#),
    (#"«{»a + b"#, "`{` is never closed"),
    (#"a«}» + b"#, "`}` without its `{`"),
    (#"«\frac»{a}"#, #"`\frac` lacks an argument"#),
    (#"x«^»"#, "`^` lacks an argument"),
    (#"a «&» b"#, "`&` outside of an environment"),
    (#"«\left»( a"#, #"`\left` without its `\right`"#),
    (#"a «\right»)"#, #"`\right` without its `\left`"#),
    (#"«\begin{matrix}» a"#, #"`\begin{matrix}` is never ended"#),
    (#"«\begin{tikzpicture}»"#, "unknown environment `tikzpicture`"),
    (#"\begin{matrix} a «\end{pmatrix}»"#, #"`\begin{matrix}` is ended by `\end{pmatrix}`"#),
    (#"x^a«^b»"#, "a second superscript on the same base"),
    (#"x + 1 «\label{eq:x}»"#, #"`\label` has no effect"#),
    (#"«\color{url(x)}» y"#, "not a colour: `url(x)`"),
    (#"а + б «\нет»"#, #"a lone `\`"#),
    (#"\text{«\foo»}"#, #"unknown TeX command `\foo`"#),
    (#"{ a «\\» b }"#, #"a line break `\\` outside of an environment"#),
  ])
  func `a warning points at its characters`(marked: String, message: String) throws {
    var tex = ""
    var bounds: [Int] = []
    for character in marked {
      if "«»".contains(character) { bounds.append(tex.utf8.count) } else { tex.append(character) }
    }
    let found = TeXMath.convert(tex, isDisplayed: true, at: TeXLocation(verbatimAt: 100))
      .diagnostics
    let diagnostic = try #require(found.first)
    #expect(diagnostic.code == .unknownMath)
    #expect(diagnostic.severity == .warning)
    if message != #"a lone `\`"# {
      #expect(diagnostic.message == message)
      #expect(diagnostic.range == SourceRange(100 + bounds[0], 100 + bounds[1]))
    }
    #expect(found.count == 1)
  }

  @Test func `a misspelt command gets the nearest name`() {
    let found = TeXMath.convert(#"\lamda"#, isDisplayed: false, at: .init(verbatimAt: 0))
      .diagnostics
    #expect(found.first?.label?.contains(#"`\lambda`"#) == true)
  }

  @Test func `what is unknown stays readable`() {
    let node = TeXMath.convert(#"\foo{x}"#, isDisplayed: false, at: .init(verbatimAt: 0)).node
    #expect(node.dump.contains(#"(mtext class=tex-problem "\foo") (mi "x")"#))
  }

  @Test func `a formula inside a quote is found line by line`() {
    let text = "> $$\n> a +\n> \\foo\n> $$\n"
    let source = SourceText(name: "x.md", text: text)
    let tex = "\na +\n\\foo\n"
    let range = SourceRange(2, text.utf8.count - 1)
    let location = TeXLocation(of: tex, in: range, of: source)
    let found = TeXMath.convert(tex, isDisplayed: true, at: location).diagnostics
    #expect(found.compactMap(\.range).map(source.text(in:)) == [#"\foo"#])
  }

  @Test func `generated math blames the block it comes from`() {
    let location = TeXLocation(generatedAt: SourceRange(7, 9))
    let found = TeXMath.convert(#"\foo"#, isDisplayed: true, at: location).diagnostics
    #expect(found.map(\.range) == [SourceRange(7, 9)])
  }
}
