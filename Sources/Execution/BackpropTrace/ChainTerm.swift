import NeuralEngine

/// What one use of a value adds to its gradient, as TeX: upstream gradient times local derivative,
/// simplified as a reader would, in symbols and, where they are few, in numbers.
struct ChainTerm {
  /// A factor with its size, such as x as a row.
  struct Factor {
    var tex: String
    /// The factor in numbers, nil where there are too many.
    var numbers: String?
    /// The extents under a factor of a matrix product, nil elsewhere.
    var size: String?
  }

  var symbols: String
  /// Nil where the symbols say it all.
  var numbers: String?

  /// The most elements of a factor that is written out.
  private static let mostElements = 12

  /// Creates a term of one number or one symbol.
  init(symbols: String, numbers: String? = nil) {
    self.symbols = symbols
    self.numbers = numbers
  }

  /// Creates a product; nil factors are 1 and left out.
  init(product factors: [Factor?], by sign: String) {
    let factors = factors.compactMap { $0 }
    let isMatrixProduct = factors.contains { $0.size != nil }
    let parts = factors.map { factor in
      factor.size.map { "\\underset{\($0)}{\(factor.tex)}" } ?? factor.tex
    }
    symbols =
      parts.isEmpty ? "1" : parts.joined(separator: isMatrixProduct ? "\\;" : " \(sign) ")
    let texts = factors.compactMap(\.numbers)
    let written = texts.enumerated().map { index, text in
      text.hasPrefix("-") && index > 0 ? "(\(text))" : text
    }
    numbers =
      texts.count == factors.count && texts.count > 1
      ? written.joined(separator: isMatrixProduct ? "\\," : " \(sign) ") : nil
  }

  /// Returns a tensor in numbers, nil where it has too many; vectors lie unless they `stand`.
  static func numbers(_ tensor: Tensor, stands: Bool = false) -> String? {
    let extents = tensor.shape.extents
    if extents.isEmpty { return TraceNumber.tex(tensor.values[0]) }
    guard tensor.values.count <= mostElements, extents.count <= 2, !tensor.values.isEmpty else {
      return nil
    }
    let columns = extents.count == 1 && stands ? 1 : extents[extents.count - 1]
    let rows = stride(from: 0, to: tensor.values.count, by: columns).map { start in
      tensor.values[start..<start + columns].map(TraceNumber.tex).joined(separator: " & ")
    }
    return "\\begin{pmatrix} " + rows.joined(separator: " \\\\ ") + " \\end{pmatrix}"
  }

  /// Returns the size of a matrix, of a vector that stands as a column or lies as a row.
  static func size(_ shape: Shape, stands: Bool = false) -> String {
    let extents = shape.extents
    if extents.count == 1 { return stands ? "\(extents[0]) \\times 1" : "1 \\times \(extents[0])" }
    return extents.map { "\($0)" }.joined(separator: " \\times ")
  }

  /// Returns the term with other numbers where there are any.
  func withNumbers(_ text: String?) -> ChainTerm {
    ChainTerm(symbols: symbols, numbers: text ?? numbers)
  }

  /// Returns the term without numbers.
  func withoutNumbers() -> ChainTerm { ChainTerm(symbols: symbols) }
}

extension Tensor {
  /// A matrix with rows and columns exchanged; anything else as it is.
  var transposed: Tensor {
    guard shape.rank == 2 else { return self }
    let (rows, columns) = (shape.extents[0], shape.extents[1])
    return Tensor(
      Shape([columns, rows]),
      (0..<columns).flatMap { column in
        (0..<rows).map { values[$0 * columns + column] }
      })
  }
}
