/// A dense matrix in double precision, column by column.
struct Matrix: Sendable {
  let rowCount: Int
  let columnCount: Int
  var values: [Double]

  /// Creates a matrix of zeros.
  init(rows: Int, columns: Int) {
    rowCount = rows
    columnCount = columns
    values = Array(repeating: 0, count: rows * columns)
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[column * rowCount + row] }
    set { values[column * rowCount + row] = newValue }
  }

  /// Exchanges two columns.
  mutating func swapColumns(_ a: Int, _ b: Int) {
    for row in 0..<rowCount { values.swapAt(a * rowCount + row, b * rowCount + row) }
  }

  /// The transpose.
  var transposed: Matrix {
    var result = Matrix(rows: columnCount, columns: rowCount)
    for column in 0..<columnCount {
      for row in 0..<rowCount { result[column, row] = self[row, column] }
    }
    return result
  }

  /// Returns the Euclidean norm of a column from a row on, without overflow.
  func norm(ofColumn column: Int, fromRow first: Int = 0) -> Double {
    let part = values[column * rowCount + first..<(column + 1) * rowCount]
    let largest = part.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0, largest.isFinite else { return largest }
    var sum = 0.0
    for value in part {
      let share = value / largest
      sum.addProduct(share, share)
    }
    return largest * sum.squareRoot()
  }
}
