// Kernels that move elements.

/// c[j] = a[i] for all index tuples. The table holds the rank, the extents, a's strides and c's.
@usableFromInline
package func copyStrided(
  _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ table: UnsafePointer<Int32>
) {
  let rank = Int(table[0])
  if rank == 0 {
    c[0] = a[0]
    return
  }
  let extents = table + 1
  let from = extents + rank
  let to = from + rank
  for axis in 0..<rank where extents[axis] == 0 { return }
  // The last axis is the inner loop; the others count like the digits of a number.
  let innerExtent = Int(extents[rank - 1])
  let innerFrom = Int(from[rank - 1])
  let innerTo = Int(to[rank - 1])
  var outerCount = 1
  for axis in 0..<(rank - 1) { outerCount *= Int(extents[axis]) }
  for outer in 0..<outerCount {
    var rest = outer
    var source = 0
    var target = 0
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      let extent = Int(extents[axis])
      let digit = rest % extent
      rest /= extent
      source += digit * Int(from[axis])
      target += digit * Int(to[axis])
    }
    for i in 0..<innerExtent { c[target + i * innerTo] = a[source + i * innerFrom] }
  }
}

/// The whole number that a number stands for, nil where it is none from 0 to below `count`. Compared
/// before it is converted: processors differ in what becomes of NaN and of numbers out of range.
@inlinable @inline(__always)
func wholeNumber(_ value: Float, below count: Int) -> Int? {
  value >= 0 && value < Float(count) ? Int(value) : nil
}

/// c[R, C] = 1 in the column that a[R] names, otherwise 0.
@usableFromInline
package func oneHotRows(
  _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  for row in 0..<rows {
    let target = c + row * columns
    for column in 0..<columns { target[column] = 0 }
    if let index = wholeNumber(a[row], below: columns) { target[index] = 1 }
  }
}

/// Adds how often (a > threshold) = (b > middle) holds to a double.
@usableFromInline
package func countThresholdMatches(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ total: UnsafeMutablePointer<Float>,
  _ count: Int, threshold: Float, middle: Float
) {
  var matches = 0
  for i in 0..<count { matches &+= (a[i] > threshold) == (b[i] > middle) ? 1 : 0 }
  total.withMemoryRebound(to: Double.self, capacity: 1) { $0.pointee += Double(matches) }
}

/// Adds how many rows have their first largest element in the column that b names to a double.
@usableFromInline
package func countArgmaxMatches(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ total: UnsafeMutablePointer<Float>,
  rows: Int, columns: Int
) {
  var matches = 0
  for row in 0..<rows
  where extremumIndex(a + row * columns, columns, isSmallest: false)
    == wholeNumber(b[row], below: columns)
  {
    matches += 1
  }
  total.withMemoryRebound(to: Double.self, capacity: 1) { $0.pointee += Double(matches) }
}

/// c = value.
@inlinable @inline(never)
func fill<Set: InstructionSet>(
  _: Set.Type, _ c: UnsafeMutablePointer<Float>, with value: Float, _ count: Int
) {
  let v = Set.Vector(repeating: value)
  var i = 0
  while i < count {
    Set.store(v, c + i, upTo: count &- i)
    i &+= Set.Vector.width
  }
}
