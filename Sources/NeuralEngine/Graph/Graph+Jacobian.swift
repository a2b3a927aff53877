extension Graph {
  /// Returns the Jacobians ∂y/∂x of a node y with respect to other nodes x that are held
  /// independent of each other, each `[elements of y, elements of x]`.
  ///
  /// The graph is cut at `boundary`: its values are taken from `values`, and what they depend on
  /// plays no part. So the Jacobian of one layer is that of the layer alone.
  ///
  /// One backward pass of Σ y ⊙ g is built and evaluated for each row g of the identity.
  ///
  /// - Parameters:
  ///   - sources: Some of the boundary.
  ///   - boundary: Nodes; `node` itself does not count as one.
  ///   - values: The values of the boundary, as far as `node` depends on it.
  /// - Throws: `EvaluationError` where a derivative is not defined; its node is one of this graph.
  /// - Complexity: O(elements of y · nodes between), without recursion.
  package func jacobians(
    of node: NodeID, withRespectTo sources: [NodeID], cutAt boundary: Set<NodeID>,
    values: (NodeID) -> Tensor
  ) throws(EvaluationError) -> [Tensor] {
    var cut = Graph()
    var copies: [NodeID: NodeID] = [:]
    var originals: [NodeID] = []
    var feeds: [NodeID: Tensor] = [:]
    for id in nodesBetween(boundary, and: node) {
      let copy: NodeID
      let original = self[id]
      if id != node && boundary.contains(id) {
        copy = cut.input(original.name ?? "", original.shape)
        feeds[copy] = values(id)
      } else {
        copy = cut.append(
          original.operation, original.inputs.compactMap { copies[$0] }, original.shape,
          name: original.name)
      }
      copies[id] = copy
      originals.append(id)
    }
    guard let result = copies[node] else { preconditionFailure("a node lies above itself") }
    let shape = shape(of: node)
    let upstream = cut.input("upstream", shape)
    let weighted = cut.append(.binary(.multiply), [result, upstream], shape)
    let total = cut.append(
      .reduce(.sum, axes: Array(shape.extents.indices)), [weighted], .scalar)
    let known = sources.compactMap { copies[$0] }
    let gradients = cut.gradients(of: total, withRespectTo: known)

    var rows = known.map { _ in [Double]() }
    var seed = Tensor(shape, Array(repeating: 0, count: shape.count))
    for element in 0..<shape.count {
      seed.values[element] = 1
      feeds[upstream] = seed
      seed.values[element] = 0
      do throws(EvaluationError) {
        let evaluation = try cut.evaluate(gradients, feeding: feeds)
        for (index, gradient) in gradients.enumerated() {
          rows[index] += evaluation[gradient].values
        }
      } catch {
        var problem = error
        problem.node =
          originals.indices.contains(error.node.index)
          ? originals[error.node.index] : node
        throw problem
      }
    }
    var next = rows.makeIterator()
    return sources.map { source in
      let columns = self.shape(of: source).count
      let size = Shape([shape.count, columns])
      guard copies[source] != nil, let values = next.next() else {
        return Tensor(size, Array(repeating: 0, count: size.count))
      }
      return Tensor(size, values)
    }
  }

  /// Returns a node and what it depends on down to a boundary, boundary included, in order. That the
  /// node belongs to the boundary itself makes no difference.
  package func nodesBetween(_ boundary: Set<NodeID>, and node: NodeID) -> [NodeID] {
    var isSeen: Set<NodeID> = [node]
    var stack = [node]
    while let next = stack.popLast() {
      if next != node && boundary.contains(next) { continue }
      for input in self[next].inputs where isSeen.insert(input).inserted { stack.append(input) }
    }
    return isSeen.sorted()
  }
}
