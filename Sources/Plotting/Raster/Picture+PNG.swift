extension Picture {
  /// Returns the picture as a PNG file: with a palette where 256 colours suffice, else as RGB.
  ///
  /// - Parameter scale: Device pixels a CSS pixel.
  package func png(scale: Int = 2) -> [UInt8] {
    let canvas = Renderer.render(self, scale: scale)
    if let runs = canvas.runs() { return PNGFile.encode(runs) }
    return PNGFile.encode(rgb: canvas.rgb(), width: canvas.width, height: canvas.height)
  }
}

extension Canvas {
  /// Returns the pixels with a palette; nil where 256 colours do not suffice.
  func runs() -> RunPicture? {
    var census = ColorCensus()
    var runs: [(number: UInt16, length: UInt16)] = []
    runs.reserveCapacity(width * height / 16)
    var rows: [Range<Int>] = []
    rows.reserveCapacity(height)
    for y in 0..<height where !census.isFull {
      if y > 0, rowEqualsPrevious(y) {
        rows.append(rows[y - 1])
        continue
      }
      let start = runs.count
      unsafe withRow(y) { pixels in
        var x = 0
        while x < width {
          let pixel = unsafe pixels[x]
          // Smoothed edges are runs of one pixel.
          let isAlone = unsafe x &+ 1 < pixels.count && pixels[x &+ 1] != pixel
          let end = isAlone ? x &+ 1 : unsafe Self.endOfRun(in: pixels, from: x)
          let number = census.number(of: pixel, count: end &- x)
          runs.append((number, UInt16(truncatingIfNeeded: end &- x)))
          x = end
        }
      }
      rows.append(start..<runs.count)
    }
    guard let (palette, indices) = census.palette() else { return nil }
    var colors: [UInt8] = []
    for color in palette {
      colors += [
        UInt8(truncatingIfNeeded: color), UInt8(truncatingIfNeeded: color >> 8),
        UInt8(truncatingIfNeeded: color >> 16),
      ]
    }
    return RunPicture(
      width: width, rows: rows,
      runs: runs.map { RunPicture.Run(index: indices[Int($0.number)], length: $0.length) },
      palette: colors)
  }

  /// Returns where the run of equal pixels that starts at `x` ends; most pixels are background, so
  /// eight are compared at a time.
  private static func endOfRun(in pixels: UnsafeMutableBufferPointer<UInt32>, from x: Int) -> Int {
    let pixel = unsafe pixels[x]
    var end = x &+ 1
    let pattern = UInt64(pixel) << 32 | UInt64(pixel)
    let bytes = UnsafeRawBufferPointer(pixels)
    while end &+ 8 <= pixels.count {
      let a = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4, as: UInt64.self)
      let b = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4 &+ 8, as: UInt64.self)
      let c = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4 &+ 16, as: UInt64.self)
      let d = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4 &+ 24, as: UInt64.self)
      guard (a ^ pattern) | (b ^ pattern) | (c ^ pattern) | (d ^ pattern) == 0 else { break }
      end &+= 8
    }
    while end < pixels.count, unsafe pixels[end] == pixel { end &+= 1 }
    return end
  }

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

/// The colours of a picture in order of appearance, and how many pixels have each.
struct ColorCensus {
  private var colors: [UInt32] = []
  private var counts: [Int] = []
  /// Colour and number plus one in each slot, 0 where free.
  private var slots = [UInt64](repeating: 0, count: 1 << ColorCensus.slotBits)

  private static let slotBits: UInt32 = 15
  private static let limit = 12_000
  /// How many of the most frequent colours a palette keeps in any case: fewer where that leaves too
  /// little room for all the others.
  private static let frequentCounts = [144, 64, 32]
  /// More colours than this are not tried again with fewer frequent ones: it would take long and
  /// hardly ever help.
  private static let retryLimit = 5_000
  /// How far a shade may move in any channel to join the palette: mixtures at the crossings of
  /// smoothed edges, a pixel each, that no one can tell from their neighbours in the palette.
  private static let tolerance = 12
  /// The same where even fewer frequent colours leave too little room.
  private static let largestTolerance = 20

  /// Whether there are more colours than a palette could be made of.
  var isFull: Bool { colors.count >= Self.limit }

  /// Counts some pixels of a colour and returns its number.
  mutating func number(of color: UInt32, count: Int) -> UInt16 {
    var slot = Int((color &* 0x9E37_79B1) >> (32 - Self.slotBits))
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      if UInt32(truncatingIfNeeded: entry) == color {
        let number = Int(entry >> 32) &- 1
        counts[number] &+= count
        return UInt16(truncatingIfNeeded: number)
      }
      slot = (slot &+ 1) & (1 << Int(Self.slotBits) &- 1)
    }
    colors.append(color)
    counts.append(count)
    // More than `limit` colours end the census after the present row at the latest.
    let number = colors.count - 1
    if number < Self.limit { slots[slot] = UInt64(number + 1) << 32 | UInt64(color) }
    return UInt16(truncatingIfNeeded: number)
  }

  /// Returns the most frequent colours and for each number the place of its nearest one; nil where
  /// that would change a pixel visibly.
  ///
  /// - Parameter limit: The most colours, at most 256.
  func palette(limit: Int = 256) -> (colors: [UInt32], indices: [UInt8])? {
    guard !isFull else { return nil }
    if colors.count <= limit {
      return (colors, colors.indices.map { UInt8($0) })
    }
    let ranked = colors.indices.sorted {
      counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1
    }
    // Channels apart and distances in one pass without branches: the loop below runs 256 times over
    // thousands of colours and must vectorise.
    let red = colors.map { Int32($0 & 255) }
    let green = colors.map { Int32($0 >> 8 & 255) }
    let blue = colors.map { Int32($0 >> 16 & 255) }
    for frequentCount in Self.frequentCounts {
      var chosen: [UInt32] = []
      // Distance from the nearest chosen colour in the upper bits, its place in the lower ones: one
      // minimum updates both.
      var nearest = [Int32](repeating: .max, count: colors.count)
      func choose(_ number: Int) {
        let place = Int32(chosen.count)
        chosen.append(colors[number])
        let (r, g, b) = (red[number], green[number], blue[number])
        for other in 0..<min(nearest.count, red.count, green.count, blue.count) {
          let dr = red[other] &- r
          let dg = green[other] &- g
          let db = blue[other] &- b
          let largest = max(max(dr, 0 &- dr), max(dg, 0 &- dg), max(db, 0 &- db))
          nearest[other] = min(nearest[other], largest << 8 | place)
        }
      }
      func worst() -> Int {
        // The largest value first, in a loop that vectorises, then its place.
        var largest = Int32.min
        for distance in nearest { largest = max(largest, distance) }
        return nearest.firstIndex(of: largest) ?? 0
      }
      for number in ranked[..<frequentCount] { choose(number) }
      // Then always the shade that the palette serves worst (Gonzalez, 1985).
      while chosen.count < limit { choose(worst()) }
      let isLast = frequentCount == Self.frequentCounts.last
      if nearest[worst()] >> 8 <= (isLast ? Self.largestTolerance : Self.tolerance) {
        return (chosen, nearest.map { UInt8(truncatingIfNeeded: $0) })
      }
      if colors.count > Self.retryLimit { break }
    }
    return nil
  }
}
