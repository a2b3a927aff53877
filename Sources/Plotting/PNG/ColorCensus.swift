/// The colours of a picture in order of appearance.
///
/// The first 12,000 are told apart. In a picture of even more, such as hundreds of translucent lines
/// over each other, later colours of few pixels next to each other are taken together where they fall
/// into the same cube of 8 steps a side; those of areas keep numbers of their own.
struct ColorCensus {
  private(set) var colors: [UInt32] = []
  /// Colour and number plus one in each slot, 0 where free.
  private var slots = [UInt64](repeating: 0, count: fewestSlots)
  /// The number plus one of the colour that stands for each cube, 0 where none does; empty until one
  /// is needed.
  private var cubes: [UInt16] = []

  private static let fewestSlots = 1 << 12
  private static let exactLimit = 12_000
  private static let furtherLimit = 8_000
  /// How many pixels next to each other make an area.
  static let areaLength = 8
  /// How far two colours of a cube may lie apart in any channel.
  private static let cubeError = 7
  /// How many of the most frequent colours a palette keeps in any case: fewer where that leaves too
  /// little room for all the others.
  private static let frequentCounts = [144, 64, 32]
  /// How far a shade may move in any channel to join the palette: mixtures at the crossings of
  /// smoothed edges, a pixel each, that no one can tell from their neighbours in the palette.
  private static let tolerance = 12
  /// The same where even fewer frequent colours leave too little room, or colours are so many that
  /// cubes of them are taken together.
  private static let largestTolerance = 20

  /// Whether there are more colours than a palette could be made of.
  var isFull: Bool { colors.count >= Self.exactLimit + Self.furtherLimit }

  /// Beyond every number, also of those given to the row in which the census becomes full.
  static let numberLimit = 1 << 16

  /// Forgets all colours.
  mutating func removeAll() {
    colors.removeAll(keepingCapacity: true)
    slots = Array(repeating: 0, count: Self.fewestSlots)
    cubes = []
  }

  /// Returns the number of a colour.
  ///
  /// - Parameter isShort: Whether it is that of few pixels next to each other, such as a smoothed edge:
  ///   once there are too many colours, those are not worth a number of their own.
  @inline(__always)
  mutating func number(
    of color: UInt32, isShort: @autoclosure () -> Bool = false
  ) -> UInt16 {
    if !cubes.isEmpty, isShort() { return number(ofCube: color) }
    let known = unsafe slots.withUnsafeBufferPointer { slots -> UInt16? in
      var slot = Self.firstSlot(for: color, among: slots.count)
      while true {
        let entry = unsafe slots[slot]
        if entry == 0 { return nil }
        if UInt32(truncatingIfNeeded: entry) == color {
          return UInt16(truncatingIfNeeded: entry >> 32 &- 1)
        }
        slot = (slot &+ 1) & (slots.count &- 1)
      }
    }
    return known ?? add(color, isShort: colors.count >= Self.exactLimit && isShort())
  }

  /// Returns where the search for a colour begins in a table whose size is a power of two.
  @inline(__always)
  private static func firstSlot(for color: UInt32, among count: Int) -> Int {
    Int((color &* 0x9E37_79B1) >> 12) & (count &- 1)
  }

  /// Returns the number of a colour that has no slot yet, that of its cube if it is short.
  @inline(never)
  private mutating func add(_ color: UInt32, isShort: Bool) -> UInt16 {
    guard isShort else {
      colors.append(color)
      if 2 * colors.count > slots.count {
        // Few colours stay in a table that the nearest memory holds.
        slots = Array(repeating: 0, count: 4 * slots.count)
        for (number, color) in colors.enumerated() { enter(color, number: number) }
      } else {
        enter(color, number: colors.count - 1)
      }
      return UInt16(truncatingIfNeeded: colors.count - 1)
    }
    if cubes.isEmpty {
      cubes = Array(repeating: 0, count: 1 << 15)
      for (number, color) in colors.enumerated() where cubes[Self.cube(of: color)] == 0 {
        cubes[Self.cube(of: color)] = UInt16(number + 1)
      }
    }
    return number(ofCube: color)
  }

  private mutating func enter(_ color: UInt32, number: Int) {
    var slot = Self.firstSlot(for: color, among: slots.count)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt64(number + 1) << 32 | UInt64(color)
  }

  /// Returns the number of the colour that stands for a colour's cube.
  @inline(__always)
  private mutating func number(ofCube color: UInt32) -> UInt16 {
    let cube = Self.cube(of: color)
    let known = unsafe cubes.withUnsafeBufferPointer { unsafe $0[cube] }
    if known > 0 { return known &- 1 }
    colors.append(color)
    cubes[cube] = UInt16(truncatingIfNeeded: colors.count)
    return UInt16(truncatingIfNeeded: colors.count - 1)
  }

  @inline(__always)
  private static func cube(of color: UInt32) -> Int {
    let (red, green, blue) = (color >> 3 & 0x1F, color >> 6 & 0x3E0, color >> 9 & 0x7C00)
    return Int(red | green | blue)
  }

  /// Whether cubes of colours are taken together.
  var isCoarse: Bool { !cubes.isEmpty }

  /// Returns the numbers of colours plus one, each that of its cube.
  mutating func numberCubes(
    of colors: UnsafeBufferPointer<UInt32>, into numbers: UnsafeMutablePointer<UInt16>
  ) {
    var x = 0
    let bytes = UnsafeRawBufferPointer(colors)
    while x < colors.count {
      guard x &+ 8 <= colors.count else {
        unsafe numbers[x] = number(ofCube: colors[x]) &+ 1
        x &+= 1
        continue
      }
      let group = unsafe bytes.loadUnaligned(fromByteOffset: 4 &* x, as: SIMD8<UInt32>.self)
      let (red, green, blue) = (group &>> 3 & 0x1F, group &>> 6 & 0x3E0, group &>> 9 & 0x7C00)
      let cube = red | green | blue
      let isKnown = unsafe cubes.withUnsafeBufferPointer { cubes in
        var isKnown = true
        for lane in 0..<8 {
          let known = unsafe cubes[Int(cube[lane])]
          isKnown = isKnown && known > 0
          unsafe numbers[x &+ lane] = known
        }
        return isKnown
      }
      if !isKnown {
        for lane in 0..<8 { unsafe numbers[x &+ lane] = number(ofCube: group[lane]) &+ 1 }
      }
      x &+= 8
    }
  }

  /// Returns the most frequent colours, with others, and for each number the place of its nearest one;
  /// nil where that would change a pixel visibly.
  ///
  /// - Parameters:
  ///   - limit: The most colours, at most 256.
  ///   - counts: Returns how frequent each number is. It is not called where all colours are kept.
  func palette(limit: Int = 256, counts: () -> [Int]) -> (colors: [UInt32], indices: [UInt8])? {
    guard !isFull else { return nil }
    if colors.count <= limit {
      return (colors, colors.indices.map { UInt8($0) })
    }
    let frequent = Self.mostFrequent(counts(), Self.frequentCounts[0])
    let error = cubes.isEmpty ? 0 : Self.cubeError
    let blank = PaletteChoice(of: colors)
    for frequentCount in Self.frequentCounts {
      var choice = blank
      for number in frequent.prefix(frequentCount) { choice.choose(number) }
      // Then always the shade that the palette serves worst (Gonzalez, 1985).
      while choice.chosen.count < limit { choice.choose(choice.worst().number) }
      let isTolerant = error > 0 || frequentCount == Self.frequentCounts.last
      if choice.worst().distance + error <= (isTolerant ? Self.largestTolerance : Self.tolerance) {
        return (choice.chosen.map { colors[$0] }, choice.nearest)
      }
    }
    return nil
  }

  /// Returns the numbers of the most frequent colours, earlier ones first where some are equally
  /// frequent.
  private static func mostFrequent(_ counts: [Int], _ limit: Int) -> [Int] {
    var best: [(count: Int, number: Int)] = []
    for (number, count) in counts.enumerated() {
      if best.count == limit, count <= best[limit - 1].count { continue }
      var place = best.count
      while place > 0, best[place - 1].count < count { place -= 1 }
      best.insert((count, number), at: place)
      if best.count > limit { best.removeLast() }
    }
    return best.map(\.number)
  }
}
