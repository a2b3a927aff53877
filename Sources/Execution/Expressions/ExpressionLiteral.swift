import NeuralEngine
import NotebookSyntax

/// Numbers, and lists of them, that are written out.
enum ExpressionLiteral {
  /// Returns the value of `2`, `-2`, `[1, 2]` or `[[1, 2], [3, 4]]`, nil for anything else.
  static func value(of expression: Expression) -> Tensor? {
    switch expression.node {
    case .number(let value): return Tensor(value)
    case .negate(let operand):
      guard let inner = value(of: operand) else { return nil }
      return Tensor(inner.shape, inner.values.map { -$0 })
    case .list(let elements):
      let values = elements.map(value(of:))
      let known = values.compactMap { $0 }
      guard known.count == values.count, let shape = known.first?.shape,
        known.allSatisfy({ $0.shape == shape })
      else { return nil }
      return Tensor(Shape([known.count] + shape.extents), known.flatMap(\.values))
    default: return nil
    }
  }
}
