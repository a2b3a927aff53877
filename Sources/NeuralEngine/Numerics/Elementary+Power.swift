extension Elementary {
  /// Returns xʸ with the special values of IEEE 754; exact wherever the result is representable.
  package static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN { return .nan }
    let isInteger = y.rounded() == y
    let isOdd = isInteger && y.magnitude < 0x1p53 && (y * 0.5).rounded(.down) != y * 0.5
    let sign: Double = isOdd && x.sign == .minus ? -1 : 1
    if x == 0 { return y > 0 ? sign * 0 : sign * .infinity }
    if y.isInfinite {
      if x.magnitude == 1 { return 1 }
      return (x.magnitude > 1) == (y > 0) ? .infinity : 0
    }
    if x.isInfinite { return y > 0 ? sign * .infinity : sign * 0 }
    if x < 0, !isInteger { return .nan }
    let logarithm = preciseLog(x.magnitude)
    let estimate = logarithm.high * y
    if estimate.magnitude > 750 { return sign * (estimate > 0 ? .infinity : 0) }
    return sign * exp(logarithm * y)
  }

  /// Returns eˣ rounded once, for |x| < 770 with more than 53 bits.
  static func exp(_ x: DoubleDouble) -> Double {
    let (k, precise) = preciseExp(x)
    return scaled(precise.value, by: k)
  }

  /// Returns k and eˣ·2⁻ᵏ with some 65 bits, for |x| < 770.
  static func preciseExp(_ x: DoubleDouble) -> (k: Int, value: DoubleDouble) {
    let k = (x.high * 1.4426950408889634).rounded()
    let high = x.high.addingProduct(-k, ln2High)
    let r = DoubleDouble(sum: high, x.low) + DoubleDouble(product: -k, ln2Low)
    // Taylor's series: terms from r⁵/5! on in double precision, the rest in twice that.
    var p = 1 / 6_227_020_800.0
    p = (1 / 479_001_600.0).addingProduct(p, r.high)
    p = (1 / 39_916_800.0).addingProduct(p, r.high)
    p = (1 / 3_628_800.0).addingProduct(p, r.high)
    p = (1 / 362_880.0).addingProduct(p, r.high)
    p = (1 / 40_320.0).addingProduct(p, r.high)
    p = (1 / 5_040.0).addingProduct(p, r.high)
    p = (1 / 720.0).addingProduct(p, r.high)
    p = (1 / 120.0).addingProduct(p, r.high)
    var sum = DoubleDouble(0.041666666666666664, 2.3129646346357427e-18) + r * p
    sum = DoubleDouble(0.16666666666666666, 9.25185853854297e-18) + r * sum
    sum = DoubleDouble(0.5) + r * sum
    sum = DoubleDouble(1) + r * sum
    sum = DoubleDouble(1) + r * sum
    return (Int(k), sum)
  }
}
