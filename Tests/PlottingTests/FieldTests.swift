import Testing

@testable import Plotting

@Suite struct FieldTests {
  @Test("The contour of a cone is a circle, closed and near its radius everywhere")
  func circle() {
    let cone = SampleFigures.field(61) { x, y in (x * x + y * y).squareRoot() }
    let lines = Contours.lines(of: cone, at: [3])
    #expect(lines.count == 1)
    #expect(lines.first?.first == lines.first?.last)
    for point in lines.joined() {
      #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 3) < 0.01)
    }
  }

  @Test("A plane's contour is a straight line from border to border")
  func plane() throws {
    let plane = SampleFigures.field(13) { x, y in x + 2 * y }
    let lines = Contours.lines(of: plane, at: [0.3])
    #expect(lines.count == 1)
    for point in lines.joined() { #expect(abs(point.x + 2 * point.y - 0.3) < 1e-9) }
    let line = try #require(lines.first)
    #expect(line.count > 12)
  }

  @Test("A saddle's contours do not cross")
  func saddle() {
    let saddle = ScalarField(
      columns: 2, rows: 2, values: [1, 0, 0, 1], x: 0...1, y: 0...1)
    #expect(Contours.lines(of: saddle, at: [0.4]).count == 2)
    #expect(Contours.lines(of: saddle, at: [0.6]).count == 2)
  }

  @Test("Lines of several levels are those of each, whatever their order", arguments: 0..<8)
  func levels(seed: UInt64) {
    var random = SplitMix(state: seed)
    var values = (0..<30 * 20).map { _ in random.uniform(-1...1) }
    values[70] = .nan
    values[300] = .infinity
    let field = ScalarField(columns: 30, rows: 20, values: values, x: 0...3, y: 0...2)
    let levels = [0.3, -0.8, 0.1, 0.1, 2, -0.2]
    #expect(
      Contours.lines(of: field, at: levels)
        == levels.flatMap { Contours.lines(of: field, at: [$0]) })
  }

  @Test("Filled steps are those of every pixel by itself")
  func steps() throws {
    let field = SampleFigures.field(37) { x, y in x * x / 7 - y + x * y / 5 }
    let bounds = [-3.0, -1, -0.5, 0.25, 2, 4.5]
    let mark = HeatMapMark(field, map: .relief, bounds: bounds)
    let figure = Figure(
      kind: "Map", panels: [Panel(marks: [.heatMap(mark)], frame: .box)])
    let image = try #require(
      figure.picture(in: .light).commands.lazy.compactMap { command -> PixelImage? in
        if case .image(let image, _, false) = command, image.width > 1 { image } else { nil }
      }.first)
    guard case .places(let pixels, _) = image.pixels else {
      Issue.record("the map has no palette")
      return
    }
    var places: [Int: UInt8] = [:]
    var differing = 0
    for row in 0..<image.height {
      for column in 0..<image.width {
        let x = (Double(column) + 0.5) / Double(image.width) * 36
        let y = (Double(image.height - 1 - row) + 0.5) / Double(image.height) * 36
        let (left, below) = (min(Int(x), 35), min(Int(y), 35))
        func sample(_ dx: Int, _ dy: Int) -> Double {
          field.values[(below + dy) * 37 + left + dx]
        }
        let (u, v) = (x - Double(left), y - Double(below))
        let low = sample(0, 0) + (sample(0, 1) - sample(0, 0)) * v
        let high = sample(1, 0) + (sample(1, 1) - sample(1, 0)) * v
        let step = bounds.count { $0 <= low + (high - low) * u }
        let place = pixels[row * image.width + column]
        if places[step, default: place] != place { differing += 1 }
        places[step] = place
      }
    }
    #expect(differing == 0)
    #expect(places.count == bounds.count + 1 && Set(places.values).count == places.count)
  }

  @Test("Fields that are flat, tiny or not finite have no contours")
  func degenerate() {
    func count(_ values: [Double], _ columns: Int) -> Int {
      let field = ScalarField(
        columns: columns, rows: values.count / columns, values: values, x: 0...1, y: 0...1)
      return Contours.lines(of: field, at: [0.5]).count
    }
    #expect(count([1], 1) == 0)
    #expect(count([1, 1, 1, 1], 2) == 0)
    #expect(count([0, .nan, 1, 1], 2) == 0)
    #expect(count([.infinity, 0, 1, 1], 2) == 0)
  }

  @Test(
    "Colour maps: white in the middle, equal steps of lightness, mirrored on the two sides",
    arguments: [(ColorMap.diverging, 0.195), (.strongDiverging, 0.43)])
  func diverging(_ map: ColorMap, _ depth: Double) {
    let colors = map.colors(in: .light, count: 65)
    #expect(Oklab(colors[32]).lightness > 0.98)
    let lightness = colors.map { Oklab($0).lightness }
    for index in 0..<32 {
      #expect(lightness[index] < lightness[index + 1] + 1e-3)
      #expect(abs(lightness[index] - lightness[64 - index]) < 0.01)
      #expect(abs((lightness[index + 1] - lightness[index]) - depth / 32) < 0.004)
    }
    #expect(colors[0].red > colors[0].blue && colors[64].blue > colors[64].red)
  }

  @Test("A sequential map rises or falls in lightness all the way")
  func sequential() {
    for (theme, sign) in [(Theme.light, -1.0), (.dark, 1.0)] {
      let lightness = ColorMap.sequential.colors(in: theme, count: 64).map { Oklab($0).lightness }
      for (a, b) in zip(lightness, lightness.dropFirst()) { #expect((b - a) * sign > 0) }
    }
  }

  @Test("Oklab takes every colour there and back")
  func roundTrip() {
    for hex: UInt32 in [0x000000, 0xFFFFFF, 0xD55E00, 0x0072B2, 0x15191F, 0x808080] {
      #expect(Oklab(Color(hex)).color == Color(hex))
    }
    // Published example: sRGB red is L 0.628, a 0.225, b 0.126.
    let red = Oklab(Color(0xFF0000))
    #expect(abs(red.lightness - 0.628) < 1e-3 && abs(red.a - 0.2249) < 1e-3)
    #expect(abs(red.b - 0.1258) < 1e-3)
  }

  @Test("Own elementary functions agree with known values")
  func portableMath() {
    #expect(abs(PortableMath.log(2) - 0.693147180559945309) < 1e-15)
    #expect(abs(PortableMath.log10(1e-7) + 7) < 1e-13)
    #expect(abs(PortableMath.exp(1) - 2.718281828459045) < 1e-14)
    #expect(abs(PortableMath.exp(-20) - 2.0611536224385578e-9) < 1e-22)
    #expect(abs(PortableMath.pow(0.5, 2.4) - 0.18946457081379975) < 1e-15)
    for exponent in -300...300 {
      let power = PortableMath.powerOfTen(exponent)
      #expect(PortableMath.decimalExponent(power * 1.0000001) == exponent)
      #expect(PortableMath.decimalExponent(power * 9.99999) == exponent)
    }
  }

  @Test("Uneven bounds change the colour exactly there, and the colour bar tells them")
  func bounds() throws {
    let field = ScalarField(
      columns: 4, rows: 1, values: [0, 1, 10, 100], x: 0...4, y: 0...1, sampling: .cells)
    let map = HeatMapMark(field, map: .relief, colorBar: "f", bounds: [1, 10, 50])
    #expect(
      [0.99, 1, 9.99, 10, 49, 50, 1e9].map(map.place) == [0.5, 1.5, 1.5, 2.5, 2.5, 3.5, 3.5])
    let figure = Figure(
      kind: "Map", panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [.heatMap(map)])])
    for theme in [Theme.light, .dark] {
      let picture = figure.picture(in: theme)
      let colors = ColorMap.relief.colors(in: theme, count: 4)
      for case .image(let image, _, _) in picture.commands where image.width == 4 {
        #expect(
          image.rgb
            == [0, 1, 2, 3].flatMap { [colors[$0].red, colors[$0].green, colors[$0].blue] })
      }
      let texts = textBoxes(of: picture).map(\.text)
      #expect(["1", "10", "50"].allSatisfy(texts.contains))
    }
  }

  @Test("A histogram's bars hold every finite value, the last edge included")
  func histogram() {
    let values = [0, 0.1, 0.5, 0.9, 1, .nan, .infinity]
    let mark = HistogramMark(of: values, binCount: 2, ink: .foreground)
    #expect(mark.edges == [0, 0.5, 1] && mark.counts == [2, 3])
    var random = SplitMix(state: 7)
    for count in [1, 2, 5, 100, 3_000] {
      let values = (0..<count).map { _ in random.uniform(-3...9) }
      let mark = HistogramMark(of: values, ink: .foreground)
      #expect(mark.counts.reduce(0, +) == count)
      #expect(mark.edges == mark.edges.sorted() && mark.counts.count <= 60)
    }
    #expect(HistogramMark(of: [4, 4, 4], ink: .foreground).counts.reduce(0, +) == 3)
    #expect(HistogramMark(of: [], ink: .foreground).counts.reduce(0, +) == 0)
  }
}
