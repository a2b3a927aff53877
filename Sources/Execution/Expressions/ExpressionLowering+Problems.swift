package import Diagnostics
package import NeuralEngine

extension ExpressionLowering {
  /// Returns the error for a node that has no value, at the characters that decide it.
  ///
  /// `graph` is the graph that was evaluated, which may have gradient nodes besides this lowering's
  /// own.
  package func diagnostic(for problem: EvaluationError, in graph: Graph) -> Diagnostic {
    let place = writtenPlace(of: problem.node, in: graph)
    let value = Self.shown(problem.value)
    let (message, label, notes) = Self.words(for: problem.reason, value)
    return .error(
      .domainError, message, at: place?.critical, label: label, notes: notes)
  }

  /// Returns where a node was written; a derivative belongs to the function it differentiates.
  private func writtenPlace(of node: Graph.NodeID, in graph: Graph) -> Place? {
    if let place = place(of: node) { return place }
    let operation: Operation
    switch graph[node].operation {
    case .unaryDerivative(let function): operation = .unary(function)
    case .binaryDerivative(let function, _): operation = .binary(function)
    default:
      // The quotient of two values in a gradient: ∂(a/b)/∂b.
      return graph[node].inputs.lazy.compactMap { place(of: $0) }.first
    }
    let original = graph.ids.first {
      graph[$0].operation == operation && graph[$0].inputs == graph[node].inputs
    }
    return original.flatMap { place(of: $0) }
  }

  private static func words(
    for reason: EvaluationError.Reason, _ value: String
  ) -> (message: String, label: String, notes: [String]) {
    switch reason {
    case .divisionByZero:
      ("division by zero", "this is \(value)", [])
    case .logarithmOfNonPositive:
      (
        "the logarithm of \(value) is not defined", "this is \(value)",
        ["a logarithm takes numbers above 0"]
      )
    case .squareRootOfNegative:
      (
        "the square root of \(value) is not a real number", "this is \(value)",
        ["`sqrt` takes numbers from 0 up"]
      )
    case .infiniteDerivative:
      ("the derivative at \(value) is infinite", "this is \(value)", [])
    case .fractionalPowerOfNegative:
      (
        "a fractional power of \(value) is not a real number", "this is \(value)",
        ["a negative number has powers with whole exponents only"]
      )
    case .negativePowerOfZero:
      ("a negative power of 0 is a division by zero", "this is \(value)", [])
    case .noSuchClass:
      (
        "\(value) is not the number of a class", "this is \(value)",
        ["classes are numbered 0, 1, 2, …"]
      )
    }
  }

  private static func shown(_ value: Double) -> String {
    value == 0 ? "0" : TraceNumber.exact(value)
  }
}
