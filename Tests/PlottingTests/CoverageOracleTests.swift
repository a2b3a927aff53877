import Testing

@testable import Plotting

/// Compares the rasteriser with the plainest one that computes the same sums.
@Suite struct CoverageOracleTests {
  /// Paints polygons pixel by pixel: every edge adds its area to every cell by division, every pixel
  /// mixes by itself.
  private struct Oracle {
    let width: Int
    let height: Int
    var pixels: [UInt32]

    init(width: Int, height: Int) {
      self.width = width
      self.height = height
      pixels = Array(repeating: 0xFFFFFF, count: width * height)
    }

    mutating func fill(_ polygons: [[Point]], _ color: Color, _ rule: FillRule) {
      var cells = [Int](repeating: 0, count: (width + 2) * height)
      for polygon in polygons {
        for (index, point) in polygon.enumerated() {
          let next = polygon[(index + 1) % polygon.count]
          let (a, b) = (FixedPoint(point), FixedPoint(next))
          if a.y != b.y { add(a.y < b.y ? (a, b, 1) : (b, a, -1), to: &cells) }
        }
      }
      let opacity = Int(color.alpha) + Int(color.alpha >> 7)
      for y in 0..<height {
        var sum = 0
        for x in 0..<width {
          sum += cells[y * (width + 2) + x]
          var area = abs(sum)
          if rule == .evenOdd {
            area %= 1 << 18
            if area > 1 << 17 { area = 1 << 18 - area }
          }
          let steps = (min(area, 1 << 17) + 4096) >> 13
          mix(color, (opacity * steps) >> 4, into: &pixels[y * width + x])
        }
      }
    }

    private func mix(_ color: Color, _ opacity: Int, into pixel: inout UInt32) {
      var mixed: UInt32 = 0
      for (shift, channel) in [(UInt32(0), color.red), (8, color.green), (16, color.blue)] {
        let below = Int(pixel >> shift & 255)
        let value = (Int(channel) * opacity + below * (256 - opacity) + 128) >> 8
        mixed |= UInt32(value) << shift
      }
      pixel = mixed
    }

    /// Adds an edge that runs down inside the canvas, row by row and column by column.
    private func add(_ edge: (FixedPoint, FixedPoint, Int), to cells: inout [Int]) {
      let (x0, y0) = (Int(edge.0.x), Int(edge.0.y))
      let (x1, y1) = (Int(edge.1.x), Int(edge.1.y))
      let slope = ((x1 - x0) << 24) / (y1 - y0)
      for row in y0 >> 8...(y1 - 1) >> 8 {
        let top = max(y0, row << 8)
        let bottom = min(y1, (row + 1) << 8)
        let xa = top == y0 ? x0 : x0 + ((top - y0) * slope) >> 24
        let xb = bottom == y1 ? x1 : x0 + ((bottom - y0) * slope) >> 24
        let (left, right) = (min(xa, xb), max(xa, xb))
        var above = 0
        for column in left >> 8...right >> 8 {
          let start = max(left, column << 8)
          let end = min(right, (column + 1) << 8)
          let isLast = column == right >> 8
          let below = isLast ? bottom - top : (bottom - top) * (end - left) / (right - left)
          let cover = edge.2 * (below - above)
          let area = cover * ((start & 255) + (end - column << 8))
          cells[row * (width + 2) + column] += cover * 512 - area
          cells[row * (width + 2) + column + 1] += area
          above = below
        }
      }
    }
  }

  @Test("Spans, bands and groups of pixels give what single pixels give", arguments: 0..<24)
  func polygons(seed: UInt64) {
    var random = SplitMix(state: seed)
    let (width, height) = (170, 210)
    var oracle = Oracle(width: width, height: height)
    var commands: [DrawCommand] = []
    for _ in 0..<12 {
      // Thin and thick, small and large, whole and translucent, over the borders of bands.
      let size = random.uniform(0.5...100)
      let (x, y) = (random.uniform(0...169 - size), random.uniform(0...209 - size))
      let points = (0..<Int.random(in: 3...9, using: &random)).map { _ in
        Point(x + random.uniform(0...size), y + random.uniform(0...size))
      }
      let color = Color(UInt32.random(in: 0...0xFFFFFF, using: &random))
        .opacity(Bool.random(using: &random) ? 1 : random.uniform(0...1))
      let rule: FillRule = Bool.random(using: &random) ? .nonzero : .evenOdd
      oracle.fill([points], color, rule)
      commands.append(.fill(Path(polygon: points), color, rule: rule))
    }
    let canvas = Renderer.render(
      picture(Double(width), Double(height), commands), scale: 1)
    var differing = 0
    for y in 0..<height {
      for x in 0..<width where canvas[x, y] != oracle.pixels[y * width + x] { differing += 1 }
    }
    #expect(differing == 0)
  }

  @Test("Bands read one by one are the picture painted at once", arguments: 0..<12)
  func bands(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    func point() -> Point { Point(random.uniform(-20...320), random.uniform(-20...260)) }
    var commands: [DrawCommand] = []
    for _ in 0..<15 {
      let color = Color(UInt32.random(in: 0...0xFFFFFF, using: &random)).opacity(0.6)
      commands.append(.fill(Path(circleAt: point(), radius: random.uniform(1...40)), color))
      commands.append(
        .stroke(
          Path(polyline: [point(), point(), point()]),
          Stroke(width: random.uniform(0.3...5), dash: [7, 3], cap: .round), color))
      commands.append(.text(TextRun("Bands", at: point(), size: 18, color: color)))
    }
    // Rows without anything between rows with something.
    let source = picture(
      300, 240, commands + [.fill(Path(Rect(x: 9, y: 238, width: 3, height: 2)), black)])
    let whole = Renderer.render(source, scale: 2)
    var reader = PixelReader()
    reader.begin(width: whole.width)
    var rows = 0
    Renderer.render(source, scale: 2) { canvas in
      reader.read(canvas)
      for y in canvas.rows {
        #expect(y == rows)
        rows += 1
        let isEqual = (0..<whole.width).allSatisfy { canvas[$0, y] == whole[$0, y] }
        #expect(isEqual, "row \(y)")
      }
    }
    #expect(rows == whole.height)
    let palette = reader.file()
    let file = try #require(palette)
    let decoded = try #require(DecodedPNG(file))
    // Fewer than 256 colours are those of the pixels. Length and name of the palette follow signature and
    // header.
    guard file[33..<37].reduce(0, { $0 << 8 | Int($1) }) < 3 * 256 else { return }
    for y in 0..<whole.height {
      let isEqual = (0..<whole.width).allSatisfy { x in
        let place = 4 * (y * whole.width + x)
        let color = decoded.rgba[place..<place + 3].reversed().reduce(UInt32(0)) {
          $0 << 8 | UInt32($1)
        }
        return whole[x, y] == color
      }
      #expect(isEqual, "row \(y)")
    }
  }
}
