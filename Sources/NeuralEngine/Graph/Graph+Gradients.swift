extension Graph {
  /// Appends the gradients of a node with respect to others, each in the shape of its source.
  ///
  /// The gradient of a tensor is that of the sum of its elements. A source on which the output
  /// does not depend has gradient zero. Nodes that depend on no source get no gradient, so that
  /// training computes none for its data.
  ///
  /// - Complexity: O(nodes), without recursion.
  package mutating func gradients(
    of output: NodeID, withRespectTo sources: [NodeID]
  ) -> [NodeID] {
    let pass = backpropagate(from: output, through: dependents(on: sources), keepsZeros: false)
    return sources.map { source in
      pass.gradient(of: source) ?? constant(repeating: 0, shape(of: source))
    }
  }

  /// Appends the gradients of a node with respect to every node that it depends on and that
  /// depends on an input or a parameter.
  package mutating func backward(from output: NodeID) -> BackwardPass {
    let sources = ids.filter { self[$0].operation == .input || self[$0].operation == .parameter }
    return backpropagate(from: output, through: dependents(on: sources), keepsZeros: true)
  }

  private mutating func backpropagate(
    from output: NodeID, through dependents: [Bool], keepsZeros: Bool
  ) -> BackwardPass {
    let ancestors = ancestors(of: [output])
    let forwardCount = nodes.count
    var pass = BackwardPass(
      output: output, gradients: Array(repeating: nil, count: forwardCount),
      uses: Array(repeating: [], count: forwardCount),
      products: Array(repeating: [], count: forwardCount))
    pass.gradients[output.index] = constant(repeating: 1, shape(of: output))
    for index in (0..<forwardCount).reversed() where ancestors[index] && dependents[index] {
      guard let upstream = pass.gradients[index] else { continue }
      let consumer = NodeID(index)
      for (operandIndex, operand) in self[consumer].inputs.enumerated()
      where dependents[operand.index] {
        let product: NodeID
        if let contribution = contribution(of: upstream, through: consumer, to: operandIndex) {
          product = contribution
        } else if keepsZeros {
          product = constant(repeating: 0, shape(of: operand))
        } else {
          continue
        }
        let contribution = BackwardPass.Contribution(
          consumer: consumer, operandIndex: operandIndex, node: product)
        pass.uses[operand.index].append(contribution)
        pass.products[index].append(contribution)
        pass.gradients[operand.index] =
          if let sum = pass.gradients[operand.index] {
            append(.binary(.add), [sum, product], shape(of: operand))
          } else {
            product
          }
      }
    }
    return pass
  }

  /// Appends the derivative of a node with respect to one of its operands.
  package mutating func localDerivative(
    of consumer: NodeID, withRespectTo operandIndex: Int
  ) -> LocalDerivative {
    let node = self[consumer]
    switch node.operation {
    case .input, .parameter, .constant, .extremumMask, .oneHot:
      return .factor(0)
    case .unary(.negate):
      return .factor(-1)
    case .unary(let function):
      if function.isPiecewiseConstant { return .factor(0) }
      return .node(derivative(of: function, at: node.inputs[0]))
    case .binary(let function):
      return localDerivative(
        of: function, node, result: consumer, operandIndex == 0 ? .left : .right)
    case .reduce(.sum, _), .transpose, .reshape, .broadcast, .slice, .placeSlice, .stack,
      .concatenate:
      return .factor(1)
    case .reduce(.mean, let axes):
      return .factor(1 / Double(elementCount(of: node.inputs[0], along: axes)))
    case .reduce(.maximum, let axes):
      return .node(mask(of: .maximum, node.inputs[0], axes))
    case .reduce(.minimum, let axes):
      return .node(mask(of: .minimum, node.inputs[0], axes))
    case .matmul:
      return isDot(node) ? .node(node.inputs[1 - operandIndex]) : .jacobian
    case .embedding where operandIndex == 0:
      return .factor(0)
    case .softmax, .logSoftmax, .convolution, .pool, .normalize, .embedding:
      return .jacobian
    case .unaryDerivative, .binaryDerivative, .convolutionInputGradient,
      .convolutionWeightGradient, .maximumPoolGradient, .averagePoolGradient, .normalizeGradient,
      .embeddingGradient:
      preconditionFailure("gradients of gradients are not supported")
    }
  }

  private mutating func localDerivative(
    of function: BinaryFunction, _ node: Node, result: NodeID, _ operand: BinaryFunction.Operand
  ) -> LocalDerivative {
    let other = node.inputs[1 - operand.rawValue]
    switch (function, operand) {
    case (.add, _), (.subtract, .left):
      return .factor(1)
    case (.subtract, .right):
      return .factor(-1)
    case (.multiply, _):
      return .node(other)
    case (.divide, .left):
      return .node(unary(.reciprocal, other))
    case (.divide, .right):
      let quotient = append(.binary(.divide), [result, node.inputs[1]], node.shape)
      return .node(unary(.negate, quotient))
    case (.power, _), (.maximum, _), (.minimum, _), (.prelu, _), (.logisticLoss, _):
      return .node(append(.binaryDerivative(function, operand), node.inputs, node.shape))
    case (.less, _), (.lessOrEqual, _), (.greater, _), (.greaterOrEqual, _), (.equal, _),
      (.notEqual, _):
      return .factor(0)
    }
  }

  private mutating func mask(of extremum: Extremum, _ x: NodeID, _ axes: [Int]) -> NodeID {
    append(.extremumMask(extremum, axes: axes), [x], shape(of: x))
  }

  func elementCount(of x: NodeID, along axes: [Int]) -> Int {
    axes.reduce(1) { $0 * shape(of: x).extents[$1] }
  }
}
