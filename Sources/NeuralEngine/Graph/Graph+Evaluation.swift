/// The values of a graph's nodes at one point.
package struct Evaluation: Sendable {
  fileprivate(set) var values: [Tensor?]

  /// The value of a node that was evaluated.
  package subscript(id: Graph.NodeID) -> Tensor {
    guard let value = values[id.index] else { preconditionFailure("node was not evaluated") }
    return value
  }
}

extension Graph {
  /// Evaluates nodes and what they depend on in double precision, all nodes by default.
  ///
  /// `feeds` holds a tensor of the declared shape for each input and parameter needed, and may hold
  /// values of other nodes, which then stand instead of what they compute. Products are chains of fused multiply-adds and sums run in ascending order, so that the values are the
  /// same everywhere.
  ///
  /// - Throws: `EvaluationError` at the first node, in order, that has no value.
  package func evaluate(
    _ outputs: [NodeID]? = nil, feeding feeds: [NodeID: Tensor]
  ) throws(EvaluationError) -> Evaluation {
    var evaluation = Evaluation(values: Array(repeating: nil, count: nodes.count))
    let needed = outputs.map { ancestors(of: $0) } ?? Array(repeating: true, count: nodes.count)
    for (id, tensor) in feeds {
      let node = self[id]
      precondition(tensor.shape == node.shape, "\(node.name ?? "an input") has another shape")
      evaluation.values[id.index] = tensor
    }
    for index in nodes.indices where needed[index] && evaluation.values[index] == nil {
      let id = NodeID(index)
      evaluation.values[index] = try value(of: id, in: evaluation)
    }
    return evaluation
  }

  private func value(
    of id: NodeID, in evaluation: Evaluation
  ) throws(EvaluationError) -> Tensor {
    let node = self[id]
    let shape = node.shape
    func operand(_ index: Int) -> Tensor { evaluation[node.inputs[index]] }
    switch node.operation {
    case .input, .parameter:
      preconditionFailure("nothing is fed to \(node.name ?? "an input")")
    case .constant(let values):
      return Tensor(shape, values)
    case .unary(let function):
      return try map(operand(0), id, function.undefined, function.value)
    case .unaryDerivative(let function):
      return try map(operand(0), id, function.derivativeUndefined, function.derivative)
    case .binary(let function):
      return try map(operand(0), operand(1), id, function.undefined, function.value)
    case .binaryDerivative(let function, let side):
      return try map(
        operand(0), operand(1), id,
        { function.derivativeUndefined($0, $1, side) }, { function.derivative($0, $1, side) })
    case .matmul(let transposeLeft, let transposeRight):
      return operand(0).matrixProduct(
        operand(1), shape, transposeLeft: transposeLeft, transposeRight: transposeRight)
    case .transpose(let permutation):
      return operand(0).transposed(permutation, to: shape)
    case .reshape:
      return Tensor(shape, operand(0).values)
    case .broadcast:
      return operand(0).broadcast(to: shape)
    case .reduce(let reduction, let axes):
      return operand(0).reduced(reduction, along: axes)
    case .extremumMask(let extremum, let axes):
      return operand(0).extremumMask(extremum, along: axes)
    case .softmax:
      return operand(0).softmax()
    case .logSoftmax:
      return operand(0).logSoftmax()
    case .slice(let starts, let extents):
      return operand(0).block(starts: starts, extents: extents, to: shape)
    case .placeSlice(let starts, let extents):
      return operand(0).placed(starts: starts, extents: extents, in: shape)
    case .stack:
      return Tensor(shape, node.inputs.flatMap { evaluation[$0].values })
    case .concatenate(let axis):
      return Tensor.concatenation(node.inputs.map { evaluation[$0] }, axis: axis, shape)
    case .oneHot:
      return try oneHot(operand(0), id)
    case .convolution(let window):
      return operand(0).convolved(
        with: operand(1), bias: node.inputs.count > 2 ? operand(2) : nil, window, to: shape)
    case .convolutionInputGradient(let window):
      return operand(0).convolutionInputGradient(filters: operand(1), window, to: shape)
    case .convolutionWeightGradient(let window):
      return operand(0).convolutionWeightGradient(upstream: operand(1), window, to: shape)
    case .pool(let pooling, let window):
      return operand(0).pooled(pooling, window, to: shape)
    case .maximumPoolGradient(let window):
      return operand(0).maximumPoolGradient(upstream: operand(2), window)
    case .averagePoolGradient(let window):
      return Tensor.averagePoolGradient(upstream: operand(0), window, to: shape)
    case .normalize(let axes, let epsilon):
      return operand(0).normalized(along: axes, epsilon: epsilon)
    case .normalizeGradient(let axes, let epsilon):
      return operand(0).normalizeGradient(
        result: operand(1), upstream: operand(2), along: axes, epsilon: epsilon)
    case .embedding:
      switch operand(0).rows(of: operand(1), to: shape) {
      case .success(let rows): return rows
      case .failure(let problem):
        throw EvaluationError(reason: .noSuchClass, node: id, value: problem.value)
      }
    case .embeddingGradient:
      return operand(0).embeddingGradient(upstream: operand(1), to: shape)
    }
  }

  private func map(
    _ x: Tensor, _ id: NodeID, _ undefined: (Double) -> EvaluationError.Reason?,
    _ function: (Double) -> Double
  ) throws(EvaluationError) -> Tensor {
    var values: [Double] = []
    values.reserveCapacity(x.values.count)
    for element in x.values {
      if let reason = undefined(element) {
        throw EvaluationError(reason: reason, node: id, value: element)
      }
      values.append(function(element))
    }
    return Tensor(x.shape, values)
  }

  private func map(
    _ a: Tensor, _ b: Tensor, _ id: NodeID,
    _ undefined: (Double, Double) -> (EvaluationError.Reason, Double)?,
    _ function: (Double, Double) -> Double
  ) throws(EvaluationError) -> Tensor {
    var values: [Double] = []
    values.reserveCapacity(a.values.count)
    for (left, right) in zip(a.values, b.values) {
      if let (reason, value) = undefined(left, right) {
        throw EvaluationError(reason: reason, node: id, value: value)
      }
      values.append(function(left, right))
    }
    return Tensor(a.shape, values)
  }

  private func oneHot(_ classes: Tensor, _ id: NodeID) throws(EvaluationError) -> Tensor {
    let shape = self[id].shape
    let count = shape.extents[shape.rank - 1]
    var values = [Double](repeating: 0, count: shape.count)
    for (row, number) in classes.values.enumerated() {
      guard let index = Int(exactly: number), (0..<count).contains(index) else {
        throw EvaluationError(reason: .noSuchClass, node: id, value: number)
      }
      values[row * count + index] = 1
    }
    return Tensor(shape, values)
  }
}
