import NeuralEngine

/// Reads a graph coarsely: all that lies between named nodes is one gate, be it a layer of a network
/// or a statement.
struct GroupReader {
  /// A named node and what computes it.
  struct Group {
    var node: Graph.NodeID
    var names: [String]
    /// What stands in the gate.
    var symbol: String
    /// The operation in words; a `#` stands for an operand.
    var pattern: String
    var isDense = false
  }

  let graph: Graph
  let backward: BackwardPass
  let inputs: [TraceGraph.Named]

  /// Returns the inputs that are used, each before its first user, and the groups in order.
  func read(_ groups: [Group]) -> [TraceValue] {
    let boundary = Set(inputs.map(\.node) + groups.map(\.node))
    let named = Dictionary(inputs.map { ($0.node, $0.name) }) { first, _ in first }
    var values: [TraceValue] = []
    var valueOfNode: [Graph.NodeID: Int] = [:]
    for group in groups {
      let between = graph.nodesBetween(boundary.subtracting([group.node]), and: group.node)
      let inside = Set(between.filter { !boundary.contains($0) || $0 == group.node })
      var operands: [TraceValue.Operand] = []
      for source in sources(of: between, inside: inside) {
        if valueOfNode[source] == nil, let name = named[source] {
          valueOfNode[source] = values.count
          values.append(TraceValue(kind: .input, node: source, names: [name]))
        }
        guard let index = valueOfNode[source] else { continue }
        let uses = backward.contributions(to: source).filter { inside.contains($0.consumer) }
        operands.append(
          TraceValue.Operand(
            value: index, node: source, operandIndex: operands.count,
            contributions: uses.map(\.node)))
      }
      valueOfNode[group.node] = values.count
      values.append(
        TraceValue(
          kind: operands.isEmpty ? .constant : .operation, node: group.node,
          symbol: group.symbol, names: group.names, operands: operands, isCommutative: true,
          pattern: group.pattern, isGroup: inside.count > 1 || group.isDense,
          isDense: group.isDense))
    }
    return values
  }

  /// The boundary of a group in the order in which its operations take it.
  private func sources(
    of nodes: [Graph.NodeID], inside: Set<Graph.NodeID>
  ) -> [Graph.NodeID] {
    var found: [Graph.NodeID] = []
    for id in nodes where inside.contains(id) {
      for input in graph[id].inputs where !inside.contains(input) && !found.contains(input) {
        found.append(input)
      }
    }
    return found
  }
}
