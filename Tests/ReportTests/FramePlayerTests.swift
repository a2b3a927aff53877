import Diagnostics
import Execution
import NotebookSyntax
import Testing

@testable import Plotting
@testable import Report

/// A disc that moves to the right.
private struct Disc: Drawable {
  var place: Double
  var alternativeText: String { "disc at \(Int(place))" }
  func picture(in theme: Theme) -> Picture {
    Picture(
      width: 60, height: 30, background: theme.background,
      commands: [.fill(Path(circleAt: Point(place, 15), radius: 8), theme.value)])
  }
}

struct FramePlayerTests {
  private func page(
    language: String = "en", printing: FrameSequence.Printing = .last, width: Double = 60
  ) -> String {
    let sequence = FrameSequence(
      [10, 30, 50].map { FrameSequence.Frame("place \(Int($0))", Disc(place: $0)) },
      printing: printing)
    let frames = FrameOutput(
      sequence: sequence, strip: sequence.strip(),
      words: sequence.frames.map {
        .init(label: $0.label, alternativeText: $0.figure.alternativeText + " <\">")
      })
    let figure = FigureOutput(
      width: width, height: 30, lightPNG: [1], darkPNG: [2], alternativeText: "last", caption: [],
      label: "fig-disc", number: 1, frames: frames)
    let text = "---\nlang: \(language)\n---\n\n```plot decision-boundary\nof: a\n```\n"
    let run = NotebookRun(
      notebook: Notebook.parse(SourceText(name: "n.md", text: text)).notebook,
      results: [BlockResult(outputs: [.figure(figure)])], inlineValues: [:], labels: [:],
      diagnostics: [])
    let html = HTMLPage.render(run)
    #expect(WellFormedness.violation(in: html) == nil)
    return html
  }

  @Test func `paper shows the last frame where no script has drawn them all`() throws {
    let html = page(printing: .stacked)
    let body = html[try #require(html.firstRange(of: "<body>")).upperBound...]
    #expect(body.contains("<div class=\"stage\"><picture>") && !body.contains("printed-frames"))
    // Only what the script adds may put itself in the place of the picture.
    for rule in html.split(separator: "\n") where rule.contains(".stage {") && rule.contains("none")
    {
      #expect(rule.contains(":has(.printed-frames)"), "\(rule)")
    }
  }

  @Test func `large frames scroll on small screens like other large figures`() {
    #expect(
      page(width: 720).contains("<figure id=\"fig-disc\" class=\"large\"><div class=\"frames\""))
    #expect(page().contains("<figure id=\"fig-disc\"><div class=\"frames\""))
  }

  @Test func `frames have a still picture, a slider, a button and their data`() {
    let html = page()
    #expect(
      html.contains(
        "<div class=\"frames\" data-width=\"120\" data-height=\"60\" data-printing=\"last\">"))
    #expect(html.contains("alt=\"last\" width=\"60\" height=\"30\"/>"))
    #expect(html.contains("<div class=\"player\" hidden=\"hidden\">"))
    #expect(html.contains("aria-label=\"Play\" title=\"Play\" data-pause=\"Pause\""))
    #expect(
      html.contains(
        "<input type=\"range\" min=\"0\" max=\"2\" step=\"1\" value=\"2\" aria-label=\"Frame\" "
          + "aria-valuetext=\"place 50\""))
    #expect(html.contains("data-alt=\"disc at 30 &lt;&quot;&gt;\">place 30</p>"))
    // The first picture, then one image a frame and theme.
    let layers = html.split(separator: "<i data-kind=\"images\"").dropFirst()
    #expect(layers.count == 2)
    let bodies = layers.last?.split(separator: " data-light=\"").last?.prefix { $0 != "\"" }
    #expect(bodies?.split(separator: " ").count == 3)
  }

  @Test func `paper may show all frames`() {
    #expect(page(printing: .stacked).contains("data-printing=\"stacked\""))
  }

  @Test func `the controls speak the page's language`() {
    let html = page(language: "ru")
    #expect(html.contains("aria-label=\"Кадр\""))
    #expect(html.contains("title=\"Воспроизвести\" data-pause=\"Пауза\""))
  }

  @Test func `lines carry their strokes`() {
    let layer = FrameStrip.Layer(
      area: FrameStrip.Area(x: 1, y: 2, width: 30, height: 40),
      content: .lines(
        light: Color(0x102030), dark: Color(0xFFFFFF).opacity(0.5),
        Stroke(width: 2.5, dash: [4, 3.05]), paths: ["M0 0l4 4", "M1 1l4 4"]))
    let html = HTMLFormatter.fragment([PageRenderer.layer(layer)])
    #expect(
      html == "<i data-kind=\"lines\" data-area=\"1 2 30 40\" data-light=\"#102030ff\" "
        + "data-dark=\"#ffffff80\" data-width=\"2.5\" data-dash=\"4 3.05\" data-cap=\"butt\" "
        + "data-join=\"round\" data-paths=\"M0 0l4 4,M1 1l4 4\"></i>")
  }
}
