import CPNG
import Testing

@testable import Plotting

/// A PNG file's pixels, read with libpng.
struct DecodedPNG {
  var width: Int
  var height: Int
  /// Red, green, blue and opacity of each pixel.
  var rgba: [UInt8]

  init?(_ file: [UInt8]) {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, file, file.count) != 0 else { return nil }
    image.format = UInt32(PNG_FORMAT_RGB) | UInt32(PNG_FORMAT_FLAG_ALPHA)
    var bytes = [UInt8](repeating: 0, count: Int(image.width * image.height) * 4)
    guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else { return nil }
    (width, height, rgba) = (Int(image.width), Int(image.height), bytes)
  }
}

/// Red, green and blue of every pixel of a picture.
func pixels(of picture: Picture, scale: Int = 2) -> [UInt8] {
  Renderer.render(picture, scale: scale).rgb()
}

extension FrameStrip {
  /// Paints a frame's layers over each other, as a page does.
  func composed(_ frame: Int, isDark: Bool) throws -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    for layer in layers {
      switch layer.content {
      case .images(let light, let dark, let left, let top, let cell):
        let head = isDark ? dark.head : light.head
        let bodies = isDark && !dark.bodies.isEmpty ? dark.bodies : light.bodies
        let image = try #require(DecodedPNG(head + bodies[bodies.count > 1 ? frame : 0]))
        let area = layer.area
        for y in max(area.y, top)..<min(area.y + area.height, top + image.height * cell) {
          for x in max(area.x, left)..<min(area.x + area.width, left + image.width * cell) {
            let source = ((y - top) / cell * image.width + (x - left) / cell) * 4
            let alpha = Int(image.rgba[source + 3])
            for channel in 0..<3 {
              let place = (y * width + x) * 3 + channel
              let mixed =
                Int(image.rgba[source + channel]) * alpha + Int(pixels[place]) * (255 - alpha)
              pixels[place] = UInt8((mixed + 127) / 255)
            }
          }
        }
      case .lines(let light, let dark, let stroke, let paths):
        let below = PixelImage(width: width, height: height, rgb: pixels)
        let area = Rect(
          x: Double(layer.area.x), y: Double(layer.area.y), width: Double(layer.area.width),
          height: Double(layer.area.height))
        let picture = Picture(
          width: Double(width), height: Double(height), background: white,
          commands: [
            .image(
              below, in: Rect(x: 0, y: 0, width: Double(width), height: Double(height)),
              isSmooth: false), .pushClip(area),
            .stroke(try path(paths[frame]), stroke, isDark ? dark : light),
          ])
        pixels = Renderer.render(picture, scale: 1).rgb()
      }
    }
    return pixels
  }

  /// Reads path data back.
  private func path(_ text: String) throws -> Path {
    var path = Path()
    var place = Point(0, 0)
    for piece in text.split(whereSeparator: \.isLetter).enumerated() {
      let commands = text.filter(\.isLetter).filter { $0 != "z" }
      let numbers = piece.element.replacing("-", with: " -").split(separator: " ")
      let x = try #require(Double(numbers[0])) / Double(PathData.unitsPerPixel)
      let y = try #require(Double(numbers[1])) / Double(PathData.unitsPerPixel)
      let isMove = commands[commands.index(commands.startIndex, offsetBy: piece.offset)] == "M"
      place = isMove ? Point(x, y) : Point(place.x + x, place.y + y)
      path.elements.append(isMove ? .move(place) : .line(place))
    }
    return path
  }
}
