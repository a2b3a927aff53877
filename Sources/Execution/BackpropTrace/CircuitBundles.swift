import Plotting

/// Draws circuits with more gates than a figure holds: consecutive gates become one.
enum CircuitBundles {
  /// The most gates of a bundled circuit, and the most from its left to its right.
  static let mostGates = 24
  private static let mostColumns = 9

  /// Returns a circuit in which each gate stands for equally many consecutive ones, and each input
  /// for those that it first serves, where there are many.
  static func bundled(_ nodes: [CircuitDiagram.Node]) -> [CircuitDiagram.Node] {
    for count in stride(from: mostGates, to: mostColumns, by: -3) {
      let drawn = bundled(nodes, into: count)
      if columnCount(drawn) <= mostColumns { return drawn }
    }
    return bundled(nodes, into: mostColumns)
  }

  /// The number of gates on the longest way through a circuit.
  private static func columnCount(_ nodes: [CircuitDiagram.Node]) -> Int {
    var depth = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() where node.kind == .operation {
      depth[index] = 1 + (node.operands.map { depth[$0] }.max() ?? 0)
    }
    return depth.max() ?? 0
  }

  private static func bundled(
    _ nodes: [CircuitDiagram.Node], into mostGates: Int
  ) -> [CircuitDiagram.Node] {
    let gates = nodes.indices.filter { nodes[$0].kind == .operation }
    let size = (gates.count + mostGates - 1) / mostGates
    // The bundle of each gate, and of each other node that of its first user.
    var bundle = [Int?](repeating: nil, count: nodes.count)
    for (place, gate) in gates.enumerated() {
      bundle[gate] = place / size
      for operand in nodes[gate].operands where bundle[operand] == nil {
        bundle[operand] = place / size
      }
    }
    var isUsedOutside = [Bool](repeating: false, count: nodes.count)
    var isUsed = isUsedOutside
    for gate in gates {
      for operand in nodes[gate].operands {
        isUsed[operand] = true
        if bundle[operand] != bundle[gate] { isUsedOutside[operand] = true }
      }
    }
    let sharesInputs = nodes.count - gates.count > mostGates
    var drawn: [CircuitDiagram.Node] = []
    var place = [Int?](repeating: nil, count: nodes.count)
    let count = (gates.count + size - 1) / size
    let members = Dictionary(grouping: nodes.indices) { bundle[$0] ?? count }
    for number in 0..<count {
      let all = members[number] ?? []
      let inputs = all.filter { nodes[$0].kind != .operation }
      for group in sharesInputs && inputs.count > 1 ? [inputs] : inputs.map({ [$0] }) {
        for input in group { place[input] = drawn.count }
        drawn.append(
          group.count == 1
            ? nodes[group[0]]
            : CircuitDiagram.Node(.input, name: span(group.map { nodes[$0].name })))
      }
      let inside = all.filter { nodes[$0].kind == .operation }
      for gate in inside { place[gate] = drawn.count }
      let outputs = inside.filter { isUsedOutside[$0] || !isUsed[$0] }
      var operands: [Int] = []
      for gate in inside {
        for operand in nodes[gate].operands {
          guard let source = place[operand], source != drawn.count, !operands.contains(source)
          else { continue }
          operands.append(source)
        }
      }
      let single = outputs.count == 1 ? nodes[outputs[0]] : nil
      drawn.append(
        CircuitDiagram.Node(
          .operation,
          symbol: inside.count == 1 ? nodes[inside[0]].symbol : "\(inside.count) statements",
          name: single?.name ?? span(outputs.map { nodes[$0].name }), value: single?.value,
          gradient: single?.gradient, operands: operands, isCommutative: true))
    }
    return drawn
  }

  /// Returns the names of several values as one: `x1 … x9`.
  private static func span(_ names: [String]) -> String {
    let named = names.filter { !$0.isEmpty }
    guard let first = named.first, let last = named.last, named.count > 1 else {
      return named.first ?? ""
    }
    return "\(first) … \(last)"
  }
}
