/// An optimizer's formula for vectors of any width.
@usableFromInline
package protocol VectorUpdate {
  associatedtype V: FloatVector
  /// Whether the first and the second memory hold anything.
  static var usesFirst: Bool { get }
  static var usesSecond: Bool { get }
  init(_ settings: UpdateSettings)
  /// The new weight and memories for a weight w with gradient g and memories m and v.
  func update(_ w: V, _ g: V, _ m: V, _ v: V) -> (w: V, m: V, v: V)
}

/// w = s·w − lr·g, where s is 1 but for weight decay.
@usableFromInline
@frozen
package struct Descent<V: FloatVector>: VectorUpdate {
  @inlinable @inline(__always) package static var usesFirst: Bool { false }
  @inlinable @inline(__always) package static var usesSecond: Bool { false }
  @usableFromInline let minusStep: V
  @usableFromInline let shrinkage: V

  @inlinable @inline(__always)
  package init(_ settings: UpdateSettings) {
    minusStep = V(repeating: -settings.step)
    shrinkage = V(repeating: settings.shrinkage)
  }

  @inlinable @inline(__always)
  package func update(_ w: V, _ g: V, _ m: V, _ v: V) -> (w: V, m: V, v: V) {
    (V.fma(minusStep, g, w * shrinkage), m, v)
  }
}

/// v = β·v + gain·g; w = s·w − lr·v.
@usableFromInline
@frozen
package struct Momentum<V: FloatVector>: VectorUpdate {
  @inlinable @inline(__always) package static var usesFirst: Bool { true }
  @inlinable @inline(__always) package static var usesSecond: Bool { false }
  @usableFromInline let minusStep: V
  @usableFromInline let decay: V
  @usableFromInline let gain: V
  @usableFromInline let shrinkage: V

  @inlinable @inline(__always)
  package init(_ settings: UpdateSettings) {
    minusStep = V(repeating: -settings.step)
    decay = V(repeating: settings.decay)
    gain = V(repeating: settings.gain)
    shrinkage = V(repeating: settings.shrinkage)
  }

  @inlinable @inline(__always)
  package func update(_ w: V, _ g: V, _ m: V, _ v: V) -> (w: V, m: V, v: V) {
    let velocity = V.fma(decay, m, g * gain)
    return (V.fma(minusStep, velocity, w * shrinkage), velocity, v)
  }
}

/// v = β·v + gain·g; w = s·w − lr·(gain·g + β·v).
@usableFromInline
@frozen
package struct NesterovMomentum<V: FloatVector>: VectorUpdate {
  @inlinable @inline(__always) package static var usesFirst: Bool { true }
  @inlinable @inline(__always) package static var usesSecond: Bool { false }
  @usableFromInline let minusStep: V
  @usableFromInline let decay: V
  @usableFromInline let gain: V
  @usableFromInline let shrinkage: V

  @inlinable @inline(__always)
  package init(_ settings: UpdateSettings) {
    minusStep = V(repeating: -settings.step)
    decay = V(repeating: settings.decay)
    gain = V(repeating: settings.gain)
    shrinkage = V(repeating: settings.shrinkage)
  }

  @inlinable @inline(__always)
  package func update(_ w: V, _ g: V, _ m: V, _ v: V) -> (w: V, m: V, v: V) {
    let gained = g * gain
    let velocity = V.fma(decay, m, gained)
    return (V.fma(minusStep, V.fma(decay, velocity, gained), w * shrinkage), velocity, v)
  }
}

/// s += g²; w −= lr·g/(√(s + ε′) + ε).
@usableFromInline
@frozen
package struct Adagrad<V: FloatVector>: VectorUpdate {
  @inlinable @inline(__always) package static var usesFirst: Bool { false }
  @inlinable @inline(__always) package static var usesSecond: Bool { true }
  @usableFromInline let step: V
  @usableFromInline let epsilon: V
  @usableFromInline let rootEpsilon: V

  @inlinable @inline(__always)
  package init(_ settings: UpdateSettings) {
    step = V(repeating: settings.step)
    epsilon = V(repeating: settings.epsilon)
    rootEpsilon = V(repeating: settings.rootEpsilon)
  }

  @inlinable @inline(__always)
  package func update(_ w: V, _ g: V, _ m: V, _ v: V) -> (w: V, m: V, v: V) {
    let squares = V.fma(g, g, v)
    return (w - quotient(step * g, (squares + rootEpsilon).squareRoot() + epsilon), m, squares)
  }
}

/// v = α·v + (1 − α)·g²; w −= lr·g/(√(v + ε′) + ε).
@usableFromInline
@frozen
package struct RootMeanSquare<V: FloatVector>: VectorUpdate {
  @inlinable @inline(__always) package static var usesFirst: Bool { false }
  @inlinable @inline(__always) package static var usesSecond: Bool { true }
  @usableFromInline let step: V
  @usableFromInline let decay: V
  @usableFromInline let complement: V
  @usableFromInline let epsilon: V
  @usableFromInline let rootEpsilon: V

  @inlinable @inline(__always)
  package init(_ settings: UpdateSettings) {
    step = V(repeating: settings.step)
    decay = V(repeating: settings.decay)
    complement = V(repeating: settings.complement)
    epsilon = V(repeating: settings.epsilon)
    rootEpsilon = V(repeating: settings.rootEpsilon)
  }

  @inlinable @inline(__always)
  package func update(_ w: V, _ g: V, _ m: V, _ v: V) -> (w: V, m: V, v: V) {
    let squares = V.fma(decay, v, complement * (g * g))
    return (w - quotient(step * g, (squares + rootEpsilon).squareRoot() + epsilon), m, squares)
  }
}

/// m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g²; w −= step·m/(√(v + ε′)·correction + ε).
@usableFromInline
@frozen
package struct Adam<V: FloatVector>: VectorUpdate {
  @inlinable @inline(__always) package static var usesFirst: Bool { true }
  @inlinable @inline(__always) package static var usesSecond: Bool { true }
  @usableFromInline let minusStep: V
  @usableFromInline let correction: V
  @usableFromInline let decay: V
  @usableFromInline let complement: V
  @usableFromInline let squareDecay: V
  @usableFromInline let squareComplement: V
  @usableFromInline let epsilon: V
  @usableFromInline let rootEpsilon: V
  @usableFromInline let shrinkage: V

  @inlinable @inline(__always)
  package init(_ settings: UpdateSettings) {
    minusStep = V(repeating: -settings.step)
    correction = V(repeating: settings.correction)
    decay = V(repeating: settings.decay)
    complement = V(repeating: settings.complement)
    squareDecay = V(repeating: settings.squareDecay)
    squareComplement = V(repeating: settings.squareComplement)
    epsilon = V(repeating: settings.epsilon)
    rootEpsilon = V(repeating: settings.rootEpsilon)
    shrinkage = V(repeating: settings.shrinkage)
  }

  @inlinable @inline(__always)
  package func update(_ w: V, _ g: V, _ m: V, _ v: V) -> (w: V, m: V, v: V) {
    let mean = V.fma(decay, m, complement * g)
    let squares = V.fma(squareDecay, v, squareComplement * (g * g))
    let divisor = V.fma((squares + rootEpsilon).squareRoot(), correction, epsilon)
    return (V.fma(w, shrinkage, quotient(minusStep * mean, divisor)), mean, squares)
  }
}

/// Updates parameters in one pass: w by the gradient g, with the optimizer's memory m and v. The
/// gradient includes l1·sign(w) + 2·l2·w.
@inlinable @inline(__always)
func update<Set: InstructionSet>(
  _ set: Set.Type, _ rule: UpdateRule, _ operands: UpdateOperands, _ settings: UpdateSettings
) {
  typealias V = Set.Vector
  switch rule {
  case .descent: updateElements(set, Descent<V>(settings), operands)
  case .momentum: updateElements(set, Momentum<V>(settings), operands)
  case .nesterov: updateElements(set, NesterovMomentum<V>(settings), operands)
  case .adagrad: updateElements(set, Adagrad<V>(settings), operands)
  case .rmsprop: updateElements(set, RootMeanSquare<V>(settings), operands)
  case .adam: updateElements(set, Adam<V>(settings), operands)
  }
}

/// Parameters, gradients and the optimizer's memory, and the penalty's coefficients.
@usableFromInline
@frozen
package struct UpdateOperands {
  @usableFromInline let w: UnsafeMutablePointer<Float>
  @usableFromInline let g: UnsafePointer<Float>
  @usableFromInline let m: UnsafeMutablePointer<Float>
  @usableFromInline let v: UnsafeMutablePointer<Float>
  @usableFromInline let count: Int
  @usableFromInline let l1: Float
  @usableFromInline let doubledL2: Float

  @inlinable @inline(__always)
  init(
    w: UnsafeMutablePointer<Float>, g: UnsafePointer<Float>, m: UnsafeMutablePointer<Float>,
    v: UnsafeMutablePointer<Float>, count: Int, l1: Float, doubledL2: Float
  ) {
    self.w = w
    self.g = g
    self.m = m
    self.v = v
    self.count = count
    self.l1 = l1
    self.doubledL2 = doubledL2
  }
}

@inlinable @inline(never)
func updateElements<Set: InstructionSet, Rule: VectorUpdate>(
  _ set: Set.Type, _ rule: Rule, _ operands: UpdateOperands
) where Rule.V == Set.Vector {
  if operands.l1 == 0 && operands.doubledL2 == 0 {
    updateElements(set, rule, operands, isPenalized: false)
  } else {
    updateElements(set, rule, operands, isPenalized: true)
  }
}

@inlinable @inline(__always)
func updateElements<Set: InstructionSet, Rule: VectorUpdate>(
  _ set: Set.Type, _ rule: Rule, _ p: UpdateOperands, isPenalized: Bool
) where Rule.V == Set.Vector {
  typealias V = Set.Vector
  let zero = V(repeating: 0)
  let l1 = V(repeating: p.l1)
  let l2 = V(repeating: p.doubledL2)
  var i = 0
  while i < p.count {
    let rest = p.count &- i
    let weight = Set.load(p.w + i, upTo: rest)
    var gradient = Set.load(p.g + i, upTo: rest)
    if isPenalized { gradient = V.fma(l1, signOf(weight), V.fma(l2, weight, gradient)) }
    let new = rule.update(
      weight, gradient, Rule.usesFirst ? Set.load(p.m + i, upTo: rest) : zero,
      Rule.usesSecond ? Set.load(p.v + i, upTo: rest) : zero)
    Set.store(new.w, p.w + i, upTo: rest)
    if Rule.usesFirst { Set.store(new.m, p.m + i, upTo: rest) }
    if Rule.usesSecond { Set.store(new.v, p.v + i, upTo: rest) }
    i &+= V.width
  }
}
