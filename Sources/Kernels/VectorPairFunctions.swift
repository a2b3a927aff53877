/// A function of two numbers with its derivatives, for vectors of any width.
@usableFromInline
package protocol VectorPairFunction {
  associatedtype V: FloatVector
  init()
  /// f(a, b).
  func value(_ a: V, _ b: V) -> V
  /// ∂f/∂a.
  func leftDerivative(_ a: V, _ b: V) -> V
  /// ∂f/∂b.
  func rightDerivative(_ a: V, _ b: V) -> V
}

extension VectorPairFunction {
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V { V(repeating: 0) }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { V(repeating: 0) }
}

/// a + b.
@usableFromInline
@frozen
package struct SumKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { a + b }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V { V(repeating: 1) }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { V(repeating: 1) }
}

/// a − b.
@usableFromInline
@frozen
package struct DifferenceKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { a - b }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V { V(repeating: 1) }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { V(repeating: -1) }
}

/// a·b.
@usableFromInline
@frozen
package struct ProductKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { a * b }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V { b }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { a }
}

/// a/b.
@usableFromInline
@frozen
package struct QuotientKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { a / b }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V { V(repeating: 1) / b }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { V(repeating: 0) - (a / b) / b }
}

/// aᵇ.
@usableFromInline
@frozen
package struct PowerKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { eachLane(a, b, power) }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V { eachLane(a, b, powerDerivativeOfBase) }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { eachLane(a, b, powerDerivativeOfExponent) }
}

/// max(a, b); a tie splits the derivative.
@usableFromInline
@frozen
package struct MaximumKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { V.select(a, isLessThan: b, b, a) }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 0.5), indicator(b, isLessThan: a))
  }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 0.5), indicator(a, isLessThan: b))
  }
}

/// min(a, b); a tie splits the derivative.
@usableFromInline
@frozen
package struct MinimumKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { V.select(b, isLessThan: a, b, a) }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 0.5), indicator(a, isLessThan: b))
  }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 0.5), indicator(b, isLessThan: a))
  }
}

/// a for a > 0, otherwise b·a.
@usableFromInline
@frozen
package struct TrainedRectifierKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { V.select(V(repeating: 0), isLessThan: a, a, b * a) }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V {
    V.select(V(repeating: 0), isLessThan: a, V(repeating: 1), b)
  }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { atMost(a, 0) }
}

/// log(1 + eᵃ) − b·a for a logit a and a target b.
@usableFromInline
@frozen
package struct LogisticLossKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { logisticLoss(logit: a, target: b) }
  @inlinable @inline(__always)
  package func leftDerivative(_ a: V, _ b: V) -> V { logisticFunction(a) - b }
  @inlinable @inline(__always)
  package func rightDerivative(_ a: V, _ b: V) -> V { V(repeating: 0) - a }
}

/// 1 where a < b.
@usableFromInline
@frozen
package struct LessKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { indicator(a, isLessThan: b) }
}

/// 1 where a ≤ b.
@usableFromInline
@frozen
package struct LessOrEqualKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 1), indicator(a, isLessThan: b))
  }
}

/// 1 where a > b.
@usableFromInline
@frozen
package struct GreaterKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V { indicator(b, isLessThan: a) }
}

/// 1 where a ≥ b.
@usableFromInline
@frozen
package struct GreaterOrEqualKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 1), indicator(b, isLessThan: a))
  }
}

/// 1 where a = b.
@usableFromInline
@frozen
package struct EqualKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 1), V(repeating: 0))
  }
}

/// 1 where a ≠ b.
@usableFromInline
@frozen
package struct NotEqualKernel<V: FloatVector>: VectorPairFunction {
  @inlinable @inline(__always) package init() {}
  @inlinable @inline(__always)
  package func value(_ a: V, _ b: V) -> V {
    V.select(a, isEqualTo: b, V(repeating: 0), V(repeating: 1))
  }
}
