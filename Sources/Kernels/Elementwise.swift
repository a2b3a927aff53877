/// Functions of one number that kernels compute; parameters in brackets.
@usableFromInline
package enum ElementaryFunction: UInt8, Sendable, CaseIterable {
  case identity, negate, reciprocal, square, sqrt, exp, log, log2, sin, cos, abs, sign, step
  case tanh, sigmoid, logSigmoid, relu
  /// [slope]
  case leakyRelu
  /// [alpha]
  case elu
  case gelu, geluTanh, softplus, silu
  /// [delta]
  case huber
}

/// Functions of two numbers that kernels compute.
@usableFromInline
package enum PairFunction: UInt8, Sendable, CaseIterable {
  case add, subtract, multiply, divide, power, maximum, minimum, prelu, logisticLoss
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
}

extension ElementaryFunction {
  /// Whether f′(x) follows from f(x) for every parameter that occurs (slopes above 0).
  package var hasDerivativeFromOutput: Bool {
    switch self {
    case .identity, .exp, .sqrt, .tanh, .sigmoid, .relu: true
    default: false
    }
  }
}

/// c[i] = body(a[i]). The body occurs once, so that it is part of the loop.
@inlinable @inline(__always)
func mapElements<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int,
  _ body: (Set.Vector) -> Set.Vector
) {
  var i = 0
  while i < count {
    let rest = count &- i
    Set.store(body(Set.load(a + i, upTo: rest)), c + i, upTo: rest)
    i &+= Set.Vector.width
  }
}

/// c[i] = body(a[i], b[i]).
@inlinable @inline(__always)
func mapPairs<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, _ count: Int,
  _ body: (Set.Vector, Set.Vector) -> Set.Vector
) {
  var i = 0
  while i < count {
    let rest = count &- i
    let value = body(Set.load(a + i, upTo: rest), Set.load(b + i, upTo: rest))
    Set.store(value, c + i, upTo: rest)
    i &+= Set.Vector.width
  }
}

/// Applies a function of one number to each lane.
@inlinable @inline(__always)
func eachLane<V: FloatVector>(_ x: V, _ body: (Float) -> Float) -> V {
  var result = x
  for lane in 0..<V.width { result[lane] = body(x[lane]) }
  return result
}

/// Applies a function of two numbers to each lane.
@inlinable @inline(__always)
func eachLane<V: FloatVector>(_ x: V, _ y: V, _ body: (Float, Float) -> Float) -> V {
  var result = x
  for lane in 0..<V.width { result[lane] = body(x[lane], y[lane]) }
  return result
}

/// 1 where a < b, otherwise 0.
@inlinable @inline(__always)
func indicator<V: FloatVector>(_ a: V, isLessThan b: V) -> V {
  V.select(a, isLessThan: b, V(repeating: 1), V(repeating: 0))
}

/// Twice the argument of σ in gelu's approximation, x·σ(2√(2/π)(x + 0.044715x³)).
@inlinable @inline(__always)
func geluArgument<V: FloatVector>(_ x: V) -> V {
  x * V.fma(x * x, V(repeating: 0.071_354_816_3), V(repeating: 1.595_769_121_6))
}

/// c = f(a).
@inlinable @inline(never)
func mapFunction<Set: InstructionSet>(
  _ set: Set.Type, _ function: ElementaryFunction, parameter: Float, _ a: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, _ count: Int
) {
  typealias V = Set.Vector
  let zero = V(repeating: 0)
  let one = V(repeating: 1)
  let p = V(repeating: parameter)
  switch function {
  case .identity: mapElements(set, a, c, count) { $0 }
  case .negate: mapElements(set, a, c, count) { $0.withSign(of: V(repeating: -1) * $0) }
  case .reciprocal: mapElements(set, a, c, count) { one / $0 }
  case .square: mapElements(set, a, c, count) { $0 * $0 }
  case .sqrt: mapElements(set, a, c, count) { $0.squareRoot() }
  case .exp: mapElements(set, a, c, count) { exponential($0) }
  case .log: mapElements(set, a, c, count) { logarithm($0) }
  case .log2: mapElements(set, a, c, count) { eachLane($0, binaryLogarithm) }
  case .sin: mapElements(set, a, c, count) { eachLane($0, sine) }
  case .cos: mapElements(set, a, c, count) { eachLane($0, cosine) }
  case .abs: mapElements(set, a, c, count) { $0.magnitude }
  case .sign: mapElements(set, a, c, count) { signOf($0) }
  case .step: mapElements(set, a, c, count) { indicator(zero, isLessThan: $0) }
  case .tanh: mapElements(set, a, c, count) { hyperbolicTangent($0) }
  case .sigmoid: mapElements(set, a, c, count) { logisticFunction($0) }
  case .logSigmoid: mapElements(set, a, c, count) { zero - softplus(zero - $0) }
  case .relu: mapElements(set, a, c, count) { atLeast($0, 0) }
  case .leakyRelu: mapElements(set, a, c, count) { V.select(zero, isLessThan: $0, $0, p * $0) }
  case .elu:
    mapElements(set, a, c, count) {
      let below = p * exponentialMinusOne(atMost(atLeast($0, -87), 0))
      return V.select(zero, isLessThan: $0, $0, below)
    }
  case .gelu: mapElements(set, a, c, count) { $0 * normalDistribution($0).probability }
  case .geluTanh: mapElements(set, a, c, count) { $0 * logisticFunction(geluArgument($0)) }
  case .softplus: mapElements(set, a, c, count) { softplus($0) }
  case .silu: mapElements(set, a, c, count) { $0 * logisticFunction($0) }
  case .huber:
    mapElements(set, a, c, count) {
      let size = $0.magnitude
      let far = p * V.fma(p, V(repeating: -0.5), size)
      return V.select(p, isLessThan: size, far, V(repeating: 0.5) * $0 * $0)
    }
  }
}

/// −1, 0 or 1.
@inlinable @inline(__always)
func signOf<V: FloatVector>(_ x: V) -> V {
  let zero = V(repeating: 0)
  return V.select(x, isEqualTo: zero, zero, V(repeating: 1).withSign(of: x))
}

/// Calls `apply` with f′ as a function of vectors of inputs.
@inlinable @inline(__always)
func withDerivative<V: FloatVector>(
  _ function: ElementaryFunction, parameter: Float, _: V.Type, _ apply: ((V) -> V) -> Void
) {
  let zero = V(repeating: 0)
  let one = V(repeating: 1)
  let p = V(repeating: parameter)
  switch function {
  case .identity: apply { _ in one }
  case .negate: apply { _ in zero - one }
  case .reciprocal: apply { zero - one / ($0 * $0) }
  case .square: apply { $0 + $0 }
  case .sqrt: apply { V(repeating: 0.5) / $0.squareRoot() }
  case .exp: apply { exponential($0) }
  case .log: apply { one / $0 }
  case .log2: apply { V(repeating: 1.442_695_04) / $0 }
  case .sin: apply { eachLane($0, cosine) }
  case .cos: apply { eachLane($0) { -sine($0) } }
  case .abs: apply { signOf($0) }
  case .sign, .step: apply { _ in zero }
  case .tanh:
    apply {
      let y = hyperbolicTangent($0)
      return V.fma(zero - y, y, one)
    }
  case .sigmoid:
    apply {
      let t = exponential(zero - $0.magnitude)
      return t / ((one + t) * (one + t))
    }
  case .logSigmoid: apply { logisticFunction(zero - $0) }
  case .relu: apply { indicator(zero, isLessThan: $0) }
  case .leakyRelu: apply { V.select(zero, isLessThan: $0, one, p) }
  case .elu: apply { V.select(zero, isLessThan: $0, one, p * exponential(atMost($0, 0))) }
  case .gelu:
    apply {
      let (probability, density) = normalDistribution($0)
      return V.fma($0, density * V(repeating: 0.398_942_28), probability)
    }
  case .geluTanh:
    apply {
      let s = logisticFunction(geluArgument($0))
      let slope = V.fma(
        $0 * $0, V(repeating: 3 * 0.071_354_816_3), V(repeating: 1.595_769_121_6))
      return V.fma($0 * slope, s * (one - s), s)
    }
  case .softplus: apply { logisticFunction($0) }
  case .silu:
    apply {
      let s = logisticFunction($0)
      return V.fma($0, s * (one - s), s)
    }
  case .huber: apply { atMost(atLeast($0, -parameter), parameter) }
  }
}

/// c = f′(a).
@inlinable @inline(never)
func mapDerivative<Set: InstructionSet>(
  _ set: Set.Type, _ function: ElementaryFunction, parameter: Float, _ a: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, _ count: Int
) {
  withDerivative(function, parameter: parameter, Set.Vector.self) { derivative in
    mapElements(set, a, c, count) { derivative($0) }
  }
}

/// c = upstream · f′(x).
@inlinable @inline(never)
func backwardFromInput<Set: InstructionSet>(
  _ set: Set.Type, _ function: ElementaryFunction, parameter: Float,
  _ upstream: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
  _ count: Int
) {
  withDerivative(function, parameter: parameter, Set.Vector.self) { derivative in
    mapPairs(set, upstream, x, c, count) { $0 * derivative($1) }
  }
}

/// c = upstream · f′ for y = f(x).
@inlinable @inline(never)
func backwardFromOutput<Set: InstructionSet>(
  _ set: Set.Type, _ function: ElementaryFunction, _ upstream: UnsafePointer<Float>,
  _ y: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int
) {
  typealias V = Set.Vector
  let zero = V(repeating: 0)
  let one = V(repeating: 1)
  switch function {
  case .exp: mapPairs(set, upstream, y, c, count) { $0 * $1 }
  case .sqrt: mapPairs(set, upstream, y, c, count) { $0 * (V(repeating: 0.5) / $1) }
  case .tanh: mapPairs(set, upstream, y, c, count) { $0 * V.fma(zero - $1, $1, one) }
  case .sigmoid: mapPairs(set, upstream, y, c, count) { $0 * ($1 * (one - $1)) }
  case .relu:
    mapPairs(set, upstream, y, c, count) { $0 * indicator(zero, isLessThan: $1) }
  default: mapElements(set, upstream, c, count) { $0 }
  }
}
