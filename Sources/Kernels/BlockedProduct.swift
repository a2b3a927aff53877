// Large products: B is packed block by block into panels two registers wide, which stream from the
// second cache past strips of A that stay in the first. Accumulators go through C between blocks of
// k, which is exact.

/// The right operand B[K, N] of a large product, read by packing. A matrix in memory is one; others
/// may compute their elements on the way, such as the patches of an image under a convolution.
@usableFromInline
package protocol RightOperand {
  /// Writes B[k, j] for all k of `inner` and j of `columns` to `panel`: element (k, j) goes to
  /// (k − inner.lowerBound) · 2 · width + j − columns.lowerBound for registers of `width` floats.
  /// There are at most 2 · width columns; where there are fewer, the rest of a row is not read.
  func pack<Set: InstructionSet>(
    _ set: Set.Type, inner: Range<Int>, columns: Range<Int>,
    into panel: UnsafeMutablePointer<Float>)
}

/// A right operand in memory: B[k, j] lies at k · stride + j.
@usableFromInline
@frozen
package struct RightMatrix: RightOperand {
  @usableFromInline let start: UnsafePointer<Float>
  @usableFromInline let stride: Int

  /// Creates the operand from its first element and the distance between rows.
  @inlinable @inline(__always)
  package init(_ start: UnsafePointer<Float>, stride: Int) {
    self.start = start
    self.stride = stride
  }

  @inlinable @inline(__always)
  package func pack<Set: InstructionSet>(
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
  /// The widest panel of any instruction set.
  private static let panelWidth = 32

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

  /// The floats that `multiplyInBlocks` needs for a product of this size.
  package static func roomCount(rows: Int, columns: Int, inner: Int) -> Int {
    let block = self.inner(inner, columns: columns)
    let wide = (min(columns, Self.columns) + panelWidth - 1) / panelWidth * panelWidth
    return block * (wide + min(rows, Self.rows))
  }
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
///   - accumulates: Starts from what is in C instead.
///   - room: `ProductBlocks.roomCount` floats, aligned to cache lines.
@inlinable @inline(never)
package func multiplyInBlocks<Set: InstructionSet, Right: RightOperand>(
  _ set: Set.Type, _ left: LeftMatrix, _ right: Right, start: UnsafePointer<Float>?,
  accumulates: Bool = false, _ c: UnsafeMutablePointer<Float>, cStride: Int, rows: Int,
  columns: Int, inner: Int, room: UnsafeMutablePointer<Float>
) {
  let panelWidth = 2 &* Set.Vector.width
  let blockInner = ProductBlocks.inner(inner, columns: columns)
  var firstColumn = 0
  while firstColumn < columns {
    let endColumn = min(firstColumn &+ ProductBlocks.columns, columns)
    var k = 0
    while k < inner {
      let ks = k..<min(k &+ blockInner, inner)
      var column = firstColumn
      var panel = room
      while column < endColumn {
        let end = min(column &+ panelWidth, endColumn)
        right.pack(set, inner: ks, columns: column..<end, into: panel)
        panel += ks.count &* panelWidth
        column = end
      }
      let p = ProductOperands(
        a: left, b: UnsafePointer(room), bStride: panelWidth, start: start.map { $0 + firstColumn },
        continues: accumulates || k > 0, c: c + firstColumn, cStride: cStride, rows: rows,
        inner: ks.count)
      multiplyStrips(set, p, firstInner: k, columns: endColumn &- firstColumn, strip: panel)
      k = ks.upperBound
    }
    firstColumn = endColumn
  }
}

/// Multiplies strips of A with packed panels of B.
@inlinable @inline(never)
func multiplyStrips<Set: InstructionSet>(
  _ set: Set.Type, _ operands: ProductOperands, firstInner: Int, columns: Int,
  strip: UnsafeMutablePointer<Float>
) {
  let width = Set.Vector.width
  let a = operands.a
  // Columns of A far apart would meet the same few sets of the first cache.
  let packsStrips = a.order == .columns && operands.inner > 128
  var p = operands
  var row = 0
  while row < operands.rows {
    let rest = operands.rows &- row
    // A strip behind which only a thin one would remain leaves it more.
    let count = rest > 48 && rest < 56 ? 36 : min(rest, ProductBlocks.rows)
    let direct = LeftMatrix(
      a.start
        + (a.order == .columns
          ? firstInner &* a.stride &+ row : row &* a.stride &+ firstInner),
      stride: a.stride, a.order)
    if packsStrips {
      packStrip(set, direct, rows: count, inner: operands.inner, into: strip)
    }
    p.rows = count
    var column = 0
    while column < columns {
      let panelColumns = min(columns &- column, 2 &* width)
      // Strips are packed for the wide tile.
      p.a =
        packsStrips && panelColumns > width
        ? LeftMatrix(UnsafePointer(strip), stride: operands.inner, .tiles) : direct
      p.b = operands.b + column &* operands.inner
      p.c = operands.c + (row &* operands.cStride &+ column)
      p.start = operands.start.map { $0 + column }
      multiplyPanel(set, p, columns: panelColumns)
      column &+= 2 &* width
    }
    row &+= count
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
