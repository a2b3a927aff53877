/// A network's nodes in a graph.
struct NetworkNodes {
  var output: Graph.NodeID
  var parameters: [Graph.NodeID]
  /// The output of every layer, in order.
  var layers: [Graph.NodeID] = []
  /// The masks of dropout layers, each an input to be fed; empty outside of training.
  var masks: [Graph.NodeID] = []
  /// The normalised values whose statistics update the running ones; empty outside of training.
  var normalized: [Graph.NodeID] = []
  /// The running means and variances of batch normalisations, inputs to be fed; empty in training.
  var statistics: [(mean: Graph.NodeID, variance: Graph.NodeID)] = []
}

extension NetworkLayout {
  /// Whether a network learns: dropout and the statistics of batches belong to training.
  enum Mode { case training, evaluation }

  /// Appends the layers to a graph.
  ///
  /// - Parameter x: The rows `[B, inputCount]`.
  func append(to graph: inout Graph, _ x: Graph.NodeID, _ mode: Mode) -> NetworkNodes {
    let rows = graph.shape(of: x).extents[0]
    var nodes = NetworkNodes(
      output: x, parameters: parameters.map { graph.parameter($0.name, $0.shape) })
    do throws(ShapeError) {
      if let function {
        nodes.output = try function.append(
          to: &graph, columnsOf: x, parameters: nodes.parameters)
        return nodes
      }
      var value = try graph.reshape(x, to: Shape([rows] + inputShape.extents))
      for stage in stages {
        value = try append(stage, to: &graph, value, rows: rows, mode, &nodes)
        nodes.layers.append(value)
      }
      nodes.output = try graph.reshape(value, to: Shape([rows, outputCount]))
    } catch {
      preconditionFailure("a layout's layers fit each other")
    }
    return nodes
  }

  private func append(
    _ stage: Stage, to graph: inout Graph, _ x: Graph.NodeID, rows: Int, _ mode: Mode,
    _ nodes: inout NetworkNodes
  ) throws(ShapeError) -> Graph.NodeID {
    func parameter(_ offset: Int) -> Graph.NodeID {
      nodes.parameters[stage.firstParameter + offset]
    }
    switch stage.layer {
    case .dense:
      return try graph.dense(x, weights: parameter(0), bias: parameter(1))
    case .convolution(_, let window):
      return try graph.convolution(x, filters: parameter(0), bias: parameter(1), window)
    case .pool(let pooling, let window):
      return try graph.pool(pooling, x, window)
    case .flatten:
      return try graph.reshape(x, to: Shape([rows, stage.output.count]))
    case .dropout(let probability):
      guard mode == .training, probability > 0 else { return x }
      let mask = graph.input("mask\(nodes.masks.count + 1)", graph.shape(of: x))
      nodes.masks.append(mask)
      return try graph.multiply(x, mask)
    case .batchNormalization:
      return try appendBatchNormalization(
        stage, to: &graph, x, parameter(0), parameter(1), mode, &nodes)
    case .layerNormalization:
      // A sequence's rows are normalised one by one, an image's pixels together.
      let width = graph.shape(of: parameter(0)).count
      let shape = graph.shape(of: x)
      let flat = try graph.reshape(x, to: Shape([shape.count / max(width, 1), width]))
      let normalized = try graph.normalize(flat, axes: [1], epsilon: Layer.epsilon)
      let result = try graph.scaleAndShift(normalized, by: parameter(0), parameter(1))
      return try graph.reshape(result, to: shape)
    case .embedding:
      let rowsOfTable = try graph.embedding(x, table: parameter(0))
      return try graph.reshape(rowsOfTable, to: Shape([rows] + stage.output.extents))
    case .activation(.prelu(let slope)):
      return try graph.activation(.prelu(initialSlope: slope), x, slope: parameter(0))
    case .activation(let activation):
      return try graph.activation(activation, x)
    }
  }

  private func appendBatchNormalization(
    _ stage: Stage, to graph: inout Graph, _ x: Graph.NodeID, _ gamma: Graph.NodeID,
    _ beta: Graph.NodeID, _ mode: Mode, _ nodes: inout NetworkNodes
  ) throws(ShapeError) -> Graph.NodeID {
    if mode == .training {
      let axes = stage.input.rank == 3 ? [0, 2, 3] : [0]
      let normalized = try graph.normalize(x, axes: axes, epsilon: Layer.epsilon)
      nodes.normalized.append(normalized)
      return try graph.scaleAndShift(normalized, by: gamma, beta)
    }
    let shape = graph.shape(of: gamma)
    let number = nodes.statistics.count + 1
    let mean = graph.input("mean\(number)", shape)
    let variance = graph.input("variance\(number)", shape)
    nodes.statistics.append((mean, variance))
    // γ/√(σ² + ε) and β − μ·γ/√(σ² + ε)
    let epsilon = graph.constant(Layer.epsilon)
    let deviation = graph.unary(.sqrt, try graph.add(variance, epsilon))
    let scale = try graph.divide(gamma, deviation)
    let shift = try graph.subtract(beta, graph.multiply(mean, scale))
    return try graph.scaleAndShift(x, by: scale, shift)
  }
}

extension NetworkLayout {
  /// The names and shapes of running statistics: mean and variance of each batch normalisation.
  package var statisticShapes: [(name: String, shape: Shape)] {
    statistics.flatMap { specification in
      ["mean", "variance"].map { (specification.prefix + $0, Shape([specification.count])) }
    }
  }

  /// Returns running statistics by name, given the mean and the variance of each batch normalisation.
  func named(_ values: [Numbers]) -> [TrainedModel.Parameter] {
    zip(statisticShapes, values).map { statistic, values in
      TrainedModel.Parameter(name: statistic.name, shape: statistic.shape, values: values)
    }
  }
}

extension GraphLowering {
  /// Says where the parameters of a network lie, and its running statistics where it needs any: all
  /// means, then all variances of each batch normalisation.
  mutating func bind(
    _ network: NetworkNodes, parameters: [TensorMemory.Region],
    statistics: [TensorMemory.Region]
  ) {
    for (node, region) in zip(network.parameters, parameters) { bind(node, to: Operand(region)) }
    for (nodes, region) in zip(network.statistics, statistics) {
      let count = region.count / 2
      bind(nodes.mean, to: Operand(region.part(0, count)))
      bind(nodes.variance, to: Operand(region.part(count, count)))
    }
  }
}
