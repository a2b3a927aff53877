/// Matrices with the names of their rows and columns, side by side: small ones written out on
/// tinted cells, so that their structure shows, larger ones as heat maps.
package struct MatrixDiagram: Sendable {
  /// A matrix with its words.
  package struct Matrix: Sendable, Equatable {
    /// What the matrix is, such as `$∂q/∂h$`.
    package var title: String
    /// Small print after the title, such as its size; empty for none.
    package var note: String
    package var rowNames: [String]
    package var columnNames: [String]
    /// Row by row, the top row first.
    package var values: [Double]

    /// Creates a matrix.
    ///
    /// - Precondition: There is a value for each row and column, and at least one.
    package init(
      title: String, note: String = "", rowNames: [String], columnNames: [String],
      values: [Double]
    ) {
      precondition(!values.isEmpty && values.count == rowNames.count * columnNames.count)
      self.title = title
      self.note = note
      self.rowNames = rowNames
      self.columnNames = columnNames
      self.values = values
    }

    /// Whether the elements are written out.
    package var isWritten: Bool {
      rowNames.count <= MatrixDiagram.mostWritten && columnNames.count <= MatrixDiagram.mostWritten
    }

    /// The largest magnitude of a finite element, 1 where all are 0.
    var largest: Double {
      let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
      return largest > 0 ? largest : 1
    }
  }

  /// The most rows and columns of a matrix that is written out.
  package static let mostWritten = 8

  /// Opens the alternative text, such as `Jacobian matrices`.
  package var kind: String
  package var matrices: [Matrix]
  /// The width at which matrices go on in a new row, in CSS pixels.
  package var width: Double

  /// Creates a diagram.
  ///
  /// - Precondition: There is at least one matrix.
  package init(kind: String, matrices: [Matrix], width: Double = 720) {
    precondition(!matrices.isEmpty)
    self.kind = kind
    self.matrices = matrices
    self.width = width
  }
}

extension MatrixDiagram: Drawable {
  package var alternativeText: String {
    let sentences = matrices.prefix(8).map { matrix -> String in
      let (rows, columns) = (matrix.rowNames.count, matrix.columnNames.count)
      let name = MathText.plainText(matrix.title)
      let size = "\(rows) by \(columns)"
      guard matrix.values.count <= 16 else {
        let zeros = matrix.values.count { $0 == 0 }
        let share = zeros == 0 ? "no element is 0" : "\(zeros) of its elements are 0"
        let low = matrix.values.min() ?? 0
        let high = matrix.values.max() ?? 0
        return "\(name) is \(size), from \(DiagramNumber.text(low)) to "
          + "\(DiagramNumber.text(high)); \(share)"
      }
      let lines = (0..<rows).map { row in
        matrix.values[row * columns..<(row + 1) * columns].map { DiagramNumber.text($0) }
          .joined(separator: ", ")
      }
      return "\(name) is \(size): \(lines.joined(separator: "; "))"
    }
    let more = matrices.count > 8 ? " And \(matrices.count - 8) more." : ""
    return "\(kind). " + sentences.joined(separator: ". ") + "." + more
  }

  package func picture(in theme: Theme) -> Picture {
    MatrixPainter(diagram: self, theme: theme).picture()
  }
}
