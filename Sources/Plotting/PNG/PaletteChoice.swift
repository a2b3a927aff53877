/// The colours chosen so far for a palette, and how well they serve all the others.
struct PaletteChoice {
  private typealias Lanes = SIMD16<UInt8>

  /// Sixteen colours: their channels, how far each is from the nearest one chosen, in its most
  /// different channel, and the place of that one.
  private struct Group {
    var red = Lanes()
    var green = Lanes()
    var blue = Lanes()
    var distance = Lanes()
    var place = Lanes()
  }

  private var groups: [Group]
  private let count: Int
  /// The numbers of the colours in the palette, at most 256.
  private(set) var chosen: [Int] = []
  /// How far the colour that is served worst is from the nearest one chosen.
  private var largestDistance: UInt8 = 255

  /// Prepares to choose among colours with red in the lowest byte, then green and blue.
  init(of colors: [UInt32]) {
    count = colors.count
    groups = (0..<(count + 15) / 16).map { group in
      var members = Group()
      for (lane, color) in colors[16 * group..<min(16 * group + 16, colors.count)].enumerated() {
        members.red[lane] = UInt8(truncatingIfNeeded: color)
        members.green[lane] = UInt8(truncatingIfNeeded: color >> 8)
        members.blue[lane] = UInt8(truncatingIfNeeded: color >> 16)
        members.distance[lane] = 255
      }
      return members
    }
  }

  /// Appends a colour to the palette.
  mutating func choose(_ number: Int) {
    let (group, lane) = (groups[number / 16], number % 16)
    let red = Lanes(repeating: group.red[lane])
    let green = Lanes(repeating: group.green[lane])
    let blue = Lanes(repeating: group.blue[lane])
    let place = Lanes(repeating: UInt8(truncatingIfNeeded: chosen.count))
    var farthest = Lanes()
    unsafe groups.withUnsafeMutableBufferPointer { groups in
      for index in 0..<groups.count {
        let group = unsafe groups[index]
        let distance = Self.larger(
          Self.larger(Self.distance(group.red, red), Self.distance(group.green, green)),
          Self.distance(group.blue, blue))
        let isNearer = distance .< group.distance
        let nearest = group.distance.replacing(with: distance, where: isNearer)
        unsafe groups[index].place = group.place.replacing(with: place, where: isNearer)
        unsafe groups[index].distance = nearest
        farthest = Self.larger(farthest, nearest)
      }
    }
    largestDistance = farthest.max()
    chosen.append(number)
  }

  @inline(__always)
  private static func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
    a.replacing(with: b, where: a .< b)
  }

  @inline(__always)
  private static func distance(_ a: Lanes, _ b: Lanes) -> Lanes {
    (a &- b).replacing(with: b &- a, where: a .< b)
  }

  /// Returns the colour that is served worst: among equals one whose nearest colour was chosen last.
  func worst() -> (number: Int, distance: Int) {
    let distance = largestDistance
    let target = Lanes(repeating: distance)
    var places = Lanes()
    for group in groups {
      let place = Lanes().replacing(with: group.place, where: group.distance .== target)
      places = Self.larger(places, place)
    }
    let place = places.max()
    let wanted = Lanes(repeating: place)
    for (index, group) in groups.enumerated() {
      let isWorst = (group.distance .== target) .& (group.place .== wanted)
      let lanes = Lanes().replacing(with: Lanes(repeating: 1), where: isWorst)
      guard unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self) != .zero else { continue }
      for lane in 0..<16 where lanes[lane] == 1 {
        return (min(16 * index + lane, count - 1), Int(distance))
      }
    }
    return (0, 0)
  }

  /// The place of the nearest colour of the palette for each colour.
  var nearest: [UInt8] {
    var places: [UInt8] = []
    places.reserveCapacity(groups.count * 16)
    for group in groups { for lane in 0..<16 { places.append(group.place[lane]) } }
    places.removeLast(places.count - count)
    return places
  }
}
