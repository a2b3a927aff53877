import Testing

@testable import Plotting

@Suite struct DegenerateDataTests {
  private static let lists: [[Double]] = [
    [], [1], [0], [3, 3, 3], [.nan], [.nan, 1, .infinity, 2, -.infinity], [1e300, -1e300],
    [1e308, -1e308], [.leastNonzeroMagnitude, .leastNormalMagnitude], [0, 1e-200],
    [1e15, 1e15 + 1], [-1, -2, -3],
    [0, -1, 0.001, 7], [1e9, 1e9 + 1e-6],
  ]

  @Test("Every kind of mark survives every kind of data, on both scales")
  func nothingCrashes() {
    for list in Self.lists {
      let x = list.indices.map { Double($0) }
      for scale in [Axis.Scale.linear, .logarithmic] {
        for (xs, ys) in [(x, list), (list, x), (list, list)] {
          let marks: [Mark] = [
            .line(LineMark(x: xs, y: ys, name: "line", ink: .category(0), showsEndValue: true)),
            .line(LineMark(x: xs, y: ys, name: "dashes", ink: .category(0), style: .dashed)),
            .points(PointMark(x: xs, y: ys, name: "points", ink: .category(1), shape: .triangle)),
            .band(BandMark(x: xs, lower: ys, upper: ys.map { $0 * 2 }, ink: .category(2))),
            .trajectory(TrajectoryMark(x: xs, y: ys, name: "path", ink: .category(3))),
            .polygon(PolygonMark(x: xs, y: ys, fill: .grid, outline: .muted)),
            .rule(RuleMark(.y, list.first ?? 0, name: "rule")),
            .span(SpanMark(.x, 0...1, ink: .muted, name: "span")),
            .text(TextMark("text", x: list.last ?? 0, y: 1)),
            .arrow(ArrowMark(fromX: 0, fromY: list.first ?? 0, toX: 1, toY: list.last ?? 0)),
          ]
          let panel = Panel(
            x: Axis("x", scale: scale), y: Axis("y", scale: scale), marks: marks)
          draw(Figure(kind: "Test", panels: [panel], width: 300, height: 200))
        }
        if !list.isEmpty {
          let bars = BarMark(
            categories: list.indices.map { "c\($0)" }, series: [.init(values: list, ink: .muted)],
            showsValues: true)
          draw(
            Figure(
              kind: "Test", panels: [Panel(y: Axis(scale: scale), marks: [.bars(bars)])],
              width: 300, height: 200))
          let field = ScalarField(columns: list.count, rows: 1, values: list, x: 0...1, y: 0...1)
          let map = Panel(
            marks: [
              .heatMap(HeatMapMark(field, map: .diverging, colorBar: "z", showsValues: true)),
              .contours(ContourMark(field, levels: list, ink: .muted)),
              .regions(RegionMark(scores: [field, field], inks: [.muted, .grid])),
            ])
          draw(Figure(kind: "Test", panels: [map], width: 300, height: 200))
        }
      }
    }
  }

  private func draw(_ figure: Figure) {
    let file = figure.picture(in: .dark).png()
    #expect(!file.isEmpty)
    #expect(!figure.alternativeText.isEmpty)
    for (text, box) in textBoxes(of: figure.picture(in: .light)) {
      #expect(box.x.isFinite && box.y.isFinite, "“\(text)” has no place")
    }
  }

  @Test("Figures without panels, marks or room are drawn all the same")
  func emptyFigures() {
    draw(Figure(kind: "Nothing", panels: []))
    draw(Figure(kind: "Nothing", panels: [Panel(marks: [])]))
    draw(Figure(kind: "Tiny", title: "A title", panels: [Panel(marks: [])], width: 10, height: 8))
    let many = (0..<40).map { Panel(title: "Panel \($0)", x: Axis("x"), y: Axis("y"), marks: []) }
    draw(Figure(kind: "Many", panels: many))
  }

  @Test("Values that cannot be shown are counted in a note")
  func notes() {
    func texts(_ ys: [Double], _ scale: Axis.Scale) -> String {
      let x = ys.indices.map { Double($0) }
      let panel = Panel(
        y: Axis("y", scale: scale), marks: [.line(LineMark(x: x, y: ys, ink: .foreground))])
      return textBoxes(of: Figure(kind: "k", panels: [panel]).picture(in: .light))
        .map(\.text).joined(separator: " ")
    }
    #expect(texts([1, .nan, 2, .infinity], .linear).contains("2 values that are not finite"))
    #expect(texts([1, 0, 2], .logarithmic).contains("1 value that is not positive"))
    #expect(!texts([1, 0, 2], .linear).contains("value"))
  }

  @Test("A constant stays in the middle and data without negative values gets no negative axis")
  func ranges() {
    var constant = DataExtent(isLogarithmic: false)
    constant.add([3, 3], isTight: false)
    #expect(constant.range == 2.7...3.3)
    var positive = DataExtent(isLogarithmic: false)
    positive.add([0.001, 5], isTight: false)
    #expect(positive.range.lowerBound == 0)
    var logarithmic = DataExtent(isLogarithmic: true)
    logarithmic.add([-1, 0, 0.01, 10], isTight: false)
    #expect(logarithmic.range.lowerBound > 0.005 && logarithmic.range.upperBound < 20)
  }

  @Test("Random commands never crash the renderer", arguments: 0..<40)
  func fuzz(seed: UInt64) {
    var random = SplitMix(state: seed)
    let specials: [Double] = [0, -0.0, .nan, .infinity, -.infinity, 1e300, -1e9, 1e-300, 0.5]
    func number() -> Double {
      random.uniform(0...1) < 0.1
        ? specials[Int.random(in: 0..<specials.count, using: &random)] : random.uniform(-50...150)
    }
    func point() -> Point { Point(number(), number()) }
    func rect() -> Rect { Rect(x: number(), y: number(), width: number(), height: number()) }
    func path() -> Path {
      var path = Path()
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        switch Int.random(in: 0...4, using: &random) {
        case 0: path.move(to: point())
        case 1: path.line(to: point())
        case 2: path.cubic(point(), point(), to: point())
        case 3: path.elements.append(.quadratic(point(), point()))
        default: path.close()
        }
      }
      return path
    }
    var commands: [DrawCommand] = []
    for _ in 0..<60 {
      let color = Color(UInt32.random(in: 0...0xFFFFFF, using: &random)).opacity(
        random.uniform(0...1))
      switch Int.random(in: 0...7, using: &random) {
      case 0: commands.append(.fill(path(), color, rule: .evenOdd))
      case 1: commands.append(.fill(Path(rect()), color))
      case 2:
        commands.append(
          .stroke(
            path(),
            Stroke(
              width: random.uniform(0...20), dash: Bool.random(using: &random) ? [] : [5, 3, 1],
              cap: [.butt, .round, .square][Int.random(in: 0..<3, using: &random)],
              join: [.round, .miter, .bevel][Int.random(in: 0..<3, using: &random)]), color))
      case 3: commands.append(.text(TextRun("Ag$x_i$", at: point(), size: number(), color: color)))
      case 4: commands.append(.pushClip(rect()))
      case 5: commands.append(.popClip)
      case 6:
        let marker = Marker([
          Marker.Part(.fill(path(), rule: .evenOdd), color),
          Marker.Part(.stroke(path(), Stroke(width: number(), dash: [5, 3])), color),
          .circle(radius: random.uniform(0...50), color),
        ])
        commands.append(.markers(marker, at: (0..<5).map { _ in point() }))
      default:
        let image = PixelImage(width: 2, height: 1, rgb: [1, 2, 3, 4, 5, 6])
        commands.append(.image(image, in: rect(), isSmooth: Bool.random(using: &random)))
      }
    }
    let canvas = Renderer.render(picture(100, 80, commands), scale: 1)
    #expect(canvas.width == 100 && canvas.height == 80)
  }
}
