// Normalisation: x̂ = (x − μ)·s with s = 1/√(σ² + ε) for groups of elements. A group is a column of
// rows, summed in ascending order; or it lies in one piece for every block of rows, such as a channel
// of images that lie batch last or a whole row, and is summed in 16 lanes (Reductions.swift).

/// Groups of elements that lie in one piece for every block of rows.
@usableFromInline
@frozen
package struct GroupLayout {
  /// The rows of the batch; 1 where each group is one piece.
  @usableFromInline var rows: Int
  @usableFromInline var groups: Int
  /// Those of the groups that are computed.
  @usableFromInline var part: Range<Int>
  /// The elements that a row has in each group.
  @usableFromInline var plane: Int

  @inlinable @inline(__always)
  init(rows: Int, groups: Int, part: Range<Int>, plane: Int) {
    self.rows = rows
    self.groups = groups
    self.part = part
    self.plane = plane
  }

  /// The elements of a group.
  @inlinable var groupCount: Int { rows &* plane }

  /// Calls a function with the start and the length of each piece of a group.
  @inlinable @inline(__always)
  func forEachPiece(of group: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    forEachBlock(of: rows) { row, block in
      body((row &* groups &+ group &* block) &* plane, plane &* block)
    }
  }
}

/// The sum of f(start of 16 elements, how many of them count) in lanes over all pieces of a group.
@inlinable @inline(__always)
func sumGroup(
  _ layout: GroupLayout, _ group: Int, _ terms: (_ offset: Int, _ count: Int) -> SIMD16<Float>
) -> Float {
  var lanes = SIMD16<Float>(repeating: 0)
  layout.forEachPiece(of: group) { start, count in
    var i = 0
    while i < count {
      lanes += terms(start &+ i, min(16, count &- i))
      i &+= 16
    }
  }
  return foldedSum(lanes)
}

/// `yes` in the first lanes, zero in the others.
@inlinable @inline(__always)
func first(_ count: Int, of lanes: SIMD16<Float>) -> SIMD16<Float> {
  if count >= 16 { return lanes }
  let numbers = SIMD16<Float>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  return SIMD16<Float>(repeating: 0).replacing(with: lanes, where: numbers .< Float(count))
}

/// c = x̂ for groups in pieces. The statistics take 3 floats a group: all s, all μ, all variances
/// divided by one less than the count.
@inlinable @inline(never)
func normalizeGroups<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
  statistics: UnsafeMutablePointer<Float>, _ layout: GroupLayout, epsilon: Float
) {
  let count = Float(layout.groupCount)
  for group in layout.part {
    let sum = sumGroup(layout, group) { loadSixteen(set, a + $0, $1, filler: 0) }
    let mean = sum / count
    let squares = sumGroup(layout, group) { offset, count in
      let difference = loadSixteen(set, a + offset, count, filler: mean) - mean
      return difference * difference
    }
    let scale = 1 / (squares / count + epsilon).squareRoot()
    statistics[group] = scale
    statistics[layout.groups &+ group] = mean
    statistics[2 &* layout.groups &+ group] = squares / max(count - 1, 1)
    layout.forEachPiece(of: group) { start, count in
      var i = 0
      while i < count {
        let rest = count &- i
        let value = Set.load(a + (start &+ i), upTo: rest)
        let centred = value - Set.Vector(repeating: mean)
        Set.store(centred * Set.Vector(repeating: scale), c + (start &+ i), upTo: rest)
        i &+= Set.Vector.width
      }
    }
  }
}

/// c = (g − Σg/n − x̂·Σ(g·x̂)/n)·s for groups in pieces; a is x̂, b is g.
@inlinable @inline(never)
func normalizeGroupsGradient<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, upstream b: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, statistics: UnsafePointer<Float>, _ layout: GroupLayout
) {
  let count = Float(layout.groupCount)
  for group in layout.part {
    let sum = sumGroup(layout, group) { loadSixteen(set, b + $0, $1, filler: 0) }
    let product = sumGroup(layout, group) {
      loadSixteen(set, b + $0, $1, filler: 0) * loadSixteen(set, a + $0, $1, filler: 0)
    }
    let mean = Set.Vector(repeating: sum / count)
    let slope = Set.Vector(repeating: product / count)
    let scale = Set.Vector(repeating: statistics[group])
    layout.forEachPiece(of: group) { start, count in
      var i = 0
      while i < count {
        let rest = count &- i
        let value = Set.load(a + (start &+ i), upTo: rest)
        let centred = Set.load(b + (start &+ i), upTo: rest) - mean
        Set.store((centred - value * slope) * scale, c + (start &+ i), upTo: rest)
        i &+= Set.Vector.width
      }
    }
  }
}

/// c = x̂ for the columns of a `[R, C]`; statistics as above.
@inlinable @inline(never)
func normalizeColumns<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
  statistics: UnsafeMutablePointer<Float>, rows: Int, columns: Int, epsilon: Float
) {
  let count = Set.Vector(repeating: Float(rows))
  let countLessOne = Set.Vector(repeating: max(Float(rows) - 1, 1))
  var column = 0
  while column < columns {
    let rest = columns &- column
    var sum = Set.Vector(repeating: 0)
    for row in 0..<rows { sum = sum + Set.load(a + (row &* columns &+ column), upTo: rest) }
    let mean = sum / count
    var squares = Set.Vector(repeating: 0)
    for row in 0..<rows {
      let difference = Set.load(a + (row &* columns &+ column), upTo: rest) - mean
      squares = squares + difference * difference
    }
    let deviation = (squares / count + Set.Vector(repeating: epsilon)).squareRoot()
    let scale = Set.Vector(repeating: 1) / deviation
    Set.store(scale, statistics + column, upTo: rest)
    Set.store(mean, statistics + (columns &+ column), upTo: rest)
    Set.store(squares / countLessOne, statistics + (2 &* columns &+ column), upTo: rest)
    for row in 0..<rows {
      let offset = row &* columns &+ column
      Set.store((Set.load(a + offset, upTo: rest) - mean) * scale, c + offset, upTo: rest)
    }
    column &+= Set.Vector.width
  }
}

/// c = (g − Σg/n − x̂·Σ(g·x̂)/n)·s for columns; a is x̂, b is g.
@inlinable @inline(never)
func normalizeColumnsGradient<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, upstream b: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, statistics: UnsafePointer<Float>, rows: Int, columns: Int
) {
  let count = Set.Vector(repeating: Float(rows))
  var column = 0
  while column < columns {
    let rest = columns &- column
    var sum = Set.Vector(repeating: 0)
    var product = Set.Vector(repeating: 0)
    for row in 0..<rows {
      let offset = row &* columns &+ column
      let gradient = Set.load(b + offset, upTo: rest)
      sum = sum + gradient
      product = product + gradient * Set.load(a + offset, upTo: rest)
    }
    let mean = sum / count
    let slope = product / count
    let scale = Set.load(statistics + column, upTo: rest)
    for row in 0..<rows {
      let offset = row &* columns &+ column
      let centred = Set.load(b + offset, upTo: rest) - mean
      let value = Set.load(a + offset, upTo: rest)
      Set.store((centred - value * slope) * scale, c + offset, upTo: rest)
    }
    column &+= Set.Vector.width
  }
}

/// c = a·s + t, or a·s where t is nil, for groups in pieces.
@inlinable @inline(never)
func scaleGroups<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, by s: UnsafePointer<Float>, _ t: UnsafePointer<Float>?,
  _ c: UnsafeMutablePointer<Float>, _ layout: GroupLayout
) {
  for group in layout.part {
    let scale = Set.Vector(repeating: s[group])
    let shift = Set.Vector(repeating: t?[group] ?? 0)
    layout.forEachPiece(of: group) { start, count in
      var i = 0
      while i < count {
        let rest = count &- i
        let product = Set.load(a + (start &+ i), upTo: rest) * scale
        Set.store(t == nil ? product : product + shift, c + (start &+ i), upTo: rest)
        i &+= Set.Vector.width
      }
    }
  }
}

/// c = a·s + t, or a·s where t is nil, for the columns of a `[R, C]`.
@inlinable @inline(never)
func scaleColumns<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, by s: UnsafePointer<Float>, _ t: UnsafePointer<Float>?,
  _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  for row in 0..<rows {
    let start = row &* columns
    var i = 0
    while i < columns {
      let rest = columns &- i
      let product = Set.load(a + (start &+ i), upTo: rest) * Set.load(s + i, upTo: rest)
      let result = t.map { product + Set.load($0 + i, upTo: rest) } ?? product
      Set.store(result, c + (start &+ i), upTo: rest)
      i &+= Set.Vector.width
    }
  }
}

/// c[group] = the sum of each group in pieces: four groups at a time, so that none of their chains
/// waits for itself.
@inlinable @inline(never)
func sumGroups<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
  _ layout: GroupLayout
) {
  let last = layout.part.upperBound &- 1
  var group = layout.part.lowerBound
  while group <= last {
    // Where there are fewer, the last one is summed more than once.
    let steps = (min(1, last &- group), min(2, last &- group), min(3, last &- group))
    let zero = SIMD16<Float>(repeating: 0)
    var sums = (zero, zero, zero, zero)
    layout.forEachPiece(of: group) { start, count in
      let p0 = a + start
      let p1 = p0 + steps.0 &* count
      let p2 = p0 + steps.1 &* count
      let p3 = p0 + steps.2 &* count
      var i = 0
      while i < count {
        let rest = min(16, count &- i)
        sums.0 += loadSixteen(set, p0 + i, rest, filler: 0)
        sums.1 += loadSixteen(set, p1 + i, rest, filler: 0)
        sums.2 += loadSixteen(set, p2 + i, rest, filler: 0)
        sums.3 += loadSixteen(set, p3 + i, rest, filler: 0)
        i &+= 16
      }
    }
    c[group] = foldedSum(sums.0)
    c[group &+ steps.0] = foldedSum(sums.1)
    c[group &+ steps.1] = foldedSum(sums.2)
    c[group &+ steps.2] = foldedSum(sums.3)
    group &+= 4
  }
}

/// c = s₁·c + s₀·a.
@usableFromInline
package func blend(
  _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int, share: Float,
  rest: Float
) {
  for i in 0..<count { c[i] = rest * c[i] + share * a[i] }
}
