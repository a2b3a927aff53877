import Testing

@testable import Plotting

/// Properties of the rasteriser that hold whatever is drawn.
@Suite struct RasterizerProofTests {
  /// Returns a polygon whose corners surround a centre: it never crosses itself.
  private func star(_ random: inout SplitMix, around center: Point, radius: Double) -> [Point] {
    let count = Int.random(in: 3...24, using: &random)
    // Directions by halving, so that no sine is needed: corners of a square, then between them.
    let angles = (0..<count).map { _ in random.uniform(0...4) }.sorted()
    return angles.map { angle in
      let side = Int(angle)
      let share = 2 * (angle - Double(side)) - 1
      let (x, y) = [(1, share), (-share, 1), (-1, -share), (share, -1)][min(side, 3)]
      let length = radius * random.uniform(0.2...1)
      return Point(center.x + x * length, center.y + y * length)
    }
  }

  private func area(_ points: [Point]) -> Double {
    let sum = points.indices.reduce(0.0) { sum, index in
      let (a, b) = (points[index], points[(index + 1) % points.count])
      return sum + a.x * b.y - a.y * b.x
    }
    return abs(sum) / 2
  }

  private func perimeter(_ points: [Point]) -> Double {
    points.indices.reduce(0.0) { sum, index in
      let (a, b) = (points[index], points[(index + 1) % points.count])
      return sum + ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }
  }

  @Test("The ink of a polygon is its area, by either rule", arguments: 0..<60)
  func polygonArea(seed: UInt64) {
    var random = SplitMix(state: seed)
    let points = star(&random, around: Point(60.3, 59.6), radius: random.uniform(2...55))
    for rule in [FillRule.nonzero, .evenOdd] {
      let ink = inkArea(120, 120, [.fill(Path(polygon: points), black, rule: rule)])
      // Shades come in sixteenths: an error of 1/32 at every pixel of the rim, of either sign.
      #expect(abs(ink - area(points)) < 0.02 * perimeter(points) + 0.5)
    }
  }

  @Test("A five-pointed star has a hole by one rule and none by the other")
  func pentagram() {
    // Corners of a regular pentagon with radius 1, every second one after the other.
    let corners = [
      (0.0, -1.0), (0.587785252, 0.809016994), (-0.951056516, -0.309016994),
      (0.951056516, -0.309016994), (-0.587785252, 0.809016994),
    ].map { Point(100 + 90 * $0.0, 100 + 90 * $0.1) }
    let path = Path(polygon: corners)
    let full = inkArea(200, 200, [.fill(path, black)])
    let holed = inkArea(200, 200, [.fill(path, black, rule: .evenOdd)])
    // The star's outline encloses 1.12257 r², the pentagon in its middle 0.34689 r².
    #expect(abs(full - 1.12257 * 8_100) < 6)
    #expect(abs(full - holed - 0.34689 * 8_100) < 6)
  }

  @Test("A shape moved by whole pixels has the same pixels there", arguments: 0..<12)
  func translation(seed: UInt64) {
    var random = SplitMix(state: seed)
    let points = star(&random, around: Point(20.7, 21.3), radius: 15)
    func canvas(_ dx: Double, _ dy: Double) -> Canvas {
      let path = Path(polygon: points.map { Point($0.x + dx, $0.y + dy) })
      return Renderer.render(
        picture(
          80, 80,
          [
            .fill(path, Color(0x336699)),
            .stroke(path, Stroke(width: 1.5, dash: [4, 3]), Color(0x993300)),
          ]), scale: 1)
    }
    // Multiples of 32 lose no bits of the coordinates beside them.
    let here = canvas(0, 0)
    let there = canvas(32, 32)
    var differing = 0
    for y in 0..<44 {
      for x in 0..<44 where here[x, y] != there[x + 32, y + 32] { differing += 1 }
    }
    // A coordinate in the middle between two steps may be rounded the other way.
    #expect(differing <= 2)
  }

  @Test("Strips of a clip put together are the whole", arguments: 0..<20)
  func strips(seed: UInt64) {
    var random = SplitMix(state: seed)
    let points = star(&random, around: Point(40, 40), radius: 60)
    let command = DrawCommand.fill(Path(polygon: points), Color(0x112233).opacity(0.7))
    let whole = Renderer.render(picture(80, 80, [command]), scale: 1)
    var parts: [DrawCommand] = []
    for start in stride(from: 0, to: 80, by: 16) {
      parts += [
        .pushClip(Rect(x: Double(start), y: 0, width: 16, height: 80)), command, .popClip,
      ]
    }
    let joined = Renderer.render(picture(80, 80, parts), scale: 1)
    var differing = 0
    for y in 0..<80 {
      for x in 0..<80 where abs(Int(whole[x, y] & 255) - Int(joined[x, y] & 255)) > 15 {
        differing += 1
      }
    }
    #expect(differing == 0)
  }

  @Test("Nothing is painted outside of a clip", arguments: 0..<40)
  func clip(seed: UInt64) {
    var random = SplitMix(state: seed)
    func point() -> Point { Point(random.uniform(-40...140), random.uniform(-40...140)) }
    let clip = Rect(
      x: Double(Int.random(in: 5...40, using: &random)),
      y: Double(Int.random(in: 5...40, using: &random)),
      width: Double(Int.random(in: 1...50, using: &random)),
      height: Double(Int.random(in: 1...50, using: &random)))
    var commands: [DrawCommand] = [.pushClip(clip)]
    for _ in 0..<20 {
      let color = Color(UInt32.random(in: 0...0xFFFFF0, using: &random))
      switch Int.random(in: 0...5, using: &random) {
      case 0: commands.append(.fill(Path(polygon: [point(), point(), point(), point()]), color))
      case 1: commands.append(.fill(Path(circleAt: point(), radius: 30), color, rule: .evenOdd))
      case 2:
        commands.append(
          .stroke(
            Path(polyline: [point(), point(), point()]),
            Stroke(width: random.uniform(0.2...20), cap: .round, join: .miter), color))
      case 3:
        commands.append(
          .text(TextRun("Wide words", at: point(), size: random.uniform(8...60), color: color)))
      case 4:
        let marker = Marker([.circle(radius: random.uniform(1...40), color)])
        commands.append(.markers(marker, at: [point(), point(), point()]))
      default:
        commands.append(
          .image(
            PixelImage(width: 1, height: 1, rgb: [9, 9, 9]),
            in: Rect(x: point().x, y: point().y, width: 70, height: 70), isSmooth: false))
      }
    }
    let canvas = Renderer.render(picture(100, 100, commands), scale: 1)
    for y in 0..<100 {
      for x in 0..<100 where canvas[x, y] != 0xFFFFFF {
        let isInside =
          Double(x) >= clip.x && Double(x) < clip.maxX && Double(y) >= clip.y
          && Double(y) < clip.maxY
        #expect(isInside, "pixel \(x), \(y)")
      }
    }
  }

  @Test("Thin lines keep their ink at every angle and width", arguments: [0.1, 0.25, 0.5, 1, 3])
  func thinLines(width: Double) {
    for step in 0...16 {
      let end = Point(20 + 150, 20 + 150 * Double(step) / 16)
      let length = (22_500.0 + (end.y - 20) * (end.y - 20)).squareRoot()
      let ink = inkArea(
        200, 200, [.stroke(Path(polyline: [Point(20, 20), end]), Stroke(width: width), black)])
      // Less than half a sixteenth of a pixel is no shade at all.
      #expect(abs(ink - length * width) < max(0.06 * length, 0.04 * length * width))
    }
  }

  @Test("A line of many short pieces has the ink of one piece", arguments: [1.0, 2, 7])
  func pieces(width: Double) {
    let line = [Point(12, 20), Point(170, 95)]
    let points = (0...40).map { index in
      Point(12 + 158 * Double(index) / 40, 20 + 75 * Double(index) / 40)
    }
    func ink(_ points: [Point], _ join: Stroke.Join) -> Double {
      inkArea(190, 120, [.stroke(Path(polyline: points), Stroke(width: width, join: join), black)])
    }
    for join in [Stroke.Join.round, .miter, .bevel] {
      #expect(abs(ink(points, join) - ink(line, join)) < 0.6)
    }
  }

  @Test("Edges are mixed in sRGB: half a pixel of black on white is middle grey to the eye")
  func mixing() {
    let half = Path(Rect(x: 1, y: 1, width: 0.5, height: 1))
    let canvas = Renderer.render(picture(4, 4, [.fill(half, black)]), scale: 1)
    #expect((127...128).contains(canvas[1, 1] & 255))
  }
}
