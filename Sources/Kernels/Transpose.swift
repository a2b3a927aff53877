/// c[C, R] = aᵀ for a `[R, C]`.
@inlinable @inline(never)
func transposeMatrix<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int
) {
  let size = Set.transposedSize
  let wholeRows = rows &- rows % size
  let wholeColumns = columns &- columns % size
  // Strips of columns, so that the rows of c that a strip writes stay in the first cache.
  var column = 0
  while column < wholeColumns {
    var row = 0
    while row < wholeRows {
      Set.transpose(
        a + (row &* columns &+ column), stride: columns, c + (column &* rows &+ row),
        stride: rows)
      row &+= size
    }
    column &+= size
  }
  for i in 0..<rows {
    for j in (i < wholeRows ? wholeColumns : 0)..<columns {
      c[j &* rows &+ i] = a[i &* columns &+ j]
    }
  }
}
