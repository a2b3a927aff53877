/// The rules of the chain rule: for a consumer y = f(…, x, …) and the upstream gradient g = ∂L/∂y,
/// what g adds to ∂L/∂x.
extension Graph {
  /// Appends upstream × local derivative in the shape of the operand; nil stands for zero.
  mutating func contribution(
    of upstream: NodeID, through consumer: NodeID, to operandIndex: Int
  ) -> NodeID? {
    let node = self[consumer]
    let operand = node.inputs[operandIndex]
    switch node.operation {
    case .matmul(let transposeLeft, let transposeRight) where !isDot(node):
      return matrixProductContribution(
        upstream, node, operandIndex, transposeLeft: transposeLeft, transposeRight: transposeRight)
    case .softmax:
      // s ⊙ (g − Σ g ⊙ s)
      let weighted = product(upstream, consumer)
      let total = totalOverLastAxis(weighted)
      return product(append(.binary(.subtract), [upstream, total], node.shape), consumer)
    case .logSoftmax:
      // g − softmax(x) ⊙ Σ g
      let softmax = append(.softmax, [operand], node.shape)
      let share = product(totalOverLastAxis(upstream), softmax)
      return append(.binary(.subtract), [upstream, share], node.shape)
    default:
      if let gradient = imageContribution(of: upstream, through: consumer, to: operandIndex) {
        return gradient
      }
    }
    switch localDerivative(of: consumer, withRespectTo: operandIndex) {
    case .factor(0): return nil
    case .factor(let factor):
      return pulledBack(scaled(upstream, by: factor), through: node, to: operandIndex)
    case .node(let local):
      return product(pulledBack(upstream, through: node, to: operandIndex), local)
    case .jacobian: preconditionFailure("an operation without a rule")
    }
  }

  /// Appends a gradient in the shape of a consumer's operand: the adjoint of how the operation
  /// moves elements.
  private mutating func pulledBack(
    _ gradient: NodeID, through node: Node, to operandIndex: Int
  ) -> NodeID {
    let shape = shape(of: node.inputs[operandIndex])
    switch node.operation {
    case .reduce(_, let axes):
      return spread(gradient, to: shape, along: axes)
    case .matmul:
      return broadcasting(gradient, to: shape)
    case .broadcast:
      return summed(gradient, to: shape)
    case .reshape:
      return reshaping(gradient, to: shape)
    case .transpose(let permutation):
      var inverse = permutation
      for (axis, source) in permutation.enumerated() { inverse[source] = axis }
      return append(.transpose(permutation: inverse), [gradient], shape)
    case .slice(let starts, let extents):
      return append(.placeSlice(starts: starts, extents: extents), [gradient], shape)
    case .placeSlice(let starts, let extents):
      return append(.slice(starts: starts, extents: extents), [gradient], shape)
    case .stack:
      return append(
        .slice(
          starts: [operandIndex] + shape.extents.map { _ in 0 }, extents: [1] + shape.extents),
        [gradient], shape)
    case .concatenate(let axis):
      var starts = shape.extents.map { _ in 0 }
      for input in node.inputs[..<operandIndex] {
        starts[axis] += self.shape(of: input).extents[axis]
      }
      return append(.slice(starts: starts, extents: shape.extents), [gradient], shape)
    default:
      return gradient
    }
  }

  /// Appends, for C = A·B with upstream G, G·Bᵀ for A and Aᵀ·G for B; vectors as matrices.
  private mutating func matrixProductContribution(
    _ upstream: NodeID, _ node: Node, _ operandIndex: Int, transposeLeft: Bool,
    transposeRight: Bool
  ) -> NodeID {
    let left = shape(of: node.inputs[0])
    let right = shape(of: node.inputs[1])
    let transposeLeft = transposeLeft && left.rank > 1
    let transposeRight = transposeRight && right.rank > 1
    let (rows, inner) = left.matrixExtents(isRow: true, transposed: transposeLeft)
    let (_, columns) = right.matrixExtents(isRow: false, transposed: transposeRight)
    let leading = Array(left.extents.dropLast(2))
    let g = reshaping(upstream, to: Shape(leading + [rows, columns]))
    let gradient: NodeID
    if operandIndex == 0 {
      let b = right.rank == 1 ? reshaping(node.inputs[1], to: Shape([inner, 1])) : node.inputs[1]
      gradient =
        transposeLeft
        ? matrixProduct(b, g, transposeRight, true, Shape(leading + [inner, rows]))
        : matrixProduct(g, b, false, !transposeRight, Shape(leading + [rows, inner]))
    } else {
      let a = left.rank == 1 ? reshaping(node.inputs[0], to: Shape([1, inner])) : node.inputs[0]
      gradient =
        transposeRight
        ? matrixProduct(g, a, true, transposeLeft, Shape(leading + [columns, inner]))
        : matrixProduct(a, g, !transposeLeft, false, Shape(leading + [inner, columns]))
    }
    return reshaping(gradient, to: operandIndex == 0 ? left : right)
  }

  private mutating func matrixProduct(
    _ a: NodeID, _ b: NodeID, _ transposeLeft: Bool, _ transposeRight: Bool, _ shape: Shape
  ) -> NodeID {
    append(.matmul(transposeLeft: transposeLeft, transposeRight: transposeRight), [a, b], shape)
  }

  /// Whether a matrix product is the scalar product of two vectors.
  func isDot(_ node: Node) -> Bool {
    node.shape == .scalar && shape(of: node.inputs[0]).rank == 1
      && shape(of: node.inputs[1]).rank == 1
  }

  /// Appends a · b, or one of them where the other is 1 throughout.
  private mutating func product(_ a: NodeID, _ b: NodeID) -> NodeID {
    if uniformConstant(a) == 1 { return b }
    if uniformConstant(b) == 1 { return a }
    return append(.binary(.multiply), [a, b], shape(of: a))
  }

  private mutating func scaled(_ x: NodeID, by factor: Double) -> NodeID {
    if factor == 1 { return x }
    let shape = shape(of: x)
    if let value = uniformConstant(x) { return constant(repeating: value * factor, shape) }
    if factor == -1 { return unary(.negate, x) }
    return append(.binary(.multiply), [x, constant(repeating: factor, shape)], shape)
  }

  /// Appends the sum over the last axis, repeated along it.
  private mutating func totalOverLastAxis(_ x: NodeID) -> NodeID {
    let shape = shape(of: x)
    let axes = [shape.rank - 1]
    let total = append(.reduce(.sum, axes: axes), [x], shape.removing(axes: axes))
    return spread(total, to: shape, along: axes)
  }

  /// Appends a reduced node repeated along the axes that the reduction removed.
  private mutating func spread(_ x: NodeID, to shape: Shape, along axes: [Int]) -> NodeID {
    if let value = uniformConstant(x) { return constant(repeating: value, shape) }
    let areLeading = axes == Array(0..<axes.count)
    let kept = areLeading ? x : reshaping(x, to: shape.collapsing(axes: axes))
    return broadcasting(kept, to: shape)
  }

  /// Appends the sum over the axes along which a shape was broadcast.
  private mutating func summed(_ x: NodeID, to shape: Shape) -> NodeID {
    let wide = self.shape(of: x)
    let added = wide.rank - shape.rank
    let axes = wide.extents.indices.filter { axis in
      axis < added || (shape.extents[axis - added] == 1 && wide.extents[axis] != 1)
    }
    let sum =
      axes.isEmpty ? x : append(.reduce(.sum, axes: axes), [x], wide.removing(axes: axes))
    return reshaping(sum, to: shape)
  }
}
