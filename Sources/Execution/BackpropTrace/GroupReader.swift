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
      let between = graph.nodesBetween(boundary, and: group.node)
      let inside = Set(between.filter { !boundary.contains($0) || $0 == group.node })
      let contributions = contributions(from: between, inside: inside)
      var operands: [TraceValue.Operand] = []
      for source in sources(of: between, inside: inside) {
        if valueOfNode[source] == nil, let name = named[source] {
          valueOfNode[source] = values.count
          values.append(TraceValue(kind: .input, node: source, names: [name]))
        }
        guard let index = valueOfNode[source] else { continue }
        operands.append(
          TraceValue.Operand(
            value: index, node: source, operandIndex: operands.count,
            contributions: contributions[source] ?? []))
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

  /// What the operations of a group add to the gradients of its boundary.
  private func contributions(
    from nodes: [Graph.NodeID], inside: Set<Graph.NodeID>
  ) -> [Graph.NodeID: [Graph.NodeID]] {
    var found: [Graph.NodeID: [Graph.NodeID]] = [:]
    for consumer in nodes where inside.contains(consumer) {
      for contribution in backward.contributions(through: consumer) {
        let source = graph[consumer].inputs[contribution.operandIndex]
        if !inside.contains(source) { found[source, default: []].append(contribution.node) }
      }
    }
    return found
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
