// Elementary functions from + − × ÷ fma and bit operations alone, at most 2 ulp from the exact
// value. Coefficients are minimax fits made for these reductions.

/// The smaller of x and a bound; NaN stays.
@inlinable @_transparent
package func atMost<V: FloatVector>(_ x: V, _ bound: Float) -> V {
  V.select(V(repeating: bound), isLessThan: x, V(repeating: bound), x)
}

/// The larger of x and a bound; NaN stays.
@inlinable @_transparent
package func atLeast<V: FloatVector>(_ x: V, _ bound: Float) -> V {
  V.select(x, isLessThan: V(repeating: bound), V(repeating: bound), x)
}

/// x = n·ln 2 + r with |r| ≤ ½ ln 2 and eʳ − 1.
@inlinable @_transparent
package func reducedExponential<V: FloatVector>(_ x: V) -> (shifted: V, reducedMinusOne: V) {
  let magic = V(repeating: 12_582_912)
  let shifted = V.fma(x, V(repeating: 1.442_695_04), magic)
  let n = shifted - magic
  // ln 2 in two parts, the first so short that n times it is exact.
  let high = V.fma(n, V(repeating: -0.693_359_375), x)
  let r = V.fma(n, V(repeating: 2.121_944_4e-4), high)
  return (shifted, V.fma(r * r, exponentialPolynomial(r), r))
}

/// (eʳ − 1 − r)/r² for |r| ≤ ½ ln 2.
@inlinable @_transparent
func exponentialPolynomial<V: FloatVector>(_ r: V) -> V {
  var p = V.fma(V(repeating: 0x1.6d7230p-10), r, V(repeating: 0x1.122680p-7))
  p = V.fma(p, r, V(repeating: 0x1.5554c8p-5))
  p = V.fma(p, r, V(repeating: 0x1.5554b2p-3))
  return V.fma(p, r, V(repeating: 0.5))
}

/// n/d for positive normal d, at most 2 ulp from the exact value where n and the result are normal, or
/// n/2¹²⁶ for larger d. It takes no turn at the divider, which roots keep busy.
///
/// The estimate of 1/d, off by at most 12.5%, comes from the bits of d; one step in two operations
/// leaves an error of 1.3e-3, one of third order 3e-9.
@inlinable @_transparent
package func quotient<V: FloatVector>(_ n: V, _ d: V) -> V {
  let one = V(repeating: 1)
  let divisor = atMost(d, 0x1p126)
  let minusDivisor = V(repeating: -0.0) - divisor
  let rough = divisor.reciprocalEstimate()
  let near = rough * V.fma(minusDivisor, rough, V(repeating: 2.001_28))
  let error = V.fma(minusDivisor, near, one)
  return n * V.fma(near, V.fma(error, error, error), near)
}

/// eˣ.
@inlinable @_transparent
package func exponential<V: FloatVector>(_ x: V) -> V {
  let (shifted, q) = reducedExponential(atLeast(atMost(x, 88.8), -104))
  return (q + V(repeating: 1)).scaled(byShifted: shifted)
}

/// eˣ − 1 for −87 ≤ x ≤ 88.
@inlinable @_transparent
package func exponentialMinusOne<V: FloatVector>(_ x: V) -> V {
  let (shifted, q) = reducedExponential(x)
  let scale = V.powerOfTwo(shifted: shifted)
  return V.fma(scale, q, scale - V(repeating: 1))
}

/// ln x for positive normal x.
@inlinable @_transparent
package func logarithmOfNormal<V: FloatVector>(_ x: V, exponentOffset: V) -> V {
  let (mantissa, wholeExponent) = x.splitExponent()
  let exponent = wholeExponent + exponentOffset
  let f = mantissa - V(repeating: 1)
  var p = V.fma(V(repeating: -0x1.41ffbap-4), f, V(repeating: 0x1.07ec44p-3))
  p = V.fma(p, f, V(repeating: -0x1.0ce8f8p-3))
  p = V.fma(p, f, V(repeating: 0x1.226ad0p-3))
  p = V.fma(p, f, V(repeating: -0x1.54776ap-3))
  p = V.fma(p, f, V(repeating: 0x1.99a5b8p-3))
  p = V.fma(p, f, V(repeating: -0x1.000224p-2))
  p = V.fma(p, f, V(repeating: 0x1.55554ap-2))
  let square = f * f
  var rest = V.fma(exponent, V(repeating: -2.121_944_4e-4), square * f * p)
  rest = V.fma(square, V(repeating: -0.5), rest)
  return V.fma(exponent, V(repeating: 0.693_359_375), f + rest)
}

/// ln x; −∞ at 0, NaN below.
@inlinable @_transparent
package func logarithm<V: FloatVector>(_ x: V) -> V {
  let zero = V(repeating: 0)
  let smallest = V(repeating: Float.leastNormalMagnitude)
  let normal = V.select(x, isLessThan: smallest, x * V(repeating: 8_388_608), x)
  let offset = V.select(x, isLessThan: smallest, V(repeating: -23), zero)
  var result = logarithmOfNormal(normal, exponentOffset: offset)
  result = V.select(x, isLessThan: V(repeating: .infinity), result, x)
  result = V.select(x, isLessThan: zero, V(repeating: .nan), result)
  return V.select(x, isEqualTo: zero, V(repeating: -.infinity), result)
}

/// ln(1 + t) for 0 ≤ t ≤ 1.
@inlinable @_transparent
package func logarithmOfOnePlus<V: FloatVector>(_ t: V) -> V {
  let one = V(repeating: 1)
  let sum = one + t
  // What rounding took from 1 + t comes back as its share of the logarithm.
  let lost = (t - (sum - one)) / sum
  return logarithmOfNormal(sum, exponentOffset: V(repeating: 0)) + lost
}

/// tanh x from its value T at the nearest of 32 nodes, r away: T + (1 − T²)·tanh r/(1 + T tanh r),
/// where the quotient is r/(1 + h) with h = r(T + r/3 − r³/45), and 1/(1 + h) a polynomial.
@inlinable @_transparent
package func hyperbolicTangent<V: FloatVector>(_ x: V) -> V {
  let magic = V(repeating: 12_582_912)
  let one = V(repeating: 1)
  let a = atMost(x.magnitude, 9.3)
  let shifted = V.fma(a, V(repeating: 1 / 0x1.2eaeacp-2), magic)
  let r = V.fma(shifted - magic, V(repeating: -0x1.2eaeacp-2), a)
  let node = V.tanhOfNode(shifted: shifted)
  let slope = V.fma(V(repeating: -0.0) - node, node, one)
  let h = r * V.fma(r, V.fma(r * r, V(repeating: -1 / 45), V(repeating: 1 / 3)), node)
  var p = V.fma(V(repeating: -0x1.10a4e2p+0), h, V(repeating: 0x1.064b48p+0))
  p = V.fma(p, h, V(repeating: -0x1.ffa00cp-1))
  p = V.fma(p, h, V(repeating: 0x1.fff1bep-1))
  p = V.fma(p, h, V(repeating: -0x1.00001cp+0))
  return V.fma(slope * r, V.fma(p, h, one), node).withSign(of: x)
}

/// σ(x) = 1/(1 + e⁻ˣ) = 2ⁿ/(2ⁿ + e⁻ʳ) with x = n·ln 2 + r.
@inlinable @_transparent
package func logisticFunction<V: FloatVector>(_ x: V) -> V {
  let magic = V(repeating: 12_582_912)
  let one = V(repeating: 1)
  let x = atLeast(atMost(x, 18), -104)
  let shifted = V.fma(x, V(repeating: 1.442_695_04), magic)
  let n = shifted - magic
  let high = V.fma(n, V(repeating: -0.693_359_375), x)
  let r = V.fma(n, V(repeating: 2.121_944_4e-4), high)
  // 1 − e⁻ʳ, from the polynomial of `reducedExponential` at −r.
  var p = V.fma(V(repeating: -0x1.6d7230p-10), r, V(repeating: 0x1.122680p-7))
  p = V.fma(p, r, V(repeating: -0x1.5554c8p-5))
  p = V.fma(p, r, V(repeating: 0x1.5554b2p-3))
  p = V.fma(p, r, V(repeating: -0.5))
  let complement = V.fma(r * r, p, r)
  // 2ⁿ + 1 in two parts, so that the divisor rounds once.
  let power = V.powerOfTwo(shifted: atLeast(shifted, 12_582_912 - 126))
  let sum = power + one
  let lost = power - (sum - one)
  return (one / (sum + (lost - complement))).scaled(byShifted: shifted)
}

/// e^(−|x|) = (1 + q)·2ⁿ, whole and in its two factors.
@inlinable @_transparent
func exponentialOfMinusMagnitude<V: FloatVector>(
  _ x: V
) -> (value: V, reducedMinusOne: V, shifted: V) {
  let (shifted, q) = reducedExponential(atLeast(V(repeating: 0) - x.magnitude, -104))
  return ((q + V(repeating: 1)).scaled(byShifted: shifted), q, shifted)
}

/// σ(x) from e^(−|x|): for x < 0 the factors meet 1/(1 + e^(−|x|)) one by one, which rounds less.
@inlinable @_transparent
func logisticFunction<V: FloatVector>(
  _ x: V, _ e: (value: V, reducedMinusOne: V, shifted: V)
) -> V {
  let one = V(repeating: 1)
  let reciprocal = one / (one + e.value)
  let below = V.fma(e.reducedMinusOne, reciprocal, reciprocal).scaled(byShifted: e.shifted)
  return V.select(x, isLessThan: V(repeating: 0), below, reciprocal)
}

/// ln(1 + eˣ).
@inlinable @_transparent
package func softplus<V: FloatVector>(_ x: V) -> V {
  return atLeast(x, 0) + logarithmOfOnePlus(exponentialOfMinusMagnitude(x).value)
}

/// e^(z²)·erfc(z) for 0 ≤ z ≤ 14.5.
@inlinable @_transparent
package func scaledComplementaryErrorFunction<V: FloatVector>(_ z: V) -> V {
  let two = V(repeating: 2)
  let t = (z - two) / (z + two)
  var p = V.fma(V(repeating: 0x1.202294p-14), t, V(repeating: -0x1.328822p-12))
  p = V.fma(p, t, V(repeating: -0x1.4cac42p-10))
  p = V.fma(p, t, V(repeating: 0x1.3b29e4p-10))
  p = V.fma(p, t, V(repeating: 0x1.1acfdcp-7))
  p = V.fma(p, t, V(repeating: -0x1.06d746p-7))
  p = V.fma(p, t, V(repeating: -0x1.bc0632p-5))
  p = V.fma(p, t, V(repeating: 0x1.4ff99cp-3))
  p = V.fma(p, t, V(repeating: -0x1.540846p-3))
  p = V.fma(p, t, V(repeating: -0x1.7bf5e6p-4))
  p = V.fma(p, t, V(repeating: 0x1.46e80ep+0))
  return p / V.fma(two, z, V(repeating: 1))
}

/// e^(−x²/2), with the rounding of x² made good.
@inlinable @_transparent
package func gaussian<V: FloatVector>(_ x: V) -> V {
  let square = x * x
  let lost = V.fma(x, x, V(repeating: 0) - square)
  let e = exponential(square * V(repeating: -0.5))
  return V.fma(e, lost * V(repeating: -0.5), e)
}

/// The normal distribution's Φ(x), accurate in both tails, and √(2π) times its density.
@inlinable @_transparent
package func normalDistribution<V: FloatVector>(_ x: V) -> (probability: V, scaledDensity: V) {
  let a = atMost(x.magnitude, 20)
  let density = gaussian(a)
  let z = a * V(repeating: 0.707_106_781)
  let tail = V(repeating: 0.5) * density * scaledComplementaryErrorFunction(z)
  return (
    V.select(x, isLessThan: V(repeating: 0), tail, V(repeating: 1) - tail), density
  )
}
