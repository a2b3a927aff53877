/// Cross-entropies of rows of at most 16 columns, a register of rows at a time: a column is a vector,
/// so that no lane waits for another one of its row. Every row takes the lanes and the order of
/// `crossEntropies`.
///
/// - Returns: How many rows it did, a multiple of the register's width.
@inlinable @inline(never)
func crossEntropiesOfNarrowRows<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, classes b: UnsafePointer<Float>,
  gradient c: UnsafeMutablePointer<Float>, sums d: UnsafeMutablePointer<Float>,
  shifts: UnsafeMutablePointer<Float>, rows: Int, columns: Int, scale: Float
) -> Int {
  typealias V = Set.Vector
  let width = V.width
  let factor = V(repeating: scale)
  // 16 columns of up to 16 rows, on the stack and aligned to cache lines.
  let four = SIMD64<Float>(repeating: 0)
  var room = (four, four, four, four)
  return withUnsafeMutableBytes(of: &room) { bytes in
    let e = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
    var row = 0
    while row &+ width <= rows {
      let source = a + row &* columns
      let classes = V.load(b + row)
      var correct = V(repeating: 0)
      for column in 0..<columns {
        var x = V(repeating: 0)
        for lane in 0..<width { x[lane] = source[lane &* columns &+ column] }
        x.store(e + column &* width)
        correct = V.select(V(repeating: Float(column)), isEqualTo: classes, x, correct)
      }
      var maximum = V.load(e)
      for column in 1..<max(columns, 1) {
        maximum = larger(maximum, V.load(e + column &* width))
      }
      for column in 0..<columns {
        exponential(V.load(e + column &* width) - maximum).store(e + column &* width)
      }
      let sum = foldedSum(V.self, UnsafePointer(e), columns)
      let share = factor / sum
      let target = c + row &* columns
      for column in 0..<columns {
        let part = V.load(e + column &* width) * share
        let gradient = V.select(
          V(repeating: Float(column)), isEqualTo: classes, part - factor, part)
        for lane in 0..<width { target[lane &* columns &+ column] = gradient[lane] }
      }
      sum.store(d + row)
      (maximum - correct).store(shifts + row)
      row &+= width
    }
    return row
  }
}

/// The sums of up to 16 vectors, not negative, folded 8, 4, 2, 1 as lanes are; missing ones are zeros.
@inlinable @inline(__always)
func foldedSum<V: FloatVector>(_: V.Type, _ e: UnsafePointer<Float>, _ count: Int) -> V {
  let zero = V(repeating: 0)
  func vector(_ index: Int) -> V { index < count ? V.load(e + index &* V.width) : zero }
  func four(_ index: Int) -> V {
    (vector(index) + vector(index &+ 8)) + (vector(index &+ 4) + vector(index &+ 12))
  }
  return (four(0) + four(2)) + (four(1) + four(3))
}
