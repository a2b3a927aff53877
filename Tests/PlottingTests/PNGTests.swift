import CPNG
import Testing

@testable import Plotting

@Suite struct PNGTests {
  /// Reads a file with libpng's own reader.
  private func decode(_ file: [UInt8]) -> (width: Int, height: Int, rgb: [UInt8])? {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, file, file.count) != 0 else { return nil }
    image.format = UInt32(PNG_FORMAT_RGB)
    var bytes = [UInt8](repeating: 0, count: Int(image.width * image.height) * 3)
    guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else { return nil }
    return (Int(image.width), Int(image.height), bytes)
  }

  private func chunkNames(_ file: [UInt8]) -> [String] {
    var names: [String] = []
    var offset = 8
    while offset + 8 <= file.count {
      let length = file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      names.append(String(decoding: file[offset + 4..<offset + 8], as: UTF8.self))
      offset += 12 + length
    }
    return names
  }

  private func pixels(of picture: Picture) -> [UInt8] {
    let canvas = Renderer.render(picture, scale: 2)
    var bytes: [UInt8] = []
    for y in 0..<canvas.height {
      for x in 0..<canvas.width {
        let pixel = canvas[x, y]
        bytes += [UInt8(pixel & 255), UInt8(pixel >> 8 & 255), UInt8(pixel >> 16 & 255)]
      }
    }
    return bytes
  }

  @Test("A picture of few colours is a palette file that decodes to its very pixels")
  func palette() throws {
    let source = picture(
      61, 37,
      [
        .fill(Path(circleAt: Point(20, 18), radius: 11), Color(0x0072B2)),
        .stroke(
          Path(polyline: [Point(0, 3), Point(60, 30)]), Stroke(width: 2), Color(0xD55E00)),
      ])
    let file = source.png()
    let decoded = try #require(decode(file))
    #expect(decoded.width == 122 && decoded.height == 74)
    #expect(decoded.rgb == pixels(of: source))
    #expect(chunkNames(file) == ["IHDR", "PLTE", "IDAT", "IEND"])
  }

  @Test("A picture of many colours is an RGB file that decodes to its very pixels")
  func rgb() throws {
    var random = SplitMix(state: 1)
    let image = PixelImage(
      width: 64, height: 64,
      rgb: (0..<64 * 64 * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
    let source = picture(
      40, 40, [.image(image, in: Rect(x: 1, y: 2, width: 32, height: 32), isSmooth: false)])
    let file = source.png()
    let decoded = try #require(decode(file))
    #expect(decoded.rgb == pixels(of: source))
    #expect(chunkNames(file).filter { $0 != "IDAT" } == ["IHDR", "IEND"])
  }

  @Test(
    "A shape that is cut off right of a group of pixels is whole in the file", arguments: 9...40)
  func cutShape(end: Int) throws {
    let source = picture(
      40, 4,
      [
        .pushClip(Rect(x: 0, y: 0, width: Double(end), height: 4)),
        .fill(
          Path(polygon: [Point(3, 1), Point(14.99, 2), Point(100, 2), Point(100, 1)]),
          Color(0x000000)),
      ])
    let file = source.png(scale: 1)
    let decoded = try #require(decode(file))
    let isWhole = decoded.rgb == Renderer.render(source, scale: 1).rgb()
    #expect(isWhole && decoded.rgb[3 * (40 + end - 1)] < 255)
  }

  @Test("Slightly more than 256 shades are held by a palette within the tolerance")
  func nearPalette() throws {
    // 300 shades that lie close to each other, and two far ones that must stay exact.
    var rgb: [UInt8] = []
    for shade in 0..<300 { rgb += [UInt8(shade % 256), UInt8(shade / 2), UInt8(shade / 3)] }
    let image = PixelImage(width: 300, height: 1, rgb: rgb)
    let source = picture(
      300, 4, [.image(image, in: Rect(x: 0, y: 1, width: 300, height: 1), isSmooth: false)])
    let file = source.png()
    #expect(chunkNames(file).contains("PLTE"))
    let decoded = try #require(decode(file))
    let exact = pixels(of: source)
    let worst = zip(decoded.rgb, exact).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(worst > 0 && worst <= 12)
    #expect(decoded.rgb[0..<3] == [255, 255, 255])
  }

  @Test(
    "Rows decode to their very pixels, whatever repeats what",
    arguments: [1, 2, 3, 7, 64, 257, 258, 259, 260, 300, 1_440, 16_384])
  func randomRows(width: Int) throws {
    var random = SplitMix(state: UInt64(width))
    for colors in [1, 2, 5, 256] {
      let height = Int.random(in: 1...40, using: &random)
      var pixels: [[UInt8]] = []
      while pixels.count < height {
        // New rows, rows like the one above, and rows that differ from it in a few runs.
        switch pixels.isEmpty ? 0 : Int.random(in: 0..<4, using: &random) {
        case 0: pixels.append(row(width, colors, &random))
        case 1:
          let copies = Int.random(in: 1...5, using: &random)
          for _ in 0..<copies { pixels.append(pixels[pixels.count - 1]) }
        default:
          var changed = pixels[pixels.count - 1]
          for _ in 0..<Int.random(in: 1...3, using: &random) {
            let start = Int.random(in: 0..<width, using: &random)
            let end = min(start + Int.random(in: 1...9, using: &random), width)
            let color = UInt8(Int.random(in: 0..<colors, using: &random))
            for x in start..<end { changed[x] = color }
          }
          pixels.append(changed)
        }
      }
      let palette = (0..<colors * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
      let data = PixelReader.compress(width: width, height: pixels.count) { y, row in
        for (x, place) in pixels[y].enumerated() { row[x] = UInt32(place) }
      }
      let decoded = try #require(
        decode(
          PNGFile.head(width, pixels.count, palette: palette, alphas: []) + PNGFile.body(data)))
      #expect(decoded.width == width && decoded.height == pixels.count)
      let expected = pixels.joined().flatMap { palette[Int($0) * 3..<Int($0) * 3 + 3] }
      #expect(decoded.rgb == expected)
    }
  }

  private func row(_ width: Int, _ colors: Int, _ random: inout SplitMix) -> [UInt8] {
    var row: [UInt8] = []
    while row.count < width {
      let length = Int.random(in: 1...(Bool.random(using: &random) ? 3 : 400), using: &random)
      let color = UInt8(Int.random(in: 0..<colors, using: &random))
      row += Array(repeating: color, count: min(length, width - row.count))
    }
    return row
  }

  @Test("Equal pictures give equal files")
  func determinism() {
    let figure = SampleFigures.loss
    #expect(figure.picture(in: .light).png() == figure.picture(in: .light).png())
  }

  @Test("The default figure size is 1,440 by 900 pixels and stays below 200 kB")
  func size() throws {
    for figure in SampleFigures.all {
      let file = figure.picture(in: .light).png()
      let decoded = try #require(decode(file))
      #expect(decoded.width == Int(figure.width) * 2 && decoded.height == Int(figure.height) * 2)
      #expect(file.count < 200_000)
    }
  }
}
