// Losses with their gradients in one pass. R rows, C columns.

/// d = (a − b)², c = scale · (a − b).
@inlinable @inline(never)
func squaredErrors<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  gradient c: UnsafeMutablePointer<Float>, losses d: UnsafeMutablePointer<Float>, _ count: Int,
  scale: Float
) {
  let factor = Set.Vector(repeating: scale)
  var i = 0
  while i < count {
    let rest = count &- i
    let difference = Set.load(a + i, upTo: rest) - Set.load(b + i, upTo: rest)
    Set.store(difference * difference, d + i, upTo: rest)
    Set.store(factor * difference, c + i, upTo: rest)
    i &+= Set.Vector.width
  }
}

/// d = a loss of each element, c = scale · its derivative with respect to a.
@inlinable @inline(never)
func elementLosses<Set: InstructionSet>(
  _ set: Set.Type, _ loss: ElementLoss, parameter: Float, _ a: UnsafePointer<Float>,
  _ b: UnsafePointer<Float>, gradient c: UnsafeMutablePointer<Float>,
  losses d: UnsafeMutablePointer<Float>, _ count: Int, scale: Float
) {
  let zero = Set.Vector(repeating: 0)
  let factor = Set.Vector(repeating: scale)
  switch loss {
  case .absoluteError:
    mapLosses(set, a, b, c, d, count) { p, y in
      let difference = p - y
      let below = Set.Vector.select(difference, isLessThan: zero, zero - factor, zero)
      return (
        difference.magnitude, Set.Vector.select(zero, isLessThan: difference, factor, below)
      )
    }
  case .huber:
    let kernel = HuberLossKernel<Set.Vector>(parameter)
    mapLosses(set, a, b, c, d, count) { p, y in
      let difference = p - y
      return (kernel.value(difference), factor * kernel.derivative(difference))
    }
  case .hinge:
    let margin = Set.Vector(repeating: parameter)
    mapLosses(set, a, b, c, d, count) { p, y in
      let rest = margin - y * p
      // Compared this way round, what is not a number stays so.
      return (
        Set.Vector.select(rest, isLessThan: zero, zero, rest),
        Set.Vector.select(zero, isLessThan: rest, (zero - factor) * y, zero)
      )
    }
  }
}

/// (d, c) = f(a, b).
@inlinable @inline(__always)
func mapLosses<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, _ d: UnsafeMutablePointer<Float>, _ count: Int,
  _ f: (Set.Vector, Set.Vector) -> (loss: Set.Vector, gradient: Set.Vector)
) {
  var i = 0
  while i < count {
    let rest = count &- i
    let (loss, gradient) = f(Set.load(a + i, upTo: rest), Set.load(b + i, upTo: rest))
    Set.store(loss, d + i, upTo: rest)
    Set.store(gradient, c + i, upTo: rest)
    i &+= Set.Vector.width
  }
}

/// The loss log(1 + eᶻ) − t·z and σ(z) − t from one exponential.
@inlinable @_transparent
func logisticLossAndGradient<V: FloatVector>(logit z: V, target t: V) -> (loss: V, gradient: V) {
  let zero = V(repeating: 0)
  let e = exponentialOfMinusMagnitude(z)
  let loss = V.fma(zero - t, z, atLeast(z, 0)) + logarithmOfOnePlus(e.value)
  return (loss, logisticFunction(z, e) - t)
}

/// d = log(1 + eᵃ) − b·a, c = scale · (σ(a) − b).
@inlinable @inline(never)
func logisticLosses<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  gradient c: UnsafeMutablePointer<Float>, losses d: UnsafeMutablePointer<Float>, _ count: Int,
  scale: Float
) {
  let factor = Set.Vector(repeating: scale)
  var i = 0
  while i < count {
    let rest = count &- i
    let (loss, gradient) = logisticLossAndGradient(
      logit: Set.load(a + i, upTo: rest), target: Set.load(b + i, upTo: rest))
    Set.store(loss, d + i, upTo: rest)
    Set.store(factor * gradient, c + i, upTo: rest)
    i &+= Set.Vector.width
  }
}

/// c = eᵃ⁻ᵐᵃˣ for one row; returns the maximum and the sum in 16 lanes.
@inlinable @inline(__always)
func shiftedExponentials<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int
) -> (maximum: Float, sum: Float) {
  let maximum = maximumInLanes(set, a, count)
  let shift = Set.Vector(repeating: maximum)
  var i = 0
  while i < count {
    let rest = count &- i
    Set.store(exponential(Set.load(a + i, upTo: rest) - shift), c + i, upTo: rest)
    i &+= Set.Vector.width
  }
  return (maximum, sumInLanes(set, UnsafePointer(c), count))
}

/// c *= factor.
@inlinable @inline(__always)
func scale<Set: InstructionSet>(
  _: Set.Type, _ c: UnsafeMutablePointer<Float>, by factor: Float, _ count: Int
) {
  let f = Set.Vector(repeating: factor)
  var i = 0
  while i < count {
    let rest = count &- i
    Set.store(Set.load(c + i, upTo: rest) * f, c + i, upTo: rest)
    i &+= Set.Vector.width
  }
}

/// c = softmax of each row.
@inlinable @inline(never)
func softmaxRows<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int
) {
  for row in 0..<rows {
    let target = c + row &* columns
    let (_, sum) = shiftedExponentials(set, a + row &* columns, target, columns)
    scale(set, target, by: 1 / sum, columns)
  }
}

/// c = a − max − log Σ eᵃ⁻ᵐᵃˣ of each row.
@inlinable @inline(never)
func logSoftmaxRows<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int
) {
  for row in 0..<rows {
    let source = a + row &* columns
    let target = c + row &* columns
    let (maximum, sum) = shiftedExponentials(set, source, target, columns)
    let shift = Set.Vector(repeating: maximum)
    let logSum = logarithm(Set.Vector(repeating: sum))
    var i = 0
    while i < columns {
      let rest = columns &- i
      Set.store((Set.load(source + i, upTo: rest) - shift) - logSum, target + i, upTo: rest)
      i &+= Set.Vector.width
    }
  }
}

/// d[R] = log Σ eᵃ − a[class], c = scale · (softmax − one-hot) of each row. The second half of
/// d[2R] is room to work in.
@inlinable @inline(never)
func crossEntropies<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, classes b: UnsafePointer<Float>,
  gradient c: UnsafeMutablePointer<Float>, losses d: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int, scale: Float
) {
  let shifts = d + rows
  if columns <= 16 {
    // The same lanes as below without a way through memory, so that rows overlap in time.
    let lanes = SIMD16<Float>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    let done = crossEntropiesOfNarrowRows(
      set, a, classes: b, gradient: c, sums: d, shifts: shifts, rows: rows, columns: columns,
      scale: scale)
    for row in done..<rows {
      let logits = loadSixteen(set, a + row &* columns, columns, filler: -.infinity)
      let maximum = foldedMaximum(logits)
      let e = exponential(logits - SIMD16(repeating: maximum))
      let sum = foldedSum(e)
      let share = e * SIMD16(repeating: scale / sum)
      let gradient = SIMD16.select(
        lanes, isEqualTo: SIMD16(repeating: b[row]), share - SIMD16(repeating: scale), share)
      storeSixteen(set, gradient, c + row &* columns, columns)
      d[row] = sum
      shifts[row] = maximum - a[row &* columns &+ Int(b[row])]
    }
  } else {
    for row in 0..<rows {
      let source = a + row &* columns
      let target = c + row &* columns
      let (maximum, sum) = shiftedExponentials(set, source, target, columns)
      Kernels.scale(set, target, by: scale / sum, columns)
      let correct = Int(b[row])
      target[correct] -= scale
      d[row] = sum
      shifts[row] = maximum - source[correct]
    }
  }
  var i = 0
  while i < rows {
    let rest = rows &- i
    let logarithms = logarithm(Set.load(d + i, upTo: rest))
    Set.store(logarithms + Set.load(shifts + i, upTo: rest), d + i, upTo: rest)
    i &+= Set.Vector.width
  }
}
