import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A graph that an author wrote down, with its backward pass and the names of its nodes.
struct TraceGraph: Sendable {
  /// A named value of the author's.
  struct Named: Sendable {
    var name: String
    var node: Graph.NodeID
  }

  /// The forward and the backward pass.
  private(set) var graph: Graph
  let lowering: ExpressionLowering
  let inputs: [Named]
  /// Results in the author's order, the output last; renamed inputs included.
  let results: [Named]
  let backward: BackwardPass
  /// How many nodes the forward pass has.
  let forwardCount: Int
  /// The operations as the author sees them, in order; operands precede their users.
  private(set) var values: [TraceValue]
  /// The index in `values` of each forward node that is one.
  let valueOfNode: [Int?]

  var output: Named { results[results.count - 1] }

  /// Lowers statements over inputs of known shapes and appends their backward pass; nil where they
  /// have mistakes.
  static func make(
    _ statements: [Statement], inputs shapes: [(name: String, shape: Shape)]
  ) -> (trace: TraceGraph?, diagnostics: [Diagnostic]) {
    var lowering = ExpressionLowering()
    let inputs = shapes.map { Named(name: $0.name, node: lowering.bindInput($0.name, $0.shape)) }
    let nodes = lowering.lower(statements)
    guard lowering.diagnostics.isEmpty, let last = statements.last else {
      return (nil, lowering.diagnostics)
    }
    let results = zip(statements, nodes).compactMap { statement, node in
      node.map { Named(name: statement.name.value, node: $0) }
    }
    guard let output = results.last, results.count == statements.count else {
      return (nil, lowering.diagnostics)
    }
    let shape = lowering.graph.shape(of: output.node)
    guard shape == .scalar else {
      let problem = Diagnostic.error(
        .notScalar, "the output `\(output.name)` has shape \(shape), a gradient needs one number",
        at: last.value.range, label: "write `\(output.name) = sum(…)`, or pick an element",
        notes: ["the output is the last statement"])
      return (nil, [problem])
    }
    return (TraceGraph(lowering, inputs: inputs, results: results), [])
  }

  private init(_ lowering: ExpressionLowering, inputs: [Named], results: [Named]) {
    self.lowering = lowering
    self.inputs = inputs
    self.results = results
    var graph = lowering.graph
    forwardCount = graph.nodes.count
    backward = graph.backward(from: results[results.count - 1].node)
    var reader = TraceReader(
      graph: graph, forwardCount: forwardCount, inputs: inputs, results: results,
      backward: backward)
    values = reader.read()
    valueOfNode = reader.valueOfNode
    for index in values.indices {
      for position in values[index].operands.indices {
        let edge = values[index].operands[position]
        values[index].operands[position].local = graph.localDerivative(
          of: values[index].node, withRespectTo: edge.operandIndex)
      }
    }
    self.graph = graph
  }

  /// The index in `values` of the output.
  var outputIndex: Int {
    guard let index = valueOfNode[output.node.index] else {
      preconditionFailure("the output is a value")
    }
    return index
  }

  /// Returns the gradient of the output with respect to a node; zero where it does not depend on it.
  func gradient(of node: Graph.NodeID, in evaluation: Evaluation) -> Tensor {
    if let gradient = backward.gradient(of: node) { return evaluation[gradient] }
    let shape = graph.shape(of: node)
    return Tensor(shape, Array(repeating: 0, count: shape.count))
  }
}

/// A value of a trace as the author sees it: an input, a constant or an operation's result.
struct TraceValue: Sendable {
  /// The use of a value as an operand.
  struct Operand: Sendable {
    /// The index of the operand among the trace's values.
    var value: Int
    /// Which operand of the graph's operation it is.
    var operandIndex: Int
    /// The node of what this use adds to the operand's gradient; nil where nothing flows.
    var contribution: Graph.NodeID?
    var local: LocalDerivative?
  }

  enum Kind: Sendable { case input, constant, operation }

  var kind: Kind
  var node: Graph.NodeID
  /// What stands in the gate, or a constant's text.
  var symbol: String
  /// The author's names for it, in the order of the statements.
  var names: [String]
  /// A name for tables where the author gave none, such as `v1`.
  var fallbackName: String
  var operands: [Operand]
  var isCommutative: Bool
  /// The operation with a place for each operand, such as `# + #`.
  var pattern: String

  var name: String { names.first ?? fallbackName }
}
