/// c[C, R] = aᵀ for a `[R, C]`; the rows of c are `stride` apart.
@inlinable @inline(never)
func transposeMatrix<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int
) {
  transposeBlock(set, a, stride: columns, c, stride: stride, rows: rows, columns: columns)
}

/// c[j, i] = a[i, j] for rows i and columns j, given the distances between rows: squares as large as
/// the instruction set has, then squares of four, then single elements.
@inlinable @inline(__always)
func transposeBlock<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, stride aStride: Int, _ c: UnsafeMutablePointer<Float>,
  stride cStride: Int, rows: Int, columns: Int
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
        a + (row &* aStride &+ column), stride: aStride, c + (column &* cStride &+ row),
        stride: cStride)
      row &+= size
    }
    column &+= size
  }
  if wholeColumns < columns {
    transposeRest(
      a + wholeColumns, stride: aStride, c + wholeColumns &* cStride, stride: cStride,
      rows: wholeRows, columns: columns &- wholeColumns)
  }
  if wholeRows < rows {
    transposeRest(
      a + wholeRows &* aStride, stride: aStride, c + wholeRows, stride: cStride,
      rows: rows &- wholeRows, columns: columns)
  }
}

/// The same by squares of four, the last ones of which may overlap those before, and single elements.
@inlinable @inline(never)
func transposeRest(
  _ a: UnsafePointer<Float>, stride aStride: Int, _ c: UnsafeMutablePointer<Float>,
  stride cStride: Int, rows: Int, columns: Int
) {
  if rows < 4 || columns < 4 {
    for i in 0..<rows {
      for j in 0..<columns { c[j &* cStride &+ i] = a[i &* aStride &+ j] }
    }
    return
  }
  var row = 0
  while row < rows {
    let firstRow = min(row, rows &- 4)
    var column = 0
    while column < columns {
      let firstColumn = min(column, columns &- 4)
      Baseline.transpose(
        a + (firstRow &* aStride &+ firstColumn), stride: aStride,
        c + (firstColumn &* cStride &+ firstRow), stride: cStride)
      column &+= 4
    }
    row &+= 4
  }
}
