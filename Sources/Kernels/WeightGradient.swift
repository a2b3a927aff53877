// Gradients of a dense layer's weights and biases in one pass: Xᵀ·dZ and the column sums of dZ,
// each element a chain over rows, ascending. Alone, a chain of sums waits for itself; beside those of
// the product it is free.

/// c[R, C] = aᵀ·b for a `[K, R]` and b `[K, C]`, sums[C] = the column sums of b, where C takes at most
/// two registers.
@inlinable @inline(__always)
func multiplyTransposedAndSum<Set: InstructionSet>(
  _: Set.Type, _ operands: ProductOperands, columns: Int, sums: UnsafeMutablePointer<Float>
) {
  let width = Set.Vector.width
  if columns == 2 &* width {
    sumAndMultiply(Set.WideTile.self, TwoFullRegisters<Set>(), operands, sums)
  } else if columns > width {
    sumAndMultiply(Set.WideTile.self, RegisterAndPart<Set>(columns &- width), operands, sums)
  } else if columns == width {
    sumAndMultiply(Set.NarrowTile.self, FullRegister<Set>(), operands, sums)
  } else {
    sumAndMultiply(Set.NarrowTile.self, PartOfRegister<Set>(columns), operands, sums)
  }
}

/// The first rows with the sums, the others as in any product.
@inlinable @inline(never)
func sumAndMultiply<Tile: RowTile, Columns: ColumnBlock>(
  _: Tile.Type, _ columns: Columns, _ operands: ProductOperands,
  _ sums: UnsafeMutablePointer<Float>
) where Tile.Row == Columns.Row {
  typealias Row = Columns.Row
  let summedRows: Int
  // Registers hold the rows, their sums and two rows of b. Fewer than eight chains would wait.
  if Tile.rowCount >= 16 && operands.rows >= 16 {
    summedRows = 16
    multiplyAndSum(SixteenRows<Row>.self, columns, operands, sums)
  } else if Tile.rowCount >= 8 && operands.rows >= 8 {
    summedRows = 8
    multiplyAndSum(EightRows<Row>.self, columns, operands, sums)
  } else if operands.rows >= 4 {
    summedRows = 4
    multiplyAndSum(FourRows<Row>.self, columns, operands, sums)
  } else if operands.rows >= 2 {
    summedRows = 2
    multiplyAndSum(TwoRows<Row>.self, columns, operands, sums)
  } else {
    summedRows = 1
    multiplyAndSum(OneRow<Row>.self, columns, operands, sums)
  }
  if operands.rows == summedRows { return }
  var rest = operands
  rest.a.start += summedRows
  rest.c += summedRows &* operands.cStride
  rest.rows &-= summedRows
  multiplyColumns(Tile.self, columns, rest)
}

/// One tile of a product with a transposed left side, and the column sums of the right side.
@inlinable @inline(__always)
func multiplyAndSum<Tile: RowTile, Columns: ColumnBlock>(
  _: Tile.Type, _ columns: Columns, _ p: ProductOperands, _ sums: UnsafeMutablePointer<Float>
) where Tile.Row == Columns.Row {
  typealias Vector = Columns.Row.Vector
  var tile = Tile(start: Columns.zero)
  // Adding a row once rounds like adding its product with 1.
  let one = Vector(repeating: 1)
  var sum = Columns.zero
  var cursor = Tile.cursor(p.a.start, stride: 1)
  var b = p.b
  let innerStride = p.a.stride
  let bStride = p.bStride
  for _ in 0..<p.inner {
    let row = columns.load(b)
    tile.accumulate(cursor, stride: 1, row)
    sum.addProduct(one, row)
    Tile.advance(&cursor, by: innerStride)
    b += bStride
  }
  let c = p.c
  let cStride = p.cStride
  tile.forEachRow({ index, values in columns.store(values, c + index &* cStride) }, from: 0)
  columns.store(sum, sums)
}

/// c[R] = aᵀ·b for a `[K, R]` and a vector b `[K]`, and the sum of b, where R takes at most two
/// registers.
@inlinable @inline(__always)
func multiplyTransposedVectorAndSum<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, rows: Int, inner: Int, sum: UnsafeMutablePointer<Float>
) {
  let width = Set.Vector.width
  if rows == 2 &* width {
    multiplyVectorAndSum(TwoFullRegisters<Set>(), a, b, c, rows: rows, inner: inner, sum)
  } else if rows > width {
    let columns = RegisterAndPart<Set>(rows &- width)
    multiplyVectorAndSum(columns, a, b, c, rows: rows, inner: inner, sum)
  } else if rows == width {
    multiplyVectorAndSum(FullRegister<Set>(), a, b, c, rows: rows, inner: inner, sum)
  } else {
    multiplyVectorAndSum(PartOfRegister<Set>(rows), a, b, c, rows: rows, inner: inner, sum)
  }
}

@inlinable @inline(never)
func multiplyVectorAndSum<Columns: ColumnBlock>(
  _ columns: Columns, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, rows: Int, inner: Int, _ total: UnsafeMutablePointer<Float>
) {
  var product = Columns.zero
  var sum: Float = 0
  var row = a
  for k in 0..<inner {
    let factor = b[k]
    product.addProduct(Columns.Row.Vector(repeating: factor), columns.load(row))
    sum += factor
    row += rows
  }
  columns.store(product, c)
  total[0] = sum
}
