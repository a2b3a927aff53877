/// Takes the pictures of a sequence apart into what all of them share and the maps and lines that
/// change, command by command.
struct FrameLayers {
  /// Neighbouring commands that become one layer.
  private enum Span {
    case shared(Range<Int>)
    /// An image that covers what lies below.
    case image(Int, cell: Int)
    case lines(Int)
  }

  /// With more layers than this, storing the pixels that change takes less.
  private static let mostSpans = 12

  private let light: [Picture]
  private let dark: [Picture]
  private let scale: Int
  private var spans: [Span] = []
  /// For each command the rectangles that limit it.
  private var clips: [[Rect]] = []

  /// Creates the parts of pictures in both themes; nil where anything else than maps and lines
  /// changes.
  init?(_ light: [Picture], _ dark: [Picture], scale: Int) {
    self.light = light
    self.dark = dark
    self.scale = scale
    guard let first = light.first else { return nil }
    let isAlike = (light + dark).allSatisfy {
      $0.width == first.width && $0.height == first.height
        && $0.commands.count == first.commands.count
    }
    guard isAlike else { return nil }
    var shared = 0..<0
    var open: [Rect] = []
    for index in first.commands.indices {
      clips.append(open)
      if isShared(index) {
        shared = shared.lowerBound..<index + 1
        switch first.commands[index] {
        case .pushClip(let rect): open.append(rect)
        case .popClip: _ = open.popLast()
        default: break
        }
        continue
      }
      guard let span = span(of: index) else { return nil }
      spans += [.shared(shared), span]
      shared = index + 1..<index + 1
    }
    spans.append(.shared(shared))
    if spans.count > Self.mostSpans { return nil }
  }

  private func isShared(_ index: Int) -> Bool {
    [light, dark].allSatisfy { pictures in
      let first = pictures[0].commands[index]
      return pictures.dropFirst().allSatisfy { $0.commands[index] == first }
    }
  }

  /// Returns how a command that changes can be stored, nil if only by its pixels.
  private func span(of index: Int) -> Span? {
    let all = (light + dark).map { $0.commands[index] }
    switch all[0] {
    case .image(let image, let rect, isSmooth: false):
      let isAlike = all.allSatisfy {
        guard case .image(let other, rect, isSmooth: false) = $0 else { return false }
        return other.width == image.width && other.height == image.height
      }
      guard isAlike, let target = Renderer.pixels(of: rect, scale: Double(scale)),
        image.width > 0, image.height > 0
      else { return nil }
      let cell = (target.maxX - target.minX) / image.width
      guard cell > 0, target.maxX - target.minX == cell * image.width,
        target.maxY - target.minY == cell * image.height
      else { return nil }
      return .image(index, cell: cell)
    case .stroke:
      let isAlike = [light, dark].allSatisfy { pictures in
        guard case .stroke(_, let stroke, let color) = pictures[0].commands[index] else {
          return false
        }
        return zip(pictures, light).allSatisfy { picture, light in
          guard case .stroke(let path, stroke, color) = picture.commands[index],
            case .stroke(let lightPath, _, _) = light.commands[index]
          else { return false }
          return path == lightPath
        }
      }
      return isAlike ? .lines(index) : nil
    default: return nil
    }
  }

  // MARK: Layers

  /// Returns the layers, nil where an image has too many colours.
  func layers() -> [FrameStrip.Layer]? {
    var layers: [FrameStrip.Layer] = []
    for span in spans {
      switch span {
      case .shared(let range):
        if layers.isEmpty {
          layers.append(base(range))
        } else if let layer = overlay(range) {
          layers.append(layer)
        }
      case .image(let index, let cell):
        guard let layer = images(index, cell: cell) else { return nil }
        layers.append(layer)
      case .lines(let index):
        if let layer = lines(index) { layers.append(layer) }
      }
    }
    return layers
  }

  private var canvas: FrameStrip.Area {
    let (width, height) = Renderer.extent(of: light[0], scale: scale)
    return FrameStrip.Area(x: 0, y: 0, width: width, height: height)
  }

  /// What lies below everything that changes.
  private func base(_ range: Range<Int>) -> FrameStrip.Layer {
    func part(_ picture: Picture) -> Picture {
      var copy = picture
      copy.commands = Array(picture.commands[range])
      return copy
    }
    return still(ThemedPicture.opaque(light: part(light[0]), dark: part(dark[0]), scale: scale))
  }

  /// What all frames paint over something that changes; nil for nothing.
  private func overlay(_ range: Range<Int>) -> FrameStrip.Layer? {
    let paints = light[0].commands[range].contains {
      switch $0 {
      case .pushClip, .popClip: false
      default: true
      }
    }
    guard paints else { return nil }
    let opened = clips[range.lowerBound].map { DrawCommand.pushClip($0) }
    func part(_ picture: Picture) -> Picture {
      var copy = picture
      copy.commands = opened + picture.commands[range]
      return copy
    }
    return still(
      ThemedPicture.transparent(light: part(light[0]), dark: part(dark[0]), scale: scale))
  }

  /// A layer that is the same in all frames.
  private func still(_ files: ThemedPicture.Files) -> FrameStrip.Layer {
    FrameStrip.Layer(
      area: canvas, content: .images(light: files.light, dark: files.dark, x: 0, y: 0, cell: 1))
  }

  /// Returns the part of the canvas in which a command paints; nil for none.
  private func area(of index: Int) -> FrameStrip.Area? {
    var visible = PixelRect(minX: 0, minY: 0, maxX: canvas.width, maxY: canvas.height)
    for clip in clips[index] {
      guard let pixels = Renderer.pixels(of: clip, scale: Double(scale)) else { return nil }
      visible = visible.intersection(pixels)
    }
    return visible.isEmpty ? nil : FrameStrip.Area(visible)
  }

  private func images(_ index: Int, cell: Int) -> FrameStrip.Layer? {
    func images(_ pictures: [Picture]) -> [PixelImage] {
      pictures.compactMap {
        if case .image(let image, _, _) = $0.commands[index] { image } else { nil }
      }
    }
    guard let area = area(of: index),
      case .image(let first, let rect, _) = light[0].commands[index],
      let target = Renderer.pixels(of: rect, scale: Double(scale)),
      let indexed = ThemedImages(light: images(light), dark: images(dark))
    else { return nil }
    let size = (first.width, first.height)
    return FrameStrip.Layer(
      area: area,
      content: .images(
        light: FrameStrip.Images(
          head: PNGFile.head(size.0, size.1, palette: indexed.lightPalette, alphas: []),
          bodies: indexed.images.map {
            PNGFile.body(ImageCompressor.compress($0, width: size.0, height: size.1))
          }),
        dark: FrameStrip.Images(
          head: PNGFile.head(size.0, size.1, palette: indexed.darkPalette, alphas: []),
          bodies: []),
        x: target.minX, y: target.minY, cell: cell))
  }

  private func lines(_ index: Int) -> FrameStrip.Layer? {
    guard let area = area(of: index),
      case .stroke(_, let stroke, let lightColor) = light[0].commands[index],
      case .stroke(_, _, let darkColor) = dark[0].commands[index]
    else { return nil }
    var scaled = stroke
    scaled.width *= Double(scale)
    scaled.dash = stroke.dash.map { $0 * Double(scale) }
    let paths = light.map { picture in
      guard case .stroke(let path, _, _) = picture.commands[index] else { return "" }
      return PathData.text(of: path, scale: Double(scale))
    }
    return FrameStrip.Layer(
      area: area, content: .lines(light: lightColor, dark: darkColor, scaled, paths: paths))
  }
}

extension FrameStrip.Area {
  init(_ rect: PixelRect) {
    self.init(
      x: rect.minX, y: rect.minY, width: rect.maxX - rect.minX, height: rect.maxY - rect.minY)
  }
}
