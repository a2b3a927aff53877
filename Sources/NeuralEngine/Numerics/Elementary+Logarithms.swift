extension Elementary {
  /// Returns the natural logarithm.
  package static func log(_ x: Double) -> Double {
    if let special = specialLogarithm(x) { return special }
    let (k, m) = split(x)
    // log(1 + f) = f − (f²/2 − s(f²/2 + R)) with s = f/(2 + f) and 2s + s·R = 2 artanh s.
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let half = 0.5 * f * f
    let rest = s * (half + 2 * z * artanhSeries(z))
    let exponent = Double(k)
    return exponent * ln2High - ((half - (rest + exponent * ln2Low)) - f)
  }

  /// Returns log(1 + x), accurate near 0.
  package static func log1p(_ x: Double) -> Double {
    let u = 1 + x
    if u == 1 || u == .infinity { return x }
    let lost = x.magnitude < 1 ? x - (u - 1) : 1 - (u - x)
    return log(u) + (u > 0 ? lost / u : 0)
  }

  /// Returns the logarithm to base 2, exact for powers of 2.
  package static func log2(_ x: Double) -> Double {
    if let special = specialLogarithm(x) { return special }
    let (k, m) = split(x)
    let inverse = DoubleDouble(1.4426950408889634, 2.0355273740931033e-17)
    let fraction = logarithmOfSignificand(m) * inverse
    return (DoubleDouble(Double(k)) + fraction).value
  }
}

extension Elementary {
  private static func specialLogarithm(_ x: Double) -> Double? {
    if x > 0, x < .infinity { return nil }
    if x == 0 { return -.infinity }
    return x < 0 ? .nan : x
  }

  /// Splits a positive x into 2ᵏ·m with m between √½ and √2.
  private static func split(_ x: Double) -> (k: Int, m: Double) {
    var k = Int(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m *= 0.5
      k += 1
    }
    return (k, m)
  }

  /// Returns 1/3 + z/5 + z²/7 + … for z ≤ 0.0295.
  private static func artanhSeries(_ z: Double) -> Double {
    (1 / 3.0).addingProduct((1 / 5.0).addingProduct(artanhTail(z), z), z)
  }

  /// Returns 1/7 + z/9 + z²/11 + … for z ≤ 0.0295.
  private static func artanhTail(_ z: Double) -> Double {
    var p = 1 / 25.0
    p = (1 / 23.0).addingProduct(p, z)
    p = (1 / 21.0).addingProduct(p, z)
    p = (1 / 19.0).addingProduct(p, z)
    p = (1 / 17.0).addingProduct(p, z)
    p = (1 / 15.0).addingProduct(p, z)
    p = (1 / 13.0).addingProduct(p, z)
    p = (1 / 11.0).addingProduct(p, z)
    p = (1 / 9.0).addingProduct(p, z)
    return (1 / 7.0).addingProduct(p, z)
  }

  /// Returns log m for m between √½ and √2 with some 70 bits: 2 artanh(f/(2 + f)), f = m − 1.
  private static func logarithmOfSignificand(_ m: Double) -> DoubleDouble {
    let f = m - 1
    let s = DoubleDouble(quotient: f, DoubleDouble(sum: 2, f))
    let z = s * s
    let third = DoubleDouble(0.3333333333333333, 1.850371707708594e-17)
    let fifth = DoubleDouble(0.2, -1.1102230246251566e-17)
    let series = third + z * (fifth + z * artanhTail(z.high))
    return (s + s * (z * series)) * 2
  }

  /// Returns log x for a positive finite x with some 70 bits.
  static func preciseLog(_ x: Double) -> DoubleDouble {
    let (k, m) = split(x)
    let exponent = Double(k)
    let scale = DoubleDouble(sum: exponent * ln2High, exponent * ln2Low)
    return scale + logarithmOfSignificand(m)
  }
}
