import Kernels

/// The lowering that every operation has.
extension GraphLowering {
  /// Emits a node from its inputs' values.
  mutating func emitGeneral(_ id: NodeID) {
    let node = graph[id]
    let inputs = node.inputs
    let count = node.shape.count
    let layout = elementwiseLayout(of: node)
    switch node.operation {
    case .convolution, .convolutionInputGradient, .convolutionWeightGradient, .pool,
      .maximumPoolGradient, .averagePoolGradient, .embedding, .embeddingGradient:
      return emitImages(id)
    case .normalize(let axes, let epsilon):
      return emitNormalization(id, along: axes, epsilon: epsilon)
    case .reduce where emitChannelSums(id):
      return
    default: break
    }
    let target = target(of: id, in: layout)
    switch node.operation {
    case .convolution, .convolutionInputGradient, .convolutionWeightGradient, .pool,
      .maximumPoolGradient, .averagePoolGradient, .normalize, .normalizeGradient, .embedding,
      .embeddingGradient, .input, .parameter, .reshape:
      preconditionFailure("\(node.operation.words) computes nothing")
    case .constant(let values):
      let region = builder.memory.allocate(values.count)
      builder.memory.write(values, to: region)
      builder.emit(
        .map, columns: count, function: ElementaryFunction.identity.rawValue, a: Operand(region),
        c: target)
    case .unary(let function):
      emitMap(.map, function, place(of: inputs[0], in: layout), target, count)
    case .unaryDerivative(let function):
      emitMap(.derivative, function, place(of: inputs[0], in: layout), target, count)
    case .binary(let function):
      builder.emit(
        .combine, columns: count, function: function.kernel.rawValue,
        a: place(of: inputs[0], in: layout), b: place(of: inputs[1], in: layout), c: target)
    case .binaryDerivative(let function, let operand):
      builder.emit(
        .combineDerivative, columns: count, inner: operand.rawValue,
        function: function.kernel.rawValue, a: place(of: inputs[0], in: layout),
        b: place(of: inputs[1], in: layout), c: target)
    case .matmul(let transposeLeft, let transposeRight):
      emitMatmul(
        node, target, transposeLeft: transposeLeft, transposeRight: transposeRight,
        sums: columnSums[id].map { self.target(of: $0) })
    case .transpose(let permutation):
      let strides = graph.shape(of: inputs[0]).strides
      emitCopy(
        place(of: inputs[0]), permutation.map { strides[$0] }, target, node.shape.strides,
        node.shape.extents)
    case .broadcast:
      emitBroadcast(node, target)
      if graph.shape(of: inputs[0]).count == 1 { layouts[id.index] = .any }
    case .reduce(let reduction, let axes):
      emitReduction(reduction, axes, node, target)
    case .extremumMask(let extremum, let axes):
      emitMask(extremum, axes, node, target)
    case .softmax, .logSoftmax:
      let columns = node.shape.extents.last ?? 1
      builder.emit(
        node.operation == .softmax ? .softmax : .logSoftmax, rows: count / max(columns, 1),
        columns: columns, a: place(of: inputs[0]), c: target)
    case .slice(let starts, let extents):
      let strides = graph.shape(of: inputs[0]).strides
      let offset = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
      emitCopy(
        place(of: inputs[0]).advanced(by: offset), strides, target, Shape(extents).strides,
        extents)
    case .placeSlice(let starts, let extents):
      builder.emit(.fill, columns: count, a: target, c: target)
      let strides = node.shape.strides
      let offset = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
      emitCopy(
        place(of: inputs[0]), Shape(extents).strides, target.advanced(by: offset), strides,
        extents)
    case .stack:
      let size = count / max(inputs.count, 1)
      for (index, input) in inputs.enumerated() {
        emitCopy(place(of: input), [1], target.advanced(by: index * size), [1], [size])
      }
    case .concatenate(let axis):
      var start = 0
      for input in inputs {
        let shape = graph.shape(of: input)
        emitCopy(
          place(of: input), shape.strides,
          target.advanced(by: start * node.shape.strides[axis]), node.shape.strides,
          shape.extents)
        start += shape.extents[axis]
      }
    case .oneHot:
      let columns = node.shape.extents.last ?? 1
      builder.emit(
        .oneHot, rows: count / max(columns, 1), columns: columns, a: place(of: inputs[0]),
        c: target)
    }
  }

  /// The order in which an element-wise node works, row-major for others.
  private func elementwiseLayout(of node: Graph.Node) -> Layout {
    switch node.operation {
    case .unary, .unaryDerivative, .binary, .binaryDerivative: commonLayout(of: node.inputs)
    default: .rowMajor
    }
  }

  private mutating func emitMap(
    _ opcode: Opcode, _ function: UnaryFunction, _ a: Operand, _ c: Operand, _ count: Int
  ) {
    let (kernel, parameter) = function.kernel
    builder.emit(
      opcode, columns: count, function: kernel.rawValue, s0: parameter, a: a, c: c)
  }

  /// Emits a copy of all elements of a block, given the distances between neighbours on both sides.
  private mutating func emitCopy(
    _ a: Operand, _ strides: [Int], _ c: Operand, _ targetStrides: [Int], _ extents: [Int]
  ) {
    if extents.contains(0) { return }
    builder.emit(
      .copy, columns: 1, a: a, c: c, table: [extents.count] + extents + strides + targetStrides)
  }

  private mutating func emitBroadcast(_ node: Graph.Node, _ target: Operand) {
    let source = graph.shape(of: node.inputs[0])
    if let value = graph.uniformConstant(node.inputs[0]) {
      builder.emit(.fill, columns: node.shape.count, s0: Float(value), a: target, c: target)
      return
    }
    let added = node.shape.rank - source.rank
    let sourceStrides = source.strides
    let strides = node.shape.extents.indices.map { axis in
      axis < added || source.extents[axis - added] == 1 ? 0 : sourceStrides[axis - added]
    }
    emitCopy(
      place(of: node.inputs[0]), strides, target, node.shape.strides, node.shape.extents)
  }

  private mutating func emitReduction(
    _ reduction: Reduction, _ axes: [Int], _ node: Graph.Node, _ target: Operand
  ) {
    let shape = graph.shape(of: node.inputs[0])
    let source = place(of: node.inputs[0])
    let reduced = axes.reduce(1) { $0 * shape.extents[$1] }
    let kept = node.shape.count
    if reduced == 0 {
      builder.emit(.fill, columns: kept, a: target, c: target)
      return
    }
    let divisor = reduction == .mean ? Float(reduced) : 1
    let isSum = reduction == .sum || reduction == .mean
    if isSum, axes == Array(0..<axes.count), axes.count < shape.rank {
      builder.emit(.sumRows, rows: reduced, columns: kept, s0: divisor, a: source, c: target)
      return
    }
    let rows = withReducedAxesLast(source, shape, axes)
    if isSum {
      builder.emit(.sumColumns, rows: kept, columns: reduced, s0: divisor, a: rows, c: target)
    } else {
      builder.emit(
        .extremumOfColumns, rows: kept, columns: reduced, inner: reduction == .minimum ? 1 : 0,
        a: rows, c: target)
    }
  }

  private mutating func emitMask(
    _ extremum: Extremum, _ axes: [Int], _ node: Graph.Node, _ target: Operand
  ) {
    let reduced = axes.reduce(1) { $0 * node.shape.extents[$1] }
    let inner = extremum == .minimum ? 1 : 0
    let source = place(of: node.inputs[0])
    let rows = withReducedAxesLast(source, node.shape, axes)
    if rows == source {
      builder.emit(
        .extremumMask, rows: node.shape.count / max(reduced, 1), columns: reduced, inner: inner,
        a: rows, c: target)
      return
    }
    let mask = builder.temporary(node.shape.count)
    builder.emit(
      .extremumMask, rows: node.shape.count / max(reduced, 1), columns: reduced, inner: inner,
      a: rows, c: mask)
    emitMoveBack(mask, node.shape, axes, to: target)
  }

  /// Emits the undoing of `withReducedAxesLast`.
  mutating func emitMoveBack(_ moved: Operand, _ shape: Shape, _ axes: [Int], to target: Operand) {
    let order = Self.order(axes, last: shape.rank)
    let strides = shape.strides
    let extents = order.map { shape.extents[$0] }
    emitCopy(moved, Shape(extents).strides, target, order.map { strides[$0] }, extents)
  }

  /// Returns the elements with some axes behind the others, in order; copies only where needed.
  mutating func withReducedAxesLast(
    _ source: Operand, _ shape: Shape, _ axes: [Int]
  ) -> Operand {
    let order = Self.order(axes, last: shape.rank)
    if order == Array(0..<shape.rank) { return source }
    let moved = builder.temporary(shape.count)
    let strides = shape.strides
    let extents = order.map { shape.extents[$0] }
    emitCopy(source, order.map { strides[$0] }, moved, Shape(extents).strides, extents)
    return moved
  }

  private static func order(_ axes: [Int], last rank: Int) -> [Int] {
    (0..<rank).filter { !axes.contains($0) } + axes
  }

  private mutating func emitMatmul(
    _ node: Graph.Node, _ target: Operand, transposeLeft: Bool, transposeRight: Bool,
    sums: Operand?
  ) {
    let left = graph.shape(of: node.inputs[0])
    let right = graph.shape(of: node.inputs[1])
    let transposeLeft = transposeLeft && left.rank > 1
    let transposeRight = transposeRight && right.rank > 1
    let (rows, inner) = left.matrixExtents(isRow: true, transposed: transposeLeft)
    let (_, columns) = right.matrixExtents(isRow: false, transposed: transposeRight)
    let batch = left.extents.dropLast(2).reduce(1, *)
    for index in 0..<batch {
      emitProduct(
        place(of: node.inputs[0]).advanced(by: index * rows * inner),
        isLeftTransposed: transposeLeft,
        place(of: node.inputs[1]).advanced(by: index * inner * columns),
        isRightTransposed: transposeRight, target.advanced(by: index * rows * columns),
        sums: sums, rows: rows, columns: columns, inner: inner)
    }
  }

  private mutating func emitProduct(
    _ a: Operand, isLeftTransposed: Bool, _ b: Operand, isRightTransposed: Bool, _ c: Operand,
    sums: Operand?, rows: Int, columns: Int, inner: Int
  ) {
    if inner == 0 {
      builder.emit(.fill, rows: rows, columns: columns, a: c, c: c)
      return
    }
    var b = b
    if isRightTransposed && columns > 1 && inner > 1 {
      let transposed = builder.temporary(inner * columns)
      builder.emit(.transpose, rows: columns, columns: inner, a: b, c: transposed)
      b = transposed
    }
    if isLeftTransposed && inner > 1 && (rows > 1 || sums != nil) {
      builder.emit(
        .transposedProduct, rows: rows, columns: columns, inner: inner, a: a, b: b, c: c, d: sums,
        scratch: blocks(rows: rows, columns: columns, inner: inner))
    } else {
      emitProduct(a, b, c, rows: rows, columns: columns, inner: inner)
    }
  }
}
