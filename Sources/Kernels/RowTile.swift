/// One row of accumulators in registers.
@usableFromInline
package protocol RegisterRow {
  associatedtype Vector: FloatVector
  /// How many registers the row takes.
  static var registerCount: Int { get }
  /// A row of one repeated number.
  init(repeating value: Float)
  /// The sum of the row and `factor` times another.
  mutating func addProduct(_ factor: Vector, _ other: Self)
  /// The results of a function for the registers of both rows.
  func combined(_ other: Self, _ body: (Vector, Vector) -> Vector) -> Self
}

/// A row one register wide.
@usableFromInline
@frozen
package struct OneRegister<Vector: FloatVector>: RegisterRow {
  @usableFromInline package var first: Vector

  @inlinable @inline(__always)
  package static var registerCount: Int { 1 }

  @inlinable @inline(__always)
  package init(_ first: Vector) { self.first = first }

  @inlinable @inline(__always)
  package init(repeating value: Float) { first = Vector(repeating: value) }

  @inlinable @inline(__always)
  package mutating func addProduct(_ factor: Vector, _ other: Self) {
    first = Vector.fma(factor, other.first, first)
  }

  @inlinable @inline(__always)
  package func combined(_ other: Self, _ body: (Vector, Vector) -> Vector) -> Self {
    Self(body(first, other.first))
  }
}

/// A row two registers wide.
@usableFromInline
@frozen
package struct TwoRegisters<Vector: FloatVector>: RegisterRow {
  @usableFromInline package var first: Vector
  @usableFromInline package var second: Vector

  @inlinable @inline(__always)
  package static var registerCount: Int { 2 }

  @inlinable @inline(__always)
  package init(_ first: Vector, _ second: Vector) {
    self.first = first
    self.second = second
  }

  @inlinable @inline(__always)
  package init(repeating value: Float) {
    first = Vector(repeating: value)
    second = first
  }

  @inlinable @inline(__always)
  package mutating func addProduct(_ factor: Vector, _ other: Self) {
    first = Vector.fma(factor, other.first, first)
    second = Vector.fma(factor, other.second, second)
  }

  @inlinable @inline(__always)
  package func combined(_ other: Self, _ body: (Vector, Vector) -> Vector) -> Self {
    Self(body(first, other.first), body(second, other.second))
  }
}

/// Rows of accumulators of a matrix product: each row is one ascending chain of fused
/// multiply-adds for every column. Tiles compose, so that any height is one type whose storage the
/// compiler keeps in registers.
@usableFromInline
package protocol RowTile {
  associatedtype Row: RegisterRow
  /// Where the tile reads its factors: a pointer for every few rows, so that no address waits for
  /// the sum of many strides.
  associatedtype Cursor
  static var rowCount: Int { get }
  /// Starts every row with the same values.
  init(start: Row)
  /// Starts each row with its own values; the top one has the index `row`.
  init(_ values: (Int) -> Row, from row: Int)
  /// The first factors of the rows, `stride` apart.
  static func cursor(_ a: UnsafePointer<Float>, stride: Int) -> Cursor
  /// Goes on to the next factors.
  static func advance(_ cursor: inout Cursor, by step: Int)
  /// Adds the next product: each row's factor times the row `b`.
  mutating func accumulate(_ cursor: Cursor, stride: Int, _ b: Row)
  /// Adds the next four products, of factors that follow one another in memory, row by row: so an
  /// address serves four of them.
  mutating func accumulateFour(_ cursor: Cursor, stride: Int, _ b: (Row, Row, Row, Row))
  /// Hands out the rows, top first.
  func forEachRow(_ body: (Int, Row) -> Void, from row: Int)
}

/// A tile of one row.
@usableFromInline
@frozen
package struct OneRow<Row: RegisterRow>: RowTile {
  @usableFromInline package typealias Cursor = UnsafePointer<Float>
  @usableFromInline var row: Row

  @inlinable @inline(__always)
  package static var rowCount: Int { 1 }

  @inlinable @inline(__always)
  package init(start: Row) { row = start }

  @inlinable @inline(__always)
  package init(_ values: (Int) -> Row, from row: Int) { self.row = values(row) }

  @inlinable @inline(__always)
  package static func cursor(_ a: UnsafePointer<Float>, stride: Int) -> Cursor { a }

  @inlinable @inline(__always)
  package static func advance(_ cursor: inout Cursor, by step: Int) { cursor += step }

  @inlinable @inline(__always)
  package mutating func accumulate(_ cursor: Cursor, stride: Int, _ b: Row) {
    row.addProduct(Row.Vector(repeating: cursor[0]), b)
  }

  @inlinable @inline(__always)
  package mutating func accumulateFour(
    _ cursor: Cursor, stride: Int, _ b: (Row, Row, Row, Row)
  ) {
    row.addProduct(Row.Vector(repeating: cursor[0]), b.0)
    row.addProduct(Row.Vector(repeating: cursor[1]), b.1)
    row.addProduct(Row.Vector(repeating: cursor[2]), b.2)
    row.addProduct(Row.Vector(repeating: cursor[3]), b.3)
  }

  @inlinable @inline(__always)
  package func forEachRow(_ body: (Int, Row) -> Void, from row: Int) { body(row, self.row) }
}

/// One tile above another that read through one pointer.
@usableFromInline
@frozen
package struct Joined<Upper: RowTile, Lower: RowTile>: RowTile
where
  Upper.Row == Lower.Row, Upper.Cursor == UnsafePointer<Float>,
  Lower.Cursor == UnsafePointer<Float>
{
  @usableFromInline package typealias Row = Upper.Row
  @usableFromInline package typealias Cursor = UnsafePointer<Float>
  @usableFromInline var upper: Upper
  @usableFromInline var lower: Lower

  @inlinable @inline(__always)
  package static var rowCount: Int { Upper.rowCount + Lower.rowCount }

  @inlinable @inline(__always)
  package init(start: Row) {
    upper = Upper(start: start)
    lower = Lower(start: start)
  }

  @inlinable @inline(__always)
  package init(_ values: (Int) -> Row, from row: Int) {
    upper = Upper(values, from: row)
    lower = Lower(values, from: row &+ Upper.rowCount)
  }

  @inlinable @inline(__always)
  package static func cursor(_ a: UnsafePointer<Float>, stride: Int) -> Cursor { a }

  @inlinable @inline(__always)
  package static func advance(_ cursor: inout Cursor, by step: Int) { cursor += step }

  @inlinable @inline(__always)
  package mutating func accumulate(_ cursor: Cursor, stride: Int, _ b: Row) {
    upper.accumulate(cursor, stride: stride, b)
    lower.accumulate(cursor + Upper.rowCount &* stride, stride: stride, b)
  }

  @inlinable @inline(__always)
  package mutating func accumulateFour(
    _ cursor: Cursor, stride: Int, _ b: (Row, Row, Row, Row)
  ) {
    upper.accumulateFour(cursor, stride: stride, b)
    lower.accumulateFour(cursor + Upper.rowCount &* stride, stride: stride, b)
  }

  @inlinable @inline(__always)
  package func forEachRow(_ body: (Int, Row) -> Void, from row: Int) {
    upper.forEachRow(body, from: row)
    lower.forEachRow(body, from: row &+ Upper.rowCount)
  }
}

/// One tile above another, each with its own pointers.
@usableFromInline
@frozen
package struct Stacked<Upper: RowTile, Lower: RowTile>: RowTile where Upper.Row == Lower.Row {
  @usableFromInline package typealias Row = Upper.Row
  @usableFromInline package typealias Cursor = (Upper.Cursor, Lower.Cursor)
  @usableFromInline var upper: Upper
  @usableFromInline var lower: Lower

  @inlinable @inline(__always)
  package static var rowCount: Int { Upper.rowCount + Lower.rowCount }

  @inlinable @inline(__always)
  package init(start: Row) {
    upper = Upper(start: start)
    lower = Lower(start: start)
  }

  @inlinable @inline(__always)
  package init(_ values: (Int) -> Row, from row: Int) {
    upper = Upper(values, from: row)
    lower = Lower(values, from: row &+ Upper.rowCount)
  }

  @inlinable @inline(__always)
  package static func cursor(_ a: UnsafePointer<Float>, stride: Int) -> Cursor {
    (
      Upper.cursor(a, stride: stride),
      Lower.cursor(a + Upper.rowCount &* stride, stride: stride)
    )
  }

  @inlinable @inline(__always)
  package static func advance(_ cursor: inout Cursor, by step: Int) {
    Upper.advance(&cursor.0, by: step)
    Lower.advance(&cursor.1, by: step)
  }

  @inlinable @inline(__always)
  package mutating func accumulate(_ cursor: Cursor, stride: Int, _ b: Row) {
    upper.accumulate(cursor.0, stride: stride, b)
    lower.accumulate(cursor.1, stride: stride, b)
  }

  @inlinable @inline(__always)
  package mutating func accumulateFour(
    _ cursor: Cursor, stride: Int, _ b: (Row, Row, Row, Row)
  ) {
    upper.accumulateFour(cursor.0, stride: stride, b)
    lower.accumulateFour(cursor.1, stride: stride, b)
  }

  @inlinable @inline(__always)
  package func forEachRow(_ body: (Int, Row) -> Void, from row: Int) {
    upper.forEachRow(body, from: row)
    lower.forEachRow(body, from: row &+ Upper.rowCount)
  }
}

@usableFromInline package typealias TwoRows<R: RegisterRow> = Joined<OneRow<R>, OneRow<R>>
@usableFromInline package typealias FourRows<R: RegisterRow> = Joined<TwoRows<R>, TwoRows<R>>
@usableFromInline package typealias SixRows<R: RegisterRow> = Stacked<FourRows<R>, TwoRows<R>>
@usableFromInline package typealias EightRows<R: RegisterRow> = Stacked<FourRows<R>, FourRows<R>>
@usableFromInline package typealias TwelveRows<R: RegisterRow> = Stacked<EightRows<R>, FourRows<R>>
@usableFromInline package typealias SixteenRows<R: RegisterRow> =
  Stacked<EightRows<R>, EightRows<R>>
