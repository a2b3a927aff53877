import Testing

@testable import Plotting

@Suite struct FigureLayoutTests {
  /// Checks that text keeps inside the picture and apart from other text.
  private func expectCalmText(_ figure: Figure, _ comment: String) {
    for theme in [Theme.light, .dark] {
      let boxes = textBoxes(of: figure.picture(in: theme))
      for (index, (text, box)) in boxes.enumerated() {
        #expect(
          box.x >= -0.5 && box.y >= -0.5 && box.maxX <= figure.width + 0.5
            && box.maxY <= figure.height + 0.5, "\(comment): “\(text)” leaves the picture")
        for (otherText, other) in boxes[(index + 1)...] {
          #expect(
            !box.inset(by: 0.25).intersects(other.inset(by: 0.25)),
            "\(comment): “\(text)” touches “\(otherText)”")
        }
      }
    }
  }

  @Test("Text never overlaps and never leaves the picture")
  func calmText() {
    for figure in SampleFigures.all { expectCalmText(figure, figure.kind) }
  }

  @Test("Text stays calm at other sizes", arguments: [(480.0, 320.0), (1000, 400), (360, 300)])
  func otherSizes(size: (Double, Double)) {
    for var figure in SampleFigures.all {
      (figure.width, figure.height) = size
      expectCalmText(figure, "\(figure.kind) at \(size)")
    }
  }

  @Test("Long names, titles and notes are wrapped or cut, not crossed")
  func longTexts() {
    var figure = SampleFigures.loss
    let long = "a name that goes on and on and on until no margin could hold it any longer"
    figure.title = String(repeating: long + " ", count: 4)
    figure.subtitle = figure.title
    figure.note = figure.title
    figure.panels[0].x.label = figure.title
    figure.panels[0].y.label = figure.title
    figure.panels[0].note = .init(long)
    figure.panels[0].marks = figure.panels[0].marks.map { mark in
      guard case .line(var line) = mark else { return mark }
      line.name = "\(line.name) \(long)"
      return .line(line)
    }
    expectCalmText(figure, "long texts")
  }

  @Test("Text is at least 11 CSS pixels high, scripts aside, and stands out from the page")
  func legibility() {
    for theme in [Theme.light, .dark] {
      for figure in SampleFigures.all {
        for case .text(let run) in figure.picture(in: theme).commands {
          #expect(run.size >= 11)
        }
      }
      #expect(theme.foreground.contrast(with: theme.background) > 7)
      #expect(theme.muted.contrast(with: theme.background) > 4.5)
      for category in theme.categories {
        #expect(category.contrast(with: theme.background) >= 3)
      }
    }
  }

  @Test("Labels at line ends keep their distance, their order and their places where they can")
  func spreading() {
    let places = EndLabel.spread([10, 11, 12, 80], spacing: 15, low: 0, high: 100)
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 15 - 1e-9 })
    #expect(places[3] == 80)
    #expect(EndLabel.spread([50], spacing: 15, low: 0, high: 100) == [50])
    #expect(EndLabel.spread([98, 99], spacing: 15, low: 0, high: 100) == [85, 100])
  }

  @Test("Bars start at exactly zero and horizontal ones run from top to bottom")
  func barPlaces() {
    let panel = ResolvedPanel(SampleFigures.horizontalBars.panels[0])
    #expect(panel.x.lowerBound == 0)
    #expect(
      panel.panel.y.ticks
        == .labeled([
          .init(2, "logistic regression"), .init(1, "two layers"), .init(0, "convolution"),
        ]))
  }

  @Test("Equal scales give one unit the same length on both axes")
  func equalScales() throws {
    let figure = SampleFigures.boundary
    let commands = figure.picture(in: .light).commands
    let image = commands.compactMap { if case .image(_, let rect, _) = $0 { rect } else { nil } }
    let map = try #require(image.first)
    #expect(abs(map.width - map.height) <= 1)
  }

  @Test("A figure is no higher than panels of equal scales need, whose size stays")
  func fittedHeight() {
    func map(height: Double) -> Figure {
      let panel = Panel(
        title: "a map", x: Axis("x", range: 0...4), y: Axis("y", range: 0...3), marks: [],
        hasEqualScales: true
      )
      return Figure(
        kind: "Maps", panels: [panel, panel], width: 720, height: height)
    }
    func plots(_ figure: Figure) -> [Rect] {
      var layout = FigureLayout(figure, theme: .light)
      layout.arrange()
      return layout.panels.map(\.plot)
    }
    let fitted = map(height: 600).fittedToPanels()
    #expect(
      fitted.height < 360 && plots(fitted).map(\.width) == plots(map(height: 600)).map(\.width))
    // What is left below the panels are their axes alone.
    #expect((fitted.height - (plots(fitted).map(\.maxY).max() ?? 0)) < 60)
    #expect(fitted.fittedToPanels().height == fitted.height)
    #expect(SampleFigures.overfit.fittedToPanels() == SampleFigures.overfit)
  }

  @Test("A curve that leaves the panel is clipped, not followed")
  func wildCurve() {
    for case .stroke(let path, _, _) in SampleFigures.overfit.picture(in: .light).commands {
      for element in path.elements {
        if case .line(let point) = element {
          #expect(abs(point.y) < 1000 && abs(point.x) < 1000)
        }
      }
    }
  }

  @Test("Thinning keeps the extremes of every column")
  func thinning() {
    var random = SplitMix(state: 3)
    let points = (0..<20_000).map { Point(Double($0) * 0.01, random.uniform(0...100)) }
    let thinned = Clipping.thinned(points)
    #expect(thinned.count < 2000)
    #expect(thinned.map(\.y).max() == points.map(\.y).max())
    #expect(thinned.first == points.first && thinned.last == points.last)
  }

  @Test("Segments are cut at the borders", arguments: [0, 1, 2, 3, 4, 5, 6, 7])
  func segmentClipping(seed: UInt64) {
    var random = SplitMix(state: seed)
    let rect = Rect(x: 0, y: 0, width: 10, height: 10)
    for _ in 0..<200 {
      let a = Point(random.uniform(-20...30), random.uniform(-20...30))
      let b = Point(random.uniform(-20...30), random.uniform(-20...30))
      let cut = Clipping.segment(a, b, in: rect)
      // Against sampling the segment.
      let inside = (0...400).contains { step in
        let t = Double(step) / 400
        return rect.inset(by: 0.1).contains(Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t))
      }
      if inside { #expect(cut != nil) }
      if let (p, q) = cut {
        #expect(rect.inset(by: -1e-9).contains(p) && rect.inset(by: -1e-9).contains(q))
      }
    }
  }

  @Test("Words beside a place move to the side that curves leave free")
  func wordsAvoidCurves() throws {
    // A curve runs right below the place: the words go above it.
    let x = (0...100).map { Double($0) }
    let panel = Panel(
      x: Axis(range: 0...100), y: Axis(range: 0...100),
      marks: [
        .line(LineMark(x: x, y: x.map { _ in 46 }, ink: .foreground)),
        .text(TextMark("best", x: 50, y: 50, offset: 16)),
      ])
    let picture = Figure(kind: "k", panels: [panel]).picture(in: .light)
    let box = try #require(textBoxes(of: picture).first { $0.text == "best" }?.box)
    let heights = picture.commands.compactMap { command -> Double? in
      guard case .stroke(let path, _, _) = command, case .move(let start)? = path.elements.first
      else { return nil }
      return start.y
    }
    let curve = try #require(heights.first)
    #expect(box.maxY < curve || box.y > curve)
  }

  @Test("Square panels have the same ticks on both axes")
  func squareTicks() {
    var panel = SampleFigures.boundary.panels[0]
    panel.x.range = -6...6
    panel.y.range = -6...6
    var resolved = ResolvedPanel(panel)
    resolved.plot = Rect(x: 0, y: 0, width: 300, height: 300)
    resolved.chooseTicks()
    #expect(resolved.xTicks == resolved.yTicks)
  }
}
