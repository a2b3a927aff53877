/// Functions of the columns of a row as models.
extension RowFunction {
  /// The parameters by their names. A dense layer's rules start them: those that are only ever added
  /// or subtracted are biases, the others weights of as many inputs as the function uses columns.
  var parameterSpecifications: [NetworkLayout.ParameterSpecification] {
    let inputCount = inputs.filter(uses).count
    return parameters.map { parameter in
      NetworkLayout.ParameterSpecification(
        name: graph[parameter].name ?? "", shape: graph.shape(of: parameter),
        role: isBias(parameter) ? .bias : .weights(before: .linear), inputs: inputCount,
        outputs: outputShape.count)
    }
  }

  /// The function as a loss takes it: a last `sigmoid` is left to `bce`, a last `softmax` or its
  /// logarithm to `cross-entropy` and `nll`.
  func scores(for loss: Loss?) -> RowFunction {
    switch loss {
    case .bce: dropping(last: [.unary(.sigmoid)])
    case .crossEntropy, .nll: dropping(last: [.softmax, .logSoftmax])
    default: self
    }
  }

  /// The activation that the function ends with, nil for other operations.
  package var lastActivation: Activation? {
    switch graph[output].operation {
    case .unary(.sigmoid): .sigmoid
    case .unary(.tanh): .tanh
    case .softmax: .softmax
    default: nil
    }
  }

  /// Whether the function gives logarithms of probabilities.
  package var givesLogProbabilities: Bool { graph[output].operation == .logSoftmax }

  /// Appends the function of the columns of X `[B, columns]`, `[B, outputs]`.
  func append(
    to graph: inout Graph, columnsOf x: Graph.NodeID, parameters: [Graph.NodeID]
  ) throws(ShapeError) -> Graph.NodeID {
    let rows = graph.shape(of: x).extents[0]
    var columns: [Graph.NodeID] = []
    for index in inputs.indices {
      let column =
        inputs.count == 1
        ? x : try graph.slice(x, starts: [0, index], extents: [rows, 1])
      columns.append(try graph.reshape(column, to: Shape([rows])))
    }
    let output = append(to: &graph, rows: rows, inputs: columns, parameters: parameters)
    return try graph.reshape(output, to: Shape([rows, outputShape.count]))
  }
}
