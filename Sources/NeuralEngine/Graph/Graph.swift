/// An append-only list of tensor operations in static single assignment form: a node's inputs
/// stand before it. A scalar is a tensor of rank 0.
///
/// Gradients are ordinary nodes of the same graph, so that one evaluator, one compiler and one
/// picture serve both directions.
package struct Graph: Sendable, Equatable {
  /// The place of a node in its graph.
  package struct NodeID: Hashable, Comparable, Sendable {
    package let index: Int

    /// Creates the identity of the node at an index.
    package init(_ index: Int) { self.index = index }

    /// Whether one node was appended before another.
    package static func < (a: NodeID, b: NodeID) -> Bool { a.index < b.index }
  }

  /// One operation, its operands and its result's shape.
  package struct Node: Sendable, Equatable {
    package var operation: Operation
    package var inputs: [NodeID]
    package var shape: Shape
    /// The name an author gave; always there for inputs and parameters.
    package var name: String?
  }

  package private(set) var nodes: [Node] = []

  /// Creates an empty graph.
  package init() {}

  /// The node of an identity.
  package subscript(id: NodeID) -> Node { nodes[id.index] }

  /// The identities of all nodes, in order.
  package var ids: [NodeID] { nodes.indices.map(NodeID.init) }

  /// Returns the shape of a node's value.
  package func shape(of id: NodeID) -> Shape { nodes[id.index].shape }

  /// Names a node.
  package mutating func setName(_ name: String, of id: NodeID) { nodes[id.index].name = name }

  /// Appends a value to be fed.
  package mutating func input(_ name: String, _ shape: Shape = .scalar) -> NodeID {
    append(.input, [], shape, name: name)
  }

  /// Appends a value to be fed and trained.
  package mutating func parameter(_ name: String, _ shape: Shape = .scalar) -> NodeID {
    append(.parameter, [], shape, name: name)
  }

  /// Appends a constant scalar.
  package mutating func constant(_ value: Double) -> NodeID {
    append(.constant([value]), [], .scalar)
  }

  /// Appends a constant tensor with row-major values, as many as the shape has elements.
  package mutating func constant(_ values: [Double], _ shape: Shape) -> NodeID {
    precondition(values.count == shape.count, "a constant needs a value for each element")
    return append(.constant(values), [], shape)
  }

  /// Appends a tensor of one repeated value.
  package mutating func constant(repeating value: Double, _ shape: Shape) -> NodeID {
    let scalar = constant(value)
    return shape == .scalar ? scalar : append(.broadcast, [scalar], shape)
  }

  /// Appends a node whose shape the caller has inferred.
  mutating func append(
    _ operation: Operation, _ inputs: [NodeID], _ shape: Shape, name: String? = nil
  ) -> NodeID {
    nodes.append(Node(operation: operation, inputs: inputs, shape: shape, name: name))
    return NodeID(nodes.count - 1)
  }

  /// Returns the value that every element of a node has by construction, or nil.
  package func uniformConstant(_ id: NodeID) -> Double? {
    var id = id
    while nodes[id.index].operation == .broadcast { id = nodes[id.index].inputs[0] }
    guard case .constant(let values) = nodes[id.index].operation, values.count == 1 else {
      return nil
    }
    return values[0]
  }

  /// Returns which of the nodes the outputs need, themselves included.
  package func ancestors(of outputs: [NodeID]) -> [Bool] {
    var needed = [Bool](repeating: false, count: nodes.count)
    for output in outputs { needed[output.index] = true }
    for index in nodes.indices.reversed() where needed[index] {
      for input in nodes[index].inputs { needed[input.index] = true }
    }
    return needed
  }

  /// Returns which of the nodes depend on any of the sources, the sources included.
  package func dependents(on sources: [NodeID]) -> [Bool] {
    var depends = [Bool](repeating: false, count: nodes.count)
    for source in sources { depends[source.index] = true }
    for index in nodes.indices where !depends[index] {
      depends[index] = nodes[index].inputs.contains { depends[$0.index] }
    }
    return depends
  }
}
