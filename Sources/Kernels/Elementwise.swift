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

extension ElementaryFunction {
  /// Whether f′(x) follows from f(x) for every parameter that occurs.
  package var hasDerivativeFromOutput: Bool {
    switch self {
    case .identity, .exp, .sqrt, .tanh, .sigmoid, .relu: true
    default: false
    }
  }
}

/// What is done with a function once its type is known.
@usableFromInline
package protocol FunctionVisitor {
  associatedtype V: FloatVector
  func visit<F: VectorFunction>(_ function: F) where F.V == V
}

extension ElementaryFunction {
  /// Calls the visitor with the function of this name.
  @inlinable @inline(__always)
  package func accept<Visitor: FunctionVisitor>(_ visitor: Visitor, parameter: Float) {
    typealias V = Visitor.V
    switch self {
    case .identity: visitor.visit(IdentityKernel<V>(parameter))
    case .negate: visitor.visit(NegationKernel<V>(parameter))
    case .reciprocal: visitor.visit(ReciprocalKernel<V>(parameter))
    case .square: visitor.visit(SquareKernel<V>(parameter))
    case .sqrt: visitor.visit(SquareRootKernel<V>(parameter))
    case .exp: visitor.visit(ExponentialKernel<V>(parameter))
    case .log: visitor.visit(LogarithmKernel<V>(parameter))
    case .log2: visitor.visit(BinaryLogarithmKernel<V>(parameter))
    case .sin: visitor.visit(SineKernel<V>(parameter))
    case .cos: visitor.visit(CosineKernel<V>(parameter))
    case .abs: visitor.visit(MagnitudeKernel<V>(parameter))
    case .sign: visitor.visit(SignKernel<V>(parameter))
    case .step: visitor.visit(StepKernel<V>(parameter))
    case .tanh: visitor.visit(HyperbolicTangentKernel<V>(parameter))
    case .sigmoid: visitor.visit(LogisticFunctionKernel<V>(parameter))
    case .logSigmoid: visitor.visit(LogOfLogisticFunctionKernel<V>(parameter))
    case .relu: visitor.visit(RectifierKernel<V>(parameter))
    case .leakyRelu: visitor.visit(LeakyRectifierKernel<V>(parameter))
    case .elu: visitor.visit(ExponentialUnitKernel<V>(parameter))
    case .gelu: visitor.visit(GaussianUnitKernel<V>(parameter))
    case .geluTanh: visitor.visit(GaussianUnitByTanhKernel<V>(parameter))
    case .softplus: visitor.visit(SoftplusKernel<V>(parameter))
    case .silu: visitor.visit(SigmoidUnitKernel<V>(parameter))
    case .huber: visitor.visit(HuberLossKernel<V>(parameter))
    }
  }
}

/// c = f(a).
@usableFromInline
@frozen
package struct MapVisitor<Set: InstructionSet>: FunctionVisitor {
  @usableFromInline package typealias V = Set.Vector
  @usableFromInline let a: UnsafePointer<Float>
  @usableFromInline let c: UnsafeMutablePointer<Float>
  @usableFromInline let count: Int

  @inlinable @inline(__always)
  init(_ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int) {
    self.a = a
    self.c = c
    self.count = count
  }

  @inlinable @inline(never)
  package func visit<F: VectorFunction>(_ function: F) where F.V == V {
    var i = 0
    while i < count {
      let rest = count &- i
      Set.store(function.value(Set.load(a + i, upTo: rest)), c + i, upTo: rest)
      i &+= V.width
    }
  }
}

/// c = f′(a).
@usableFromInline
@frozen
package struct DerivativeVisitor<Set: InstructionSet>: FunctionVisitor {
  @usableFromInline package typealias V = Set.Vector
  @usableFromInline let a: UnsafePointer<Float>
  @usableFromInline let c: UnsafeMutablePointer<Float>
  @usableFromInline let count: Int

  @inlinable @inline(__always)
  init(_ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int) {
    self.a = a
    self.c = c
    self.count = count
  }

  @inlinable @inline(never)
  package func visit<F: VectorFunction>(_ function: F) where F.V == V {
    var i = 0
    while i < count {
      let rest = count &- i
      Set.store(function.derivative(Set.load(a + i, upTo: rest)), c + i, upTo: rest)
      i &+= V.width
    }
  }
}

/// c = upstream · f′, from inputs or from outputs of f.
@usableFromInline
@frozen
package struct BackwardVisitor<Set: InstructionSet>: FunctionVisitor {
  @usableFromInline package typealias V = Set.Vector
  @usableFromInline let upstream: UnsafePointer<Float>
  @usableFromInline let x: UnsafePointer<Float>
  @usableFromInline let c: UnsafeMutablePointer<Float>
  @usableFromInline let count: Int
  @usableFromInline let isFromOutput: Bool

  @inlinable @inline(__always)
  init(
    _ upstream: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ count: Int, isFromOutput: Bool
  ) {
    self.upstream = upstream
    self.x = x
    self.c = c
    self.count = count
    self.isFromOutput = isFromOutput
  }

  @inlinable @inline(never)
  package func visit<F: VectorFunction>(_ function: F) where F.V == V {
    if isFromOutput { visitFromOutput(function) } else { visitFromInput(function) }
  }

  @inlinable @inline(__always)
  func visitFromInput<F: VectorFunction>(_ function: F) where F.V == V {
    var i = 0
    while i < count {
      let rest = count &- i
      let slope = function.derivative(Set.load(x + i, upTo: rest))
      Set.store(Set.load(upstream + i, upTo: rest) * slope, c + i, upTo: rest)
      i &+= V.width
    }
  }

  @inlinable @inline(__always)
  func visitFromOutput<F: VectorFunction>(_ function: F) where F.V == V {
    var i = 0
    while i < count {
      let rest = count &- i
      let slope = function.derivative(ofOutput: Set.load(x + i, upTo: rest))
      Set.store(Set.load(upstream + i, upTo: rest) * slope, c + i, upTo: rest)
      i &+= V.width
    }
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
@inlinable @_transparent
func indicator<V: FloatVector>(_ a: V, isLessThan b: V) -> V {
  V.select(a, isLessThan: b, V(repeating: 1), V(repeating: 0))
}

/// −1, 0 or 1.
@inlinable @_transparent
func signOf<V: FloatVector>(_ x: V) -> V {
  let zero = V(repeating: 0)
  return V.select(x, isEqualTo: zero, zero, V(repeating: 1).withSign(of: x))
}

/// Twice the argument of tanh in gelu's approximation, 2√(2/π)(x + 0.044715x³).
@inlinable @_transparent
func geluArgument<V: FloatVector>(_ x: V) -> V {
  x * V.fma(x * x, V(repeating: 0.071_354_816_3), V(repeating: 1.595_769_121_6))
}
