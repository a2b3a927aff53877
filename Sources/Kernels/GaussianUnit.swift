/// x·Φ(x), at most 2 ulp from the exact value in both tails.
///
/// The tail a·Φ(−a) = e^(−a²/2) · a · M(a) of a = |x| takes few operations, each in two parts: its
/// factor with what rounding took from it. M(a) = e^(a²/2)·Φ(−a), Mills's ratio over √(2π), is
/// P((a − 3)/(a + 3))/(a + 3) with a minimax polynomial P.
@inlinable @inline(__always)
package func gaussianUnit<V: FloatVector>(_ x: V) -> V {
  let zero = V(repeating: 0)
  let one = V(repeating: 1)
  let a = atMost(x.magnitude, 14.5)
  let (exponential, shifted) = gaussianInTwoParts(a)

  // 1/(a + 3) and (a − 3)/(a + 3) = 1 − 6/(a + 3).
  let three = V(repeating: 3)
  let sum = a + three
  let lost = V.select(three, isLessThan: a, three - (sum - a), a - (sum - three))
  let reciprocal = one / sum
  let residue = V.fma(zero - reciprocal, sum, one) - reciprocal * lost
  let reciprocalRest = residue * reciprocal
  let t = V.fma(V(repeating: -6), reciprocal, one)

  var p = V.fma(V(repeating: 0x1.c8cd62p-15), t, V(repeating: 0x1.134260p-13))
  p = V.fma(p, t, V(repeating: -0x1.00a4d6p-12))
  p = V.fma(p, t, V(repeating: -0x1.0eab84p-10))
  p = V.fma(p, t, V(repeating: 0x1.0ca418p-10))
  p = V.fma(p, t, V(repeating: 0x1.c8bd7ep-8))
  p = V.fma(p, t, V(repeating: -0x1.56d5fcp-7))
  p = V.fma(p, t, V(repeating: -0x1.832d0ap-5))
  p = V.fma(p, t, V(repeating: 0x1.d71386p-3))
  p = V.fma(p, t, V(repeating: -0x1.04c72ap-1))
  let constant = V(repeating: 0x1.754a76p-1)
  let ratio = V.fma(p, t, constant)
  let ratioRest = V.fma(
    p, V(repeating: -6) * reciprocalRest,
    V.fma(p, t, constant - ratio) + V(repeating: -0x1.c7410ep-26))

  let first = productInTwoParts(
    (a, zero), (reciprocal, reciprocalRest))
  let second = productInTwoParts(exponential, (ratio, ratioRest))
  let tail = productInTwoParts(first, second)

  let below = zero - (tail.value + tail.rest).scaled(byShifted: shifted)
  let share = tail.value.scaled(byShifted: shifted)
  let near = x - share
  let above = near + (((x - near) - share) - tail.rest.scaled(byShifted: shifted))
  let either = V.select(x, isLessThan: zero, below, above)
  return V.select(V(repeating: 14.5), isLessThan: x, x, either)
}

/// e^(−a²/2) = (value + rest)·2ⁿ for 0 ≤ a ≤ 14.5.
@inlinable @inline(__always)
func gaussianInTwoParts<V: FloatVector>(
  _ a: V
) -> (exponential: (value: V, rest: V), shifted: V) {
  let magic = V(repeating: 12_582_912)
  let minusHalf = V(repeating: -0.5)
  let square = a * a
  let squareRest = V.fma(a, a, V(repeating: 0) - square)
  let shifted = V.fma(square, V(repeating: -0.721_347_52), magic)
  let n = shifted - magic
  let high = V.fma(n, V(repeating: -0.693_359_375), minusHalf * square)
  let low = V(repeating: 2.121_944_4e-4)
  let r = V.fma(n, low, high)
  let rest = V.fma(minusHalf, squareRest, V.fma(n, low, high - r))
  let p = exponentialPolynomial(r)
  let beyond = V.fma(r * r, p, rest)
  let value = V(repeating: 1) + r
  let lost = (r - (value - V(repeating: 1))) + beyond
  return ((value, V.fma(rest, r + beyond, lost)), shifted)
}

/// The product of two sums of a number and a much smaller one.
@inlinable @_transparent
func productInTwoParts<V: FloatVector>(
  _ x: (value: V, rest: V), _ y: (value: V, rest: V)
) -> (value: V, rest: V) {
  let product = x.value * y.value
  let lost = V.fma(x.value, y.value, V(repeating: 0) - product)
  return (product, lost + V.fma(x.value, y.rest, x.rest * y.value))
}
