/// Spreads the wires that enter a gate over its left side.
enum EntryPoints {
  /// How far from a gate's middle, in radii, a wire may enter.
  private static let reach = 0.72

  /// Returns how far below a gate's middle each wire enters it, given how far below it each comes
  /// from, topmost wire first. A wire keeps its own level where it can; neighbours stay apart.
  static func offsets(levels: [Double], radius: Double) -> [Double] {
    let count = levels.count
    let limit = (count > 2 ? 0.88 : count == 2 ? reach : 0.45) * radius
    let gap = count > 1 ? min(0.8 * radius, 2 * limit / Double(count - 1)) : 0
    let wanted = levels.map { min(max($0, -limit), limit) }
    // Neighbours that are too close move apart evenly: halfway between pushing down and up.
    var lowered = wanted
    var raised = wanted
    for index in wanted.indices.dropFirst() {
      lowered[index] = max(lowered[index], lowered[index - 1] + gap)
      let mirror = count - 1 - index
      raised[mirror] = min(raised[mirror], raised[mirror + 1] - gap)
    }
    var offsets = zip(lowered, raised).map { ($0 + $1) / 2 }
    var floor = -limit
    for index in offsets.indices {
      offsets[index] = max(offsets[index], floor)
      floor = offsets[index] + gap
    }
    var ceiling = limit
    for index in offsets.indices.reversed() {
      offsets[index] = min(offsets[index], ceiling)
      ceiling = offsets[index] - gap
    }
    return offsets
  }

  /// Returns the unit direction in which a wire enters a round end: towards the middle of the end,
  /// or level where that would make the wire turn back.
  static func direction(offset: Double, level: Double, radius: Double) -> Point {
    let isFromAbove = level < offset - 1e-9
    let isFromBelow = level > offset + 1e-9
    if (isFromAbove && offset < 0) || (isFromBelow && offset > 0) {
      // A wire that hardly climbs arrives hardly tilted.
      let tilt = min(1, abs(level - offset) / (0.6 * radius))
      let depth = (radius * radius - offset * offset).squareRoot()
      let slope = -offset / depth * tilt
      let length = (1 + slope * slope).squareRoot()
      return Point(1 / length, slope / length)
    }
    return Point(1, 0)
  }
}
