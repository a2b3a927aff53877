// A sum of a row takes 16 lanes on every machine: element i goes to lane i mod 16, ascending, and
// the lanes are folded 8, 4, 2, 1. A sum over rows is one ascending chain for each column.

/// The first `count` of 16 elements, `filler` in the other lanes.
@inlinable @inline(__always)
func loadSixteen<Set: InstructionSet>(
  _: Set.Type, _ pointer: UnsafePointer<Float>, _ count: Int, filler: Float
) -> SIMD16<Float> {
  if count >= 16 { return SIMD16.load(pointer) }
  var result = SIMD16<Float>(repeating: filler)
  if Set.Vector.width == 16 {
    let loaded = unsafeBitCast(Set.load(pointer, Set.mask(count)), to: SIMD16<Float>.self)
    let lanes = SIMD16<Float>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    return result.replacing(with: loaded, where: lanes .< Float(count))
  }
  for lane in 0..<count { result[lane] = pointer[lane] }
  return result
}

/// Writes the first `count` of 16 elements.
@inlinable @inline(__always)
func storeSixteen<Set: InstructionSet>(
  _: Set.Type, _ lanes: SIMD16<Float>, _ pointer: UnsafeMutablePointer<Float>, _ count: Int
) {
  if count >= 16 {
    lanes.store(pointer)
  } else if Set.Vector.width == 16 {
    Set.store(unsafeBitCast(lanes, to: Set.Vector.self), pointer, Set.mask(count))
  } else {
    for lane in 0..<count { pointer[lane] = lanes[lane] }
  }
}

/// Lanes folded 8, 4, 2, 1.
@inlinable @inline(__always)
func foldedSum(_ lanes: SIMD16<Float>) -> Float {
  let eight = lanes.lowHalf + lanes.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

/// The largest lane.
@inlinable @inline(__always)
func foldedMaximum(_ lanes: SIMD16<Float>) -> Float {
  let eight = larger(lanes.lowHalf, lanes.highHalf)
  let four = larger(eight.lowHalf, eight.highHalf)
  return max(max(four[0], four[2]), max(four[1], four[3]))
}

@inlinable @inline(__always)
func larger<V: FloatVector>(_ a: V, _ b: V) -> V { V.select(a, isLessThan: b, b, a) }

/// The sum of a vector in 16 lanes.
@inlinable @inline(__always)
func sumInLanes<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ count: Int
) -> Float {
  var lanes = SIMD16<Float>(repeating: 0)
  var i = 0
  while i &+ 16 <= count {
    lanes += SIMD16.load(a + i)
    i &+= 16
  }
  if i < count { lanes += loadSixteen(set, a + i, count &- i, filler: 0) }
  return foldedSum(lanes)
}

/// The largest element of a vector that is not empty; elements that are NaN may be skipped.
@inlinable @inline(__always)
func maximumInLanes<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ count: Int
) -> Float {
  var lanes = SIMD16<Float>(repeating: -.infinity)
  var i = 0
  while i &+ 16 <= count {
    lanes = larger(lanes, SIMD16.load(a + i))
    i &+= 16
  }
  if i < count { lanes = larger(lanes, loadSixteen(set, a + i, count &- i, filler: -.infinity)) }
  return foldedMaximum(lanes)
}

/// c[C] = Σ over rows, ascending, divided by a number; the rows of a are `stride` apart.
@inlinable @inline(never)
func sumOverRows<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, divisor: Float
) {
  let width = Set.Vector.width
  let zero = Set.Vector(repeating: 0)
  let d = Set.Vector(repeating: divisor)
  var column = 0
  // Four chains at a time, so that none waits for its own sum.
  while column &+ 4 &* width <= columns {
    var sum = (zero, zero, zero, zero)
    var p = a + column
    for _ in 0..<rows {
      sum.0 = sum.0 + Set.Vector.load(p)
      sum.1 = sum.1 + Set.Vector.load(p + width)
      sum.2 = sum.2 + Set.Vector.load(p + 2 &* width)
      sum.3 = sum.3 + Set.Vector.load(p + 3 &* width)
      p += stride
    }
    let target = c + column
    (divisor == 1 ? sum.0 : sum.0 / d).store(target)
    (divisor == 1 ? sum.1 : sum.1 / d).store(target + width)
    (divisor == 1 ? sum.2 : sum.2 / d).store(target + 2 &* width)
    (divisor == 1 ? sum.3 : sum.3 / d).store(target + 3 &* width)
    column &+= 4 &* width
  }
  while column < columns {
    let rest = columns &- column
    var sum = zero
    var p = a + column
    for _ in 0..<rows {
      sum = sum + Set.load(p, upTo: rest)
      p += stride
    }
    Set.store(divisor == 1 ? sum : sum / d, c + column, upTo: rest)
    column &+= width
  }
}

/// c[R] = the sum of each row in 16 lanes, divided by a number.
@inlinable @inline(never)
func sumOverColumns<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int, divisor: Float
) {
  for row in 0..<rows { c[row] = sumInLanes(set, a + row &* columns, columns) / divisor }
}

/// Where a row's first largest (or smallest) element stands.
@inlinable @inline(__always)
func extremumIndex(_ a: UnsafePointer<Float>, _ count: Int, isSmallest: Bool) -> Int {
  var best = 0
  for i in 1..<max(count, 1) where isSmallest ? a[i] < a[best] : a[i] > a[best] { best = i }
  return best
}

/// c[R] = each row's largest or smallest element.
@inlinable @inline(never)
func extremaOfColumns(
  _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
  isSmallest: Bool
) {
  for row in 0..<rows {
    let p = a + row &* columns
    c[row] = p[extremumIndex(p, columns, isSmallest: isSmallest)]
  }
}

/// c[R, C] = 1 at each row's first largest or smallest element, otherwise 0.
@inlinable @inline(never)
func extremumMask(
  _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
  isSmallest: Bool
) {
  for row in 0..<rows {
    let p = a + row &* columns
    let winner = extremumIndex(p, columns, isSmallest: isSmallest)
    for column in 0..<columns { c[row &* columns &+ column] = column == winner ? 1 : 0 }
  }
}

/// Adds scale · Σ a to a double: 16 lanes in double precision.
@inlinable @inline(never)
func accumulateInDouble<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ total: UnsafeMutablePointer<Float>, _ count: Int,
  scale: Float
) {
  var low = SIMD8<Double>(repeating: 0)
  var high = SIMD8<Double>(repeating: 0)
  var i = 0
  while i &+ 16 <= count {
    for lane in 0..<8 {
      low[lane] += Double(a[i &+ lane])
      high[lane] += Double(a[i &+ lane &+ 8])
    }
    i &+= 16
  }
  for lane in 0..<(count &- i) {
    if lane < 8 {
      low[lane] += Double(a[i &+ lane])
    } else {
      high[lane &- 8] += Double(a[i &+ lane])
    }
  }
  let eight = low + high
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  let sum = (two[0] + two[1]) * Double(scale)
  total.withMemoryRebound(to: Double.self, capacity: 1) { $0.pointee += sum }
}
