/// What becomes of the sums of a product before they are stored.
@usableFromInline
package protocol ProductFinish {
  /// Returns what is stored for a row of sums, whose place in C is `offset` floats after the first.
  func finish<Columns: ColumnBlock>(
    _ sums: Columns.Row, _ columns: Columns, at offset: Int
  ) -> Columns.Row
}

/// They are stored as they are.
@usableFromInline
@frozen
struct StoredSums: ProductFinish {
  @inlinable @inline(__always) init() {}
  @inlinable @inline(__always)
  func finish<Columns: ColumnBlock>(
    _ sums: Columns.Row, _ columns: Columns, at offset: Int
  ) -> Columns.Row {
    sums
  }
}

/// They are upstream gradients and meet f′, which follows from the outputs of f.
@usableFromInline
@frozen
struct SumsTimesDerivative: ProductFinish {
  /// f(x), laid out as C.
  @usableFromInline let outputs: UnsafePointer<Float>
  /// tanh, sigmoid or relu.
  @usableFromInline let function: ElementaryFunction

  @inlinable @inline(__always)
  init(_ function: ElementaryFunction, outputs: UnsafePointer<Float>) {
    self.function = function
    self.outputs = outputs
  }

  @inlinable @inline(__always)
  func finish<Columns: ColumnBlock>(
    _ sums: Columns.Row, _ columns: Columns, at offset: Int
  ) -> Columns.Row {
    typealias V = Columns.Row.Vector
    let y = columns.load(outputs + offset)
    return switch function {
    case .tanh: sums.combined(y) { $0 * HyperbolicTangentKernel<V>(0).derivative(ofOutput: $1) }
    case .sigmoid: sums.combined(y) { $0 * LogisticFunctionKernel<V>(0).derivative(ofOutput: $1) }
    default: sums.combined(y) { $0 * RectifierKernel<V>(0).derivative(ofOutput: $1) }
    }
  }
}

extension ElementaryFunction {
  /// Whether a product may take the derivative along.
  package var joinsProducts: Bool {
    switch self {
    case .tanh, .sigmoid, .relu: true
    default: false
    }
  }
}
