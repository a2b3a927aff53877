// C[R, N] = start + A·B with A[R, K], B[K, N]: every element is one chain of fused multiply-adds,
// k ascending. Blocking and packing move whole chains, so they change no bits.

/// One or two registers of neighbouring columns, the last of them perhaps in part.
@usableFromInline
package protocol ColumnBlock {
  associatedtype Row: RegisterRow
  static var zero: Row { get }
  func load(_ pointer: UnsafePointer<Float>) -> Row
  func store(_ row: Row, _ pointer: UnsafeMutablePointer<Float>)
}

@usableFromInline
@frozen
package struct FullRegister<Set: InstructionSet>: ColumnBlock {
  @inlinable @inline(__always) init() {}
  @inlinable @inline(__always)
  package static var zero: OneRegister<Set.Vector> { OneRegister(Set.Vector(repeating: 0)) }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> OneRegister<Set.Vector> {
    OneRegister(Set.Vector.load(pointer))
  }
  @inlinable @inline(__always)
  package func store(_ row: OneRegister<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    row.first.store(pointer)
  }
}

@usableFromInline
@frozen
package struct PartOfRegister<Set: InstructionSet>: ColumnBlock {
  @usableFromInline let mask: Set.Mask
  @inlinable @inline(__always) init(_ count: Int) { mask = Set.mask(count) }
  @inlinable @inline(__always)
  package static var zero: OneRegister<Set.Vector> { OneRegister(Set.Vector(repeating: 0)) }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> OneRegister<Set.Vector> {
    OneRegister(Set.load(pointer, mask))
  }
  @inlinable @inline(__always)
  package func store(_ row: OneRegister<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    Set.store(row.first, pointer, mask)
  }
}

@usableFromInline
@frozen
package struct TwoFullRegisters<Set: InstructionSet>: ColumnBlock {
  @inlinable @inline(__always) init() {}
  @inlinable @inline(__always)
  package static var zero: TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector(repeating: 0), Set.Vector(repeating: 0))
  }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector.load(pointer), Set.Vector.load(pointer + Set.Vector.width))
  }
  @inlinable @inline(__always)
  package func store(_ row: TwoRegisters<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    row.first.store(pointer)
    row.second.store(pointer + Set.Vector.width)
  }
}

@usableFromInline
@frozen
package struct RegisterAndPart<Set: InstructionSet>: ColumnBlock {
  @usableFromInline let mask: Set.Mask
  @inlinable @inline(__always) init(_ count: Int) { mask = Set.mask(count) }
  @inlinable @inline(__always)
  package static var zero: TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector(repeating: 0), Set.Vector(repeating: 0))
  }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector.load(pointer), Set.load(pointer + Set.Vector.width, mask))
  }
  @inlinable @inline(__always)
  package func store(_ row: TwoRegisters<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    row.first.store(pointer)
    Set.store(row.second, pointer + Set.Vector.width, mask)
  }
}

/// The operands of a product and where they lie. Exactly one of A's strides is 1.
@usableFromInline
@frozen
package struct ProductOperands {
  @usableFromInline var a: UnsafePointer<Float>
  @usableFromInline var rowStride: Int
  @usableFromInline var innerStride: Int
  @usableFromInline var b: UnsafePointer<Float>
  @usableFromInline var bStride: Int
  @usableFromInline var start: UnsafePointer<Float>?
  @usableFromInline var c: UnsafeMutablePointer<Float>
  @usableFromInline var cStride: Int
  @usableFromInline var rows: Int
  @usableFromInline var inner: Int

  @inlinable @inline(__always)
  init(
    a: UnsafePointer<Float>, rowStride: Int, innerStride: Int, b: UnsafePointer<Float>,
    bStride: Int, start: UnsafePointer<Float>?, c: UnsafeMutablePointer<Float>, cStride: Int,
    rows: Int, inner: Int
  ) {
    self.a = a
    self.rowStride = rowStride
    self.innerStride = innerStride
    self.b = b
    self.bStride = bStride
    self.start = start
    self.c = c
    self.cStride = cStride
    self.rows = rows
    self.inner = inner
  }
}

/// Computes one tile of C.
@inlinable @inline(__always)
func multiplyTile<Tile: RowTile, Columns: ColumnBlock>(
  _: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands, row: Int, rowStride: Int,
  innerStride: Int
) where Tile.Row == Columns.Row {
  var tile = Tile(start: p.start.map { columns.load($0) } ?? Columns.zero)
  var cursor = Tile.cursor(p.a + row &* rowStride, stride: rowStride)
  var b = p.b
  let bStride = p.bStride
  for _ in 0..<p.inner {
    tile.accumulate(cursor, stride: rowStride, columns.load(b))
    Tile.advance(&cursor, by: innerStride)
    b += bStride
  }
  let c = p.c + row &* p.cStride
  let cStride = p.cStride
  tile.forEachRow({ index, values in columns.store(values, c + index &* cStride) }, from: 0)
}

/// Computes a block of columns of C: tiles as tall as the registers allow, then shorter ones.
@inlinable @inline(__always)
func multiplyColumns<Tile: RowTile, Columns: ColumnBlock>(
  _: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands, rowStride: Int,
  innerStride: Int
) where Tile.Row == Columns.Row {
  var row = 0
  // Sixteen rows are two tiles of eight rather than one of twelve and a thin one of four, whose few
  // chains would wait for each other.
  let isTwelve = Tile.rowCount == 12
  let rowCount = p.rows
  while row &+ Tile.rowCount <= rowCount {
    if isTwelve, rowCount &- row == 16 { break }
    multiplyTile(
      Tile.self, columns, p, row: row, rowStride: rowStride, innerStride: innerStride)
    row &+= Tile.rowCount
  }
  while Tile.rowCount > 8, row &+ 8 <= p.rows {
    multiplyTile(
      EightRows<Columns.Row>.self, columns, p, row: row, rowStride: rowStride,
      innerStride: innerStride)
    row &+= 8
  }
  if Tile.rowCount > 4, row &+ 4 <= p.rows {
    multiplyTile(
      FourRows<Columns.Row>.self, columns, p, row: row, rowStride: rowStride,
      innerStride: innerStride)
    row &+= 4
  }
  if row &+ 2 <= p.rows {
    multiplyTile(
      TwoRows<Columns.Row>.self, columns, p, row: row, rowStride: rowStride,
      innerStride: innerStride)
    row &+= 2
  }
  if row < p.rows {
    multiplyTile(
      OneRow<Columns.Row>.self, columns, p, row: row, rowStride: rowStride,
      innerStride: innerStride)
  }
}

/// The same with the stride that is 1 made a constant.
@inlinable @inline(never)
func multiplyColumns<Tile: RowTile, Columns: ColumnBlock>(
  _: Tile.Type, _ columns: Columns, _ p: borrowing ProductOperands
) where Tile.Row == Columns.Row {
  if p.innerStride == 1 {
    multiplyColumns(Tile.self, columns, p, rowStride: p.rowStride, innerStride: 1)
  } else {
    multiplyColumns(Tile.self, columns, p, rowStride: 1, innerStride: p.innerStride)
  }
}

/// Copies a panel of two registers' columns so that its rows follow one another.
@inlinable @inline(__always)
func pack<Set: InstructionSet>(
  _: Set.Type, _ b: UnsafePointer<Float>, stride: Int, inner: Int,
  into panel: UnsafeMutablePointer<Float>
) {
  let columns = TwoFullRegisters<Set>()
  var source = b
  var target = panel
  for _ in 0..<inner {
    columns.store(columns.load(source), target)
    source += stride
    target += 2 &* Set.Vector.width
  }
}

/// C = start + A·B for all columns. With `panel`, panels of B are packed first.
@inlinable @inline(__always)
func multiply<Set: InstructionSet>(
  _ set: Set.Type, _ operands: ProductOperands, columns: Int,
  panel: UnsafeMutablePointer<Float>?
) {
  let width = Set.Vector.width
  let b = operands.b
  let c = operands.c
  let start = operands.start
  var p = operands
  var column = 0
  while column < columns {
    p.b = b + column
    p.c = c + column
    p.start = start.map { $0 + column }
    let remaining = columns &- column
    if remaining >= 2 &* width {
      if let panel {
        pack(set, p.b, stride: operands.bStride, inner: p.inner, into: panel)
        p.b = UnsafePointer(panel)
        p.bStride = 2 &* width
        multiplyColumns(Set.WideTile.self, TwoFullRegisters<Set>(), p)
        p.bStride = operands.bStride
      } else {
        multiplyColumns(Set.WideTile.self, TwoFullRegisters<Set>(), p)
      }
      column &+= 2 &* width
    } else if remaining > width {
      multiplyColumns(Set.WideTile.self, RegisterAndPart<Set>(remaining &- width), p)
      column = columns
    } else if remaining == width {
      multiplyColumns(Set.NarrowTile.self, FullRegister<Set>(), p)
      column = columns
    } else {
      multiplyColumns(Set.NarrowTile.self, PartOfRegister<Set>(remaining), p)
      column = columns
    }
  }
}

/// c[R] = start + A·b for a vector b: eight chains at a time.
@inlinable @inline(never)
func multiplyVector<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, start: Float,
  _ c: UnsafeMutablePointer<Float>, rows: Int, inner: Int
) {
  var row = 0
  while row &+ 8 <= rows {
    var s0 = start
    var s1 = start
    var s2 = start
    var s3 = start
    var s4 = start
    var s5 = start
    var s6 = start
    var s7 = start
    let p0 = a + row &* inner
    let p4 = p0 + 4 &* inner
    for k in 0..<inner {
      let factor = b[k]
      s0 = s0.addingProduct(p0[k], factor)
      s1 = s1.addingProduct(p0[k &+ inner], factor)
      s2 = s2.addingProduct(p0[k &+ 2 &* inner], factor)
      s3 = s3.addingProduct(p0[k &+ 3 &* inner], factor)
      s4 = s4.addingProduct(p4[k], factor)
      s5 = s5.addingProduct(p4[k &+ inner], factor)
      s6 = s6.addingProduct(p4[k &+ 2 &* inner], factor)
      s7 = s7.addingProduct(p4[k &+ 3 &* inner], factor)
    }
    c[row] = s0
    c[row &+ 1] = s1
    c[row &+ 2] = s2
    c[row &+ 3] = s3
    c[row &+ 4] = s4
    c[row &+ 5] = s5
    c[row &+ 6] = s6
    c[row &+ 7] = s7
    row &+= 8
  }
  while row < rows {
    var sum = start
    let p = a + row &* inner
    for k in 0..<inner { sum = sum.addingProduct(p[k], b[k]) }
    c[row] = sum
    row &+= 1
  }
}

/// c[C, R] = aᵀ for a `[R, C]`.
@inlinable @inline(never)
func transposeMatrix(
  _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  // Squares of 16, so that both sides stay in the first cache.
  var row = 0
  while row < rows {
    let rowEnd = min(row &+ 16, rows)
    var column = 0
    while column < columns {
      let columnEnd = min(column &+ 16, columns)
      for i in row..<rowEnd {
        for j in column..<columnEnd { c[j &* rows &+ i] = a[i &* columns &+ j] }
      }
      column = columnEnd
    }
    row = rowEnd
  }
}
