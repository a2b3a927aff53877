/// A picture in both themes as one image with two palettes.
enum ThemedPicture {
  /// Returns the file of a whole picture.
  static func opaque(light: Picture, dark: Picture, scale: Int) -> Files {
    let light = Renderer.render(light, scale: scale)
    let dark = Renderer.render(dark, scale: scale)
    return files(light, light, dark, dark)
  }

  /// Returns the file of what commands paint, whatever the background.
  ///
  /// The commands are painted on black and on white: what differs is what shines through.
  static func transparent(light: Picture, dark: Picture, scale: Int) -> Files {
    func canvas(_ picture: Picture, on background: UInt32) -> Canvas {
      var copy = picture
      copy.background = Color(background)
      return Renderer.render(copy, scale: scale)
    }
    return files(
      canvas(light, on: 0x000000), canvas(light, on: 0xFFFFFF), canvas(dark, on: 0x000000),
      canvas(dark, on: 0xFFFFFF))
  }

  /// The heads of both themes and their common body.
  typealias Files = (light: FrameStrip.Images, dark: FrameStrip.Images)

  private static func files(
    _ lightBlack: borrowing Canvas, _ lightWhite: borrowing Canvas,
    _ darkBlack: borrowing Canvas, _ darkWhite: borrowing Canvas
  ) -> Files {
    var census = ShadeCensus()
    var rows: [Range<Int>] = []
    var runs: [(number: Int, length: Int)] = []
    let (width, height) = (lightBlack.width, lightBlack.height)
    for y in 0..<height {
      if y > 0, lightBlack.rowEqualsPrevious(y), lightWhite.rowEqualsPrevious(y),
        darkBlack.rowEqualsPrevious(y), darkWhite.rowEqualsPrevious(y)
      {
        rows.append(rows[y - 1])
        continue
      }
      let first = runs.count
      let (a, b) = unsafe (lightBlack.row(y), lightWhite.row(y))
      let (c, d) = unsafe (darkBlack.row(y), darkWhite.row(y))
      var start = 0
      var shade = unsafe Shade(a[0], b[0], c[0], d[0])
      for x in 1...width {
        let next = unsafe x < width ? Shade(a[x], b[x], c[x], d[x]) : ~shade
        if next == shade { continue }
        runs.append((census.number(of: shade), x - start))
        (start, shade) = (x, next)
      }
      rows.append(first..<runs.count)
    }
    let (shades, places) = census.palette(of: runs)
    let lightColors = shades.map { Self.color(black: $0.x, white: $0.y) }
    let darkColors = shades.map { Self.color(black: $0.z, white: $0.w) }
    // Transparent shades first: files list opacities up to the last that is not full.
    let order = shades.indices.sorted {
      (lightColors[$0].alpha, $0) < (lightColors[$1].alpha, $1)
    }
    var final = [UInt8](repeating: 0, count: shades.count)
    for (place, shade) in order.enumerated() { final[shade] = UInt8(place) }
    let data = unsafe PixelReader.compress(width: width, height: height) { y, row in
      var x = 0
      for run in runs[rows[y]] {
        let place = final[Int(places[run.number])]
        unsafe (row + x).update(repeating: UInt32(place), count: run.length)
        x += run.length
      }
    }
    func head(_ colors: [Color]) -> [UInt8] {
      let palette = order.map { colors[$0] }
      let lastClear = palette.lastIndex { $0.alpha < 255 }
      return PNGFile.head(
        width, height, palette: palette.flatMap { [$0.red, $0.green, $0.blue] },
        alphas: palette[..<((lastClear ?? -1) + 1)].map(\.alpha))
    }
    return (
      FrameStrip.Images(head: head(lightColors), bodies: [PNGFile.body(data)]),
      FrameStrip.Images(head: head(darkColors), bodies: [])
    )
  }

  /// Returns the colour and opacity that give two colours on black and on white.
  private static func color(black: UInt32, white: UInt32) -> Color {
    let channels = [0, 8, 16].map { (Int(black >> $0 & 255), Int(white >> $0 & 255)) }
    let shine = channels.reduce(0) { $0 + $1.1 - $1.0 }
    let alpha = 255 - min(max((shine + 1) / 3, 0), 255)
    let straight = channels.map { black, _ in
      alpha == 0 ? 0 : UInt8(min((black * 255 + alpha / 2) / alpha, 255))
    }
    return Color(red: straight[0], green: straight[1], blue: straight[2], alpha: UInt8(alpha))
  }
}

/// A pixel's colours: in the light theme on black and on white, then in the dark one.
private typealias Shade = SIMD4<UInt32>

/// The shades of a picture in order of appearance.
private struct ShadeCensus {
  private var shades: [Shade] = []
  private var numbers: [Shade: Int] = [:]

  /// How many of the most frequent shades a palette keeps in any case.
  private static let frequentCount = 144

  mutating func number(of shade: Shade) -> Int {
    if let known = numbers[shade] { return known }
    numbers[shade] = shades.count
    shades.append(shade)
    return shades.count - 1
  }

  /// Returns at most 256 shades and the place of the nearest one for each number.
  func palette(of runs: [(number: Int, length: Int)]) -> (shades: [Shade], places: [UInt8]) {
    if shades.count <= 256 { return (shades, shades.indices.map { UInt8($0) }) }
    var counts = [Int](repeating: 0, count: shades.count)
    for run in runs { counts[run.number] += run.length }
    let ranked = shades.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    var chosen: [Shade] = []
    var nearest = [(distance: Int32, place: Int)](repeating: (.max, 0), count: shades.count)
    func choose(_ number: Int) {
      for other in shades.indices {
        let distance = Self.distance(shades[number], shades[other])
        if distance < nearest[other].distance { nearest[other] = (distance, chosen.count) }
      }
      chosen.append(shades[number])
    }
    for number in ranked.prefix(Self.frequentCount) { choose(number) }
    // Then always the shade that the palette serves worst (Gonzalez, 1985).
    while chosen.count < 256 {
      choose(shades.indices.max { nearest[$0].distance < nearest[$1].distance } ?? 0)
    }
    return (chosen, nearest.map { UInt8($0.place) })
  }

  /// The largest difference of any channel, in any theme, on any background.
  private static func distance(_ a: Shade, _ b: Shade) -> Int32 {
    let (a, b) = (SIMD16<UInt8>(bytesOf: a), SIMD16<UInt8>(bytesOf: b))
    let larger = a.replacing(with: b, where: b .> a)
    let smaller = a.replacing(with: b, where: b .< a)
    return Int32((larger &- smaller).max())
  }
}

extension SIMD16<UInt8> {
  fileprivate init(bytesOf shade: Shade) {
    self = unsafe unsafeBitCast(shade, to: SIMD16<UInt8>.self)
  }
}
