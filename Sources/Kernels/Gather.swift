public import CCPU

/// How the numbers of a table lie in memory.
@usableFromInline
package enum NumberForm: UInt8, Sendable {
  case singles, bytes, doubles

  /// The size of a number.
  package var byteCount: Int {
    switch self {
    case .bytes: 1
    case .singles: 4
    case .doubles: 8
    }
  }
}

/// c[R, C] = the rows of a table that `table` names from the cursor on, all rows in order where there
/// is none; `function` is the table's form.
@inlinable @inline(__always)
func gather<Set: InstructionSet>(_ set: Set.Type, _ i: UnsafePointer<Instruction>) {
  if let table = i.pointee.table {
    let start = Int(i.pointee.cursor.unsafelyUnwrapped.pointee)
    gather(set, i, table + start, rows: Int(i.pointee.rows), columns: Int(i.pointee.columns))
  } else {
    // One long row.
    var first: Int32 = 0
    withUnsafePointer(to: &first) {
      gather(set, i, $0, rows: 1, columns: i.pointee.elementCount)
    }
  }
}

@inlinable @inline(__always)
func gather<Set: InstructionSet>(
  _ set: Set.Type, _ i: UnsafePointer<Instruction>, _ indices: UnsafePointer<Int32>, rows: Int,
  columns: Int
) {
  let source = UnsafeRawPointer(i.pointee.a.unsafelyUnwrapped)
  let c = i.pointee.c.unsafelyUnwrapped
  switch NumberForm(rawValue: i.pointee.function).unsafelyUnwrapped {
  case .singles:
    let a = source.assumingMemoryBound(to: Float.self)
    gatherRows(set, a, c, indices, rows: rows, columns: columns)
  case .bytes:
    let a = source.assumingMemoryBound(to: UInt8.self)
    convertRows(set, a, c, indices, rows: rows, columns: columns) { Float($0) }
  case .doubles:
    let a = source.assumingMemoryBound(to: Double.self)
    convertRows(set, a, c, indices, rows: rows, columns: columns) { Float($0) }
  }
}

/// c[R, C] = the named rows of a, each number rounded to single precision.
@inlinable @inline(__always)
func convertRows<Set: InstructionSet, Element>(
  _: Set.Type, _ a: UnsafePointer<Element>, _ c: UnsafeMutablePointer<Float>,
  _ indices: UnsafePointer<Int32>, rows: Int, columns: Int, _ convert: (Element) -> Float
) {
  if columns == 1 {
    for row in 0..<rows { c[row] = convert(a[Int(indices[row])]) }
    return
  }
  if columns == 2 {
    for row in 0..<rows {
      let source = a + 2 &* Int(indices[row])
      c[2 &* row] = convert(source[0])
      c[2 &* row &+ 1] = convert(source[1])
    }
    return
  }
  // A cache line's worth at a time.
  let step = 64 / MemoryLayout<Element>.stride
  for row in 0..<rows {
    let source = a + Int(indices[row]) &* columns
    let next = a + Int(indices[min(row &+ 1, rows &- 1)]) &* columns
    let target = c + row &* columns
    var column = 0
    while column &+ step <= columns {
      ccpu_prefetch(UnsafeRawPointer(next + column))
      for i in 0..<step { target[column &+ i] = convert(source[column &+ i]) }
      column &+= step
    }
    while column < columns {
      target[column] = convert(source[column])
      column &+= 1
    }
  }
}

/// c[R, C] = the named rows of a.
@inlinable @inline(never)
func gatherRows<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
  _ indices: UnsafePointer<Int32>, rows: Int, columns: Int
) {
  if columns == 1 {
    for row in 0..<rows { c[row] = a[Int(indices[row])] }
    return
  }
  if columns == 2 {
    for row in 0..<rows {
      let source = UnsafeRawPointer(a + 2 &* Int(indices[row]))
      let pair = source.loadUnaligned(as: UInt64.self)
      UnsafeMutableRawPointer(c + 2 &* row).storeBytes(of: pair, as: UInt64.self)
    }
    return
  }
  if columns <= 4 {
    for row in 0..<rows {
      let source = a + Int(indices[row]) &* columns
      let target = c + row &* columns
      for column in 0..<columns { target[column] = source[column] }
    }
    return
  }
  for row in 0..<rows {
    let source = a + Int(indices[row]) &* columns
    // The processor foresees the rest of a row but not where the next one lies.
    let next = a + Int(indices[min(row &+ 1, rows &- 1)]) &* columns
    let target = c + row &* columns
    var i = 0
    while i < columns {
      ccpu_prefetch(UnsafeRawPointer(next + i))
      let rest = columns &- i
      Set.store(Set.load(source + i, upTo: rest), target + i, upTo: rest)
      i &+= Set.Vector.width
    }
  }
}
