/// One row of accumulators in registers.
@usableFromInline
package protocol RegisterRow {
  associatedtype Vector: FloatVector
  /// The sum of the row and `factor` times another.
  mutating func addProduct(_ factor: Vector, _ other: Self)
}

/// A row one register wide.
@usableFromInline
@frozen
package struct OneRegister<Vector: FloatVector>: RegisterRow {
  @usableFromInline package var first: Vector

  @inlinable @inline(__always)
  package init(_ first: Vector) { self.first = first }

  @inlinable @inline(__always)
  package mutating func addProduct(_ factor: Vector, _ other: Self) {
    first = Vector.fma(factor, other.first, first)
  }
}

/// A row two registers wide.
@usableFromInline
@frozen
package struct TwoRegisters<Vector: FloatVector>: RegisterRow {
  @usableFromInline package var first: Vector
  @usableFromInline package var second: Vector

  @inlinable @inline(__always)
  package init(_ first: Vector, _ second: Vector) {
    self.first = first
    self.second = second
  }

  @inlinable @inline(__always)
  package mutating func addProduct(_ factor: Vector, _ other: Self) {
    first = Vector.fma(factor, other.first, first)
    second = Vector.fma(factor, other.second, second)
  }
}

/// Rows of accumulators of a matrix product: each row is one ascending chain of fused
/// multiply-adds for every column. Tiles compose, so that any height is one type whose storage the
/// compiler keeps in registers.
@usableFromInline
package protocol RowTile {
  associatedtype Row: RegisterRow
  static var rowCount: Int { get }
  /// Starts every row with the same values.
  init(start: Row)
  /// Adds the next product: element `a[row · stride]` times the row `b`.
  mutating func accumulate(_ a: UnsafePointer<Float>, stride: Int, _ b: Row)
  /// Hands out the rows, top first.
  func forEachRow(_ body: (Int, Row) -> Void, from row: Int)
}

/// A tile of one row.
@usableFromInline
@frozen
package struct OneRow<Row: RegisterRow>: RowTile {
  @usableFromInline var row: Row

  @inlinable @inline(__always)
  package static var rowCount: Int { 1 }

  @inlinable @inline(__always)
  package init(start: Row) { row = start }

  @inlinable @inline(__always)
  package mutating func accumulate(_ a: UnsafePointer<Float>, stride: Int, _ b: Row) {
    row.addProduct(Row.Vector(repeating: a[0]), b)
  }

  @inlinable @inline(__always)
  package func forEachRow(_ body: (Int, Row) -> Void, from row: Int) { body(row, self.row) }
}

/// One tile above another.
@usableFromInline
@frozen
package struct Stacked<Upper: RowTile, Lower: RowTile>: RowTile where Upper.Row == Lower.Row {
  @usableFromInline package typealias Row = Upper.Row
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
  package mutating func accumulate(_ a: UnsafePointer<Float>, stride: Int, _ b: Row) {
    upper.accumulate(a, stride: stride, b)
    lower.accumulate(a + Upper.rowCount &* stride, stride: stride, b)
  }

  @inlinable @inline(__always)
  package func forEachRow(_ body: (Int, Row) -> Void, from row: Int) {
    upper.forEachRow(body, from: row)
    lower.forEachRow(body, from: row &+ Upper.rowCount)
  }
}

@usableFromInline package typealias TwoRows<R: RegisterRow> = Stacked<OneRow<R>, OneRow<R>>
@usableFromInline package typealias ThreeRows<R: RegisterRow> = Stacked<TwoRows<R>, OneRow<R>>
@usableFromInline package typealias FourRows<R: RegisterRow> = Stacked<TwoRows<R>, TwoRows<R>>
@usableFromInline package typealias SixRows<R: RegisterRow> = Stacked<ThreeRows<R>, ThreeRows<R>>
@usableFromInline package typealias EightRows<R: RegisterRow> = Stacked<FourRows<R>, FourRows<R>>
@usableFromInline package typealias TwelveRows<R: RegisterRow> = Stacked<SixRows<R>, SixRows<R>>
@usableFromInline package typealias SixteenRows<R: RegisterRow> = Stacked<
  EightRows<R>, EightRows<R>
>
