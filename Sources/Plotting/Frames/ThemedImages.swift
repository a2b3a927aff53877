/// Images in two themes whose pixels differ in nothing but their colours: one index a pixel, and a
/// palette for each theme.
struct ThemedImages {
  /// A place in the palettes for each pixel of each image, row by row.
  let images: [[UInt8]]
  /// Red, green and blue of each place.
  let lightPalette: [UInt8]
  let darkPalette: [UInt8]

  /// Creates the common form of images of one size; nil where pairs of colours are more than 256.
  init?(light: [PixelImage], dark: [PixelImage]) {
    precondition(light.count == dark.count)
    var pairs: [UInt64] = []
    var places: [UInt64: UInt8] = [:]
    var images: [[UInt8]] = []
    for (light, dark) in zip(light, dark) {
      precondition(
        light.width == dark.width && light.height == dark.height,
        "both themes have images of one size")
      if case .places(let pixels, let lightPalette) = light.pixels,
        case .places(pixels, let darkPalette) = dark.pixels
      {
        guard
          let table = Self.places(of: lightPalette, darkPalette, among: &pairs, &places)
        else { return nil }
        images.append(pixels.map { table[Int($0)] })
        continue
      }
      let count = light.width * light.height
      var image = [UInt8](repeating: 0, count: count)
      let isComplete = unsafe image.withUnsafeMutableBufferPointer { image in
        unsafe light.rgb.withUnsafeBufferPointer { light in
          unsafe dark.rgb.withUnsafeBufferPointer { dark in
            var last: UInt64 = .max
            var place: UInt8 = 0
            for pixel in 0..<count {
              let pair =
                unsafe UInt64(Self.packed(light, pixel)) << 32 | UInt64(Self.packed(dark, pixel))
              if pair != last {
                last = pair
                if let known = places[pair] {
                  place = known
                } else {
                  guard pairs.count < 256 else { return false }
                  place = UInt8(pairs.count)
                  places[pair] = place
                  pairs.append(pair)
                }
              }
              unsafe image[pixel] = place
            }
            return true
          }
        }
      }
      guard isComplete else { return nil }
      images.append(image)
    }
    // Neighbouring shades in neighbouring places: then the differences along a row are small.
    let order = pairs.indices.sorted { Self.rank(pairs[$0]) < Self.rank(pairs[$1]) }
    var final = [UInt8](repeating: 0, count: pairs.count)
    for (place, number) in order.enumerated() { final[number] = UInt8(place) }
    self.images = images.map { image in image.map { final[Int($0)] } }
    lightPalette = order.flatMap { Self.channels(UInt32(truncatingIfNeeded: pairs[$0] >> 32)) }
    darkPalette = order.flatMap { Self.channels(UInt32(truncatingIfNeeded: pairs[$0])) }
  }

  /// Returns the place of each pair of two palettes' colours; nil where pairs are more than 256.
  private static func places(
    of light: [UInt8], _ dark: [UInt8], among pairs: inout [UInt64],
    _ places: inout [UInt64: UInt8]
  ) -> [UInt8]? {
    var table = [UInt8](repeating: 0, count: 256)
    for index in 0..<min(light.count, dark.count) / 3 {
      let pair =
        unsafe light.withUnsafeBufferPointer { unsafe UInt64(packed($0, index)) << 32 }
        | dark.withUnsafeBufferPointer { unsafe UInt64(packed($0, index)) }
      if let known = places[pair] {
        table[index] = known
      } else {
        guard pairs.count < 256 else { return nil }
        table[index] = UInt8(pairs.count)
        places[pair] = table[index]
        pairs.append(pair)
      }
    }
    return table
  }

  @inline(__always)
  private static func packed(_ rgb: UnsafeBufferPointer<UInt8>, _ pixel: Int) -> UInt32 {
    let (red, green) = unsafe (UInt32(rgb[3 &* pixel]), UInt32(rgb[3 &* pixel &+ 1]))
    return unsafe red << 16 | green << 8 | UInt32(rgb[3 &* pixel &+ 2])
  }

  private static func channels(_ color: UInt32) -> [UInt8] {
    [color >> 16, color >> 8, color].map { UInt8(truncatingIfNeeded: $0) }
  }

  /// From orange to blue, then by brightness, in the light theme.
  private static func rank(_ pair: UInt64) -> (Int, Int, UInt64) {
    let rgb = channels(UInt32(truncatingIfNeeded: pair >> 32)).map { Int($0) }
    return (rgb[2] - rgb[0], rgb[0] + rgb[1] + rgb[2], pair)
  }
}
