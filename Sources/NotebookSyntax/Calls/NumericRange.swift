package import Diagnostics

/// A range of numbers such as `-5..5`, or `0.2..1.6 step 0.2`, both ends included.
package struct NumericRange: Sendable {
  package var lower: Double
  package var upper: Double
  /// The distance of neighbours, nil where the author left the number of values open.
  package var step: Double?
  package var range: SourceRange

  /// Creates a range.
  package init(lower: Double, upper: Double, step: Double?, range: SourceRange) {
    self.lower = lower
    self.upper = upper
    self.step = step
    self.range = range
  }

  /// The values `lower + i·step` up to `upper`, which is included where a whole number of steps
  /// reaches it to within a billionth of a step; nil without a step.
  package var values: [Double]? {
    guard let step else { return nil }
    let steps = ((upper - lower) / step + 1e-9).rounded(.down)
    return (0...Int(max(0, steps))).map { lower + Double($0) * step }
  }

  /// Returns `count` evenly spaced values, the first and the last being the ends.
  package func values(count: Int) -> [Double] {
    guard count > 1 else { return count == 1 ? [lower] : [] }
    return (0..<count).map { index in
      index == count - 1 ? upper : lower + Double(index) * (upper - lower) / Double(count - 1)
    }
  }
}
