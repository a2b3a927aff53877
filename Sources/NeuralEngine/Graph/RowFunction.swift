/// A function of one row, written as a graph, that becomes a function of a batch of rows.
///
/// Its inputs are what a row brings (columns, a prediction and a target); its parameters are the
/// same for every row.
package struct RowFunction: Sendable, Equatable {
  /// The function as an author wrote it.
  package let text: String
  /// The graph of one row.
  package let graph: Graph
  package let inputs: [Graph.NodeID]
  package let parameters: [Graph.NodeID]
  package let output: Graph.NodeID

  /// Creates a function from its graph.
  ///
  /// - Precondition: The output depends on no other inputs and parameters than those given.
  package init(
    text: String, graph: Graph, inputs: [Graph.NodeID], parameters: [Graph.NodeID] = [],
    output: Graph.NodeID
  ) {
    self.text = text
    self.graph = graph
    self.inputs = inputs
    self.parameters = parameters
    self.output = output
  }

  /// The shape of the function's value for one row.
  package var outputShape: Shape { graph.shape(of: output) }

  /// Whether the value of a row depends on an input.
  package func uses(_ input: Graph.NodeID) -> Bool {
    graph.ancestors(of: [output])[input.index]
  }

  /// Whether a parameter is a bias: whatever uses it only adds or subtracts it.
  package func isBias(_ parameter: Graph.NodeID) -> Bool {
    let needed = graph.ancestors(of: [output])
    return graph.ids.allSatisfy { id in
      guard needed[id.index], graph[id].inputs.contains(parameter) else { return true }
      switch graph[id].operation {
      case .binary(.add), .binary(.subtract): return true
      default: return false
      }
    }
  }

  /// The function before its last operation, where that is one of those given; otherwise itself.
  func dropping(last operations: [Operation]) -> RowFunction {
    let node = graph[output]
    guard operations.contains(node.operation) else { return self }
    return RowFunction(
      text: text, graph: graph, inputs: inputs, parameters: parameters, output: node.inputs[0])
  }

  /// Appends the function for a batch.
  ///
  /// - Parameters:
  ///   - rows: The number of rows B.
  ///   - inputs: A node `[B] + shape` for each input.
  ///   - parameters: A node of its own shape for each parameter.
  /// - Returns: The node `[B] + outputShape`.
  package func append(
    to graph: inout Graph, rows: Int, inputs: [Graph.NodeID], parameters: [Graph.NodeID] = []
  ) -> Graph.NodeID {
    var batch = RowBatch(self.graph, rows: rows)
    for (own, given) in zip(self.inputs, inputs) { batch.bind(own, to: given, isPerRow: true) }
    for (own, given) in zip(self.parameters, parameters) {
      batch.bind(own, to: given, isPerRow: false)
    }
    return batch.append(output, to: &graph)
  }
}
