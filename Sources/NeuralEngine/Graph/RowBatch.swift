/// Repeats the graph of one row over a batch: nodes that depend on the row get a leading axis of
/// rows, the others stay as they are.
struct RowBatch {
  typealias NodeID = Graph.NodeID

  /// Where a node of the row's graph went.
  private struct Image {
    var node: NodeID
    var isPerRow: Bool
  }

  private let row: Graph
  private let rows: Int
  private var images: [Image?]

  /// Creates a batch of a row's graph.
  init(_ row: Graph, rows: Int) {
    self.row = row
    self.rows = rows
    images = Array(repeating: nil, count: row.nodes.count)
  }

  /// Says what an input or a parameter of the row is in the batch.
  mutating func bind(_ own: NodeID, to given: NodeID, isPerRow: Bool) {
    images[own.index] = Image(node: given, isPerRow: isPerRow)
  }

  /// Appends what an output of the row depends on and returns the output of every row.
  mutating func append(_ output: NodeID, to graph: inout Graph) -> NodeID {
    let needed = row.ancestors(of: [output])
    for id in row.ids where needed[id.index] && images[id.index] == nil {
      images[id.index] = image(of: id, in: &graph)
    }
    return perRow(output, in: &graph)
  }

  private mutating func image(of id: NodeID, in graph: inout Graph) -> Image {
    let node = row[id]
    let images = node.inputs.map { self.images[$0.index] }
    guard images.contains(where: { $0?.isPerRow == true }) else {
      let inputs = images.compactMap { $0?.node }
      precondition(inputs.count == node.inputs.count, "a row needs all of its inputs")
      return Image(
        node: graph.append(node.operation, inputs, node.shape, name: node.name), isPerRow: false)
    }
    return Image(node: batched(node, in: &graph), isPerRow: true)
  }

  /// Appends a node that depends on the row.
  private mutating func batched(_ node: Graph.Node, in graph: inout Graph) -> NodeID {
    if case .matmul(let transposeLeft, let transposeRight) = node.operation {
      return product(
        node, transposeLeft: transposeLeft, transposeRight: transposeRight, in: &graph)
    }
    let shape = batched(node.shape)
    var inputs: [NodeID] = []
    for input in node.inputs { inputs.append(perRow(input, in: &graph)) }
    switch node.operation {
    case .input, .parameter, .constant, .matmul, .convolution, .convolutionInputGradient,
      .convolutionWeightGradient, .pool, .maximumPoolGradient, .averagePoolGradient, .normalize,
      .normalizeGradient, .embedding, .embeddingGradient:
      preconditionFailure("\(node.operation.words) is no operation on the numbers of a row")
    case .unary, .unaryDerivative, .binary, .binaryDerivative, .softmax, .logSoftmax, .reshape,
      .oneHot:
      return graph.append(node.operation, inputs, shape)
    case .transpose(let permutation):
      return graph.append(
        .transpose(permutation: [0] + permutation.map { $0 + 1 }), inputs, shape)
    case .broadcast:
      let own = row.shape(of: node.inputs[0])
      let added = node.shape.rank - own.rank
      let aligned = Shape([rows] + Array(repeating: 1, count: added) + own.extents)
      return graph.broadcasting(graph.reshaping(inputs[0], to: aligned), to: shape)
    case .reduce(let reduction, let axes):
      return graph.append(.reduce(reduction, axes: axes.map { $0 + 1 }), inputs, shape)
    case .extremumMask(let extremum, let axes):
      return graph.append(.extremumMask(extremum, axes: axes.map { $0 + 1 }), inputs, shape)
    case .slice(let starts, let extents):
      return graph.append(.slice(starts: [0] + starts, extents: [rows] + extents), inputs, shape)
    case .placeSlice(let starts, let extents):
      return graph.append(
        .placeSlice(starts: [0] + starts, extents: [rows] + extents), inputs, shape)
    case .stack:
      let parts = inputs.map { input in
        graph.reshaping(input, to: Shape([rows, 1] + graph.shape(of: input).extents.dropFirst()))
      }
      return graph.append(.concatenate(axis: 1), parts, shape)
    case .concatenate(let axis):
      return graph.append(.concatenate(axis: axis + 1), inputs, shape)
    }
  }

  /// Appends a matrix product. Where one factor is a vector of the row and the other the same for
  /// all rows, it is one product of the whole batch; otherwise each row has its own.
  private mutating func product(
    _ node: Graph.Node, transposeLeft: Bool, transposeRight: Bool, in graph: inout Graph
  ) -> NodeID {
    let (left, right) = (node.inputs[0], node.inputs[1])
    let (leftShape, rightShape) = (row.shape(of: left), row.shape(of: right))
    if let x = vector(left), let w = shared(right), rightShape.rank <= 2 {
      return graph.append(
        .matmul(transposeLeft: false, transposeRight: transposeRight && rightShape.rank == 2),
        [x, w], batched(node.shape))
    }
    if let x = vector(right), let w = shared(left), leftShape.rank <= 2 {
      // A·x for each row x is X·Aᵀ.
      return graph.append(
        .matmul(transposeLeft: false, transposeRight: leftShape.rank == 2 && !transposeLeft),
        [x, w], batched(node.shape))
    }
    let a = matrix(left, isRow: true, in: &graph)
    let b = matrix(right, isRow: false, in: &graph)
    let (transposeA, transposeB) = (
      transposeLeft && leftShape.rank > 1, transposeRight && rightShape.rank > 1
    )
    let (rowCount, _) = leftShape.matrixExtents(isRow: true, transposed: transposeA)
    let (_, columnCount) = rightShape.matrixExtents(isRow: false, transposed: transposeB)
    let leading = Array(leftShape.extents.dropLast(2))
    let product = graph.append(
      .matmul(transposeLeft: transposeA, transposeRight: transposeB), [a, b],
      Shape([rows] + leading + [rowCount, columnCount]))
    return graph.reshaping(product, to: batched(node.shape))
  }

  /// Returns the batch `[B, n]` of a vector that depends on the row.
  private func vector(_ id: NodeID) -> NodeID? {
    guard row.shape(of: id).rank == 1, let image = images[id.index], image.isPerRow else {
      return nil
    }
    return image.node
  }

  private func shared(_ id: NodeID) -> NodeID? {
    guard let image = images[id.index], !image.isPerRow else { return nil }
    return image.node
  }

  /// Appends an operand's matrices `[B, …, m, n]`, vectors as rows or columns.
  private func matrix(_ id: NodeID, isRow: Bool, in graph: inout Graph) -> NodeID {
    let node = perRow(id, in: &graph)
    let shape = row.shape(of: id)
    guard shape.rank == 1 else { return node }
    let count = shape.extents[0]
    return graph.reshaping(node, to: Shape(isRow ? [rows, 1, count] : [rows, count, 1]))
  }

  /// Returns a node's value for every row, repeated where it is the same for all.
  private func perRow(_ id: NodeID, in graph: inout Graph) -> NodeID {
    guard let image = images[id.index] else { preconditionFailure("a node before its inputs") }
    return image.isPerRow
      ? image.node : graph.broadcasting(image.node, to: batched(row.shape(of: id)))
  }

  private func batched(_ shape: Shape) -> Shape { Shape([rows] + shape.extents) }
}
