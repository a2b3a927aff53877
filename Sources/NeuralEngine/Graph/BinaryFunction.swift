/// An element-wise function of two arguments of one shape.
package enum BinaryFunction: String, Sendable, Hashable, CaseIterable {
  case add
  case subtract
  case multiply
  case divide
  /// aᵇ.
  case power
  /// max(a, b); a tie gives half of the gradient to each argument.
  case maximum
  /// min(a, b); a tie gives half of the gradient to each argument.
  case minimum
  /// a for a > 0, otherwise b·a: a leaky rectifier whose slope b trains. The derivative at a = 0
  /// is b.
  case prelu
  /// The cross-entropy log(1 + eᶻ) − t·z of a logit z (left) and a target t (right), stable for
  /// every z, with ∂/∂z = σ(z) − t.
  case logisticLoss
  /// 1 where a < b, otherwise 0; comparisons pass no gradient.
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
  case equal
  case notEqual
}

extension BinaryFunction {
  /// One of the two arguments.
  package enum Operand: Int, Sendable, Hashable {
    case left = 0
    case right = 1
  }

  /// The sign or name by which the notebook language knows the function.
  package var name: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .power: "^"
    case .maximum: "max"
    case .minimum: "min"
    case .prelu: "prelu"
    case .logisticLoss: "bce"
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .equal: "=="
    case .notEqual: "!="
    }
  }

  /// Whether the function compares, so that no gradient passes.
  package var isComparison: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: true
    default: false
    }
  }
}
