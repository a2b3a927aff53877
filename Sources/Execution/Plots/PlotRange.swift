/// Evenly spaced values and padded ranges for figures.
enum PlotRange {
  /// Returns `count` values from one end of a range to the other, both included; each is computed
  /// as start + i·step.
  static func samples(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let step = (range.upperBound - range.lowerBound) / Double(max(1, count - 1))
    return (0..<count).map { index in
      index == count - 1 ? range.upperBound : range.lowerBound + Double(index) * step
    }
  }

  /// Returns the finite values' range widened on both sides by a share of its length; a range of
  /// no length is widened by one half, and without finite values it is 0…1.
  static func covering(_ values: [Double], padding: Double) -> ClosedRange<Double> {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return 0...1 }
    let margin = high > low ? (high - low) * padding : max(abs(low), 1) / 2
    return (low - margin)...(high + margin)
  }
}
