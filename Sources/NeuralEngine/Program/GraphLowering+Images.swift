import Kernels

/// The lowering of convolutions, pooling and embeddings.
extension GraphLowering {
  /// Emits a node of images or of a table from its inputs' values.
  mutating func emitImages(_ id: NodeID) {
    let node = graph[id]
    let inputs = node.inputs
    switch node.operation {
    case .convolution(let window):
      emitWindow(
        .convolution, window, images: graph.shape(of: inputs[0]), results: node.shape,
        a: place(of: inputs[0], in: .batchLast), b: place(of: inputs[1]),
        d: inputs.count > 2 ? place(of: inputs[2]) : nil, c: target(of: id, in: .batchLast))
    case .convolutionInputGradient(let window):
      emitWindow(
        .convolutionInputGradient, window, images: node.shape,
        results: graph.shape(of: inputs[0]), a: place(of: inputs[0], in: .batchLast),
        b: place(of: inputs[1]), c: target(of: id, in: .batchLast))
    case .convolutionWeightGradient(let window):
      let elementCount = node.shape.extents.dropFirst().reduce(1, *)
      emitWindow(
        .convolutionWeightGradient, window, images: graph.shape(of: inputs[0]),
        results: graph.shape(of: inputs[1]), a: place(of: inputs[0], in: .batchLast),
        b: place(of: inputs[1], in: .batchLast), c: target(of: id),
        scratch: builder.temporary(filterScratchCount(elementCount) * threadCount))
    case .pool(let pooling, let window):
      emitWindow(
        pooling == .maximum ? .maximumPool : .averagePool, window,
        images: graph.shape(of: inputs[0]), results: node.shape,
        a: place(of: inputs[0], in: .batchLast), c: target(of: id, in: .batchLast))
    case .maximumPoolGradient(let window):
      emitWindow(
        .maximumPoolGradient, window, images: node.shape, results: graph.shape(of: inputs[2]),
        a: place(of: inputs[0], in: .batchLast), b: place(of: inputs[1], in: .batchLast),
        d: place(of: inputs[2], in: .batchLast), c: target(of: id, in: .batchLast))
    case .averagePoolGradient(let window):
      emitWindow(
        .averagePoolGradient, window, images: node.shape, results: graph.shape(of: inputs[0]),
        a: place(of: inputs[0], in: .batchLast), c: target(of: id, in: .batchLast))
    case .embedding:
      let table = graph.shape(of: inputs[1])
      builder.emit(
        .embedding, rows: graph.shape(of: inputs[0]).count, columns: table.extents[1],
        inner: table.extents[0], a: place(of: inputs[0]), b: place(of: inputs[1]),
        c: target(of: id))
    case .embeddingGradient:
      builder.emit(
        .embeddingGradient, rows: graph.shape(of: inputs[0]).count,
        columns: node.shape.extents[1], inner: node.shape.extents[0], a: place(of: inputs[0]),
        b: place(of: inputs[1]), c: target(of: id))
    default:
      preconditionFailure("\(node.operation.words) is no operation on images")
    }
  }

  private mutating func emitWindow(
    _ opcode: Opcode, _ window: ImageWindow, images: Shape, results: Shape, a: Operand,
    b: Operand? = nil, d: Operand? = nil, c: Operand, scratch: Operand? = nil
  ) {
    builder.emit(
      opcode, rows: results.extents[0], columns: results.count / max(results.extents[0], 1),
      inner: window.kernelCount * images.extents[1], a: a, b: b, c: c, d: d, scratch: scratch,
      table: images.extents + results.extents.dropFirst() + [
        window.kernel.height, window.kernel.width, window.stride.height, window.stride.width,
        window.padding.height, window.padding.width,
      ])
  }
}
