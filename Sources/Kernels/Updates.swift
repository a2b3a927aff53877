/// Updates parameters in one pass: w by the gradient g, with the optimizer's memory m and v. The
/// gradient includes l1·sign(w) + 2·l2·w.
@inlinable @inline(never)
func update<Set: InstructionSet>(
  _: Set.Type, _ rule: UpdateRule, _ settings: UpdateSettings, l1: Float, doubledL2: Float,
  _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>,
  _ v: UnsafeMutablePointer<Float>, _ count: Int
) {
  typealias V = Set.Vector
  if l1 == 0 && doubledL2 == 0 {
    updateAll(Set.self, rule, settings, w, g, m, v, count) { gradient, _ in gradient }
  } else {
    let l1 = V(repeating: l1)
    let l2 = V(repeating: doubledL2)
    updateAll(Set.self, rule, settings, w, g, m, v, count) { gradient, weight in
      V.fma(l1, signOf(weight), V.fma(l2, weight, gradient))
    }
  }
}

@inlinable @inline(__always)
func updateAll<Set: InstructionSet>(
  _: Set.Type, _ rule: UpdateRule, _ settings: UpdateSettings, _ w: UnsafeMutablePointer<Float>,
  _ g: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ v: UnsafeMutablePointer<Float>,
  _ count: Int, _ penalized: (Set.Vector, Set.Vector) -> Set.Vector
) {
  typealias V = Set.Vector
  let zero = V(repeating: 0)
  let step = V(repeating: settings.step)
  let minusStep = V(repeating: -settings.step)
  let decay = V(repeating: settings.decay)
  let complement = V(repeating: settings.complement)
  let epsilon = V(repeating: settings.epsilon)
  switch rule {
  case .descent:
    updateElements(Set.self, w, g, m, v, count, usesM: false, usesV: false) { w, g, m, v in
      (V.fma(minusStep, penalized(g, w), w), m, v)
    }
  case .momentum:
    updateElements(Set.self, w, g, m, v, count, usesM: true, usesV: false) { w, g, m, v in
      let velocity = V.fma(decay, m, penalized(g, w))
      return (V.fma(minusStep, velocity, w), velocity, v)
    }
  case .nesterov:
    updateElements(Set.self, w, g, m, v, count, usesM: true, usesV: false) { w, g, m, v in
      let gradient = penalized(g, w)
      let velocity = V.fma(decay, m, gradient)
      return (V.fma(minusStep, V.fma(decay, velocity, gradient), w), velocity, v)
    }
  case .adagrad:
    updateElements(Set.self, w, g, m, v, count, usesM: false, usesV: true) { w, g, m, v in
      let gradient = penalized(g, w)
      let squares = V.fma(gradient, gradient, v)
      return (w - step * gradient / (squares.squareRoot() + epsilon), m, squares)
    }
  case .rmsprop:
    updateElements(Set.self, w, g, m, v, count, usesM: false, usesV: true) { w, g, m, v in
      let gradient = penalized(g, w)
      let squares = V.fma(decay, v, complement * (gradient * gradient))
      return (w - step * gradient / (squares.squareRoot() + epsilon), m, squares)
    }
  case .adam:
    let correction = V(repeating: settings.correction)
    let squareDecay = V(repeating: settings.squareDecay)
    let squareComplement = V(repeating: settings.squareComplement)
    let shrinkage = V(repeating: settings.shrinkage)
    updateElements(Set.self, w, g, m, v, count, usesM: true, usesV: true) { w, g, m, v in
      let gradient = penalized(g, w)
      let mean = V.fma(decay, m, complement * gradient)
      let squares = V.fma(squareDecay, v, squareComplement * (gradient * gradient))
      let divisor = V.fma(squares.squareRoot(), correction, epsilon)
      return (V.fma(w, shrinkage, zero - step * mean / divisor), mean, squares)
    }
  }
}

@inlinable @inline(__always)
func updateElements<Set: InstructionSet>(
  _: Set.Type, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
  _ m: UnsafeMutablePointer<Float>, _ v: UnsafeMutablePointer<Float>, _ count: Int, usesM: Bool,
  usesV: Bool,
  _ body: (Set.Vector, Set.Vector, Set.Vector, Set.Vector) -> (
    Set.Vector, Set.Vector, Set.Vector
  )
) {
  typealias V = Set.Vector
  let zero = V(repeating: 0)
  var i = 0
  while i < count {
    let rest = count &- i
    let (weight, mean, squares) = body(
      Set.load(w + i, upTo: rest), Set.load(g + i, upTo: rest),
      usesM ? Set.load(m + i, upTo: rest) : zero, usesV ? Set.load(v + i, upTo: rest) : zero)
    Set.store(weight, w + i, upTo: rest)
    if usesM { Set.store(mean, m + i, upTo: rest) }
    if usesV { Set.store(squares, v + i, upTo: rest) }
    i &+= V.width
  }
}
