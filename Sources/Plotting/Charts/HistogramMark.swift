/// How many values fall between neighbouring edges, as bars that touch.
package struct HistogramMark: Sendable, Equatable {
  /// Ascending; one more than there are counts.
  package var edges: [Double]
  package var counts: [Int]
  /// Named in the legend; empty for none.
  package var name: String
  package var ink: Ink

  /// Creates a histogram.
  package init(edges: [Double], counts: [Int], name: String = "", ink: Ink) {
    precondition(edges.count == counts.count + 1)
    self.edges = edges
    self.counts = counts
    self.name = name
    self.ink = ink
  }

  /// Counts values in `binCount` bins of one width over the range of the finite ones; without a
  /// count the width follows Freedman and Diaconis, 2·(interquartile range)/∛n.
  ///
  /// - Parameter range: The first and the last edge; nil takes the values' range.
  package init(
    of values: [Double], binCount: Int? = nil, in range: ClosedRange<Double>? = nil,
    name: String = "", ink: Ink
  ) {
    let sorted = values.filter { abs($0) <= DataExtent.largest }.sorted()
    var low = range?.lowerBound ?? sorted.first ?? 0
    var high = range?.upperBound ?? sorted.last ?? 1
    if !(high - low > max(abs(low), abs(high)) * 1e-12) { (low, high) = (low - 0.5, high + 0.5) }
    let count = binCount ?? Self.binCount(of: sorted, span: high - low)
    let width = (high - low) / Double(count)
    var counts = Array(repeating: 0, count: count)
    for value in sorted where value >= low && value <= high {
      counts[min(Int((value - low) / width), count - 1)] += 1
    }
    self.init(
      edges: (0...count).map { $0 == count ? high : low + Double($0) * width }, counts: counts,
      name: name, ink: ink)
  }

  private static func binCount(of sorted: [Double], span: Double) -> Int {
    guard sorted.count > 3 else { return max(sorted.count, 1) * 4 }
    let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let cubeRoot = PortableMath.pow(Double(sorted.count), 1.0 / 3)
    guard spread > 0 else { return 20 }
    let least = sorted.count < 60 ? 8 : 14
    return min(max(Int((span * cubeRoot / (2 * spread)).rounded(.up)), least), 60)
  }
}
