import Plotting

/// The values at which a contour map has lines.
enum ContourLevels {
  enum Spacing: String, Sendable, CaseIterable { case linear, log }

  /// Returns ascending levels between the lowest and the highest value of a field.
  ///
  /// - Parameters:
  ///   - lowest: The function's smallest value where it is known, from which logarithmic levels
  ///     count.
  ///   - limit: The largest number of levels.
  ///   - spacing: Multiples of a round number, or 1, 2 and 5 times powers of ten above the lowest
  ///     value; nil chooses logarithmic ones where half of the field is near the bottom.
  static func levels(
    of field: ScalarField, lowest: Double?, limit: Int, spacing: Spacing?
  ) -> [Double] {
    let values = field.values.filter { abs($0) < 1e300 }.sorted()
    guard let first = values.first, let high = values.last, high > first else { return [] }
    let low = min(first, lowest ?? first)
    let isSteep = values[values.count / 2] - low < 0.08 * (high - low)
    switch spacing ?? (isSteep && lowest != nil ? .log : .linear) {
    case .linear: return linear(from: low, to: high, limit: limit)
    case .log:
      let smallest = values.first { $0 > low } ?? high
      return logarithmic(above: low, from: smallest - low, to: high - low, limit: limit)
    }
  }

  private static func linear(from low: Double, to high: Double, limit: Int) -> [Double] {
    var step = powerOfTen(notAbove: (high - low) / Double(limit))
    var factors = [2.0, 2.5, 2].makeIterator()
    func count(_ step: Double) -> Double {
      (high / step).rounded(.up) - (low / step).rounded(.down) - 1
    }
    while count(step) > Double(limit) {
      if let factor = factors.next() {
        step *= factor
      } else {
        factors = [2.0, 2.5, 2].makeIterator()
      }
    }
    let start = (low / step).rounded(.down)
    return (1...max(1, Int(count(step)))).map { (start + Double($0)) * step }
      .filter { $0 > low && $0 < high }
  }

  private static func logarithmic(
    above base: Double, from smallest: Double, to span: Double, limit: Int
  ) -> [Double] {
    let origin = abs(base) < span * 1e-9 ? 0 : base
    var levels: [Double] = []
    var power = powerOfTen(notAbove: span)
    while levels.count < limit, power > smallest * 0.1, power > span * 1e-12 {
      for factor in [5.0, 2, 1] where factor * power < span && factor * power > smallest {
        if levels.count < limit { levels.append(origin + factor * power) }
      }
      power /= 10
    }
    return levels.reversed()
  }

  private static func powerOfTen(notAbove value: Double) -> Double {
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value { power *= 10 }
    return power
  }
}
