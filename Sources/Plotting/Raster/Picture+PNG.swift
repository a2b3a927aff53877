extension Picture {
  /// Returns the picture as a PNG file: with a palette where 256 colours suffice, else as RGB.
  ///
  /// - Parameter scale: Device pixels a CSS pixel.
  package func png(scale: Int = 2) -> [UInt8] {
    let canvas = Renderer.render(self, scale: scale)
    return PNGFile.encode(
      canvas.indexed() ?? canvas.rgb(), width: canvas.width, height: canvas.height)
  }
}

extension Canvas {
  /// Returns the pixels with a palette; nil where 256 colours do not suffice.
  func indexed() -> PNGImage? {
    var census = ColorCensus()
    let count = width * height
    let numbers = unsafe [UInt16](unsafeUninitializedCapacity: count) { target, initialized in
      initialized = count
      for y in 0..<height where !census.isFull {
        let start = y * width
        unsafe withRow(y) { pixels in
          var x = 0
          while x < width {
            let pixel = unsafe pixels[x]
            var end = x &+ 1
            while end < width, unsafe pixels[end] == pixel { end &+= 1 }
            let number = census.number(of: pixel, count: end &- x)
            while x < end {
              unsafe target[start &+ x] = number
              x &+= 1
            }
          }
        }
      }
    }
    guard let (palette, indices) = census.palette() else { return nil }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      initialized = count
      unsafe numbers.withUnsafeBufferPointer { numbers in
        unsafe indices.withUnsafeBufferPointer { indices in
          for position in 0..<count {
            unsafe target[position] = indices[Int(numbers[position])]
          }
        }
      }
    }
    var colors: [UInt8] = []
    for color in palette {
      colors += [
        UInt8(truncatingIfNeeded: color), UInt8(truncatingIfNeeded: color >> 8),
        UInt8(truncatingIfNeeded: color >> 16),
      ]
    }
    return .indexed(indices: bytes, palette: colors)
  }

  /// Returns all pixels as red, green, blue.
  func rgb() -> PNGImage {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
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
    return .rgb(bytes)
  }
}

/// The colours of a picture in order of appearance, and how many pixels have each.
struct ColorCensus {
  private var colors: [UInt32] = []
  private var counts: [Int] = []
  /// Number plus one of the colour in each slot, 0 where free.
  private var slots = [UInt16](repeating: 0, count: 1 << ColorCensus.slotBits)

  private static let slotBits: UInt32 = 14
  private static let limit = 4096
  /// How many of the most frequent colours a palette keeps in any case.
  private static let frequentCount = 96
  /// How far a shade may move in any channel to join the palette: mixtures at the crossings of
  /// smoothed edges, a pixel each, that no one can tell from their neighbours in the palette.
  private static let tolerance = 12

  /// Whether there are more colours than a palette could be made of.
  var isFull: Bool { colors.count >= Self.limit }

  /// Counts some pixels of a colour and returns its number.
  mutating func number(of color: UInt32, count: Int) -> UInt16 {
    var slot = Int((color &* 0x9E37_79B1) >> (32 - Self.slotBits))
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if colors[number] == color {
        counts[number] += count
        return UInt16(number)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    colors.append(color)
    counts.append(count)
    // More than `limit` colours end the census after the present row at the latest.
    let number = colors.count - 1
    if number < Self.limit { slots[slot] = UInt16(number + 1) }
    return UInt16(truncatingIfNeeded: number)
  }

  /// Returns the most frequent colours and for each number the place of its nearest one; nil where
  /// that would change a pixel visibly.
  func palette() -> (colors: [UInt32], indices: [UInt8])? {
    guard !isFull else { return nil }
    if colors.count <= 256 {
      return (colors, colors.indices.map { UInt8($0) })
    }
    let ranked = colors.indices.sorted {
      counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1
    }
    var chosen: [UInt32] = []
    var nearest = [(distance: Int, place: UInt8)](repeating: (.max, 0), count: colors.count)
    func choose(_ number: Int) {
      let place = UInt8(chosen.count)
      chosen.append(colors[number])
      for other in colors.indices where nearest[other].distance > 0 {
        let distance = Self.distance(colors[number], colors[other])
        if distance < nearest[other].distance { nearest[other] = (distance, place) }
      }
    }
    for number in ranked[..<Self.frequentCount] { choose(number) }
    // Then always the shade that the palette serves worst (Gonzalez, 1985).
    while chosen.count < 256 {
      var worst = 0
      for number in colors.indices where nearest[number].distance > nearest[worst].distance {
        worst = number
      }
      choose(worst)
    }
    guard nearest.allSatisfy({ $0.distance <= Self.tolerance }) else { return nil }
    return (chosen, nearest.map(\.place))
  }

  private static func distance(_ a: UInt32, _ b: UInt32) -> Int {
    var largest = 0
    for shift: UInt32 in [0, 8, 16] {
      largest = max(largest, abs(Int(a >> shift & 255) - Int(b >> shift & 255)))
    }
    return largest
  }
}
