package import Diagnostics

/// An arithmetic expression over scalars, vectors and matrices.
package struct Expression: Sendable {
  package enum BinaryOperator: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case matrixProduct = "@"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
  }

  package indirect enum Node: Sendable {
    case number(Double)
    case name(String)
    case negate(Expression)
    /// `operatorRange` covers the operator's own characters.
    case binary(BinaryOperator, Expression, Expression, operatorRange: SourceRange)
    /// Operators of one precedence from left to right, as many as would make the tree too deep: the
    /// first value, then what each operator adds to the result so far.
    case chain(Expression, [Link])
    case call(function: Located<String>, arguments: [Expression])
    case index(Expression, [Expression])
    case transpose(Expression)
    case list([Expression])
  }

  /// An operator of a chain with the value on its right.
  package struct Link: Sendable {
    package var symbol: BinaryOperator
    package var operand: Expression
    /// The operator's own characters.
    package var operatorRange: SourceRange

    /// Creates a link.
    package init(_ symbol: BinaryOperator, _ operand: Expression, operatorRange: SourceRange) {
      self.symbol = symbol
      self.operand = operand
      self.operatorRange = operatorRange
    }
  }

  package var node: Node
  package var range: SourceRange

  /// Creates an expression.
  package init(_ node: Node, at range: SourceRange) {
    self.node = node
    self.range = range
  }
}

/// One line of a graph: `name = expression`.
package struct Statement: Sendable {
  package var name: Located<String>
  package var value: Expression

  /// Creates a statement.
  package init(name: Located<String>, value: Expression) {
    self.name = name
    self.value = value
  }
}
