/// Runs an instruction of convolution, pooling, normalisation, dropout or embedding.
@inlinable @inline(__always)
func executeLayer<Set: InstructionSet>(_ set: Set.Type, _ i: UnsafePointer<Instruction>) {
  let rows = Int(i.pointee.rows)
  let columns = Int(i.pointee.columns)
  let inner = Int(i.pointee.inner)
  let a = UnsafePointer(i.pointee.a.unsafelyUnwrapped)
  let b = UnsafePointer(i.pointee.b ?? i.pointee.a.unsafelyUnwrapped)
  let c = i.pointee.c.unsafelyUnwrapped
  let d = i.pointee.d
  let table = UnsafePointer(i.pointee.table)
  var groups: GroupLayout {
    GroupLayout(rows: rows, groups: columns, part: i.pointee.part(of: columns), plane: inner)
  }
  switch i.pointee.opcode {
  case .batchLast: moveBatchLast(set, a, c, rows: rows, columns: columns)
  case .batchFirst: moveBatchFirst(set, a, c, rows: rows, columns: columns)
  case .convolution:
    convolve(
      set, WindowGeometry(table.unsafelyUnwrapped, rows: rows), a, weights: b,
      bias: d.map { UnsafePointer($0) }, c)
  case .convolutionInputGradient:
    convolveBackward(set, WindowGeometry(table.unsafelyUnwrapped, rows: rows), a, weights: b, c)
  case .convolutionWeightGradient:
    filterGradient(
      set, WindowGeometry(table.unsafelyUnwrapped, rows: rows), a, b, c,
      part: i.pointee.part(of: inner), scratch: i.pointee.scratch.unsafelyUnwrapped)
  case .maximumPool: maximumPool(set, WindowGeometry(table.unsafelyUnwrapped, rows: rows), a, c)
  case .maximumPoolGradient:
    maximumPoolGradient(
      set, WindowGeometry(table.unsafelyUnwrapped, rows: rows), a, largest: b,
      upstream: UnsafePointer(d.unsafelyUnwrapped), c)
  case .averagePool: averagePool(set, WindowGeometry(table.unsafelyUnwrapped, rows: rows), a, c)
  case .averagePoolGradient:
    averagePoolGradient(set, WindowGeometry(table.unsafelyUnwrapped, rows: rows), upstream: a, c)
  case .normalizeGroups:
    normalizeGroups(
      set, a, c, statistics: d.unsafelyUnwrapped, groups, epsilon: i.pointee.s0)
  case .normalizeGroupsGradient:
    normalizeGroupsGradient(
      set, a, upstream: b, c, statistics: UnsafePointer(d.unsafelyUnwrapped), groups)
  case .normalizeColumns:
    normalizeColumns(
      set, a, c, statistics: d.unsafelyUnwrapped, rows: rows, columns: columns,
      epsilon: i.pointee.s0)
  case .normalizeColumnsGradient:
    normalizeColumnsGradient(
      set, a, upstream: b, c, statistics: UnsafePointer(d.unsafelyUnwrapped), rows: rows,
      columns: columns)
  case .scaleGroups: scaleGroups(set, a, by: b, d.map { UnsafePointer($0) }, c, groups)
  case .scaleColumns:
    scaleColumns(
      set, a, by: b, d.map { UnsafePointer($0) }, c, rows: rows, columns: columns)
  case .sumGroups: sumGroups(set, a, c, groups)
  case .blend: blend(a, c, columns, share: i.pointee.s0, rest: i.pointee.s1)
  case .dropoutMask:
    fillDropoutMask(
      c, columns, probability: i.pointee.s0, scale: i.pointee.s1,
      identity: table.unsafelyUnwrapped, number: i.pointee.cursor.unsafelyUnwrapped)
  case .embedding:
    embedRows(a, table: b, tableRows: inner, c, rows: rows, columns: columns)
  case .embeddingGradient:
    embeddingGradient(a, upstream: b, tableRows: inner, c, rows: rows, columns: columns)
  default: break
  }
}
