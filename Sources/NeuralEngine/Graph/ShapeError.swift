/// Shapes that do not fit an operation.
package struct ShapeError: Error, Sendable, Equatable {
  /// The operation's name as messages have it, such as "matrix product" or "`+`".
  package var operation: String
  /// The shapes of the operands, in order.
  package var shapes: [Shape]
  /// What does not fit, such as "3 columns do not meet 4 rows".
  package var explanation: String

  /// Creates an error.
  package init(_ operation: Operation, _ shapes: [Shape], _ explanation: String) {
    self.operation = operation.words
    self.shapes = shapes
    self.explanation = explanation
  }
}

extension ShapeError: CustomStringConvertible {
  /// One sentence without a full stop, such as "matrix product of [2, 3] and [4]: 3 columns do not
  /// meet 4 rows".
  package var description: String {
    let operands = shapes.map(\.description).joined(separator: " and ")
    return "\(operation) of \(operands): \(explanation)"
  }
}
