extension TrainedModel {
  /// Computes outputs `[rows, outputCount]` for row-major inputs `[rows, inputCount]`: predictions
  /// for regressions, probabilities for classifiers (after sigmoid or softmax; (1 + score)/2, kept
  /// between 0 and 1, for models that learned −1 and 1).
  ///
  /// Linear and polynomial models are computed in double precision, networks in single.
  package func predict(_ inputs: [Double]) -> [Double] {
    predict(inputs, with: Processor.chosen)
  }

  /// Computes outputs with the kernels of one instruction set.
  func predict(_ inputs: [Double], with kernels: Processor.InstructionSetKernels) -> [Double] {
    switch model {
    case .polynomial:
      return inputs.map { x in
        parameters.reversed().reduce(0) { $0 * x + $1.values[0] }
      }
    case .linear where output == .values:
      return predictLinearly(inputs)
    case .perceptron:
      return predictLinearly(inputs).map { $0 >= 0 ? 1 : 0 }
    case .linear, .network, .logistic, .softmax, .expression:
      return run(on: inputs, kernels, valueCount: outputCount) { graph, network in
        appendProbabilities(to: &graph, network.output)
      }
    }
  }

  private func predictLinearly(_ inputs: [Double]) -> [Double] {
    let weights = Array(parameters[0].values)
    let bias = Array(parameters[1].values)
    return (0..<rowCount(inputs)).flatMap { row in
      bias.indices.map { column in
        (0..<inputCount).reduce(bias[column]) {
          $0 + inputs[row * inputCount + $1] * weights[$1 * bias.count + column]
        }
      }
    }
  }

  private func appendProbabilities(
    to graph: inout Graph, _ result: Graph.NodeID
  ) -> Graph.NodeID {
    do throws(ShapeError) {
      switch output {
      case .values: return result
      case .logit: return graph.unary(.sigmoid, result)
      case .classLogits: return try graph.softmax(result)
      case .score: return try Self.share(ofScore: result, in: &graph)
      case .margin:
        let shape = graph.shape(of: result)
        let share = try Self.share(ofScore: result, in: &graph)
        let positive = try graph.binary(
          .maximum, share, graph.constant(repeating: 0, shape))
        return try graph.binary(.minimum, positive, graph.constant(repeating: 1, shape))
      }
    } catch {
      preconditionFailure("outputs are rows")
    }
  }

  private func rowCount(_ inputs: [Double]) -> Int {
    precondition(inputCount > 0 && inputs.count % inputCount == 0, "rows have inputs")
    return inputs.count / inputCount
  }

  /// Runs the network on rows, outside of training, and returns the values of a node for each row.
  ///
  /// - Parameters:
  ///   - valueCount: The number of values of a row.
  ///   - node: Returns the node `[rows, …]` whose values are wanted.
  private func run(
    on inputs: [Double], _ kernels: Processor.InstructionSetKernels, valueCount: Int,
    _ node: (inout Graph, NetworkNodes) -> Graph.NodeID
  ) -> [Double] {
    typealias Operand = ProgramBuilder.Operand
    let rowCount = rowCount(inputs)
    let layout = layout
    let memory = TensorMemory()
    // So few rows that the first cache holds what a layer passes on to the next.
    let widest =
      layout.stages.isEmpty || layout.inputShape.rank == 1
      ? layout.parameters.map { $0.shape.extents.last ?? 1 }.max() ?? 1
      : layout.stages.map(\.output.count).max() ?? 1
    let chunk = min(max(4_096 / max(widest, 1), 128), 1_024)
    let x = memory.allocate(chunk * inputCount)
    let y = memory.allocate(chunk * valueCount)
    let values = parameters.map { parameter in
      let region = memory.allocate(parameter.values.count)
      memory.write(parameter.values, to: region)
      return region
    }
    let statistics = stride(from: 0, to: statistics.count - 1, by: 2).map { index in
      let values = [self.statistics[index], self.statistics[index + 1]].flatMap(\.values)
      let region = memory.allocate(values.count)
      memory.write(values, to: region)
      return region
    }
    var outputs = [Double](repeating: 0, count: rowCount * valueCount)
    var start = 0
    for rows in [min(chunk, rowCount), rowCount % chunk] where rows > 0 && start < rowCount {
      var graph = Graph()
      let input = graph.input("x", Shape([rows, inputCount]))
      let network = layout.append(to: &graph, input, .evaluation)
      let result = node(&graph, network)
      var lowering = GraphLowering(graph, into: ProgramBuilder(memory: memory))
      lowering.bind(input, to: Operand(x))
      lowering.bind(network, parameters: values, statistics: statistics)
      lowering.lower([(result, Operand(y))])
      let program = lowering.builder.build(kernels)
      repeat {
        memory.write(inputs[start * inputCount..<(start + rows) * inputCount], to: x)
        program.run()
        memory.read(y.part(0, rows * valueCount), into: &outputs, at: start * valueCount)
        start += rows
      } while start + rows <= rowCount
    }
    return outputs
  }

  /// Appends (1 + s)/2.
  private static func share(
    ofScore score: Graph.NodeID, in graph: inout Graph
  ) throws(ShapeError) -> Graph.NodeID {
    let half = graph.constant(repeating: 0.5, graph.shape(of: score))
    return try graph.add(graph.multiply(score, half), half)
  }

  private var layout: NetworkLayout {
    do throws(LayerProblem) {
      return try NetworkLayout(model, input: input, outputCount: outputCount, loss: loss)
    } catch {
      preconditionFailure("the layers of a trained network fit each other")
    }
  }

  /// Computes the outputs of a layer for rows, outside of training: feature maps
  /// `[rows, channels, height, width]` behind convolutions and pooling, `[rows, units]` behind dense
  /// layers.
  ///
  /// - Parameters:
  ///   - layer: The index of the layer in `layers`. A last sigmoid or softmax that the loss takes over
  ///     gives what `predict` does.
  ///   - inputs: Row-major inputs `[rows, inputCount]`.
  package func activations(ofLayer layer: Int, for inputs: [Double]) -> Tensor {
    precondition(layers.indices.contains(layer), "there is no layer \(layer)")
    let layout = layout
    let rows = rowCount(inputs)
    guard layer < layout.stages.count else {
      return Tensor(Shape([rows, outputCount]), predict(inputs))
    }
    let shape = layout.stages[layer].output
    let values = run(on: inputs, Processor.chosen, valueCount: shape.count) { _, network in
      network.layers[layer]
    }
    return Tensor(Shape([rows] + shape.extents), values)
  }

  /// The filters `[channels, C, kh, kw]` of a convolution layer, by its index in `layers`; nil for
  /// other layers.
  package func filters(ofLayer layer: Int) -> Tensor? {
    let layout = layout
    guard layout.stages.indices.contains(layer),
      case .convolution = layout.stages[layer].layer
    else { return nil }
    let filters = parameters[layout.stages[layer].firstParameter]
    return Tensor(filters.shape, Array(filters.values))
  }

  /// A fingerprint of the trained weights: FNV-1a over the bits of all parameters in order. Equal
  /// runs have equal digests on every machine.
  package var digest: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for parameter in parameters {
      for value in parameter.values {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          hash = (hash ^ ((value.bitPattern >> shift) & 0xff)) &* 0x0000_0100_0000_01b3
        }
      }
    }
    return hash
  }
}
