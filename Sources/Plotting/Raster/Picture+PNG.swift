extension Picture {
  /// Returns the picture as a PNG file: with a palette where its colours fit one, else as RGB.
  ///
  /// - Parameter scale: Device pixels a CSS pixel.
  package func png(scale: Int = 2) -> [UInt8] {
    let canvas = Renderer.render(self, scale: scale)
    return PNGFile.encode(
      canvas.indexed() ?? canvas.rgb(), width: canvas.width, height: canvas.height)
  }
}

extension Canvas {
  /// Returns palette indices, colours numbered by first appearance; nil if there are more than 256.
  func indexed() -> PNGImage? {
    var palette = Palette()
    var fits = true
    let indices = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
      count = width * height
      for y in 0..<height where fits {
        let row = unsafe UnsafeMutableBufferPointer(rebasing: target[y * width..<(y + 1) * width])
        fits = unsafe withRow(y) { pixels in
          var previous = unsafe ~pixels[0]
          var index: UInt8 = 0
          for x in 0..<pixels.count {
            let pixel = unsafe pixels[x]
            if pixel != previous {
              guard let known = palette.index(of: pixel) else { return false }
              index = known
              previous = pixel
            }
            unsafe row[x] = index
          }
          return true
        }
      }
    }
    guard fits else { return nil }
    var colors: [UInt8] = []
    for color in palette.colors {
      colors += [
        UInt8(truncatingIfNeeded: color), UInt8(truncatingIfNeeded: color >> 8),
        UInt8(truncatingIfNeeded: color >> 16),
      ]
    }
    return .indexed(indices: indices, palette: colors)
  }

  /// Returns all pixels as red, green, blue.
  func rgb() -> PNGImage {
    unsafe .rgb(
      [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
        count = width * height * 3
        for y in 0..<height {
          unsafe withRow(y) { pixels in
            var offset = y * width * 3
            for x in 0..<pixels.count {
              let pixel = unsafe pixels[x]
              unsafe target[offset] = UInt8(truncatingIfNeeded: pixel)
              unsafe target[offset &+ 1] = UInt8(truncatingIfNeeded: pixel >> 8)
              unsafe target[offset &+ 2] = UInt8(truncatingIfNeeded: pixel >> 16)
              offset &+= 3
            }
          }
        }
      })
  }
}

/// Up to 256 colours, found again by open addressing.
private struct Palette {
  private(set) var colors: [UInt32] = []
  /// Index plus one of the colour in each slot, 0 where free.
  private var slots = [UInt16](repeating: 0, count: 1024)

  mutating func index(of color: UInt32) -> UInt8? {
    var slot = Int((color &* 0x9E37_79B1) >> 22)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if colors[index] == color { return UInt8(index) }
      slot = (slot + 1) & 1023
    }
    guard colors.count < 256 else { return nil }
    colors.append(color)
    slots[slot] = UInt16(colors.count)
    return UInt8(colors.count - 1)
  }
}
