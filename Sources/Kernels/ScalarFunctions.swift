// Functions that training needs rarely: one number at a time in double precision, so that the
// single-precision result is rounded from a value which is right to 1e-12.

/// The sine of x.
@usableFromInline
package func sine(_ x: Float) -> Float {
  let (quadrant, r) = reducedAngle(x)
  return Float(quadrantSine(quadrant, r))
}

/// The cosine of x.
@usableFromInline
package func cosine(_ x: Float) -> Float {
  let (quadrant, r) = reducedAngle(x)
  return Float(quadrantSine(quadrant &+ 1, r))
}

/// The logarithm of x to base 2; −∞ at 0, NaN below.
@usableFromInline
package func binaryLogarithm(_ x: Float) -> Float {
  if x.isNaN || x < 0 { return .nan }
  if x == 0 { return -.infinity }
  if x == .infinity { return x }
  let (mantissa, exponent) = split(Double(x))
  return Float((logarithmNearOne(mantissa) * 1.442_695_040_888_963_4) + exponent)
}

/// xʸ with the special cases of IEEE 754.
@usableFromInline
package func power(_ x: Float, _ y: Float) -> Float {
  if y == 0 || x == 1 { return 1 }
  if x.isNaN || y.isNaN { return .nan }
  let isInteger = y.rounded(.towardZero) == y
  let isOdd = isInteger && abs(y) < 16_777_216 && (Int64(y) & 1) != 0
  let isNegative = x.sign == .minus && isOdd
  let base = abs(x)
  if base == 0 || base == .infinity {
    let grows = (base == 0) == (y < 0)
    let magnitude: Float = grows ? .infinity : 0
    return isNegative ? -magnitude : magnitude
  }
  if x < 0 && !isInteger && abs(y) != .infinity { return .nan }
  if abs(y) == .infinity {
    if base == 1 { return 1 }
    return (base > 1) == (y > 0) ? .infinity : 0
  }
  let (mantissa, exponent) = split(Double(base))
  let logarithm = logarithmNearOne(mantissa) + exponent * 0.693_147_180_559_945_3
  let magnitude = Float(exponentialOfDouble(Double(y) * logarithm))
  return isNegative ? -magnitude : magnitude
}

/// x = quadrant·π/2 + r with |r| ≤ π/4.
private func reducedAngle(_ x: Float) -> (quadrant: Int, r: Double) {
  guard x.isFinite else { return (0, .nan) }
  if abs(x) < 0x1p40 {
    let wide = Double(x)
    let n = (wide * 0.636_619_772_367_581_3).rounded(.toNearestOrEven)
    var r = wide.addingProduct(-n, 0x1.921fb54442d18p+0)
    r = r.addingProduct(-n, 0x1.1a62633145c07p-54)
    return (Int(n), r)
  }
  // Bits of 2/π that weigh 4 or more after multiplication with x only add whole turns.
  let exponent = Int(x.exponent) - 23
  let significand = UInt128(x.significandBitPattern | 0x80_0000)
  let skipped = exponent - 2
  var window: UInt128 = 0
  for bit in 0..<128 {
    let position = skipped + bit
    let word = twoOverPi[position / 64]
    window = (window << 1) | UInt128((word >> UInt64(63 - position % 64)) & 1)
  }
  let turns = window &* significand
  var quadrant = Int(turns >> 126)
  var fraction = Double(UInt64(truncatingIfNeeded: (turns << 2) >> 64)) * 0x1p-64
  if fraction > 0.5 {
    fraction -= 1
    quadrant += 1
  }
  let r = fraction * 1.570_796_326_794_896_6
  return x < 0 ? (-quadrant, -r) : (quadrant, r)
}

/// The first 320 bits of 2/π.
private let twoOverPi: [UInt64] = [
  0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0,
  0xdb62_9599_3c43_9041, 0xfe51_63ab_debb_c561,
  0xb724_6e3a_424d_d2e0,
]

/// sin(quadrant·π/2 + r).
private func quadrantSine(_ quadrant: Int, _ r: Double) -> Double {
  let s = r * r
  var value: Double
  if quadrant & 1 == 0 {
    value = 1.605_904_383_682_161_3e-10
    value = (-2.505_210_838_544_172e-8).addingProduct(value, s)
    value = 2.755_731_922_398_589e-6.addingProduct(value, s)
    value = (-1.984_126_984_126_984e-4).addingProduct(value, s)
    value = 8.333_333_333_333_333e-3.addingProduct(value, s)
    value = (-0.166_666_666_666_666_66).addingProduct(value, s)
    value = r.addingProduct(value * s, r)
  } else {
    value = -1.147_074_559_772_972_5e-11
    value = 2.087_675_698_786_81e-9.addingProduct(value, s)
    value = (-2.755_731_922_398_589e-7).addingProduct(value, s)
    value = 2.480_158_730_158_73e-5.addingProduct(value, s)
    value = (-1.388_888_888_888_889e-3).addingProduct(value, s)
    value = 0.041_666_666_666_666_664.addingProduct(value, s)
    value = (-0.5).addingProduct(value, s)
    value = 1.0.addingProduct(value, s)
  }
  return quadrant & 2 == 0 ? value : -value
}

/// m in [√½, √2) and e with x = m·2ᵉ, for positive normal x.
private func split(_ x: Double) -> (mantissa: Double, exponent: Double) {
  let offset = Int64(bitPattern: x.bitPattern) &- 0x3fe6_a09e_667f_3bcd
  let exponent = offset >> 52
  let bits = (offset & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd
  return (Double(bitPattern: UInt64(bitPattern: bits)), Double(exponent))
}

/// ln m for m in [√½, √2), as 2 artanh((m − 1)/(m + 1)).
private func logarithmNearOne(_ m: Double) -> Double {
  let s = (m - 1) / (m + 1)
  let square = s * s
  var sum = 0.0
  for k in stride(from: 21, through: 3, by: -2) {
    sum = (1 / Double(k)).addingProduct(sum, square)
  }
  return (2 * s).addingProduct(2 * s * square, sum)
}

/// eˣ, 0 and ∞ outside the range of single precision.
private func exponentialOfDouble(_ x: Double) -> Double {
  if x > 90 { return .infinity }
  if x < -110 { return 0 }
  let n = (x * 1.442_695_040_888_963_4).rounded(.toNearestOrEven)
  var r = x.addingProduct(-n, 0x1.62e42fefa39efp-1)
  r = r.addingProduct(-n, 0x1.abc9e3b39803fp-56)
  var sum = 1.0
  for k in stride(from: 13.0, through: 1, by: -1) { sum = 1.0.addingProduct(sum, r / k) }
  return sum * Double(bitPattern: UInt64(Int64(n) + 1023) << 52)
}
