import Testing

@testable import Plotting

@Suite struct FrameStripTests {
  /// A boundary that moves, as `plot decision-boundary` draws it.
  private func boundaries(_ count: Int) -> FrameSequence {
    FrameSequence(
      (0..<count).map { frame in
        let shift = Double(frame) / Double(max(count - 1, 1))
        let field = SampleFigures.field(61) { x, y in
          let z = (9 - x * x - y * y + shift * x * y) / (1 + 2 * shift)
          return 0.5 + 0.5 * z / (1 + abs(z))
        }
        let (x, y) = SampleFigures.cloud(3, 60)
        return FrameSequence.Frame(
          "epoch \(frame)",
          Figure(
            kind: "Decision boundary",
            panels: [
              Panel(
                x: Axis("$x_1$"), y: Axis("$x_2$"),
                marks: [
                  .heatMap(
                    HeatMapMark(
                      field, map: .diverging, range: 0...1, colorBar: "p", levels: 24, cell: 1.5)),
                  .contours(ContourMark(field, levels: [0.5], width: 2)),
                  .points(PointMark(x: x, y: y, name: "train", ink: .positiveClass)),
                ], frame: .box, hasEqualScales: true)
            ], width: 360, height: 280))
      })
  }

  /// Pictures in which words and shapes come and go.
  private struct Steps: Drawable {
    var step: Int
    var alternativeText: String { "step \(step)" }
    func picture(in theme: Theme) -> Picture {
      var commands: [DrawCommand] = [
        .stroke(
          Path(circleAt: Point(40, 40), radius: 20), Stroke(width: 2), theme.foreground),
        .text(TextRun("f = xy", at: Point(30, 45), size: 13, color: theme.foreground)),
      ]
      for index in 0..<step {
        commands.append(
          .text(
            TextRun(
              "\(index + 1).00", at: Point(80 + 30 * Double(index), 60), size: 13,
              color: theme.gradient)))
      }
      return Picture(width: 240, height: 90, background: theme.background, commands: commands)
    }
  }

  /// Returns how many channels of two pictures differ by more than a tolerance.
  private func differences(_ a: [UInt8], _ b: [UInt8], over tolerance: Int) -> Int {
    zip(a, b).count { abs(Int($0) - Int($1)) > tolerance }
  }

  @Test("Maps and lines that change are layers that give each frame's pixels in both themes")
  func boundary() throws {
    let sequence = boundaries(4)
    let strip = sequence.strip()
    #expect(strip.frameCount == 4 && strip.width == 720 && strip.height == 560)
    let kinds = strip.layers.map { layer in
      switch layer.content {
      case .images(let light, let dark, _, _, _):
        "\(light.bodies.count) images" + (dark.bodies.isEmpty ? " for both" : "")
      case .lines(_, _, _, let paths): "\(paths.count) lines"
      }
    }
    #expect(kinds == ["1 images for both", "4 images for both", "4 lines", "1 images for both"])
    for (index, frame) in sequence.frames.enumerated() {
      for theme in [Theme.light, .dark] {
        let exact = pixels(of: frame.figure.picture(in: theme))
        let composed = try strip.composed(index, isDark: theme.name == "dark")
        // Smoothed edges are rounded twice; a line's may lie a third of a pixel beside.
        #expect(differences(exact, composed, over: 3) < exact.count / 250)
        #expect(differences(exact, composed, over: 100) == 0)
      }
    }
  }

  @Test("Words that come and go are stored as the pixels that change, exactly")
  func changes() throws {
    let sequence = FrameSequence((0..<5).map { FrameSequence.Frame("\($0)", Steps(step: $0)) })
    let strip = sequence.strip()
    #expect(strip.layers.count == 2)
    for (index, frame) in sequence.frames.enumerated() {
      for theme in [Theme.light, .dark] {
        let exact = pixels(of: frame.figure.picture(in: theme))
        #expect(try strip.composed(index, isDark: theme.name == "dark") == exact)
      }
    }
  }

  @Test("Frames that are all the same need one picture")
  func equalFrames() throws {
    let sequence = FrameSequence([.init("a", Steps(step: 2)), .init("b", Steps(step: 2))])
    #expect(sequence.strip().layers.count == 1)
    let alone = FrameSequence([.init("a", Steps(step: 1))])
    #expect(try alone.strip().composed(0, isDark: false) == pixels(of: alone.picture(in: .light)))
  }

  /// Many colours, all of them new.
  private struct Noise: Drawable {
    var seed: UInt64
    var alternativeText: String { "" }
    func picture(in theme: Theme) -> Picture {
      var random = SplitMix(state: seed)
      let image = PixelImage(
        width: 160, height: 40,
        rgb: (0..<160 * 40 * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
      return Picture(
        width: 90, height: 30, background: theme.background,
        commands: [.image(image, in: Rect(x: 2, y: 2, width: 80, height: 20), isSmooth: false)])
    }
  }

  @Test("Frames with too many colours for a palette are files of their own")
  func wholeFrames() throws {
    let sequence = FrameSequence([.init("a", Noise(seed: 1)), .init("b", Noise(seed: 2))])
    let strip = sequence.strip()
    #expect(strip.layers.count == 1)
    for (index, frame) in sequence.frames.enumerated() {
      let exact = pixels(of: frame.figure.picture(in: .dark))
      #expect(try strip.composed(index, isDark: true) == exact)
    }
  }

  @Test("Heads are whole groups of base64, with and without opacities")
  func heads() throws {
    for (colors, alphas) in [(1, 0), (2, 1), (5, 4), (256, 7), (17, 17)] {
      let palette = [UInt8](repeating: 9, count: colors * 3)
      let head = PNGFile.head(
        4, 1, palette: palette, alphas: [UInt8](repeating: 100, count: alphas))
      #expect(head.count % 3 == 0)
      let pixels = [UInt8](repeating: 0, count: 4)
      let file = head + PNGFile.body(ImageCompressor.compress(pixels, width: 4, height: 1))
      #expect(DecodedPNG(file)?.rgba.prefix(4) == [9, 9, 9, alphas > 0 ? 100 : 255])
    }
  }

  @Test("Sixty frames of a boundary in both themes stay far below a megabyte")
  func size() {
    let bytes = boundaries(60).strip().layers.reduce(0) { sum, layer in
      switch layer.content {
      case .images(let light, let dark, _, _, _):
        sum + (light.bodies + dark.bodies + [light.head, dark.head]).reduce(0) { $0 + $1.count }
      case .lines(_, _, _, let paths): sum + paths.reduce(0) { $0 + $1.utf8.count }
      }
    }
    #expect(bytes < 300_000)
  }

  @Test("A sequence speaks of its last frame and how many lead up to it")
  func alternativeText() {
    let sequence = FrameSequence([.init("step 0", Steps(step: 0)), .init("step 4", Steps(step: 4))])
    #expect(
      sequence.alternativeText == "step 4 The last of 2 frames, from step 0 to step 4.")
    #expect(FrameSequence([.init("a", Steps(step: 1))]).alternativeText == "step 1")
    #expect(sequence.sequence?.frames.count == 2 && Steps(step: 1).sequence == nil)
  }

  @Test("Thinning keeps the first and the last")
  func thinning() {
    #expect(FrameSequence.thinned(3, atMost: 60) == [0, 1, 2])
    #expect(FrameSequence.thinned(11, atMost: 3) == [0, 5, 10])
    let many = FrameSequence.thinned(1_001, atMost: 60)
    #expect(many.count == 60 && many.first == 0 && many.last == 1_000)
    #expect(zip(many, many.dropFirst()).allSatisfy { $0 < $1 })
  }
}

@Suite struct FrameLayerPartTests {
  @Test("Rows of places decode to themselves", arguments: [1, 2, 3, 300, 421])
  func imageCompressor(width: Int) throws {
    var random = SplitMix(state: UInt64(width))
    for height in [1, 2, 57] {
      for colors in [1, 3, 256] {
        var pixels: [UInt8] = []
        for y in 0..<height {
          for x in 0..<width {
            let isNoise = Int.random(in: 0..<9, using: &random) == 0
            pixels.append(
              UInt8(
                isNoise
                  ? Int.random(in: 0..<colors, using: &random) : (x + 2 * y) / 9 % colors))
          }
        }
        let palette = (0..<colors * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
        let file =
          PNGFile.head(width, height, palette: palette, alphas: [])
          + PNGFile.body(ImageCompressor.compress(pixels, width: width, height: height))
        let decoded = try #require(DecodedPNG(file))
        #expect(
          decoded.rgba
            == pixels.flatMap { palette[Int($0) * 3..<Int($0) * 3 + 3] + [255] })
      }
    }
  }

  @Test("Paths are relative whole numbers; points that no one would miss are left out")
  func pathData() {
    var path = Path(polyline: [Point(1, 2), Point(2, 2.001), Point(3, 2), Point(3, 0.5)])
    #expect(PathData.text(of: path, scale: 2) == "M4 8l8 0l0-6")
    path = Path(polygon: [Point(0, 0), Point(10, 0), Point(0, 10)])
    path.move(to: Point(5, 5))
    path.line(to: Point(6, 5))
    #expect(PathData.text(of: path, scale: 1) == "M0 0l20 0l-20 20zM10 10l2 0")
    #expect(PathData.text(of: Path(), scale: 1) == "")
  }

  @Test("A picture without background looks the same on any background")
  func transparency() throws {
    let commands: [DrawCommand] = [
      .fill(Path(circleAt: Point(20, 20), radius: 12), Color(0x0072B2)),
      .stroke(
        Path(circleAt: Point(20, 20), radius: 12), Stroke(width: 2), Color(0x1F2328).opacity(0.4)),
      .text(TextRun("loss", at: Point(30, 36), size: 12, color: Color(0xD55E00))),
    ]
    let background = Color(0xC8E0F0)
    let picture = Picture(width: 60, height: 44, background: background, commands: commands)
    let files = ThemedPicture.transparent(light: picture, dark: picture, scale: 2)
    #expect(files.light.head == files.dark.head)
    let image = try #require(DecodedPNG(files.light.head + files.light.bodies[0]))
    let exact = pixels(of: picture)
    let below = [background.red, background.green, background.blue].map { Int($0) }
    for pixel in 0..<image.width * image.height {
      let alpha = Int(image.rgba[4 * pixel + 3])
      for channel in 0..<3 {
        let mixed =
          (Int(image.rgba[4 * pixel + channel]) * alpha + below[channel] * (255 - alpha) + 127)
          / 255
        #expect(abs(mixed - Int(exact[3 * pixel + channel])) <= 2)
      }
    }
    #expect(image.rgba.prefix(4) == [0, 0, 0, 0])
  }

  @Test("Two themes share places where their colours go together, and only there")
  func themedImages() throws {
    let light = PixelImage(width: 2, height: 1, rgb: [255, 0, 0, 0, 0, 255])
    let dark = PixelImage(width: 2, height: 1, rgb: [90, 0, 0, 0, 0, 90])
    let shared = try #require(ThemedImages(light: [light, light], dark: [dark, dark]))
    #expect(shared.images == [[0, 1], [0, 1]])
    #expect(shared.lightPalette == light.rgb && shared.darkPalette == dark.rgb)
    let shades = PixelImage(
      width: 300, height: 1, rgb: (0..<300).flatMap { [UInt8($0 % 256), UInt8($0 / 256), 0] })
    #expect(ThemedImages(light: [shades], dark: [shades]) == nil)
  }
}
