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

  /// The colours in order of their blue: what a new one may serve better lies within a stretch of them.
  private var groups: [Group]
  /// For each colour in that order its number, and the other way round.
  private let numbers: [Int]
  private let slots: [Int]
  /// Where the colours begin that have each shade of blue, and where they end.
  private let blueStarts: [Int]
  /// How far the colour of each group that is served worst is from the nearest one chosen, and 0 for
  /// some groups that do not exist.
  private var groupDistances: [UInt8]
  /// The same of all colours.
  private var largestDistance: UInt8 = 255
  /// The numbers of the colours in the palette, at most 256.
  private(set) var chosen: [Int] = []

  /// Prepares to choose among colours with red in the lowest byte, then green and blue.
  init(of colors: [UInt32]) {
    var starts = [Int](repeating: 0, count: 257)
    for color in colors { starts[Int(color >> 16 & 255) + 1] += 1 }
    for blue in 0..<256 { starts[blue + 1] += starts[blue] }
    blueStarts = starts
    let slots = unsafe starts.withUnsafeMutableBufferPointer { starts in
      colors.map { color in
        let blue = Int(color >> 16 & 255)
        defer { unsafe starts[blue] += 1 }
        return unsafe starts[blue]
      }
    }
    var numbers = [Int](repeating: 0, count: colors.count)
    unsafe numbers.withUnsafeMutableBufferPointer { numbers in
      for (number, slot) in slots.enumerated() { unsafe numbers[slot] = number }
    }
    groups = (0..<(colors.count + 15) / 16).map { group in
      var members = Group()
      for (lane, number) in numbers[16 * group..<min(16 * group + 16, colors.count)].enumerated() {
        let color = colors[number]
        members.red[lane] = UInt8(truncatingIfNeeded: color)
        members.green[lane] = UInt8(truncatingIfNeeded: color >> 8)
        members.blue[lane] = UInt8(truncatingIfNeeded: color >> 16)
        members.distance[lane] = 255
      }
      return members
    }
    self.numbers = numbers
    self.slots = slots
    groupDistances =
      Array(repeating: 255, count: groups.count) + Array(repeating: 0, count: -groups.count & 15)
  }

  /// Appends a colour to the palette.
  mutating func choose(_ number: Int) {
    let (group, lane) = (groups[slots[number] / 16], slots[number] % 16)
    let red = Lanes(repeating: group.red[lane])
    let green = Lanes(repeating: group.green[lane])
    let blue = Lanes(repeating: group.blue[lane])
    let place = Lanes(repeating: UInt8(truncatingIfNeeded: chosen.count))
    // No colour comes nearer whose blue alone is as far as the farthest is from the palette.
    let (middle, reach) = (Int(group.blue[lane]), Int(largestDistance))
    let first = blueStarts[max(middle - reach + 1, 0)] / 16
    let end = (blueStarts[min(max(middle + reach, middle + 1), 256)] + 15) / 16
    unsafe groups.withUnsafeMutableBufferPointer { groups in
      unsafe groupDistances.withUnsafeMutableBufferPointer { groupDistances in
        for index in first..<end {
          let group = unsafe groups[index]
          let distance = Self.larger(
            Self.larger(Self.distance(group.red, red), Self.distance(group.green, green)),
            Self.distance(group.blue, blue))
          let isNearer = distance .< group.distance
          let nearest = group.distance.replacing(with: distance, where: isNearer)
          unsafe groups[index].place = group.place.replacing(with: place, where: isNearer)
          unsafe groups[index].distance = nearest
          unsafe groupDistances[index] = Self.largest(nearest)
        }
        var farthest = Lanes()
        let distances = UnsafeRawBufferPointer(groupDistances)
        for offset in stride(from: 0, to: distances.count, by: 16) {
          farthest = unsafe Self.larger(
            farthest, distances.loadUnaligned(fromByteOffset: offset, as: Lanes.self))
        }
        largestDistance = Self.largest(farthest)
      }
    }
    chosen.append(number)
  }

  @inline(__always)
  private static func largest(_ lanes: Lanes) -> UInt8 {
    let eight = lanes.lowHalf.replacing(
      with: lanes.highHalf, where: lanes.lowHalf .< lanes.highHalf)
    let four = eight.lowHalf.replacing(
      with: eight.highHalf, where: eight.lowHalf .< eight.highHalf)
    return max(max(four[0], four[1]), max(four[2], four[3]))
  }

  @inline(__always)
  private static func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
    a.replacing(with: b, where: a .< b)
  }

  @inline(__always)
  private static func distance(_ a: Lanes, _ b: Lanes) -> Lanes {
    (a &- b).replacing(with: b &- a, where: a .< b)
  }

  /// Returns the colour that is served worst: among equals the first of those whose nearest colour was
  /// chosen last.
  func worst() -> (number: Int, distance: Int) {
    let distance = largestDistance
    var (worst, latest) = (0, -1)
    let worstGroups = unsafe groupDistances.withUnsafeBytes { distances in
      stride(from: 0, to: distances.count, by: 16).filter { offset in
        let group = unsafe distances.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
        return any(group .== Lanes(repeating: distance))
      }
    }
    for first in worstGroups {
      for index in first..<min(first + 16, groups.count) where groupDistances[index] == distance {
        let group = groups[index]
        for lane in 0..<min(16, numbers.count - 16 * index) where group.distance[lane] == distance {
          let (number, place) = (numbers[16 * index + lane], Int(group.place[lane]))
          if place > latest || (place == latest && number < worst) {
            (worst, latest) = (number, place)
          }
        }
      }
    }
    return (worst, Int(distance))
  }

  /// The place of the nearest colour of the palette for each colour.
  var nearest: [UInt8] {
    var places = [UInt8](repeating: 0, count: numbers.count)
    for (slot, number) in numbers.enumerated() {
      places[number] = groups[slot / 16].place[slot % 16]
    }
    return places
  }
}
