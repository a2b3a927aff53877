extension PixelImage {
  /// The colours of the palette as a canvas stores them, and some for places beyond it; none without a
  /// palette.
  var packedPalette: [UInt32] {
    guard case .places(_, let palette) = pixels else { return [] }
    var colors = [UInt32](repeating: 0, count: 256)
    for place in 0..<palette.count / 3 {
      colors[place] =
        UInt32(palette[3 * place]) | UInt32(palette[3 * place + 1]) << 8
        | UInt32(palette[3 * place + 2]) << 16
    }
    return colors
  }

  /// Reads pixels of one row as a canvas stores them.
  ///
  /// - Parameters:
  ///   - first: The first column.
  ///   - colors: The packed palette.
  func readRow(
    _ row: Int, from first: Int, _ colors: [UInt32],
    into packed: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition((0..<height).contains(row) && first >= 0 && first + packed.count <= width)
    let start = row * width + first
    switch pixels {
    case .colors(let rgb):
      unsafe rgb.withUnsafeBufferPointer { rgb in
        for column in 0..<packed.count {
          let place = 3 &* (start &+ column)
          let (red, green, blue) = unsafe (rgb[place], rgb[place &+ 1], rgb[place &+ 2])
          unsafe packed[column] = UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16
        }
      }
    case .places(let places, _):
      unsafe places.withUnsafeBufferPointer { places in
        unsafe colors.withUnsafeBufferPointer { colors in
          for column in 0..<packed.count {
            unsafe packed[column] = colors[Int(places[start &+ column])]
          }
        }
      }
    }
  }
}
