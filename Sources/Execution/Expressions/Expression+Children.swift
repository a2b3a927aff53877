import NotebookSyntax

extension Expression {
  /// The expressions that this one is made of.
  var children: [Expression] {
    switch node {
    case .number, .name: []
    case .negate(let operand), .transpose(let operand): [operand]
    case .binary(_, let left, let right, _): [left, right]
    case .chain(let first, let links): [first] + links.map(\.operand)
    case .call(_, let arguments): arguments
    case .index(let base, let indices): [base] + indices
    case .list(let elements): elements
    }
  }
}
