/// Functions of two numbers that kernels compute.
@usableFromInline
package enum PairFunction: UInt8, Sendable, CaseIterable {
  case add, subtract, multiply, divide, power, maximum, minimum, prelu, logisticLoss
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
}

/// What is done with a function of two numbers once its type is known.
@usableFromInline
package protocol PairFunctionVisitor {
  associatedtype V: FloatVector
  func visit<F: VectorPairFunction>(_ function: F) where F.V == V
}

extension PairFunction {
  /// Calls the visitor with the function of this name.
  @inlinable @inline(__always)
  package func accept<Visitor: PairFunctionVisitor>(_ visitor: Visitor) {
    typealias V = Visitor.V
    switch self {
    case .add: visitor.visit(SumKernel<V>())
    case .subtract: visitor.visit(DifferenceKernel<V>())
    case .multiply: visitor.visit(ProductKernel<V>())
    case .divide: visitor.visit(QuotientKernel<V>())
    case .power: visitor.visit(PowerKernel<V>())
    case .maximum: visitor.visit(MaximumKernel<V>())
    case .minimum: visitor.visit(MinimumKernel<V>())
    case .prelu: visitor.visit(TrainedRectifierKernel<V>())
    case .logisticLoss: visitor.visit(LogisticLossKernel<V>())
    case .less: visitor.visit(LessKernel<V>())
    case .lessOrEqual: visitor.visit(LessOrEqualKernel<V>())
    case .greater: visitor.visit(GreaterKernel<V>())
    case .greaterOrEqual: visitor.visit(GreaterOrEqualKernel<V>())
    case .equal: visitor.visit(EqualKernel<V>())
    case .notEqual: visitor.visit(NotEqualKernel<V>())
    }
  }
}

/// c = f(a, b).
@usableFromInline
@frozen
package struct CombineVisitor<Set: InstructionSet>: PairFunctionVisitor {
  @usableFromInline package typealias V = Set.Vector
  @usableFromInline let a: UnsafePointer<Float>
  @usableFromInline let b: UnsafePointer<Float>
  @usableFromInline let c: UnsafeMutablePointer<Float>
  @usableFromInline let count: Int

  @inlinable @inline(__always)
  init(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    self.a = a
    self.b = b
    self.c = c
    self.count = count
  }

  @inlinable @inline(never)
  package func visit<F: VectorPairFunction>(_ function: F) where F.V == V {
    var i = 0
    while i < count {
      let rest = count &- i
      let value = function.value(Set.load(a + i, upTo: rest), Set.load(b + i, upTo: rest))
      Set.store(value, c + i, upTo: rest)
      i &+= V.width
    }
  }
}

/// c = ∂f(a, b)/∂a or ∂f(a, b)/∂b.
@usableFromInline
@frozen
package struct PairDerivativeVisitor<Set: InstructionSet>: PairFunctionVisitor {
  @usableFromInline package typealias V = Set.Vector
  @usableFromInline let operands: CombineVisitor<Set>
  @usableFromInline let isOfRight: Bool

  @inlinable @inline(__always)
  init(_ operands: CombineVisitor<Set>, isOfRight: Bool) {
    self.operands = operands
    self.isOfRight = isOfRight
  }

  @inlinable @inline(never)
  package func visit<F: VectorPairFunction>(_ function: F) where F.V == V {
    var i = 0
    while i < operands.count {
      let rest = operands.count &- i
      let a = Set.load(operands.a + i, upTo: rest)
      let b = Set.load(operands.b + i, upTo: rest)
      let slope = isOfRight ? function.rightDerivative(a, b) : function.leftDerivative(a, b)
      Set.store(slope, operands.c + i, upTo: rest)
      i &+= V.width
    }
  }
}

/// c = f(a, scalar) or f(scalar, a).
@usableFromInline
@frozen
package struct ScalarVisitor<Set: InstructionSet>: PairFunctionVisitor {
  @usableFromInline package typealias V = Set.Vector
  @usableFromInline let a: UnsafePointer<Float>
  @usableFromInline let scalar: Float
  @usableFromInline let isLeft: Bool
  @usableFromInline let c: UnsafeMutablePointer<Float>
  @usableFromInline let count: Int

  @inlinable @inline(__always)
  init(
    _ a: UnsafePointer<Float>, _ scalar: Float, isLeft: Bool, _ c: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    self.a = a
    self.scalar = scalar
    self.isLeft = isLeft
    self.c = c
    self.count = count
  }

  @inlinable @inline(never)
  package func visit<F: VectorPairFunction>(_ function: F) where F.V == V {
    let s = V(repeating: scalar)
    var i = 0
    while i < count {
      let rest = count &- i
      let x = Set.load(a + i, upTo: rest)
      let value = isLeft ? function.value(s, x) : function.value(x, s)
      Set.store(value, c + i, upTo: rest)
      i &+= V.width
    }
  }
}

/// log(1 + eᶻ) − t·z, without overflow for any z.
@inlinable @_transparent
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
