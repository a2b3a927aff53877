/// Elementary functions in double precision, made of + − × ÷, fused multiply-add, rounding and bit
/// operations alone, so that they return the same bits on every system. The error is below 2 units
/// in the last place; arguments out of the domain give NaN and poles infinities, as IEEE 754 has it.
package enum Elementary {
  /// Returns eˣ.
  package static func exp(_ x: Double) -> Double {
    if x > 709.782712893384 { return x.isNaN ? x : .infinity }
    if x < -745.1332191019412 { return 0 }
    if x.isNaN { return x }
    let (k, r, rest) = reduced(x)
    return scaled(1 + (expm1OfReduced(r, rest)), by: k)
  }

  /// Returns eˣ − 1, accurate near 0.
  package static func expm1(_ x: Double) -> Double {
    if x.isNaN || x == 0 { return x }
    if x > 709.782712893384 { return .infinity }
    if x < -40 { return -1 }
    let (k, r, rest) = reduced(x)
    let q = expm1OfReduced(r, rest)
    if k == 0 { return q }
    // 2ᵏ(1 + q) − 1 = 2ᵏ((1 − 2⁻ᵏ) + q)
    return k > 60 ? scaled(1 + q, by: k) : scaled((1 - power(of2: -k)) + q, by: k)
  }

  /// Returns the hyperbolic tangent.
  package static func tanh(_ x: Double) -> Double {
    if x.isNaN || x.magnitude < 1e-8 { return x }
    if x.magnitude > 22 { return x < 0 ? -1 : 1 }
    let t = expm1(-2 * x.magnitude)
    let result = -t / (t + 2)
    return x < 0 ? -result : result
  }

  /// Returns the logistic function σ(x) = 1/(1 + e⁻ˣ).
  package static func sigmoid(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }

  /// Returns log σ(x) without overflow or cancellation.
  package static func logSigmoid(_ x: Double) -> Double {
    x >= 0 ? -log1p(exp(-x)) : x - log1p(exp(x))
  }

  /// Returns log(1 + eˣ), the identity above 20 as in PyTorch.
  package static func softplus(_ x: Double) -> Double {
    x > 20 ? x : log1p(exp(x))
  }
}

extension Elementary {
  static let ln2High = 0x1.62e4_2fef_a380_0p-1
  static let ln2Low = 5.497923018708371e-14

  /// Splits x into k·log 2 + r + rest with |r| ≤ ½ log 2.
  static func reduced(_ x: Double) -> (k: Int, r: Double, rest: Double) {
    let k = (x * 1.4426950408889634).rounded()
    let high = x.addingProduct(-k, ln2High)
    let r = high.addingProduct(-k, ln2Low)
    return (Int(k), r, (high - r).addingProduct(-k, ln2Low))
  }

  /// Returns eʳ⁺ʳᵉˢᵗ − 1 for |r| ≤ ½ log 2 by Taylor's series to r¹⁴.
  private static func expm1OfReduced(_ r: Double, _ rest: Double) -> Double {
    var p = 1 / 87_178_291_200.0
    p = (1 / 6_227_020_800.0).addingProduct(p, r)
    p = (1 / 479_001_600.0).addingProduct(p, r)
    p = (1 / 39_916_800.0).addingProduct(p, r)
    p = (1 / 3_628_800.0).addingProduct(p, r)
    p = (1 / 362_880.0).addingProduct(p, r)
    p = (1 / 40_320.0).addingProduct(p, r)
    p = (1 / 5_040.0).addingProduct(p, r)
    p = (1 / 720.0).addingProduct(p, r)
    p = (1 / 120.0).addingProduct(p, r)
    p = (1 / 24.0).addingProduct(p, r)
    p = (1 / 6.0).addingProduct(p, r)
    p = 0.5.addingProduct(p, r)
    return r + (rest.addingProduct(rest, r)).addingProduct(p, r * r)
  }

  /// Returns 2ᵏ for a normal result.
  private static func power(of2 k: Int) -> Double {
    Double(sign: .plus, exponent: k, significand: 1)
  }

  /// Returns x·2ᵏ, rounded once where the result is subnormal.
  static func scaled(_ x: Double, by k: Int) -> Double {
    if k > 1_000 { return x * power(of2: 1_000) * power(of2: k - 1_000) }
    if k < -1_000 { return x * power(of2: k + 1_000) * power(of2: -1_000) }
    return x * power(of2: k)
  }
}
