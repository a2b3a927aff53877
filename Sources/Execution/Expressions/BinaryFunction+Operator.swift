import NeuralEngine
import NotebookSyntax

extension BinaryFunction {
  /// Creates the function of an element-wise operator.
  init(_ symbol: Expression.BinaryOperator) {
    self =
      switch symbol {
      case .add: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .divide: .divide
      case .power: .power
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .greater: .greater
      case .greaterOrEqual: .greaterOrEqual
      case .equal: .equal
      case .notEqual: .notEqual
      case .matrixProduct: preconditionFailure("a matrix product is not element-wise")
      }
  }
}
