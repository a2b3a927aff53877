import Diagnostics
import Execution
import NotebookSyntax
import Testing

@testable import Report

/// A page of one directive with a result made by hand.
private func page(
  _ result: BlockResult, info: String = "train xor", body: String = "data: xor n=400  # two\n",
  diagnostics: [Diagnostic] = []
) -> String {
  let text = "Text.\n\n```\(info)\n\(body)```\n"
  let notebook = Notebook.parse(SourceText(name: "n.md", text: text)).notebook
  let run = NotebookRun(
    notebook: notebook, results: [result], inlineValues: [:], labels: [:],
    diagnostics: diagnostics)
  let html = HTMLPage.render(run)
  #expect(WellFormedness.violation(in: html) == nil)
  let body = html[(html.firstRange(of: "<body>")?.lowerBound ?? html.startIndex)...]
  return body.split(separator: "\n").joined(separator: "\n")
}

struct BlockResultTests {
  private let figure = FigureOutput(
    width: 720, height: 450.4, lightPNG: [1, 2, 3], darkPNG: [4, 5, 6], alternativeText: "a \"b\"",
    caption: [Inline(.text("The loss."), at: SourceRange(0, 1))], label: "fig-loss", number: 3)

  @Test func `a figure has a picture for each theme, a number and its words`() {
    let html = page(BlockResult(outputs: [.figure(figure)]))
    #expect(html.contains("<figure id=\"fig-loss\" class=\"large\">"))
    #expect(
      html.contains(
        "<source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"data:image/png;base64,BAUG\""
      ))
    #expect(
      html.contains(
        "<img src=\"data:image/png;base64,AQID\" alt=\"a &quot;b&quot;\" width=\"720\" height=\"450\"/>"
      ))
    #expect(html.contains("<span class=\"caption-number\">Figure\u{A0}3.</span> The loss."))
  }

  @Test func `a figure that is the same in both themes is stored once`() {
    var same = figure
    same.darkPNG = same.lightPNG
    #expect(!page(BlockResult(outputs: [.figure(same)])).contains("<picture>"))
  }

  @Test func `a figure too wide for an upright sheet is printed on one that lies`() {
    var wide = figure
    wide.width = 1_853
    let html = page(BlockResult(outputs: [.figure(wide)]))
    #expect(
      html.contains("<figure id=\"fig-loss\" class=\"large landscape\"><div class=\"scroll\">"))
    wide.width = 1_171
    #expect(
      page(BlockResult(outputs: [.figure(wide)])).contains("class=\"large\"><div class=\"scroll\">")
    )
  }

  @Test func `layers and metrics share a card`() {
    let layers = TableOutput(
      role: .layers,
      columns: [.init("layer", isNumeric: false), .init("parameters", isNumeric: true)],
      rows: [["dense 8", "24"]])
    let metrics = TableOutput(
      role: .metrics, columns: [.init("", isNumeric: false), .init("loss", isNumeric: true)],
      rows: [["test", "0.05"]])
    let html = page(BlockResult(outputs: [.table(layers), .table(metrics)]))
    #expect(html.split(separator: "class=\"card\"").count == 2)
    #expect(html.contains("<th scope=\"col\" class=\"number\">parameters</th>"))
    #expect(
      html.contains(
        "<summary><span class=\"layer-names\">dense 8</span> <span class=\"layer-count\">24 parameters"
      ))
    #expect(html.contains("<td class=\"number\">0.05</td>"))
  }

  @Test func `met expectations are discreet and carry their values`() {
    let html = page(
      BlockResult(expectations: [
        ExpectationOutcome(
          path: "test.accuracy", condition: ">= 0.95", actual: "0.985", isMet: true)
      ]))
    #expect(html.contains("title=\"test.accuracy = 0.985 (≥ 0.95)\">Checks: 1</span>"))
    #expect(html.contains("<details class=\"fold checks\">"))
    #expect(!html.contains("failed-check"))
  }

  @Test func `a failed expectation is loud, once, and listed at the top`() {
    let error = Diagnostic.error(
      .expectationFailed, "expected test.accuracy >= 0.95, got 0.91", at: SourceRange(17, 21))
    let html = page(
      BlockResult(
        expectations: [
          ExpectationOutcome(
            path: "test.accuracy", condition: ">= 0.95", actual: "0.91", isMet: false)
        ], diagnostics: [error]), diagnostics: [error])
    #expect(html.split(separator: "failed-check").count == 2)
    #expect(html.contains("<code>test.accuracy</code> <span class=\"expected\">≥ 0.95</span>"))
    #expect(html.contains("<a href=\"#problem:1\">expected test.accuracy &gt;= 0.95, got 0.91</a>"))
    #expect(html.contains("class=\"block\" id=\"problem:1\""))
  }

  @Test func `a block's problem shows its line with the place marked`() {
    let error = Diagnostic.error(
      .unknownOption, "unknown option `dat`", at: SourceRange(20, 23),
      label: "did you mean `data`?",
      notes: ["options: data"])
    let html = page(BlockResult(diagnostics: [error]), diagnostics: [error])
    #expect(html.contains("<div class=\"problem error\">"))
    #expect(html.contains("<mark>"))
    #expect(
      html.contains("unknown option <code>dat</code> <span class=\"problem-code\">NB030</span>"))
    #expect(html.contains("did you mean <code>data</code>?"))
  }

  @Test func `warnings stay in their place`() {
    let warning = Diagnostic.warning(.nothingToDraw, "nothing to draw", at: nil)
    let html = page(BlockResult(diagnostics: [warning]), diagnostics: [warning])
    #expect(html.contains("<div class=\"problem warning\">"))
    #expect(!html.contains("page-problems"))
  }

  @Test func `the source is folded, shown or hidden`() {
    let folded = page(BlockResult(echo: .fold))
    #expect(folded.contains("<details class=\"fold source\">"))
    #expect(
      folded.contains(
        "<span class=\"y-key\">data</span>: xor n=<span class=\"y-number\">400</span>"))
    #expect(folded.contains("<span class=\"y-comment\"># two</span>"))
    #expect(folded.contains("<span class=\"y-fence\">```train xor</span>"))
    let shown = page(BlockResult(echo: .show))
    #expect(
      shown.contains("class=\"listing\"") && !shown.contains("<details class=\"fold source\">"))
    #expect(!page(BlockResult(echo: .hide)).contains("two"))
  }

  @Test func `a block that does not run is a listing`() {
    let html = page(BlockResult(), info: "train xor run=false")
    #expect(html.contains("```train xor run=false"))
    #expect(!html.contains("<details class=\"fold source\">"))
  }

  @Test func `listings keep every character of the source`() {
    let bodies = [
      "a: 1\nb: [2, -3.5e-4, x1]\n", "k: \"a # b\" # c\n", "- x: 'y'\n", ": : :\n", "a:b\n",
      "\"open\n",
      "graph: f = (x + y) * z\n", "{a: {b: 1}, c: 2}\n", "1..5 step 0.2\n", "# only\n\n\n",
      "é: ж\n",
    ]
    for body in bodies {
      var text = ""
      for node in YAMLColors.nodes(of: body) {
        switch node {
        case .text(let piece): text += piece
        case .element(_, _, let children):
          if case .text(let piece)? = children.first { text += piece }
        default: break
        }
      }
      #expect(text == body)
    }
  }

  @Test func `russian pages speak russian`() {
    let html = HTMLPage.render(SampleNotebook.run(language: "ru-RU"))
    #expect(html.contains("Рисунок\u{A0}1"))
    #expect(html.contains("Таблица\u{A0}1"))
    #expect(html.contains("Содержание"))
    #expect(html.contains("Осторожно"))
  }
}

struct IndexPageTests {
  @Test func `an index lists its notebooks in order`() {
    let index = IndexPage(
      title: "Course <1>", description: "All of it",
      entries: [
        .init(title: "A & B", description: "First", address: "a.html"),
        .init(title: "C", description: nil, address: "c.html", errorCount: 2),
        .init(title: "D", description: nil, address: "javascript:x"),
        .init(title: "E", description: nil, address: "07-e.html"),
      ])
    let html = index.render()
    #expect(WellFormedness.violation(in: html) == nil)
    #expect(html.contains("<title>Course &lt;1&gt;</title>"))
    #expect(html.contains("<a href=\"a.html\"><span class=\"name\">A &amp; B</span></a>"))
    #expect(html.contains("<span class=\"chapter\">7</span> <span class=\"name\">E</span>"))
    #expect(html.contains("Error: 2"))
    #expect(!html.contains("javascript:x"))
  }
}
