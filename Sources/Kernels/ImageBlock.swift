// Images lie batch last: blocks of 32 rows of a batch, the last of them smaller, each block
// `[C, H, W, b]` with its b rows innermost. So every kernel on images works on neighbouring rows at
// once, whatever the extents of images and kernels, and no pixel is ever copied for a window.

/// How rows of a batch are grouped where they lie innermost.
public enum ImageBlock {
  /// The rows of a block; the last one of a batch may have fewer.
  @inlinable public static var rowCount: Int { 32 }
}

/// Calls a function with the first row and the number of rows of each block.
@inlinable @inline(__always)
func forEachBlock(of rows: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
  var first = 0
  while first < rows {
    body(first, min(ImageBlock.rowCount, rows &- first))
    first &+= ImageBlock.rowCount
  }
}

/// c = the rows a `[R, F]` batch last: each block's transpose.
@inlinable @inline(never)
func moveBatchLast<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int
) {
  forEachBlock(of: rows) { first, count in
    transposeBlock(
      set, a + first &* columns, stride: columns, c + first &* columns, stride: count, rows: count,
      columns: columns)
  }
}

/// c = the rows `[R, F]` of a, which lie batch last.
@inlinable @inline(never)
func moveBatchFirst<Set: InstructionSet>(
  _ set: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, rows: Int,
  columns: Int
) {
  forEachBlock(of: rows) { first, count in
    transposeBlock(
      set, a + first &* columns, stride: count, c + first &* columns, stride: columns,
      rows: columns,
      columns: count)
  }
}
