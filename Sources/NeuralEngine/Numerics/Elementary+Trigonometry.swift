extension Elementary {
  /// Returns the sine of an angle in radians.
  package static func sin(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    let (quadrant, r) = reducedAngle(x)
    switch quadrant {
    case 0: return sineOfReduced(r)
    case 1: return cosineOfReduced(r)
    case 2: return -sineOfReduced(r)
    default: return -cosineOfReduced(r)
    }
  }

  /// Returns the cosine of an angle in radians.
  package static func cos(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    let (quadrant, r) = reducedAngle(x)
    switch quadrant {
    case 0: return cosineOfReduced(r)
    case 1: return -sineOfReduced(r)
    case 2: return -cosineOfReduced(r)
    default: return sineOfReduced(r)
    }
  }
}

extension Elementary {
  /// Taylor's series for |r| ≤ π/4.
  private static func sineOfReduced(_ r: DoubleDouble) -> Double {
    let x = r.high
    let z = x * x
    var p = 1 / 355_687_428_096_000.0
    p = (-1 / 1_307_674_368_000.0).addingProduct(p, z)
    p = (1 / 6_227_020_800.0).addingProduct(p, z)
    p = (-1 / 39_916_800.0).addingProduct(p, z)
    p = (1 / 362_880.0).addingProduct(p, z)
    p = (-1 / 5_040.0).addingProduct(p, z)
    p = (1 / 120.0).addingProduct(p, z)
    p = (-1 / 6.0).addingProduct(p, z)
    // sin(x + δ) ≈ sin x + δ cos x
    return x + (r.low * (1 - 0.5 * z)).addingProduct(x * z, p)
  }

  /// Taylor's series for |r| ≤ π/4.
  private static func cosineOfReduced(_ r: DoubleDouble) -> Double {
    let x = r.high
    let z = x * x
    var p = 1 / 6_402_373_705_728_000.0 * -1
    p = (1 / 20_922_789_888_000.0).addingProduct(p, z)
    p = (-1 / 87_178_291_200.0).addingProduct(p, z)
    p = (1 / 479_001_600.0).addingProduct(p, z)
    p = (-1 / 3_628_800.0).addingProduct(p, z)
    p = (1 / 40_320.0).addingProduct(p, z)
    p = (-1 / 720.0).addingProduct(p, z)
    p = (1 / 24.0).addingProduct(p, z)
    // cos(x + δ) ≈ cos x − δ sin x, and what 1 − z/2 loses
    let half = 0.5 * z
    let leading = 1 - half
    return leading + (((1 - leading) - half) + (z * z * p - r.low * x))
  }

  /// Returns n mod 4 and x − n·π/2 within about π/4.
  private static func reducedAngle(_ x: Double) -> (quadrant: Int, r: DoubleDouble) {
    if x.magnitude <= 0.7853981633974483 { return (0, DoubleDouble(x)) }
    if x.magnitude > 0x1p31 { return reducedLargeAngle(x) }
    let n = (x * 0.6366197723675814).rounded()
    // π/2 in three parts; the first product is exact after subtraction.
    let first = x.addingProduct(-n, 1.5707963267948966)
    let second = DoubleDouble(product: -n, 6.123233995736766e-17)
    var r = DoubleDouble(sum: first, second.high)
    r.low = (r.low + second.low).addingProduct(-n, -1.4973849048591698e-33)
    return (Int(n) & 3, r.normalized)
  }

  /// Payne and Hanek's reduction: multiplies the significand by the 192 bits of 2/π that matter.
  private static func reducedLargeAngle(_ x: Double) -> (quadrant: Int, r: DoubleDouble) {
    let significand = UInt64(x.significandBitPattern | 1 << 52)
    // |x| = significand·2ᵉ; the window starts at the bit of 2/π whose product has weight 2.
    let position = Int(x.exponent) - 52 + 62
    var window: [UInt64] = []
    for word in 0..<3 {
      let bit = position + 64 * word
      let (index, shift) = (bit / 64, UInt64(bit % 64))
      let head = twoOverPi[index] << shift
      window.append(shift == 0 ? head : head | twoOverPi[index + 1] >> (64 - shift))
    }
    // The low 192 bits of the product: 2 bits of quadrant, 190 of fraction.
    let low = significand.multipliedFullWidth(by: window[2])
    let middle = significand.multipliedFullWidth(by: window[1])
    let (word1, carry) = middle.low.addingReportingOverflow(low.high)
    let word2 = significand &* window[0] &+ middle.high &+ (carry ? 1 : 0)
    var words = [word2 << 2 | word1 >> 62, word1 << 2 | low.low >> 62, low.low << 2]
    var quadrant = Int(word2 >> 62)
    let isUpperHalf = words[0] >> 63 == 1
    if isUpperHalf {
      quadrant += 1
      var carry = true
      for index in [2, 1, 0] {
        (words[index], carry) = (~words[index]).addingReportingOverflow(carry ? 1 : 0)
      }
    }
    var fraction = DoubleDouble(0)
    var unit = 0x1p-32
    for word in words {
      fraction = fraction + DoubleDouble(Double(word >> 32) * unit)
      fraction = fraction + DoubleDouble(Double(word & 0xffff_ffff) * (unit * 0x1p-32))
      unit *= 0x1p-64
    }
    if isUpperHalf { fraction = fraction * -1 }
    let r = fraction * DoubleDouble(1.5707963267948966, 6.123233995736766e-17)
    return x < 0 ? (-quadrant & 3, r * -1) : (quadrant & 3, r)
  }

  /// 64 zero bits, then the binary digits of 2/π.
  private static let twoOverPi: [UInt64] = [
    0, 0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561,
    0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484,
    0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
    0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D, 0x7527_BAC7_EBE5_F17B,
    0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB, 0xF0CF_BC20_9AF4_361D,
  ]
}
