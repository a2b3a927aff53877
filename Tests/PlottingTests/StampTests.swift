import Testing

@testable import Plotting

/// Glyphs and markers, which are painted through masks, beside the same shapes filled one by one.
@Suite struct StampTests {
  private func canvas(_ commands: [DrawCommand], side: Int = 120) -> Canvas {
    Renderer.render(picture(Double(side), Double(side), commands), scale: 1)
  }

  /// How many pixels of two canvases differ.
  private func differences(_ a: borrowing Canvas, _ b: borrowing Canvas) -> Int {
    var count = 0
    for y in a.rows { for x in 0..<a.width where a[x, y] != b[x, y] { count += 1 } }
    return count
  }

  private func moved(_ path: Path, by shift: Point) -> Path {
    func moved(_ point: Point) -> Point { Point(point.x + shift.x, point.y + shift.y) }
    var result = Path()
    result.elements = path.elements.map { element in
      switch element {
      case .move(let to): .move(moved(to))
      case .line(let to): .line(moved(to))
      case .quadratic(let control, let to): .quadratic(moved(control), moved(to))
      case .cubic(let first, let second, let to):
        .cubic(moved(first), moved(second), moved(to))
      case .close: .close
      }
    }
    return result
  }

  /// Returns a random part of a marker of at most so many pixels to each side.
  private func part(_ random: inout SplitMix, reach: Double) -> Marker.Part {
    func point() -> Point { Point(random.uniform(-reach...reach), random.uniform(-reach...reach)) }
    let color = Color(UInt32.random(in: 0...0xFFFFFF, using: &random))
      .opacity(Bool.random(using: &random) ? 1 : random.uniform(0...1))
    let corners = Path(polygon: (0..<Int.random(in: 3...7, using: &random)).map { _ in point() })
    switch Int.random(in: 0...3, using: &random) {
    case 0: return Marker.Part(.fill(corners), color)
    case 1: return Marker.Part(.fill(corners, rule: .evenOdd), color)
    case 2: return .circle(radius: random.uniform(0.2...reach), color)
    default:
      let stroke = Stroke(
        width: random.uniform(0.2...4), dash: Bool.random(using: &random) ? [3, 2] : [],
        cap: .round)
      return Marker.Part(.stroke(Path(polyline: [point(), point(), point()]), stroke), color)
    }
  }

  private func command(of part: Marker.Part, at point: Point) -> DrawCommand {
    switch part.shape {
    case .fill(let path, let rule): .fill(moved(path, by: point), part.color, rule: rule)
    case .stroke(let path, let stroke): .stroke(moved(path, by: point), stroke, part.color)
    }
  }

  @Test(
    "Markers are their shapes at quarters of pixels, later points over earlier ones",
    arguments: 0..<40)
  func markers(seed: UInt64) {
    var random = SplitMix(state: seed)
    // Some of the shapes are too large for masks.
    let reach = seed % 4 == 0 ? 60.0 : 14
    let marker = Marker((0..<2).map { _ in part(&random, reach: reach) })
    var points: [Point] = []
    var filled: [DrawCommand] = []
    for phase in 0..<16 {
      // Borders cut outlines before their edges are rounded, and masks after.
      let place = Point(
        Double(Int.random(in: 70...170, using: &random)) + Double(phase % 4) / 4,
        Double(Int.random(in: 70...170, using: &random)) + Double(phase / 4) / 4)
      points.append(
        Point(place.x + random.uniform(-0.12...0.12), place.y + random.uniform(-0.12...0.12)))
      filled += marker.parts.map { command(of: $0, at: place) }
    }
    let stamped = canvas([.markers(marker, at: points)], side: 240)
    #expect(differences(stamped, canvas(filled, side: 240)) == 0)
  }

  @Test("A glyph at each quarter of a pixel is its outline there", arguments: [9.5, 14, 31, 90])
  func glyphs(size: Double) throws {
    for text in ["g", "W", "8"] {
      let item = try #require(
        TextLayout(text, size: size, weight: .regular, isItalic: false).items.first)
      for turns in [0, 3] {
        for phase in 0..<4 {
          let along = Double(phase) / 4
          let origin = turns == 0 ? Point(20 + along, 95) : Point(95, 110 - along)
          var run = TextRun(text, at: origin, size: size, color: Color(0x204060))
          run.quarterTurns = turns
          // Off the quarter, by less than what rounds to another.
          if turns == 0 { run.origin.x += 0.1 } else { run.origin.y += 0.1 }
          func place(_ point: Point) -> Point {
            let (x, y) = (point.x * size + item.x, -point.y * size)
            return turns == 0
              ? Point(origin.x + x, origin.y + y) : Point(origin.x + y, origin.y - x)
          }
          var outline = Path()
          outline.elements = item.glyph.path.elements.map { element in
            switch element {
            case .move(let to): .move(place(to))
            case .line(let to): .line(place(to))
            case .quadratic(let control, let to): .quadratic(place(control), place(to))
            case .cubic(let first, let second, let to):
              .cubic(place(first), place(second), place(to))
            case .close: .close
            }
          }
          let drawn = canvas([.text(run)])
          let filled = canvas([.fill(outline, run.color)])
          #expect(differences(drawn, filled) == 0, "\(text), turns \(turns), phase \(phase)")
        }
      }
    }
  }

  @Test("Clips and borders cut masks exactly", arguments: 0..<30)
  func clipping(seed: UInt64) {
    var random = SplitMix(state: seed)
    func point() -> Point { Point(random.uniform(-5...125), random.uniform(-5...125)) }
    let (left, top) = (
      Int.random(in: 0...60, using: &random), Int.random(in: 0...60, using: &random)
    )
    let right = left + Int.random(in: 1...60, using: &random)
    let bottom = top + Int.random(in: 1...60, using: &random)
    let clip = Rect(
      x: Double(left), y: Double(top), width: Double(right - left), height: Double(bottom - top))
    var commands: [DrawCommand] = []
    for _ in 0..<25 {
      commands.append(
        .markers(Marker([part(&random, reach: 20)]), at: (0..<4).map { _ in point() }))
      commands.append(
        .text(
          TextRun(
            "Words", at: point(), size: random.uniform(6...40), color: Color(0x405060),
            quarterTurns: Int.random(in: 0...3, using: &random))))
    }
    let whole = canvas(commands)
    let clipped = canvas([.pushClip(clip)] + commands + [.popClip])
    var differing = 0
    for y in 0..<120 {
      for x in 0..<120 {
        let isInside = x >= left && x < right && y >= top && y < bottom
        if clipped[x, y] != (isInside ? whole[x, y] : 0xFFFFFF) { differing += 1 }
      }
    }
    #expect(differing == 0)
  }

  @Test("Points that are not finite have no marker, far ones none that is seen")
  func strayPoints() {
    let marker = Marker([.circle(radius: 5, black), .circle(radius: 3, Color(0xFF0000))])
    let stray = [
      Point(.nan, 5), Point(5, .infinity), Point(-.infinity, -.infinity), Point(1e300, 20),
      Point(20, -1e300), Point(-1e6, 1e6), Point(1e18, 1e18),
    ]
    let seen = Point(60, 60)
    #expect(differences(canvas([.markers(marker, at: stray)]), canvas([])) == 0)
    #expect(
      differences(
        canvas([.markers(marker, at: stray + [seen] + stray)]),
        canvas([.markers(marker, at: [seen])])) == 0)
    let nothing = Marker([
      .circle(radius: .nan, black), Marker.Part(.fill(Path()), black),
      Marker.Part(.stroke(Path(circleAt: Point(0, 0), radius: 3), Stroke(width: .nan)), black),
    ])
    #expect(differences(canvas([.markers(nothing, at: [seen])]), canvas([])) == 0)
  }

  @Test("More glyphs than are kept change nothing")
  func manyGlyphs() {
    let words = DrawCommand.text(TextRun("Words", at: Point(9, 50), size: 20, color: black))
    let marker = DrawCommand.markers(Marker([.circle(radius: 7, black)]), at: [Point(80, 80)])
    let before = canvas([words, marker])
    let sizes = (0..<5_000).map { 8 + Double($0) / 512 }
    for _ in 0..<2 {
      let many = canvas(
        sizes.map { .text(TextRun("e", at: Point(9, 90), size: $0, color: black)) }
          + [.fill(Path(Rect(x: 0, y: 0, width: 120, height: 120)), white), words, marker])
      #expect(differences(before, many) == 0)
      #expect(differences(before, canvas([words, marker])) == 0)
    }
  }
}
