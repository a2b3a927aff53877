/// Opaque pixels that are painted on.
@safe struct Canvas: ~Copyable {
  let width: Int
  let height: Int
  /// Red in the lowest byte, then green and blue; the highest byte is 0.
  private let pixels: UnsafeMutablePointer<UInt32>

  init(width: Int, height: Int, background: Color) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
    unsafe pixels = .allocate(capacity: width * height)
    unsafe pixels.initialize(repeating: background.packed, count: width * height)
  }

  deinit { unsafe pixels.deallocate() }

  var bounds: PixelRect { PixelRect(minX: 0, minY: 0, maxX: width, maxY: height) }

  subscript(x: Int, y: Int) -> UInt32 {
    precondition(x >= 0 && x < width && y >= 0 && y < height)
    return unsafe pixels[y * width + x]
  }

  /// Calls `body` with the pixels of one row.
  @inline(__always)
  func withRow<R>(_ y: Int, _ body: (UnsafeMutableBufferPointer<UInt32>) -> R) -> R {
    precondition(y >= 0 && y < height)
    return unsafe body(UnsafeMutableBufferPointer(start: pixels + y * width, count: width))
  }

  /// Whether a row has the same pixels as the one above it.
  func rowEqualsPrevious(_ y: Int) -> Bool {
    precondition(y > 0 && y < height)
    let row = unsafe pixels + y * width
    let above = unsafe row - width
    var x = 0
    while x &+ 4 <= width {
      let a = unsafe UnsafeRawPointer(row + x)
      let b = unsafe UnsafeRawPointer(above + x)
      let first = unsafe a.loadUnaligned(as: UInt64.self) ^ b.loadUnaligned(as: UInt64.self)
      let second =
        unsafe a.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        ^ b.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      if first | second != 0 { return false }
      x &+= 4
    }
    while x < width {
      if unsafe row[x] != above[x] { return false }
      x &+= 1
    }
    return true
  }

  /// Paints a run of pixels. `opacity` is 0 to 256.
  ///
  /// Colours are mixed as they are stored, in sRGB, and deliberately not by their light: that is how
  /// browsers, Matplotlib and the design of text fonts mix. By light, thin dark lines and words on a
  /// white page would look lighter than on paper, and those on a dark page bolder.
  @inline(__always)
  func paint(y: Int, from start: Int, to end: Int, color: UInt32, opacity: Int) {
    assert(y >= 0 && y < height && start >= 0 && start <= end && end <= width)
    let row = unsafe pixels + y &* width
    if opacity >= 256 {
      unsafe (row + start).update(repeating: color, count: end &- start)
      return
    }
    let weight = UInt32(truncatingIfNeeded: opacity)
    let rest = 256 &- weight
    let redBlue = (color & 0xFF00FF) &* weight &+ 0x800080
    let green = (color & 0x00FF00) &* weight &+ 0x008000
    var x = start
    while x < end {
      let below = unsafe row[x]
      let mixedRedBlue = (redBlue &+ (below & 0xFF00FF) &* rest) >> 8 & 0xFF00FF
      let mixedGreen = (green &+ (below & 0x00FF00) &* rest) >> 8 & 0x00FF00
      unsafe row[x] = mixedRedBlue | mixedGreen
      x &+= 1
    }
  }

  /// Stretches an image over a rectangle of pixels, limited to `clip`.
  func draw(_ image: PixelImage, in target: PixelRect, isSmooth: Bool, clip: PixelRect) {
    let visible = target.intersection(clip).intersection(bounds)
    guard !visible.isEmpty, image.width > 0, image.height > 0 else { return }
    if isSmooth {
      drawSmooth(image, in: target, visible: visible)
    } else {
      drawNearest(image, in: target, visible: visible)
    }
  }

  private func drawNearest(_ image: PixelImage, in target: PixelRect, visible: PixelRect) {
    let (width, height) = (target.maxX - target.minX, target.maxY - target.minY)
    let columns = (visible.minX..<visible.maxX).map { ($0 - target.minX) * image.width / width }
    var packed = [UInt32](repeating: 0, count: image.width)
    var previous = -1
    for y in visible.minY..<visible.maxY {
      let source = (y - target.minY) * image.height / height
      let row = unsafe pixels + y * self.width + visible.minX
      if source == previous {
        unsafe row.update(from: row - self.width, count: columns.count)
        continue
      }
      previous = source
      image.readRow(source, into: &packed)
      unsafe packed.withUnsafeBufferPointer { packed in
        unsafe columns.withUnsafeBufferPointer { columns in
          for x in 0..<columns.count { unsafe row[x] = packed[columns[x]] }
        }
      }
    }
  }

  /// Interpolates linearly between the centres of the image's pixels.
  private func drawSmooth(_ image: PixelImage, in target: PixelRect, visible: PixelRect) {
    /// Neighbouring samples and the second one's weight of 256.
    func neighbours(_ position: Int, _ length: Int, _ count: Int) -> (Int, Int, Int) {
      let fixed = min(
        max(((2 * position + 1) * count * 256 / length - 256) / 2, 0), (count - 1) * 256)
      let first = min(fixed >> 8, max(count - 2, 0))
      return (first, min(first + 1, count - 1), fixed - first << 8)
    }
    let rgb = image.rgb
    let (width, height) = (target.maxX - target.minX, target.maxY - target.minY)
    let columns = (visible.minX..<visible.maxX).map {
      neighbours($0 - target.minX, width, image.width)
    }
    for y in visible.minY..<visible.maxY {
      let (top, bottom, below) = neighbours(y - target.minY, height, image.height)
      let row = unsafe pixels + y * self.width + visible.minX
      for (x, (left, right, beside)) in columns.enumerated() {
        var packed: UInt32 = 0
        for channel in 0..<3 {
          func sample(_ column: Int, _ row: Int) -> Int {
            Int(rgb[(row * image.width + column) * 3 + channel])
          }
          let upper = sample(left, top) * (256 - beside) + sample(right, top) * beside
          let lower = sample(left, bottom) * (256 - beside) + sample(right, bottom) * beside
          let value = (upper * (256 - below) + lower * below + 0x8000) >> 16
          packed |= UInt32(value) << (8 * UInt32(channel))
        }
        unsafe row[x] = packed
      }
    }
  }
}

extension Color {
  /// The channels as a canvas stores them, without alpha.
  var packed: UInt32 { UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 }
}

extension PixelImage {
  /// Reads one row as a canvas stores pixels.
  fileprivate func readRow(_ row: Int, into packed: inout [UInt32]) {
    switch pixels {
    case .colors(let rgb):
      unsafe rgb[row * width * 3..<(row + 1) * width * 3].withUnsafeBufferPointer { line in
        unsafe packed.withUnsafeMutableBufferPointer { packed in
          for column in 0..<packed.count {
            let red = unsafe UInt32(line[3 &* column])
            let green = unsafe UInt32(line[3 &* column &+ 1])
            let blue = unsafe UInt32(line[3 &* column &+ 2])
            unsafe packed[column] = red | green << 8 | blue << 16
          }
        }
      }
    case .places(let places, let palette):
      var colors = [UInt32](repeating: 0, count: 256)
      for place in 0..<palette.count / 3 {
        colors[place] =
          UInt32(palette[3 * place]) | UInt32(palette[3 * place + 1]) << 8
          | UInt32(palette[3 * place + 2]) << 16
      }
      unsafe places[row * width..<(row + 1) * width].withUnsafeBufferPointer { line in
        unsafe packed.withUnsafeMutableBufferPointer { packed in
          unsafe colors.withUnsafeBufferPointer { colors in
            for column in 0..<packed.count {
              unsafe packed[column] = colors[Int(line[column])]
            }
          }
        }
      }
    }
  }
}
