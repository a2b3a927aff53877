/// A function of one number with its derivative, for vectors of any width. Functions are types, not
/// closures: their loops are compiled for each of them with the body inside.
@usableFromInline
package protocol VectorFunction {
  associatedtype V: FloatVector
  /// Creates the function with the number that it depends on, such as a slope.
  init(_ parameter: Float)
  /// f(x).
  func value(_ x: V) -> V
  /// f′(x).
  func derivative(_ x: V) -> V
  /// f′(x) for y = f(x), for functions that allow it.
  func derivative(ofOutput y: V) -> V
}

extension VectorFunction {
  @inlinable @inline(__always)
  package func derivative(ofOutput y: V) -> V { V(repeating: 1) }
}

/// x.
@usableFromInline
@frozen
package struct IdentityKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { x }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: 1) }
}

/// −x.
@usableFromInline
@frozen
package struct NegationKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { V(repeating: -0.0) - x }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: -1) }
}

/// 1/x.
@usableFromInline
@frozen
package struct ReciprocalKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { V(repeating: 1) / x }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: 0) - V(repeating: 1) / (x * x) }
}

/// x².
@usableFromInline
@frozen
package struct SquareKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { x * x }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { x + x }
}

/// √x.
@usableFromInline
@frozen
package struct SquareRootKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { x.squareRoot() }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: 0.5) / x.squareRoot() }
  @inlinable @inline(__always)
  package func derivative(ofOutput y: V) -> V { V(repeating: 0.5) / y }
}

/// eˣ.
@usableFromInline
@frozen
package struct ExponentialKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { exponential(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { exponential(x) }
  @inlinable @inline(__always)
  package func derivative(ofOutput y: V) -> V { y }
}

/// ln x.
@usableFromInline
@frozen
package struct LogarithmKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { logarithm(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: 1) / x }
}

/// log₂ x.
@usableFromInline
@frozen
package struct BinaryLogarithmKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { eachLane(x, binaryLogarithm) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: 1.442_695_04) / x }
}

/// sin x.
@usableFromInline
@frozen
package struct SineKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { eachLane(x, sine) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { eachLane(x, cosine) }
}

/// cos x.
@usableFromInline
@frozen
package struct CosineKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { eachLane(x, cosine) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { eachLane(x) { -sine($0) } }
}

/// |x|, with derivative 0 at 0.
@usableFromInline
@frozen
package struct MagnitudeKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { x.magnitude }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { signOf(x) }
}

/// −1, 0 or 1.
@usableFromInline
@frozen
package struct SignKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { signOf(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: 0) }
}

/// 1 for x > 0, otherwise 0.
@usableFromInline
@frozen
package struct StepKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { indicator(V(repeating: 0), isLessThan: x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { V(repeating: 0) }
}

/// tanh x.
@usableFromInline
@frozen
package struct HyperbolicTangentKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { hyperbolicTangent(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V {
    let y = hyperbolicTangent(x)
    return derivative(ofOutput: y)
  }
  @inlinable @inline(__always)
  package func derivative(ofOutput y: V) -> V { V.fma(V(repeating: -0.0) - y, y, V(repeating: 1)) }
}

/// σ(x).
@usableFromInline
@frozen
package struct LogisticFunctionKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { logisticFunction(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V {
    let e = exponentialOfMinusMagnitude(x).value
    let divisor = V(repeating: 1) + e
    return e / (divisor * divisor)
  }
  @inlinable @inline(__always)
  package func derivative(ofOutput y: V) -> V { y * (V(repeating: 1) - y) }
}

/// ln σ(x).
@usableFromInline
@frozen
package struct LogOfLogisticFunctionKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { V(repeating: 0) - softplus(V(repeating: 0) - x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { logisticFunction(V(repeating: 0) - x) }
}

/// max(0, x), with derivative 0 at 0.
@usableFromInline
@frozen
package struct RectifierKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { atLeast(x, 0) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { indicator(V(repeating: 0), isLessThan: x) }
  @inlinable @inline(__always)
  package func derivative(ofOutput y: V) -> V { indicator(V(repeating: 0), isLessThan: y) }
}

/// x for x > 0, otherwise slope·x.
@usableFromInline
@frozen
package struct LeakyRectifierKernel<V: FloatVector>: VectorFunction {
  @usableFromInline let parameter: Float
  @inlinable @inline(__always) package init(_ parameter: Float) { self.parameter = parameter }
  @inlinable @inline(__always)
  package func value(_ x: V) -> V {
    V.select(V(repeating: 0), isLessThan: x, x, V(repeating: parameter) * x)
  }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V {
    V.select(V(repeating: 0), isLessThan: x, V(repeating: 1), V(repeating: parameter))
  }
}

/// x for x > 0, otherwise α(eˣ − 1).
@usableFromInline
@frozen
package struct ExponentialUnitKernel<V: FloatVector>: VectorFunction {
  @usableFromInline let parameter: Float
  @inlinable @inline(__always) package init(_ parameter: Float) { self.parameter = parameter }
  @inlinable @inline(__always)
  package func value(_ x: V) -> V {
    let below = exponentialMinusOne(atMost(atLeast(x, -87), 0))
    return V.select(V(repeating: 0), isLessThan: x, x, V(repeating: parameter) * below)
  }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V {
    let below = V(repeating: parameter) * exponential(atMost(x, 0))
    return V.select(V(repeating: 0), isLessThan: x, V(repeating: 1), below)
  }
}

/// x·Φ(x).
@usableFromInline
@frozen
package struct GaussianUnitKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { gaussianUnit(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V {
    let (probability, density) = normalDistribution(x)
    return V.fma(x, density * V(repeating: 0.398_942_28), probability)
  }
}

/// ½x(1 + tanh(√(2/π)(x + 0.044715x³))) = x·σ(2√(2/π)(x + 0.044715x³)).
@usableFromInline
@frozen
package struct GaussianUnitByTanhKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { x * logisticFunction(geluArgument(x)) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V {
    let s = logisticFunction(geluArgument(x))
    let slope = V.fma(
      x * x, V(repeating: 3 * 0.071_354_816_3), V(repeating: 1.595_769_121_6))
    return V.fma(x * slope, s * (V(repeating: 1) - s), s)
  }
}

/// ln(1 + eˣ).
@usableFromInline
@frozen
package struct SoftplusKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { softplus(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { logisticFunction(x) }
}

/// x·σ(x).
@usableFromInline
@frozen
package struct SigmoidUnitKernel<V: FloatVector>: VectorFunction {
  @inlinable @inline(__always) package init(_ parameter: Float) {}
  @inlinable @inline(__always)
  package func value(_ x: V) -> V { x * logisticFunction(x) }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V {
    let s = logisticFunction(x)
    return V.fma(x, s * (V(repeating: 1) - s), s)
  }
}

/// ½x² for |x| ≤ δ, otherwise δ(|x| − ½δ).
@usableFromInline
@frozen
package struct HuberLossKernel<V: FloatVector>: VectorFunction {
  @usableFromInline let parameter: Float
  @inlinable @inline(__always) package init(_ parameter: Float) { self.parameter = parameter }
  @inlinable @inline(__always)
  package func value(_ x: V) -> V {
    let delta = V(repeating: parameter)
    let size = x.magnitude
    let far = delta * V.fma(delta, V(repeating: -0.5), size)
    return V.select(delta, isLessThan: size, far, V(repeating: 0.5) * x * x)
  }
  @inlinable @inline(__always)
  package func derivative(_ x: V) -> V { atMost(atLeast(x, -parameter), parameter) }
}
