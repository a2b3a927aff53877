// Weights of a dense layer updated by the gradient Xᵀ·dZ strip by strip: the gradient is used up while
// it is in a near cache and is written nowhere else.

/// w[R, C] updated by the gradient aᵀ·b for a `[K, R]` and b `[K, C]`, where K is one block.
///
/// Each element of the gradient is the same chain as in a product of its own, and each parameter's
/// update the same as in a pass of its own.
@inlinable @inline(never)
func updateByProduct<Set: InstructionSet>(_ set: Set.Type, _ i: UnsafePointer<Instruction>) {
  let rows = Int(i.pointee.rows)
  let columns = Int(i.pointee.columns)
  let inner = Int(i.pointee.inner)
  let stride = Int(i.pointee.stride)
  let b = UnsafePointer(i.pointee.b.unsafelyUnwrapped)
  let w = i.pointee.c.unsafelyUnwrapped
  let m = i.pointee.firstMoments.unsafelyUnwrapped
  let v = i.pointee.secondMoments.unsafelyUnwrapped
  let room = i.pointee.scratch.unsafelyUnwrapped
  let stripRoom = room + inner &* ProductBlocks.panelsWidth(columns)
  let gradient = stripRoom + inner &* min(rows, ProductBlocks.rows)
  let left = LeftMatrix(
    UnsafePointer(i.pointee.a.unsafelyUnwrapped), stride: Int(i.pointee.leftStride), .columns)
  let right = RightMatrix(b, stride: stride)
  var firstColumn = 0
  while firstColumn < columns {
    let columnRange = firstColumn..<min(firstColumn &+ ProductBlocks.columns, columns)
    let width = columnRange.count
    var strip = ProductStrip(
      left, rows: ProductBlocks.stripRows(rest: rows), inner: 0..<inner, room: stripRoom)
    var p = ProductOperands(
      a: left, b: UnsafePointer(room), bStride: 2 &* Set.Vector.width, start: nil, c: gradient,
      cStride: width, rows: strip.rows.count, inner: inner)
    packAndMultiply(set, right, strip, p, columns: columnRange, room: room)
    while true {
      let offset = strip.rows.lowerBound &* columns &+ firstColumn
      let updated = UpdateOperands(
        w: w + offset, g: UnsafePointer(gradient), m: m + offset, v: v + offset,
        count: strip.rows.count &* width, l1: i.pointee.s0, doubledL2: i.pointee.s1)
      update(set, i, updated, rowCount: width == columns ? 1 : strip.rows.count, stride: columns)
      let rest = rows &- strip.rows.upperBound
      if rest == 0 { break }
      strip.advance(rows: ProductBlocks.stripRows(rest: rest))
      p.rows = strip.rows.count
      multiplyStrip(set, strip, p, columns: width)
    }
    firstColumn = columnRange.upperBound
  }
  if let sums = i.pointee.d {
    sumOverRows(set, b, sums, stride: stride, rows: inner, columns: columns, divisor: 1)
  }
}

/// Updates a strip of weights, all of it at once where its rows lie one after the other.
@inlinable @inline(__always)
func update<Set: InstructionSet>(
  _ set: Set.Type, _ i: UnsafePointer<Instruction>, _ strip: UpdateOperands, rowCount: Int,
  stride: Int
) {
  let rule = UpdateRule(rawValue: i.pointee.function).unsafelyUnwrapped
  let settings = i.pointee.settings.unsafelyUnwrapped.pointee
  let count = strip.count / rowCount
  for row in 0..<rowCount {
    let offset = row &* stride
    let operands = UpdateOperands(
      w: strip.w + offset, g: strip.g + row &* count, m: strip.m + offset, v: strip.v + offset,
      count: count, l1: strip.l1, doubledL2: strip.doubledL2)
    update(set, rule, operands, settings)
  }
}
