// The products of instructions.

/// C = start + A·B, in blocks where there is room to pack them.
@inlinable @inline(__always)
func multiply<Set: InstructionSet>(
  _ set: Set.Type, _ a: LeftMatrix, _ b: UnsafePointer<Float>, start: UnsafePointer<Float>?,
  _ c: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int, inner: Int,
  room: UnsafeMutablePointer<Float>?
) {
  if let room {
    multiplyInBlocks(
      set, a, RightMatrix(b, stride: stride), start: start, c, cStride: stride, rows: rows,
      columns: columns, inner: inner, room: room)
  } else {
    multiply(
      set,
      ProductOperands(
        a: a, b: b, bStride: stride, start: start, c: c, cStride: stride, rows: rows,
        inner: inner),
      columns: columns)
  }
}

/// C = Aᵀ·B and, where the instruction asks for them, the column sums of B.
@inlinable @inline(__always)
func transposedProduct<Set: InstructionSet>(_ set: Set.Type, _ i: UnsafePointer<Instruction>) {
  let rows = Int(i.pointee.rows)
  let columns = Int(i.pointee.columns)
  let inner = Int(i.pointee.inner)
  let stride = Int(i.pointee.stride)
  let a = UnsafePointer(i.pointee.a.unsafelyUnwrapped)
  let b = UnsafePointer(i.pointee.b.unsafelyUnwrapped)
  let c = i.pointee.c.unsafelyUnwrapped
  let twoRegisters = 2 &* Set.Vector.width
  if columns == 1 {
    if let sum = i.pointee.d, rows <= twoRegisters {
      multiplyTransposedVectorAndSum(set, a, b, c, rows: rows, inner: inner, sum: sum)
      return
    }
    // The same products with the roles exchanged: one row bᵀ times a `[K, R]`.
    multiply(
      set, LeftMatrix(b, stride: inner, .rows), a, start: nil, c, stride: rows, rows: 1,
      columns: rows, inner: inner, room: nil)
  } else {
    let left = LeftMatrix(a, stride: Int(i.pointee.leftStride), .columns)
    if let sums = i.pointee.d, columns <= twoRegisters, i.pointee.scratch == nil {
      multiplyTransposedAndSum(
        set,
        ProductOperands(
          a: left, b: b, bStride: stride, start: nil, c: c, cStride: stride, rows: rows,
          inner: inner),
        columns: columns, sums: sums)
      return
    }
    multiply(
      set, left, b, start: nil, c, stride: stride, rows: rows, columns: columns, inner: inner,
      room: i.pointee.scratch)
  }
  if let sums = i.pointee.d {
    sumOverRows(set, b, sums, stride: stride, rows: inner, columns: columns, divisor: 1)
  }
}
