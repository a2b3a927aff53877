import Diagnostics
import Execution
import NotebookSyntax
import Plotting
import Testing

@testable import Report

struct FigureDataTests {
  @Test func `a figure's numbers fold open, with a file of all of them`() {
    let plot = Figure(
      kind: "Curve",
      panels: [
        Panel(
          x: Axis("t"),
          marks: [.line(LineMark(x: [0, 1], y: [0.5, 2], name: "a, <b> é", ink: .muted))])
      ])
    let figure = FigureOutput(
      width: 60, height: 30, lightPNG: [1], darkPNG: [2], alternativeText: "curve", caption: [],
      label: "fig-curve", number: 1, data: plot.data.map { DataOutput($0) })
    let text = "```plot function\ny: x\n```\n"
    let run = NotebookRun(
      notebook: Notebook.parse(SourceText(name: "n.md", text: text)).notebook,
      results: [BlockResult(outputs: [.figure(figure)])], inlineValues: [:], labels: [:],
      diagnostics: [])
    let html = HTMLPage.render(run)
    #expect(WellFormedness.violation(in: html) == nil)
    #expect(html.contains("<details class=\"fold data\"><summary><span class=\"fold-kind\">Data"))
    #expect(html.contains("<th scope=\"col\" class=\"number\">a, &lt;b&gt; é</th>"))
    #expect(
      html.contains(
        "<a href=\"data:text/csv;charset=utf-8,t,%22a,%20%3Cb%3E%20%C3%A9%22%0A0,0.5%0A1,2%0A\" "
          + "download=\"fig-curve.csv\">All rows as CSV</a> (2)"))
  }
}
