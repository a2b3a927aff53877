import NeuralEngine

/// Reads a graph as its author does: numbers that meet an operation become part of its gate (`+1`,
/// `×2`, `x²`), and nodes that only adapt shapes vanish.
struct TraceReader {
  private let graph: Graph
  private let forwardCount: Int
  private let backward: BackwardPass
  private let isNeeded: [Bool]
  private var names: [[String]]
  private let fallbackLetter: Character
  private var nextFallback = 1
  private var values: [TraceValue] = []
  private(set) var valueOfNode: [Int?]

  init(
    graph: Graph, forwardCount: Int, inputs: [TraceGraph.Named], results: [TraceGraph.Named],
    backward: BackwardPass
  ) {
    self.graph = graph
    self.forwardCount = forwardCount
    self.backward = backward
    isNeeded = graph.ancestors(of: results.map(\.node))
    names = Array(repeating: [], count: forwardCount)
    fallbackLetter = Self.fallbackLetter(besides: (inputs + results).map(\.name))
    valueOfNode = Array(repeating: nil, count: forwardCount)
    for named in inputs + results {
      names[resolved(named.node).index].append(named.name)
    }
  }

  /// Returns the values that any result depends on, in the order of the graph.
  mutating func read() -> [TraceValue] {
    for index in 0..<forwardCount where isNeeded[index] {
      let id = Graph.NodeID(index)
      if resolved(id) != id {
        valueOfNode[index] = valueOfNode[resolved(id).index]
        continue
      }
      // Constants are read where they are used.
      if case .constant = graph[id].operation, names[index].isEmpty, id != backward.output {
        continue
      }
      valueOfNode[index] = append(id)
    }
    return values
  }

  /// Returns the node behind nodes that only adapt a shape.
  private func resolved(_ id: Graph.NodeID) -> Graph.NodeID {
    var id = id
    while isAdapter(id) { id = graph[id].inputs[0] }
    return id
  }

  private func isAdapter(_ id: Graph.NodeID) -> Bool {
    let node = graph[id]
    return switch node.operation {
    case .broadcast, .reshape: true
    case .reduce: graph.shape(of: node.inputs[0]) == .scalar
    default: false
    }
  }

  private mutating func append(_ id: Graph.NodeID) -> Int {
    let node = graph[id]
    let isOutput = id == resolved(backward.output)
    var value = TraceValue(kind: .operation, node: id, names: names[id.index])
    if isOutput, let last = value.names.last, node.operation != .input { value.names = [last] }
    switch node.operation {
    case .input, .parameter:
      value.kind = .input
      if value.names.isEmpty { value.names = [node.name ?? ""] }
    case .constant(let numbers):
      value.kind = .constant
      value.symbol = GateSymbol.text(of: Tensor(node.shape, numbers))
    default:
      read(node, into: &value)
    }
    if value.names.isEmpty { value.fallbackName = fallbackName() }
    values.append(value)
    return values.count - 1
  }

  private mutating func read(_ node: Graph.Node, into value: inout TraceValue) {
    let numbers = node.inputs.map { foldedNumber($0) }
    // A gate of numbers alone shows them.
    let isFolding = !numbers.allSatisfy { $0 != nil } && node.inputs.count == 2
    let gate = GateSymbol(
      node, numbers: isFolding ? numbers : numbers.map { _ in nil },
      shapes: node.inputs.map { graph.shape(of: $0) })
    for (index, input) in node.inputs.enumerated() {
      if isFolding, gate.isFolded, numbers[index] != nil { continue }
      value.operands.append(operand(input, index, of: value.node))
    }
    value.symbol = gate.symbol
    value.pattern = gate.pattern
    value.isCommutative = gate.isCommutative && value.operands.count > 1
  }

  private mutating func operand(
    _ input: Graph.NodeID, _ index: Int, of consumer: Graph.NodeID
  ) -> TraceValue.Operand {
    let source = resolved(input)
    // The first node on the way from the source to the consumer, with its operand.
    var first = (node: consumer, index: index)
    var step = input
    while step != source {
      first = (step, 0)
      step = graph[step].inputs[0]
    }
    let contribution = backward.contributions(through: first.node).first {
      $0.operandIndex == first.index
    }
    let known = valueOfNode[source.index]
    return TraceValue.Operand(
      value: known ?? append(source), node: source, operandIndex: index,
      contributions: contribution.map { [$0.node] } ?? [])
  }

  /// Returns the value of an operand that is an anonymous literal number.
  private func foldedNumber(_ id: Graph.NodeID) -> Double? {
    let source = resolved(id)
    guard case .constant(let numbers) = graph[source].operation, numbers.count == 1,
      names[source.index].isEmpty
    else { return nil }
    return numbers[0]
  }

  private mutating func fallbackName() -> String {
    defer { nextFallback += 1 }
    return "\(fallbackLetter)\(nextFallback)"
  }

  /// Returns a letter that no name of the author's continues with digits.
  private static func fallbackLetter(besides names: [String]) -> Character {
    "vutnmkrs".first { letter in
      !names.contains {
        $0.first == letter && $0.dropFirst().allSatisfy { $0.isNumber || $0 == "_" }
      }
    } ?? "_"
  }
}
