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
  /// Whether the graph is that of a sample's way through the layers of a model.
  private(set) var isSample = false
  /// How many nodes the forward pass has.
  let forwardCount: Int
  /// The place among the inputs of each input's node.
  private let inputIndex: [Graph.NodeID: Int]
  /// Which nodes depend on an input.
  private let dependents: [Bool]
  /// Which nodes the output depends on.
  private let isOnPath: [Bool]
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

  /// The operations of statements.
  private init(_ lowering: ExpressionLowering, inputs: [Named], results: [Named]) {
    self.init(lowering, inputs: inputs, results: results) { graph, backward in
      var reader = TraceReader(
        graph: graph, forwardCount: lowering.graph.nodes.count, inputs: inputs, results: results,
        backward: backward)
      return (reader.read(), reader.valueOfNode)
    }
  }

  private init(
    _ lowering: ExpressionLowering, inputs: [Named], results: [Named],
    reading: (Graph, BackwardPass) -> (values: [TraceValue], valueOfNode: [Int?])
  ) {
    self.lowering = lowering
    self.inputs = inputs
    self.results = results
    var graph = lowering.graph
    forwardCount = graph.nodes.count
    inputIndex = Dictionary(
      inputs.enumerated().map { ($1.node, $0) }, uniquingKeysWith: { first, _ in first })
    dependents = graph.dependents(on: inputs.map(\.node))
    backward = graph.backward(from: results[results.count - 1].node)
    isOnPath = graph.ancestors(of: [results[results.count - 1].node])
    (values, valueOfNode) = reading(graph, backward)
    for index in values.indices {
      for position in values[index].operands.indices {
        let edge = values[index].operands[position]
        values[index].operands[position].local =
          values[index].isGroup
          ? .jacobian
          : graph.localDerivative(of: values[index].node, withRespectTo: edge.operandIndex)
      }
    }
    self.graph = graph
  }

  /// A sample's way through a model: a value for each layer, or for each operation of a model that
  /// is an expression.
  init(_ sample: SampleGraph) {
    let inputs = sample.inputs.map { Named(name: $0.name, node: $0.node) }
    var results = sample.layers.map { Named(name: "a\($0.number)", node: $0.node) }
    var taken = Set(inputs.map(\.name))
    func free(_ names: String...) -> String {
      let name = names.first { taken.insert($0).inserted }
      return name ?? names[0] + "_"
    }
    if sample.layers.isEmpty {
      results.append(Named(name: free("p", "prediction", "output"), node: sample.output))
    }
    if let probabilities = sample.probabilities {
      results.append(Named(name: free("p", "probability", "P"), node: probabilities))
    }
    results.append(Named(name: free("loss", "L"), node: sample.loss))
    let lowering = ExpressionLowering(into: sample.graph)
    guard !sample.layers.isEmpty else {
      self.init(lowering, inputs: inputs, results: results)
      return
    }
    let names = Dictionary(results.map { ($0.node, $0.name) }) { first, _ in first }
    self.init(lowering, inputs: inputs, results: results) { graph, backward in
      let reader = GroupReader(graph: graph, backward: backward, inputs: inputs)
      var groups = sample.layers.map { layer in
        GroupReader.Group(
          node: layer.node, names: names[layer.node].map { [$0] } ?? [], symbol: layer.layer.call,
          pattern: layer.layer.call + "(#)", isDense: layer.layer.isDense)
      }
      if let probabilities = sample.probabilities {
        let isSigmoid = graph[probabilities].operation == .unary(.sigmoid)
        groups.append(
          GroupReader.Group(
            node: probabilities, names: names[probabilities].map { [$0] } ?? [],
            symbol: isSigmoid ? "σ" : "softmax", pattern: isSigmoid ? "σ(#)" : "softmax(#)"))
      }
      groups.append(
        GroupReader.Group(
          node: sample.loss, names: [results[results.count - 1].name], symbol: sample.lossName,
          pattern: sample.lossName + "(#)"))
      let values = reader.read(groups)
      var valueOfNode = [Int?](repeating: nil, count: sample.graph.nodes.count)
      for (index, value) in values.enumerated() { valueOfNode[value.node.index] = index }
      return (values, valueOfNode)
    }
    isSample = true
  }

  /// The index in `values` of the output.
  var outputIndex: Int {
    guard let index = valueOfNode[output.node.index] else {
      preconditionFailure("the output is a value")
    }
    return index
  }

  /// The values with one gate for each statement, however many operations it has.
  var statementValues: [TraceValue] {
    let given = Set(inputs.map(\.node))
    var seen = given
    let reader = GroupReader(graph: graph, backward: backward, inputs: inputs)
    let boundary = given.union(results.map(\.node))
    let groups = results.filter { seen.insert($0.node).inserted }.map { result in
      let inside = graph.nodesBetween(boundary, and: result.node)
      let own = inside.compactMap { id -> Int? in
        let isOwn = id == result.node || !boundary.contains(id)
        return isOwn && !graph.isConstant(id) ? valueOfNode[id.index] : nil
      }
      let names = valueOfNode[result.node.index].map { values[$0].names } ?? [result.name]
      let count = Set(own).count
      let single = valueOfNode[result.node.index].map { values[$0] }
      return GroupReader.Group(
        node: result.node, names: names,
        symbol: count == 1 ? single?.symbol ?? "" : "\(count) gates",
        pattern: count == 1 ? single?.pattern ?? "" : "\(result.name)(#)")
    }
    return reader.read(groups)
  }

  /// Returns whether the gradient of a node is reported: of all but inputs that are not wanted.
  func reports(_ node: Graph.NodeID, wanting isWanted: [Bool]) -> Bool {
    guard let input = inputIndex[node] else { return true }
    return isWanted[input]
  }

  /// Returns whether the gradient of a value is shown: of all that depend on wanted inputs.
  func showsGradient(of value: TraceValue, wanting isWanted: [Bool]) -> Bool {
    value.kind != .constant && dependsOnInput(value.node)
      && reports(value.node, wanting: isWanted)
  }

  /// Returns whether something flows back through a use of a value.
  func flows(through operand: TraceValue.Operand, wanting isWanted: [Bool]) -> Bool {
    !operand.contributions.isEmpty && reports(operand.node, wanting: isWanted)
  }

  /// Returns whether a node of the forward pass depends on any input.
  func dependsOnInput(_ node: Graph.NodeID) -> Bool { dependents[node.index] }

  /// Returns whether the output depends on a node of the forward pass.
  func reachesOutput(_ node: Graph.NodeID) -> Bool { isOnPath[node.index] }

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
    /// The operand's node.
    var node: Graph.NodeID
    /// Which operand of the graph's operation it is.
    var operandIndex: Int
    /// The nodes whose sum this use adds to the operand's gradient: one for an operation, any
    /// number for a group of them; empty where nothing flows.
    var contributions: [Graph.NodeID] = []
    var local: LocalDerivative?
  }

  enum Kind: Sendable { case input, constant, operation }

  var kind: Kind
  var node: Graph.NodeID
  /// What stands in the gate, or a constant's text.
  var symbol = ""
  /// The author's names for it, in the order of the statements.
  var names: [String]
  /// A name for tables where the author gave none, such as `v1`.
  var fallbackName = ""
  var operands: [Operand] = []
  var isCommutative = false
  /// The operation with a place for each operand, such as `# + #`.
  var pattern = ""
  /// Whether several operations of the graph make the value up, which then has no derivative that is
  /// one operation's.
  var isGroup = false
  /// Whether the value is XW + b, its operands X, W and b.
  var isDense = false

  var name: String { names.first ?? fallbackName }
}

extension Layer {
  /// Whether the layer computes XW + b.
  fileprivate var isDense: Bool {
    if case .dense = self { true } else { false }
  }
}

extension Graph {
  /// Returns whether a node is a number or an array that was written.
  fileprivate func isConstant(_ id: NodeID) -> Bool {
    if case .constant = self[id].operation { true } else { false }
  }
}
