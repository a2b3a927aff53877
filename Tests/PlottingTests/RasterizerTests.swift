import Testing

@testable import Plotting

@Suite struct RasterizerTests {
  @Test("A circle covers πr²", arguments: [3.3, 17.25, 80])
  func circleArea(radius: Double) {
    let path = Path(circleAt: Point(100.37, 99.81), radius: radius)
    let area = inkArea(200, 200, [.fill(path, black)])
    // Shades come in sixteenths: their errors cancel along the rim, but not quite.
    #expect(abs(area - .pi * radius * radius) < 0.05 * radius + 0.1)
  }

  @Test("A slanted triangle covers half its parallelogram")
  func triangleArea() {
    let path = Path(polygon: [Point(10.5, 7.25), Point(93.1, 22.8), Point(31.7, 88.4)])
    let exact =
      abs((93.1 - 10.5) * (88.4 - 7.25) - (31.7 - 10.5) * (22.8 - 7.25)) / 2
    #expect(abs(inkArea(100, 100, [.fill(path, black)]) - exact) < 1)
  }

  @Test("A pixel's shade is the share of it that is covered, to a sixteenth")
  func exactCoverage() {
    // A diagonal from corner to corner leaves half of the pixel.
    let half = Path(polygon: [Point(0, 0), Point(1, 1), Point(0, 1)])
    #expect(abs(darkness(4, 4, [.fill(half, black)], x: 0, y: 0) - 0.5) < 0.01)
    let quarter = Path(polygon: [
      Point(1.25, 1), Point(1.75, 1), Point(1.75, 1.5), Point(1.5, 1.5), Point(1.25, 1.5),
    ])
    #expect(abs(darkness(4, 4, [.fill(quarter, black)], x: 1, y: 1) - 0.25) < 0.01)
  }

  @Test("Axis-parallel rectangles have the same shades as general polygons")
  func rectangleShortCut() {
    let rect = Rect(x: 2.25, y: 3.5, width: 5.5, height: 2.75)
    var path = Path(rect)
    let fast = Renderer.render(picture(12, 10, [.fill(path, black)]), scale: 1)
    // A point in the middle of an edge hides the rectangle from the short cut.
    path.elements.insert(.line(Point(4, rect.y)), at: 1)
    let general = Renderer.render(picture(12, 10, [.fill(path, black)]), scale: 1)
    for y in 0..<10 {
      for x in 0..<12 { #expect(fast[x, y] == general[x, y], "pixel \(x), \(y)") }
    }
  }

  @Test("Nonzero fills overlaps, even-odd leaves them out")
  func fillRules() {
    var path = Path(Rect(x: 10, y: 10, width: 40, height: 40))
    path.elements += Path(Rect(x: 30, y: 30, width: 40, height: 40)).elements
    #expect(abs(inkArea(80, 80, [.fill(path, black)]) - 2800) < 0.01)
    #expect(abs(inkArea(80, 80, [.fill(path, black, rule: .evenOdd)]) - 2400) < 0.01)
    var ring = Path(Rect(x: 10, y: 10, width: 40, height: 40))
    ring.elements +=
      Path(polygon: [
        Point(20, 20), Point(20, 40), Point(40, 40), Point(40, 20),
      ]).elements
    #expect(abs(inkArea(80, 80, [.fill(ring, black)]) - 1200) < 0.01)
  }

  @Test("What lies outside the canvas or the clip is cut off exactly")
  func clipping() {
    let circle = Path(circleAt: Point(50, 50), radius: 40)
    let whole = inkArea(100, 100, [.fill(circle, black)])
    let left = inkArea(
      100, 100,
      [.pushClip(Rect(x: 0, y: 0, width: 50, height: 100)), .fill(circle, black), .popClip])
    let right = inkArea(
      100, 100,
      [.pushClip(Rect(x: 50, y: 0, width: 50, height: 100)), .fill(circle, black), .popClip])
    #expect(abs(left + right - whole) < 0.01)
    #expect(abs(inkArea(50, 50, [.fill(circle, black)]) - whole / 4) < 1)
    let huge = Path(polygon: [
      Point(-1e9, -1e9), Point(1e9, -1e9), Point(1e9, 1e9), Point(-1e9, 1e9),
    ])
    #expect(inkArea(20, 20, [.fill(huge, black)]) == 400)
    let slanted = Path(polygon: [
      Point(-300, 10), Point(300, 10), Point(300, 900), Point(-300, 900),
    ])
    #expect(inkArea(20, 20, [.fill(slanted, black)]) == 200)
  }

  @Test("Nested clips intersect and end where they are popped")
  func nestedClips() {
    let area = inkArea(
      40, 40,
      [
        .pushClip(Rect(x: 0, y: 0, width: 20, height: 40)),
        .pushClip(Rect(x: 10, y: 0, width: 30, height: 40)),
        .fill(Path(Rect(x: 0, y: 0, width: 40, height: 40)), black), .popClip, .popClip, .popClip,
        .fill(Path(Rect(x: 39, y: 39, width: 1, height: 1)), black),
      ])
    #expect(area == 401)
  }

  @Test("Opacity mixes with what is below")
  func opacity() {
    let square = Path(Rect(x: 0, y: 0, width: 4, height: 4))
    let canvas = Renderer.render(
      picture(4, 4, [.fill(square, Color(0xFF0000).opacity(0.5))]), scale: 1)
    #expect(canvas[1, 1] == 0x7F7FFF || canvas[1, 1] == 0x8080FF)
  }

  @Test("Images keep their pixels where they are magnified without smoothing")
  func imageNearest() {
    let image = PixelImage(
      width: 2, height: 2, rgb: [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7])
    let canvas = Renderer.render(
      picture(
        10, 10, [.image(image, in: Rect(x: 1, y: 1, width: 6, height: 6), isSmooth: false)]),
      scale: 1)
    #expect(canvas[1, 1] == 0x0000FF && canvas[3, 3] == 0x0000FF)
    #expect(canvas[4, 1] == 0x00FF00 && canvas[1, 4] == 0xFF0000 && canvas[6, 6] == 0x070809)
    #expect(canvas[0, 0] == 0xFFFFFF && canvas[7, 7] == 0xFFFFFF)
  }

  @Test("An image of as many pixels as its place has is copied, as far as it is visible")
  func imageOfOwnSize() {
    var random = SplitMix(state: 7)
    let bytes = (0..<12 * 9).map { _ in UInt8.random(in: 0...3, using: &random) }
    let palette: [UInt8] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    let indexed = PixelImage(width: 12, height: 9, places: bytes, palette: palette)
    for image in [indexed, PixelImage(width: 12, height: 9, rgb: indexed.rgb)] {
      let canvas = Renderer.render(
        picture(
          20, 20,
          [
            .pushClip(Rect(x: 4, y: 3, width: 7, height: 20)),
            .image(image, in: Rect(x: 2, y: 1, width: 12, height: 9), isSmooth: false),
          ]), scale: 1)
      for y in 0..<20 {
        for x in 0..<20 {
          let isVisible = (4..<11).contains(x) && (3..<10).contains(y)
          let place = 3 * ((y - 1) * 12 + x - 2)
          let expected =
            isVisible
            ? image.rgb[place..<place + 3].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            : 0xFFFFFF
          #expect(canvas[x, y] == expected)
        }
      }
    }
  }

  @Test("A smooth image rises evenly from one pixel's centre to the next")
  func imageSmooth() {
    let image = PixelImage(width: 2, height: 1, rgb: [0, 0, 0, 200, 200, 200])
    let canvas = Renderer.render(
      picture(8, 1, [.image(image, in: Rect(x: 0, y: 0, width: 8, height: 1), isSmooth: true)]),
      scale: 1)
    let values = (0..<8).map { Int(canvas[$0, 0] & 255) }
    #expect(values == [0, 0, 25, 75, 125, 175, 200, 200])
  }
}
