import Diagnostics
import NotebookSyntax
import Testing

@Suite struct FrontMatterTests {
  @Test func everyKeyIsRead() throws {
    let parsed = Parsed(
      """
      ---
      title: "A: {{ params.n }} points"
      subtitle: S
      description: D {{ params.lr:.2f }}
      author: [Ann, {name: Bob}]
      date: 2024-02-30
      lang: pt-BR
      seed: 18446744073709551615
      toc: false
      number-sections: true
      params:
        lr: 1e-3
        n: 400
        kind: "3"
        on: true
      ---
      # H
      """)
    #expect(parsed.diagnostics.isEmpty)
    let header = parsed.notebook.frontMatter
    #expect(header.title?.value == "A: 400 points")
    #expect(parsed.text(try #require(header.title).range) == "\"A: {{ params.n }} points\"")
    #expect(header.subtitle == "S")
    #expect(header.description == "D 0.00")
    #expect(header.authors == ["Ann", "Bob"])
    #expect(header.date == "2024-02-30")
    #expect(header.language == "pt-BR")
    #expect(header.seed == .max)
    #expect(!header.showsContents)
    #expect(header.numbersSections)
    #expect(header.parameters.map(\.name.value) == ["lr", "n", "kind", "on"])
    #expect(
      header.parameters.map(\.value) == [.number(1e-3), .number(400), .text("3"), .boolean(true)])
    #expect(parsed.text(parsed.notebook.blocks[0].range) == "# H")
  }

  @Test(arguments: [
    "text", "---\n\ntext\n\n---\n", "---\ntext", "--- \n\na", "a\n---\nb: 1\n---\n", "", "---",
  ])
  func whatIsNoFrontMatterIsMarkdown(text: String) {
    let parsed = Parsed(text)
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.notebook.frontMatter.title == nil)
  }

  @Test func dotsEndItAndCommentsAreEmpty() {
    let parsed = Parsed("---  \n# nothing\n...\ntext")
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.notebook.blocks.count == 1)
  }

  @Test func overridesReplaceDeclaredParameters() {
    let text =
      "---\nparams: {lr: 0.1, on: false, kind: a}\n---\n```train x\na: {{ params.lr }} {{params.on}} {{params.kind}}\n```\n"
    let parsed = Parsed(
      text, overrides: [("lr", "0.5"), ("on", "true"), ("kind", "b=c"), ("lr", "2")])
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.notebook.directives.first?.body.entry("a")?.value.text == "2 true b=c")
  }

  @Test func overridesOfUnknownOrMistypedParametersAreErrorsOfTheCommandLine() {
    let parsed = Parsed(
      "---\nparams: {rate: 0.1}\n---\nx", overrides: [("rat", "1"), ("rate", "fast")])
    #expect(parsed.diagnostics.map(\.code) == [.unknownParameter, .wrongType])
    #expect(parsed.diagnostics.allSatisfy { $0.range == nil })
    #expect(parsed.diagnostics.first?.label == "did you mean `rate`?")
  }
}
