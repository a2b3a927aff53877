// C[R, N] = start + A·B with A[R, K], B[K, N]: every element is one chain of fused multiply-adds,
// k ascending. Blocking and packing move whole chains, so they change no bits.

/// A left operand A[R, K] in memory, by rows or by columns.
@usableFromInline
@frozen
package struct LeftMatrix {
  /// Where a tile of rows finds its factors.
  @usableFromInline
  @frozen
  package enum Order {
    /// A[i, k] lies at i · stride + k.
    case rows
    /// A[i, k] lies at k · stride + i.
    case columns
    /// A tile of h rows from row i on begins at i · stride; its A[i + j, k] lies at k · h + j.
    case tiles
  }

  @usableFromInline var start: UnsafePointer<Float>
  @usableFromInline var stride: Int
  @usableFromInline var order: Order

  /// Creates the operand from its first element and the distance between rows or columns.
  @inlinable @inline(__always)
  package init(_ start: UnsafePointer<Float>, stride: Int, _ order: Order) {
    self.start = start
    self.stride = stride
    self.order = order
  }
}

/// Products of some rows of A with some columns of B.
@usableFromInline
@frozen
package struct ProductOperands {
  @usableFromInline var a: LeftMatrix
  @usableFromInline var b: UnsafePointer<Float>
  @usableFromInline var bStride: Int
  /// What chains start from: a row, zeros where it is nil, or what is in C.
  @usableFromInline var start: UnsafePointer<Float>?
  @usableFromInline var continues: Bool
  @usableFromInline var c: UnsafeMutablePointer<Float>
  @usableFromInline var cStride: Int
  @usableFromInline var rows: Int
  @usableFromInline var inner: Int

  @inlinable @inline(__always)
  init(
    a: LeftMatrix, b: UnsafePointer<Float>, bStride: Int, start: UnsafePointer<Float>?,
    continues: Bool = false, c: UnsafeMutablePointer<Float>, cStride: Int, rows: Int, inner: Int
  ) {
    self.a = a
    self.b = b
    self.bStride = bStride
    self.start = start
    self.continues = continues
    self.c = c
    self.cStride = cStride
    self.rows = rows
    self.inner = inner
  }
}

/// Computes one tile of C.
@inlinable @inline(__always)
func multiplyTile<
  Tile: RowTile, Columns: ColumnBlock, Ahead: Prefetch, Finish: ProductFinish
>(
  _: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands, row: Int,
  _ order: LeftMatrix.Order, _ ahead: Ahead, _ finish: Finish
) where Tile.Row == Columns.Row {
  let c = p.c + row &* p.cStride
  let cStride = p.cStride
  var tile: Tile
  if p.continues {
    tile = Tile({ columns.load(UnsafePointer(c + $0 &* cStride)) }, from: 0)
  } else {
    tile = Tile(start: p.start.map { columns.load($0) } ?? Columns.zero)
  }
  // The stride that is 1 is a constant here.
  let isByRows = order == .rows
  let rowStride = isByRows ? p.a.stride : 1
  let innerStride = isByRows ? 1 : order == .tiles ? Tile.rowCount : p.a.stride
  let first = p.a.start + (order == .columns ? row : row &* p.a.stride)
  var cursor = Tile.cursor(first, stride: rowStride)
  var b = p.b
  let bStride = p.bStride
  let fetched = min(ahead.linesPerTile, p.inner)
  var lines = ahead.lines(ofTile: row / Tile.rowCount)
  for _ in 0..<fetched {
    Ahead.fetch(&lines)
    tile.accumulate(cursor, stride: rowStride, columns.load(b))
    Tile.advance(&cursor, by: innerStride)
    b += bStride
  }
  var left = p.inner &- fetched
  // Rows of one register have as many factors as products: their addresses would take longer than
  // the sums.
  if isByRows, Columns.Row.registerCount == 1 {
    while left >= 4 {
      let next = (
        columns.load(b), columns.load(b + bStride), columns.load(b + 2 &* bStride),
        columns.load(b + 3 &* bStride)
      )
      tile.accumulateFour(cursor, stride: rowStride, next)
      Tile.advance(&cursor, by: 4)
      b += 4 &* bStride
      left &-= 4
    }
  }
  while left > 0 {
    tile.accumulate(cursor, stride: rowStride, columns.load(b))
    Tile.advance(&cursor, by: innerStride)
    b += bStride
    left &-= 1
  }
  tile.forEachRow(
    { index, sums in
      let result = finish.finish(sums, columns, at: (row &+ index) &* cStride)
      columns.store(result, c + index &* cStride)
    }, from: 0)
}

/// The rows of the tile that comes next: as tall as the registers allow, then shorter ones.
///
/// - Parameters:
///   - rest: How many rows are left.
///   - height: The rows of the tallest tile, 6, 8, 12 or 16.
@inlinable @inline(__always)
func tileRows(rest: Int, height: Int) -> Int {
  // Sixteen rows are two tiles of eight rather than one of twelve and a thin one of four, whose few
  // chains would wait for each other; likewise eight rows are two of four.
  if rest >= height {
    return height == 12 && rest == 16 ? 8 : height == 6 && rest == 8 ? 4 : height
  }
  return rest >= 8 && height > 8 ? 8 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1
}

/// Computes a block of columns of C.
@inlinable @inline(__always)
func multiplyColumns<
  Tile: RowTile, Columns: ColumnBlock, Ahead: Prefetch, Finish: ProductFinish
>(
  _: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands, _ order: LeftMatrix.Order,
  _ ahead: Ahead, _ finish: Finish
) where Tile.Row == Columns.Row {
  var row = 0
  while row < p.rows {
    let height = tileRows(rest: p.rows &- row, height: Tile.rowCount)
    if height == Tile.rowCount {
      multiplyTile(Tile.self, columns, p, row: row, order, ahead, finish)
    } else {
      let nothing = NoPrefetch()
      if Tile.rowCount > 8, height == 8 {
        multiplyTile(EightRows<Columns.Row>.self, columns, p, row: row, order, nothing, finish)
      } else if height == 4 {
        multiplyTile(FourRows<Columns.Row>.self, columns, p, row: row, order, nothing, finish)
      } else if height == 2 {
        multiplyTile(TwoRows<Columns.Row>.self, columns, p, row: row, order, nothing, finish)
      } else {
        multiplyTile(OneRow<Columns.Row>.self, columns, p, row: row, order, nothing, finish)
      }
    }
    row &+= height
  }
}

/// The same with the order made a constant.
@inlinable @inline(never)
func multiplyColumns<Tile: RowTile, Columns: ColumnBlock, Ahead: Prefetch>(
  _: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands, _ ahead: Ahead
) where Tile.Row == Columns.Row {
  switch p.a.order {
  case .rows: multiplyColumns(Tile.self, columns, p, .rows, ahead, StoredSums())
  case .columns: multiplyColumns(Tile.self, columns, p, .columns, ahead, StoredSums())
  case .tiles: multiplyColumns(Tile.self, columns, p, .tiles, ahead, StoredSums())
  }
}

/// The same for a left operand by rows, whose sums meet a derivative.
@inlinable @inline(never)
func multiplyColumns<Tile: RowTile, Columns: ColumnBlock>(
  _: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands, _ finish: SumsTimesDerivative
) where Tile.Row == Columns.Row {
  multiplyColumns(Tile.self, columns, p, .rows, NoPrefetch(), finish)
}

/// The same without anything to fetch.
@inlinable @inline(__always)
func multiplyColumns<Tile: RowTile, Columns: ColumnBlock>(
  _ tile: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands
) where Tile.Row == Columns.Row {
  let nothing = NoPrefetch()
  multiplyColumns(tile, columns, p, nothing)
}

/// Computes up to two registers of columns of C, fetching something on the way where these are full.
@inlinable @inline(__always)
func multiplyPanel<Set: InstructionSet, Ahead: Prefetch>(
  _: Set.Type, _ p: borrowing ProductOperands, columns: Int, _ ahead: Ahead
) {
  let width = Set.Vector.width
  if columns == 2 &* width {
    multiplyColumns(Set.WideTile.self, TwoFullRegisters<Set>(), p, ahead)
  } else if columns > width {
    multiplyColumns(Set.WideTile.self, RegisterAndPart<Set>(columns &- width), p)
  } else if columns == width {
    multiplyColumns(Set.NarrowTile.self, FullRegister<Set>(), p)
  } else {
    multiplyColumns(Set.NarrowTile.self, PartOfRegister<Set>(columns), p)
  }
}

/// C = start + A·B straight from where the operands lie, for products so small that all they need
/// stays in the first cache.
@inlinable @inline(__always)
func multiply<Set: InstructionSet>(
  _ set: Set.Type, _ operands: ProductOperands, columns: Int
) {
  let panelWidth = 2 &* Set.Vector.width
  var p = operands
  let nothing = NoPrefetch()
  var column = 0
  while column < columns {
    p.b = operands.b + column
    p.c = operands.c + column
    p.start = operands.start.map { $0 + column }
    multiplyPanel(set, p, columns: min(columns &- column, panelWidth), nothing)
    column &+= panelWidth
  }
}

/// C = (A·B)·f′ for A by rows, likewise.
///
/// - Parameter outputs: f(x), laid out as C.
@inlinable @inline(__always)
func multiply<Set: InstructionSet>(
  _: Set.Type, _ operands: ProductOperands, columns: Int, timesDerivativeOf f: ElementaryFunction,
  outputs: UnsafePointer<Float>
) {
  let width = Set.Vector.width
  var p = operands
  var column = 0
  while column < columns {
    p.b = operands.b + column
    p.c = operands.c + column
    let finish = SumsTimesDerivative(f, outputs: outputs + column)
    let count = min(columns &- column, 2 &* width)
    if count == 2 &* width {
      multiplyColumns(Set.WideTile.self, TwoFullRegisters<Set>(), p, finish)
    } else if count > width {
      multiplyColumns(Set.WideTile.self, RegisterAndPart<Set>(count &- width), p, finish)
    } else if count == width {
      multiplyColumns(Set.NarrowTile.self, FullRegister<Set>(), p, finish)
    } else {
      multiplyColumns(Set.NarrowTile.self, PartOfRegister<Set>(count), p, finish)
    }
    column &+= 2 &* width
  }
}
