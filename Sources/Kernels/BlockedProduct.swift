// Large products: B is packed block by block into panels two registers wide, which stream from the
// second cache past strips of A that stay in the first. Accumulators go through C between blocks of
// k, which is exact.

/// The right operand B[K, N] of a large product: B[k, j] lies at k · stride + j.
@usableFromInline
@frozen
package struct RightMatrix {
  @usableFromInline let start: UnsafePointer<Float>
  @usableFromInline let stride: Int

  /// Creates the operand from its first element and the distance between rows.
  @inlinable @inline(__always)
  package init(_ start: UnsafePointer<Float>, stride: Int) {
    self.start = start
    self.stride = stride
  }

  /// Writes B[k, j] for all k of `inner` and j of `columns` to `panel`: element (k, j) goes to
  /// (k − inner.lowerBound) · 2 · width + j − columns.lowerBound for registers of `width` floats.
  /// There are at most 2 · width columns; where there are fewer, the rest of a row is undefined.
  @inlinable @inline(__always)
  func pack<Set: InstructionSet>(
    _ set: Set.Type, inner: Range<Int>, columns: Range<Int>,
    into panel: UnsafeMutablePointer<Float>
  ) {
    let width = Set.Vector.width
    if columns.count == 2 &* width {
      pack(set, TwoFullRegisters<Set>(), inner, columns.lowerBound, panel)
    } else if columns.count > width {
      pack(set, RegisterAndPart<Set>(columns.count &- width), inner, columns.lowerBound, panel)
    } else {
      pack(set, PartOfRegister<Set>(columns.count), inner, columns.lowerBound, panel)
    }
  }

  @inlinable @inline(__always)
  func pack<Set: InstructionSet, Columns: ColumnBlock>(
    _: Set.Type, _ columns: Columns, _ inner: Range<Int>, _ firstColumn: Int,
    _ panel: UnsafeMutablePointer<Float>
  ) {
    var source = start + (inner.lowerBound &* stride &+ firstColumn)
    var target = panel
    for _ in 0..<inner.count {
      columns.store(columns.load(source), target)
      source += stride
      target += 2 &* Set.Vector.width
    }
  }
}

/// How large products are cut. Sizes fit caches of 32 KB and 1 MB and do not depend on the
/// instruction set.
@usableFromInline
package enum ProductBlocks {
  /// The columns of B that are packed at a time.
  @usableFromInline static let columns = 1_024
  /// The rows of A that meet one panel after the other.
  @usableFromInline static let rows = 48
  /// The floats between the rows of a copied strip: one cache line.
  @usableFromInline static let rowPadding = 16
  /// The widest panel of any instruction set.
  @usableFromInline static let panelWidth = 32

  /// The extent of a block of k for a product with `columns` columns: equal parts of at most 512,
  /// and fewer where B is so wide that the block would leave the second cache.
  @inlinable @inline(__always)
  static func inner(_ inner: Int, columns: Int) -> Int {
    let limit = min(max(262_144 / max(min(columns, Self.columns), 1), 256), 512)
    let count = (inner &+ limit &- 1) / limit
    return (inner &+ count &- 1) / max(count, 1)
  }

  /// Whether packing pays: B does not stay in the first cache and is read more than once or twice.
  package static func pays(rows: Int, columns: Int, inner: Int) -> Bool {
    rows >= 24 && columns > panelWidth && inner * columns > 6_144
  }

  /// Whether all of k is one block.
  package static func isOneBlock(columns: Int, inner: Int) -> Bool {
    Self.inner(inner, columns: columns) == inner
  }

  /// The floats that `multiplyInBlocks` needs for a product of this size.
  package static func roomCount(rows: Int, columns: Int, inner: Int) -> Int {
    let strip = min(rows, Self.rows)
    return Self.inner(inner, columns: columns) * (panelsWidth(columns) + strip)
      + rowPadding * strip
  }

  /// The floats that `updateByProduct` needs for a product of this size: a strip of it more.
  package static func updateRoomCount(rows: Int, columns: Int, inner: Int) -> Int {
    roomCount(rows: rows, columns: columns, inner: inner)
      + min(rows, Self.rows) * panelsWidth(columns)
  }

  /// How wide the panels are that are packed at a time.
  @inlinable @inline(__always)
  static func panelsWidth(_ columns: Int) -> Int {
    (min(columns, Self.columns) &+ panelWidth &- 1) / panelWidth &* panelWidth
  }

  /// How many of so many rows that are left the next strip takes: one behind which only a thin one
  /// would remain leaves it more.
  @inlinable @inline(__always)
  static func stripRows(rest: Int) -> Int { rest > rows && rest < 56 ? 36 : min(rest, rows) }
}

/// C = start + A·B for large products, packed block by block.
///
/// Every element is the chain start, then fma(A[i, k], B[k, j], ·) for k ascending, as without
/// blocks.
///
/// - Parameters:
///   - left: A[rows, inner], by rows or by columns.
///   - right: B[inner, columns].
///   - start: What all rows start from; zeros where it is nil.
///   - room: `ProductBlocks.roomCount` floats, aligned to cache lines.
@inlinable @inline(never)
package func multiplyInBlocks<Set: InstructionSet>(
  _ set: Set.Type, _ left: LeftMatrix, _ right: RightMatrix, start: UnsafePointer<Float>?,
  _ c: UnsafeMutablePointer<Float>, cStride: Int, rows: Int, columns: Int, inner: Int,
  room: UnsafeMutablePointer<Float>
) {
  let blockInner = ProductBlocks.inner(inner, columns: columns)
  var firstColumn = 0
  while firstColumn < columns {
    let columnRange = firstColumn..<min(firstColumn &+ ProductBlocks.columns, columns)
    var k = 0
    while k < inner {
      let ks = k..<min(k &+ blockInner, inner)
      var strip = ProductStrip(
        left, rows: ProductBlocks.stripRows(rest: rows), inner: ks,
        room: room + ks.count &* ProductBlocks.panelsWidth(columns))
      var p = ProductOperands(
        a: left, b: UnsafePointer(room), bStride: 2 &* Set.Vector.width,
        start: start.map { $0 + firstColumn }, continues: k > 0, c: c + firstColumn,
        cStride: cStride, rows: strip.rows.count, inner: ks.count)
      packAndMultiply(set, right, strip, p, columns: columnRange, room: room)
      while strip.rows.upperBound < rows {
        strip.advance(rows: ProductBlocks.stripRows(rest: rows &- strip.rows.upperBound))
        p.rows = strip.rows.count
        p.c = c + (strip.rows.lowerBound &* cStride &+ firstColumn)
        multiplyStrip(set, strip, p, columns: columnRange.count)
      }
      k = ks.upperBound
    }
    firstColumn = columnRange.upperBound
  }
}

/// A few rows of A and a block of k that meet one packed panel of B after the other.
@usableFromInline
@frozen
struct ProductStrip {
  @usableFromInline let left: LeftMatrix
  @usableFromInline var rows: Range<Int>
  @usableFromInline let inner: Range<Int>
  /// Where rows are copied to that lie by columns.
  @usableFromInline let room: UnsafeMutablePointer<Float>

  /// Creates the first strip.
  @inlinable @inline(__always)
  init(_ left: LeftMatrix, rows: Int, inner: Range<Int>, room: UnsafeMutablePointer<Float>) {
    self.left = left
    self.rows = 0..<rows
    self.inner = inner
    self.room = room
  }

  /// Goes on to the next rows.
  @inlinable @inline(__always)
  mutating func advance(rows count: Int) {
    rows = rows.upperBound..<(rows.upperBound &+ count)
  }

  /// Columns of A far apart would meet the same few sets of the first cache.
  @inlinable @inline(__always)
  var isPacked: Bool { left.order == .columns && inner.count > 128 }

  /// So would rows that lie whole pages apart.
  @inlinable @inline(__always)
  var isCopied: Bool { left.order == .rows && left.stride & 1_023 == 0 && rows.count > 1 }

  /// Copies the rows of the strip where their place in memory is a bad one.
  @inlinable @inline(__always)
  func pack<Set: InstructionSet>(_ set: Set.Type) {
    if isPacked {
      packStrip(set, direct, rows: rows.count, inner: inner.count, into: room)
    } else if isCopied {
      let source = direct.start
      for row in 0..<rows.count {
        (room + row &* (inner.count &+ ProductBlocks.rowPadding))
          .update(from: source + row &* left.stride, count: inner.count)
      }
    }
  }

  /// The rows where they lie.
  @inlinable @inline(__always)
  var direct: LeftMatrix {
    LeftMatrix(
      left.start
        + (left.order == .columns
          ? inner.lowerBound &* left.stride &+ rows.lowerBound
          : rows.lowerBound &* left.stride &+ inner.lowerBound),
      stride: left.stride, left.order)
  }

  /// The rows as a panel of so many columns reads them: strips are packed for the wide tile.
  @inlinable @inline(__always)
  func operand(isWide: Bool) -> LeftMatrix {
    if isCopied {
      return LeftMatrix(
        UnsafePointer(room), stride: inner.count &+ ProductBlocks.rowPadding, .rows)
    }
    return isPacked && isWide
      ? LeftMatrix(UnsafePointer(room), stride: inner.count, .tiles) : direct
  }
}

/// Packs panel after panel of B and multiplies the first strip of A with each, while the next one comes
/// from memory.
///
/// - Parameter operands: The strip's results in C and its extents; panels begin at `room`.
@inlinable @inline(never)
func packAndMultiply<Set: InstructionSet>(
  _ set: Set.Type, _ right: RightMatrix, _ strip: ProductStrip, _ operands: ProductOperands,
  columns: Range<Int>, room: UnsafeMutablePointer<Float>
) {
  let panelWidth = 2 &* Set.Vector.width
  let inner = strip.inner
  strip.pack(set)
  var p = operands
  var panel = room
  var column = columns.lowerBound
  while column < columns.upperBound {
    let end = min(column &+ panelWidth, columns.upperBound)
    right.pack(set, inner: inner, columns: column..<end, into: panel)
    p.a = strip.operand(isWide: end &- column > Set.Vector.width)
    p.b = UnsafePointer(panel)
    let next = UpcomingPanel(
      right, row: inner.lowerBound, rows: end < columns.upperBound ? inner.count : 0, column: end,
      width: panelWidth,
      tiles: (operands.rows &+ Set.WideTile.rowCount &- 1) / Set.WideTile.rowCount)
    multiplyPanel(set, p, columns: end &- column, next)
    panel += inner.count &* panelWidth
    p.c += panelWidth
    p.start = p.start.map { $0 + panelWidth }
    column = end
  }
}

/// Multiplies a strip of A with packed panels of B.
///
/// - Parameter operands: The strip's results in C, its extents and the first panel.
@inlinable @inline(never)
func multiplyStrip<Set: InstructionSet>(
  _ set: Set.Type, _ strip: ProductStrip, _ operands: ProductOperands, columns: Int
) {
  let panelWidth = 2 &* Set.Vector.width
  strip.pack(set)
  var p = operands
  var column = 0
  while column < columns {
    let panelColumns = min(columns &- column, panelWidth)
    p.a = strip.operand(isWide: panelColumns > Set.Vector.width)
    multiplyPanel(set, p, columns: panelColumns, NoPrefetch())
    p.b += operands.inner &* panelWidth
    p.c += panelWidth
    p.start = p.start.map { $0 + panelWidth }
    column &+= panelWidth
  }
}

/// Copies a strip of A that lies by columns so that every wide tile finds its factors in a row.
@inlinable @inline(never)
func packStrip<Set: InstructionSet>(
  _: Set.Type, _ a: LeftMatrix, rows: Int, inner: Int, into strip: UnsafeMutablePointer<Float>
) {
  var row = 0
  while row < rows {
    let height = tileRows(rest: rows &- row, height: Set.WideTile.rowCount)
    let source = a.start + row
    let target = strip + row &* inner
    switch height {
    case 12: copyColumns(source, a.stride, target, height: 12, inner)
    case 8: copyColumns(source, a.stride, target, height: 8, inner)
    case 6: copyColumns(source, a.stride, target, height: 6, inner)
    case 4: copyColumns(source, a.stride, target, height: 4, inner)
    case 2: copyColumns(source, a.stride, target, height: 2, inner)
    default: copyColumns(source, a.stride, target, height: 1, inner)
    }
    row &+= height
  }
}

/// Copies columns of `height` floats, a constant, so that they follow one another.
@inlinable @inline(__always)
func copyColumns(
  _ a: UnsafePointer<Float>, _ stride: Int, _ c: UnsafeMutablePointer<Float>, height: Int,
  _ count: Int
) {
  var source = UnsafeRawPointer(a)
  var target = UnsafeMutableRawPointer(c)
  for _ in 0..<count {
    var offset = 0
    while offset &+ 16 <= 4 &* height {
      target.storeBytes(
        of: source.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self),
        toByteOffset: offset, as: SIMD4<Float>.self)
      offset &+= 16
    }
    if offset &+ 8 <= 4 &* height {
      target.storeBytes(
        of: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self), toByteOffset: offset,
        as: UInt64.self)
      offset &+= 8
    }
    if offset < 4 &* height {
      target.storeBytes(
        of: source.loadUnaligned(fromByteOffset: offset, as: UInt32.self), toByteOffset: offset,
        as: UInt32.self)
    }
    source += 4 &* stride
    target += 4 &* height
  }
}
