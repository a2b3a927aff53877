extension Picture {
  /// Returns the picture as a PNG file: with a palette where 256 colours suffice, else as RGB.
  ///
  /// - Parameter scale: Device pixels a CSS pixel.
  package func png(scale: Int = 2) -> [UInt8] {
    let (width, height) = Renderer.extent(of: self, scale: scale)
    var reader = PixelReader.idle.take() ?? PixelReader()
    reader.begin(width: width)
    Renderer.render(self, scale: scale) { reader.read($0) }
    let file = reader.file()
    PixelReader.idle.keep(reader)
    if let file { return file }
    let pixels = Renderer.render(self, scale: scale).rgb()
    return PNGFile.encode(rgb: pixels, width: width, height: height)
  }
}

extension Canvas {
  /// Returns all pixels as red, green, blue.
  func rgb() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
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
    }
  }
}
