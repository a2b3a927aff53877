/// Calls `apply` with f as a function of vectors.
@inlinable @inline(__always)
func withPairFunction<V: FloatVector>(
  _ function: PairFunction, _: V.Type, _ apply: ((V, V) -> V) -> Void
) {
  let zero = V(repeating: 0)
  let one = V(repeating: 1)
  switch function {
  case .add: apply { $0 + $1 }
  case .subtract: apply { $0 - $1 }
  case .multiply: apply { $0 * $1 }
  case .divide: apply { $0 / $1 }
  case .power: apply { eachLane($0, $1, power) }
  case .maximum: apply { V.select($0, isLessThan: $1, $1, $0) }
  case .minimum: apply { V.select($1, isLessThan: $0, $1, $0) }
  case .prelu: apply { V.select(zero, isLessThan: $0, $0, $1 * $0) }
  case .logisticLoss: apply { logisticLoss(logit: $0, target: $1) }
  case .less: apply { indicator($0, isLessThan: $1) }
  case .lessOrEqual: apply { V.select($0, isEqualTo: $1, one, indicator($0, isLessThan: $1)) }
  case .greater: apply { indicator($1, isLessThan: $0) }
  case .greaterOrEqual: apply { V.select($0, isEqualTo: $1, one, indicator($1, isLessThan: $0)) }
  case .equal: apply { V.select($0, isEqualTo: $1, one, zero) }
  case .notEqual: apply { V.select($0, isEqualTo: $1, zero, one) }
  }
}

/// Calls `apply` with ∂f/∂a or ∂f/∂b as a function of vectors.
@inlinable @inline(__always)
func withPairDerivative<V: FloatVector>(
  _ function: PairFunction, ofRight isRight: Bool, _: V.Type, _ apply: ((V, V) -> V) -> Void
) {
  let zero = V(repeating: 0)
  let one = V(repeating: 1)
  let half = V(repeating: 0.5)
  switch (function, isRight) {
  case (.add, _), (.subtract, false): apply { _, _ in one }
  case (.subtract, true): apply { _, _ in zero - one }
  case (.multiply, false): apply { $1 }
  case (.multiply, true): apply { a, _ in a }
  case (.divide, false): apply { one / $1 }
  case (.divide, true): apply { zero - ($0 / $1) / $1 }
  case (.power, false): apply { eachLane($0, $1, powerDerivativeOfBase) }
  case (.power, true): apply { eachLane($0, $1, powerDerivativeOfExponent) }
  case (.maximum, let isRight):
    apply {
      let winner = indicator(isRight ? $0 : $1, isLessThan: isRight ? $1 : $0)
      return V.select($0, isEqualTo: $1, half, winner)
    }
  case (.minimum, let isRight):
    apply {
      let winner = indicator(isRight ? $1 : $0, isLessThan: isRight ? $0 : $1)
      return V.select($0, isEqualTo: $1, half, winner)
    }
  case (.prelu, false): apply { V.select(zero, isLessThan: $0, one, $1) }
  case (.prelu, true): apply { a, _ in atMost(a, 0) }
  case (.logisticLoss, false): apply { logisticFunction($0) - $1 }
  case (.logisticLoss, true): apply { z, _ in zero - z }
  case (.less, _), (.lessOrEqual, _), (.greater, _), (.greaterOrEqual, _), (.equal, _),
    (.notEqual, _):
    apply { _, _ in zero }
  }
}

/// log(1 + eᶻ) − t·z, without overflow for any z.
@inlinable @inline(__always)
func logisticLoss<V: FloatVector>(logit z: V, target t: V) -> V {
  let e = exponentialOfMinusMagnitude(z).value
  return V.fma(V(repeating: 0) - t, z, atLeast(z, 0)) + logarithmOfOnePlus(e)
}

/// b·aᵇ⁻¹.
@usableFromInline
package func powerDerivativeOfBase(_ a: Float, _ b: Float) -> Float {
  b == 0 ? 0 : b * power(a, b - 1)
}

/// aᵇ·ln a, 0 at a = 0 for b > 0.
@usableFromInline
package func powerDerivativeOfExponent(_ a: Float, _ b: Float) -> Float {
  if a == 0 && b > 0 { return 0 }
  return power(a, b) * (binaryLogarithm(a) * 0.693_147_18)
}

/// c = f(a, b).
@inlinable @inline(never)
func combinePairs<Set: InstructionSet>(
  _ set: Set.Type, _ function: PairFunction, _ a: UnsafePointer<Float>,
  _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int
) {
  withPairFunction(function, Set.Vector.self) { f in
    mapPairs(set, a, b, c, count) { f($0, $1) }
  }
}

/// c = f(a, scalar) or f(scalar, a).
@inlinable @inline(never)
func combineWithScalar<Set: InstructionSet>(
  _ set: Set.Type, _ function: PairFunction, _ a: UnsafePointer<Float>, _ scalar: Float,
  isLeft: Bool, _ c: UnsafeMutablePointer<Float>, _ count: Int
) {
  let s = Set.Vector(repeating: scalar)
  withPairFunction(function, Set.Vector.self) { f in
    if isLeft {
      mapElements(set, a, c, count) { f(s, $0) }
    } else {
      mapElements(set, a, c, count) { f($0, s) }
    }
  }
}

/// c = ∂f(a, b)/∂a or ∂f(a, b)/∂b.
@inlinable @inline(never)
func combineDerivatives<Set: InstructionSet>(
  _ set: Set.Type, _ function: PairFunction, ofRight isRight: Bool, _ a: UnsafePointer<Float>,
  _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int
) {
  withPairDerivative(function, ofRight: isRight, Set.Vector.self) { f in
    mapPairs(set, a, b, c, count) { f($0, $1) }
  }
}
