/// Spreads the wires that enter a gate over its left side.
enum EntryAngles {
  /// Half of the usual angle between two wires, as a slope: tan 40°.
  private static let slope = 0.84

  /// Returns the slopes (rise over run, downwards positive) at which wires enter a gate, given how
  /// far each has to go down, from the topmost wire to the lowest. Slopes never increase: a wire
  /// from above goes down.
  static func slopes(rises: [Double]) -> [Double] {
    let count = rises.count
    if count == 1 { return [rises[0] == 0 ? 0 : clamp(rises[0] / 60, 0.5)] }
    if count == 2 {
      if rises[0] == 0, rises[1] < 0 { return [0, -1.2] }
      if rises[1] == 0, rises[0] > 0 { return [1.2, 0] }
      return [slope, -slope]
    }
    // Evenly from tan 58° to −tan 58°, in angle rather than in slope at the cost of a table-free
    // approximation: tan(a) ≈ a(1 + a²/3 + 2a⁴/15) is exact to 2% up to 1 radian.
    return (0..<count).map { index in
      let angle = 1.0 - 2.0 * Double(index) / Double(count - 1)
      let square = angle * angle
      return angle * (1 + square / 3 + 2 * square * square / 15)
    }
  }

  private static func clamp(_ value: Double, _ bound: Double) -> Double {
    min(max(value, -bound), bound)
  }
}
