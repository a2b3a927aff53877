/// c[R, C] = the rows of the table that a[R] names; zeros for numbers that name none.
@usableFromInline
package func embedRows(
  _ a: UnsafePointer<Float>, table: UnsafePointer<Float>, tableRows: Int,
  _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  for row in 0..<rows {
    let target = c + row &* columns
    if let index = wholeNumber(a[row], below: tableRows) {
      let source = table + index &* columns
      for column in 0..<columns { target[column] = source[column] }
    } else {
      for column in 0..<columns { target[column] = 0 }
    }
  }
}

/// c = for each row of the table, the sum of the rows b `[R, C]` whose a[R] names it, ascending.
@usableFromInline
package func embeddingGradient(
  _ a: UnsafePointer<Float>, upstream b: UnsafePointer<Float>, tableRows: Int,
  _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  for i in 0..<(tableRows &* columns) { c[i] = 0 }
  for row in 0..<rows {
    guard let index = wholeNumber(a[row], below: tableRows) else { continue }
    let target = c + index &* columns
    let source = b + row &* columns
    for column in 0..<columns { target[column] += source[column] }
  }
}
