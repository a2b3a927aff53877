/// A sequence as its first picture and, for each frame, the pixels that differ from it.
struct FrameChanges {
  /// Neighbouring pixels of one colour that the first picture does not have there.
  private struct Run {
    var y: Int
    var start: Int
    var end: Int
    var number: UInt16
  }

  private let base: [UInt8]
  private var frames: [[Run]] = []
  private var census = ColorCensus()
  private var changed: PixelRect

  /// Returns the layers; nil where sizes differ or the changes have too many colours.
  static func layers(_ light: [Picture], _ dark: [Picture], scale: Int) -> [FrameStrip.Layer]? {
    let isAlike = (light + dark).allSatisfy {
      $0.width == light[0].width && $0.height == light[0].height
    }
    guard isAlike, let light = FrameChanges(light, scale: scale),
      let dark = FrameChanges(dark, scale: scale)
    else { return nil }
    let (width, height) = (light.size.width, light.size.height)
    let whole = FrameStrip.Area(x: 0, y: 0, width: width, height: height)
    let base = FrameStrip.Layer(
      area: whole,
      content: .images(
        light: FrameStrip.Images(head: [], bodies: [light.base]),
        dark: FrameStrip.Images(head: [], bodies: [dark.base]), x: 0, y: 0, cell: 1))
    let changed = light.changed.union(dark.changed)
    guard !changed.isEmpty else { return [base] }
    guard let lightImages = light.images(of: changed), let darkImages = dark.images(of: changed)
    else { return nil }
    return [
      base,
      FrameStrip.Layer(
        area: FrameStrip.Area(changed),
        content: .images(
          light: lightImages, dark: darkImages, x: changed.minX, y: changed.minY, cell: 1)),
    ]
  }

  private let size: (width: Int, height: Int)

  private init?(_ pictures: [Picture], scale: Int) {
    let first = Renderer.render(pictures[0], scale: scale)
    base = pictures[0].png(scale: scale)
    size = (first.width, first.height)
    changed = PixelRect(minX: size.width, minY: size.height, maxX: 0, maxY: 0)
    for picture in pictures {
      let canvas = Renderer.render(picture, scale: scale)
      var runs: [Run] = []
      for y in 0..<size.height where !census.isFull {
        unsafe first.withRow(y) { base in
          unsafe canvas.withRow(y) { pixels in
            unsafe append(pixels, over: base, y: y, to: &runs)
          }
        }
      }
      guard !census.isFull else { return nil }
      frames.append(runs)
    }
  }

  private mutating func append(
    _ pixels: UnsafeMutableBufferPointer<UInt32>, over base: UnsafeMutableBufferPointer<UInt32>,
    y: Int, to runs: inout [Run]
  ) {
    var x = 0
    while x < pixels.count {
      let color = unsafe pixels[x]
      if unsafe color == base[x] {
        x += 1
        continue
      }
      let start = x
      repeat { x += 1 } while unsafe x < pixels.count && pixels[x] == color && pixels[x] != base[x]
      let number = census.number(of: color)
      runs.append(Run(y: y, start: start, end: x, number: number))
      changed = changed.union(PixelRect(minX: start, minY: y, maxX: x, maxY: y + 1))
    }
  }

  /// Returns a part of the canvas as files: place 0 lets the first picture through.
  private func images(of area: PixelRect) -> FrameStrip.Images? {
    let chosen = census.palette(limit: 255) {
      var counts = [Int](repeating: 0, count: census.colors.count)
      for run in frames.joined() { counts[Int(run.number)] += run.end - run.start }
      return counts
    }
    guard let (colors, places) = chosen else { return nil }
    var palette: [UInt8] = [0, 0, 0]
    for color in colors {
      palette += [color, color >> 8, color >> 16].map { UInt8(truncatingIfNeeded: $0) }
    }
    let (width, height) = (area.maxX - area.minX, area.maxY - area.minY)
    let bodies = frames.map { frame in
      var next = 0
      let data = unsafe PixelReader.compress(width: width, height: height) { y, row in
        while next < frame.count, frame[next].y == area.minY + y {
          let run = frame[next]
          unsafe (row + (run.start - area.minX)).update(
            repeating: UInt32(places[Int(run.number)]) + 1, count: run.end - run.start)
          next += 1
        }
      }
      return PNGFile.body(data)
    }
    return FrameStrip.Images(
      head: PNGFile.head(width, height, palette: palette, alphas: [0]), bodies: bodies)
  }
}

extension PixelRect {
  /// Returns the smallest rectangle that holds two; one that holds nothing counts for nothing.
  fileprivate func union(_ other: PixelRect) -> PixelRect {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return PixelRect(
      minX: min(minX, other.minX), minY: min(minY, other.minY), maxX: max(maxX, other.maxX),
      maxY: max(maxY, other.maxY))
  }
}
