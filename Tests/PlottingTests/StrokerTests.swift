import Testing

@testable import Plotting

@Suite struct StrokerTests {
  private func line(_ points: [(Double, Double)]) -> Path {
    Path(polyline: points.map { Point($0.0, $0.1) })
  }

  @Test("A thin slanted line has length times width of ink, without breaks")
  func thinLine() {
    let path = line([(10, 12), (190, 77)])
    let length = (180.0 * 180 + 65 * 65).squareRoot()
    for width in [0.25, 0.5, 1, 2, 3.7] {
      let area = inkArea(200, 100, scale: 4, [.stroke(path, Stroke(width: width), black)])
      #expect(abs(area - length * width) < 0.03 * length * width, "width \(width)")
    }
  }

  @Test("Caps add nothing, half a circle or half a square at each end")
  func caps() {
    let path = line([(30, 50), (70, 50)])
    func area(_ cap: Stroke.Cap) -> Double {
      inkArea(100, 100, [.stroke(path, Stroke(width: 20, cap: cap), black)])
    }
    #expect(abs(area(.butt) - 800) < 0.5)
    #expect(abs(area(.square) - 1200) < 0.5)
    #expect(abs(area(.round) - (800 + .pi * 100)) < 3)
  }

  @Test("Joins fill the corner: bevel half of the mitre's square, round a quarter circle")
  func joins() {
    let path = line([(20, 80), (80, 80), (80, 20)])
    func area(_ join: Stroke.Join) -> Double {
      inkArea(110, 110, [.stroke(path, Stroke(width: 20, join: join), black)])
    }
    // Two bars overlap by a quarter of the width's square; the corner outside is another quarter.
    let bars = 2 * 60.0 * 20 - 100
    #expect(abs(area(.miter) - (bars + 100)) < 1)
    #expect(abs(area(.bevel) - (bars + 50)) < 1)
    #expect(abs(area(.round) - (bars + .pi * 25)) < 1.5)
  }

  @Test("A closed path has a join at its seam")
  func closedSeam() {
    let square = Path(polygon: [Point(20, 20), Point(80, 20), Point(80, 80), Point(20, 80)])
    let area = inkArea(
      100, 100, [.stroke(square, Stroke(width: 10, join: .miter), black)])
    #expect(abs(area - (70 * 70 - 50 * 50)) < 1)
  }

  @Test("A ring's ink does not depend on how finely the curve is cut")
  func ring() {
    let area = inkArea(
      120, 120, scale: 2,
      [.stroke(Path(circleAt: Point(60, 60), radius: 40), Stroke(width: 5), black)])
    #expect(abs(area - 2 * .pi * 40 * 5) < 4)
  }

  @Test("Dashes keep the share of ink that their pattern says, across corners too")
  func dashes() {
    let path = line([(10, 10), (110, 10), (110, 60), (10, 60)])
    let area = inkArea(
      120, 80, scale: 2, [.stroke(path, Stroke(width: 2, dash: [6, 4]), black)])
    #expect(abs(area - 250 * 2 * 0.6) < 8)
    #expect(
      darkness(120, 80, [.stroke(path, Stroke(width: 2, dash: [6, 4]), black)], x: 18, y: 9) == 0)
    #expect(
      darkness(120, 80, [.stroke(path, Stroke(width: 2, dash: [6, 4]), black)], x: 12, y: 9) == 1)
  }

  @Test("Overlapping parts of one translucent stroke are painted once")
  func translucentOverlap() {
    let path = line([(10, 10), (50, 50), (10, 50), (50, 10)])
    let canvas = Renderer.render(
      picture(60, 60, [.stroke(path, Stroke(width: 8), black.opacity(0.5))]), scale: 1)
    var darkest: UInt32 = 255
    for y in 0..<60 { for x in 0..<60 { darkest = min(darkest, canvas[x, y] & 255) } }
    #expect(darkest >= 126)
  }

  @Test("Degenerate lines draw a dot or nothing, and never fail")
  func degenerate() {
    let dot = line([(20, 20), (20, 20)])
    func area(_ path: Path, _ stroke: Stroke) -> Double {
      inkArea(40, 40, [.stroke(path, stroke, black)])
    }
    #expect(abs(area(dot, Stroke(width: 10, cap: .round)) - .pi * 25) < 1)
    #expect(area(dot, Stroke(width: 10, cap: .butt)) == 0)
    #expect(area(line([(5, 5), (.nan, 7), (30, 5)]), Stroke(width: 2)) == 50)
    #expect(area(line([(5, 5), (30, 5)]), Stroke(width: 2, dash: [0, 0])) == 50)
    #expect(area(line([(5, 5), (30, 5)]), Stroke(width: .nan)) == 0)
    #expect(area(Path(), Stroke(width: 2)) == 0)
  }
}
