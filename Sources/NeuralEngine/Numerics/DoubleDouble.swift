/// An unevaluated sum of two doubles with some 106 bits, for steps that need more than 53.
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// Creates the exact sum of two doubles.
  init(sum a: Double, _ b: Double) {
    high = a + b
    let share = high - a
    low = (a - (high - share)) + (b - share)
  }

  /// Creates the exact product of two doubles.
  init(product a: Double, _ b: Double) {
    high = a * b
    low = (-high).addingProduct(a, b)
  }

  /// Creates the quotient of a double and a sum.
  init(quotient a: Double, _ b: DoubleDouble) {
    high = a / b.high
    let remainder = a.addingProduct(-high, b.high).addingProduct(-high, b.low)
    low = remainder / b.high
  }

  var value: Double { high + low }

  /// The same sum with `low` within half a unit in the last place of `high`.
  var normalized: DoubleDouble {
    let sum = high + low
    return DoubleDouble(sum, low - (sum - high))
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    var sum = DoubleDouble(sum: a.high, b.high)
    sum.low += a.low + b.low
    return sum.normalized
  }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    var product = DoubleDouble(product: a.high, b.high)
    product.low = product.low.addingProduct(a.high, b.low).addingProduct(a.low, b.high)
    return product.normalized
  }

  static func * (a: DoubleDouble, b: Double) -> DoubleDouble { a * DoubleDouble(b) }
}
