// Losses with their gradients in one pass. R rows, C columns.

/// d = (a − b)², c = scale · (a − b).
@inlinable @inline(never)
func squaredErrors<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  gradient c: UnsafeMutablePointer<Float>, losses d: UnsafeMutablePointer<Float>, _ count: Int,
  scale: Float
) {
  let factor = Set.Vector(repeating: scale)
  let width = Set.Vector.width
  var i = 0
  while i &+ width <= count {
    let difference = Set.Vector.load(a + i) - Set.Vector.load(b + i)
    (difference * difference).store(d + i)
    (factor * difference).store(c + i)
    i &+= width
  }
  if i < count {
    let mask = Set.mask(count &- i)
    let difference = Set.load(a + i, mask) - Set.load(b + i, mask)
    Set.store(difference * difference, d + i, mask)
    Set.store(factor * difference, c + i, mask)
  }
}

/// The loss log(1 + eᶻ) − t·z and σ(z) − t from one exponential.
@inlinable @inline(__always)
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
  let width = Set.Vector.width
  var i = 0
  while i &+ width <= count {
    let (loss, gradient) = logisticLossAndGradient(
      logit: Set.Vector.load(a + i), target: Set.Vector.load(b + i))
    loss.store(d + i)
    (factor * gradient).store(c + i)
    i &+= width
  }
  if i < count {
    let mask = Set.mask(count &- i)
    let (loss, gradient) = logisticLossAndGradient(
      logit: Set.load(a + i, mask), target: Set.load(b + i, mask))
    Set.store(loss, d + i, mask)
    Set.store(factor * gradient, c + i, mask)
  }
}

/// c = eᵃ⁻ᵐᵃˣ for one row; returns the maximum and the sum in 16 lanes.
@inlinable @inline(__always)
func shiftedExponentials<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int
) -> (maximum: Float, sum: Float) {
  let maximum = maximumInLanes(set, a, count)
  let shift = Set.Vector(repeating: maximum)
  mapElements(set, a, c, count) { exponential($0 - shift) }
  return (maximum, sumInLanes(set, UnsafePointer(c), count))
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
    let divisor = Set.Vector(repeating: sum)
    mapElements(set, UnsafePointer(target), target, columns) { $0 / divisor }
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
    mapElements(set, source, target, columns) { ($0 - shift) - logSum }
  }
}

/// d[R] = log Σ eᵃ − a[class], c = scale · (softmax − one-hot) of each row.
@inlinable @inline(never)
func crossEntropies<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, classes b: UnsafePointer<Float>,
  gradient c: UnsafeMutablePointer<Float>, losses d: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int, scale: Float
) {
  for row in 0..<rows {
    let source = a + row &* columns
    let target = c + row &* columns
    let maximum: Float
    let sum: Float
    if columns <= 16 {
      // The same lanes as below, without a way through memory.
      let logits = loadSixteen(set, source, columns, filler: -.infinity)
      maximum = foldedMaximum(logits)
      let e = exponential(logits - SIMD16(repeating: maximum))
      sum = foldedSum(e)
      storeSixteen(set, e * SIMD16(repeating: scale / sum), target, columns)
    } else {
      (maximum, sum) = shiftedExponentials(set, source, target, columns)
      let factor = Set.Vector(repeating: scale / sum)
      mapElements(set, UnsafePointer(target), target, columns) { $0 * factor }
    }
    let correct = Int(b[row])
    target[correct] -= scale
    d[row] = logarithm(SIMD4<Float>(repeating: sum))[0] + (maximum - source[correct])
  }
}
