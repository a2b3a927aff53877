/// A circuit spread over columns: every segment of a wire joins neighbouring columns, and a wire
/// that passes a column without serving a gate there does so through a dummy vertex.
///
/// All the uses of one value share one wire, hence one chain of dummies, unless wires of their own
/// cross fewer others.
struct LayeredGraph: Sendable {
  enum Role: Hashable, Sendable {
    case node(Int)
    case dummy
    /// The arrow and name at the end of a node's wire.
    case output(Int)
  }

  struct Vertex: Sendable {
    var layer: Int
    var role: Role
    /// The node whose value the wire carries.
    var source: Int
  }

  /// A piece of a wire from one column to the next.
  struct Segment: Sendable {
    var from: Int
    var to: Int
    /// Which operand of the gate it feeds; 0 for dummies and outputs.
    var operand: Int
    /// Whether the place of its end among the gate's operands is fixed.
    var isOrdered: Bool
  }

  var vertices: [Vertex] = []
  var segments: [Segment] = []
  /// Vertices of each column from top to bottom.
  var layers: [[Int]] = []
  /// Segments that end in, and start at, each vertex.
  var incoming: [[Int]] = []
  var outgoing: [[Int]] = []

  /// Spreads a circuit over columns and orders them so that few wires cross. Where some cross, other
  /// ways to spread it are tried too.
  static func arranged(_ diagram: CircuitDiagram) -> LayeredGraph {
    var best = LayeredGraph(diagram)
    LayerOrdering.minimizeCrossings(in: &best)
    var fewest = LayerOrdering.crossingCount(of: best)
    let ways: [(isLate: Bool, sharesWires: Bool)] = [(true, true), (false, false), (true, false)]
    for way in ways where fewest > 0 && diagram.nodes.count <= mostRearranged {
      var other = LayeredGraph(diagram, isLate: way.isLate, sharesWires: way.sharesWires)
      LayerOrdering.minimizeCrossings(in: &other)
      let count = LayerOrdering.crossingCount(of: other)
      if count < fewest {
        best = other
        fewest = count
      }
    }
    return best
  }

  /// The most nodes of a circuit that is spread in several ways.
  private static let mostRearranged = 120

  /// Spreads a circuit over columns: operations as far left as their operands allow, constants right
  /// before their first use, inputs in the first column unless they belong to a gate or are so many
  /// that it would dwarf the circuit, outputs in the last column.
  ///
  /// - Parameters:
  ///   - isLate: Whether operations stand as far right as their users allow instead.
  ///   - sharesWires: Whether the uses of a value share one wire.
  init(_ diagram: CircuitDiagram, isLate: Bool = false, sharesWires: Bool = true) {
    let nodes = diagram.nodes
    var layer = Self.layers(of: diagram, isLate: isLate)
    let last = (layer.max() ?? 0) + 1
    let vertexOfNode = nodes.indices.map { append(.node($0), layer: layer[$0], source: $0) }

    // One carrier for each column that a wire crosses, shared by all that it serves.
    var carriers = vertexOfNode.map { [$0] }
    func reach(_ source: Int, _ target: Int, in graph: inout LayeredGraph) -> Int {
      if !sharesWires { carriers[source] = [vertexOfNode[source]] }
      while layer[source] + carriers[source].count < target {
        let next = graph.append(
          .dummy, layer: layer[source] + carriers[source].count, source: source)
        graph.connect(carriers[source][carriers[source].count - 1], next)
        carriers[source].append(next)
      }
      return carriers[source][target - 1 - layer[source]]
    }
    for (index, node) in nodes.enumerated() {
      for (position, operand) in node.operands.enumerated() {
        let carrier = reach(operand, layer[index], in: &self)
        connect(
          carrier, vertexOfNode[index], operand: position,
          isOrdered: !node.isCommutative && node.operands.count > 1)
      }
    }
    for output in diagram.outputs {
      let carrier = reach(output, last, in: &self)
      connect(carrier, append(.output(output), layer: last, source: output))
    }
    layer = []
    order()
  }

  private mutating func append(_ role: Role, layer: Int, source: Int) -> Int {
    vertices.append(Vertex(layer: layer, role: role, source: source))
    incoming.append([])
    outgoing.append([])
    return vertices.count - 1
  }

  private mutating func connect(
    _ from: Int, _ to: Int, operand: Int = 0, isOrdered: Bool = false
  ) {
    incoming[to].append(segments.count)
    outgoing[from].append(segments.count)
    segments.append(Segment(from: from, to: to, operand: operand, isOrdered: isOrdered))
  }

  private static let mostLeftInputs = 10

  private static func layers(of diagram: CircuitDiagram, isLate: Bool) -> [Int] {
    let nodes = diagram.nodes
    var layer = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() where node.kind == .operation {
      layer[index] = (node.operands.map { layer[$0] }.max() ?? -1) + 1
      layer[index] = max(layer[index], 1)
    }
    if isLate { delay(&layer, nodes) } else { shorten(&layer, nodes) }
    let inputCount = nodes.count { $0.kind == .input }
    var firstUse = [Int](repeating: .max, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for operand in node.operands { firstUse[operand] = min(firstUse[operand], layer[index]) }
    }
    for (index, node) in nodes.enumerated() where firstUse[index] != .max {
      let isBeside = node.standsBesideUse || inputCount > mostLeftInputs
      if node.kind == .constant || (node.kind == .input && isBeside) {
        layer[index] = firstUse[index] - 1
      }
    }
    return layer
  }

  /// Moves gates to right before their first users.
  private static func delay(_ layer: inout [Int], _ nodes: [CircuitDiagram.Node]) {
    var limit = [Int?](repeating: nil, count: nodes.count)
    for index in nodes.indices.reversed() where nodes[index].kind == .operation {
      layer[index] = limit[index] ?? layer[index]
      for operand in nodes[index].operands {
        limit[operand] = min(limit[operand] ?? .max, layer[index] - 1)
      }
    }
  }

  /// Moves gates to the right where that makes the wires shorter altogether: where their operands
  /// have to reach that far anyway.
  private static func shorten(_ layer: inout [Int], _ nodes: [CircuitDiagram.Node]) {
    var consumers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for operand in node.operands where !consumers[operand].contains(index) {
        consumers[operand].append(index)
      }
    }
    for index in nodes.indices.reversed() where nodes[index].kind == .operation {
      guard let limit = consumers[index].map({ layer[$0] - 1 }).min(), limit > layer[index] else {
        continue
      }
      // How far the wire of each operand reaches without this gate.
      let reaches = Set(nodes[index].operands).map { operand in
        consumers[operand].filter { $0 != index }.map { layer[$0] }.max() ?? 0
      }
      func length(at position: Int) -> Int {
        reaches.reduce(0) { $0 + max($1, position) } - position
      }
      var best = layer[index]
      for position in layer[index]...limit where length(at: position) < length(at: best) {
        best = position
      }
      layer[index] = best
    }
  }

  /// Orders the columns as a walk from the outputs through the operands meets them, which draws
  /// trees without crossings.
  private mutating func order() {
    layers = Array(repeating: [], count: (vertices.map(\.layer).max() ?? 0) + 1)
    var isSeen = [Bool](repeating: false, count: vertices.count)
    var stack = vertices.indices.reversed().filter { outgoing[$0].isEmpty }
    while let vertex = stack.popLast() {
      if isSeen[vertex] { continue }
      isSeen[vertex] = true
      layers[vertices[vertex].layer].append(vertex)
      for segment in incoming[vertex].reversed() { stack.append(segments[segment].from) }
    }
  }
}
