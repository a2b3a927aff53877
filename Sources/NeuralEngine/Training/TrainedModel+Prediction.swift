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
      return predictByNetwork(inputs, kernels)
    }
  }

  private func predictLinearly(_ inputs: [Double]) -> [Double] {
    let weights = parameters[0].values
    let bias = parameters[1].values
    return (0..<rowCount(inputs)).flatMap { row in
      bias.indices.map { column in
        (0..<inputCount).reduce(bias[column]) {
          $0 + inputs[row * inputCount + $1] * weights[$1 * bias.count + column]
        }
      }
    }
  }

  private func rowCount(_ inputs: [Double]) -> Int {
    precondition(inputCount > 0 && inputs.count % inputCount == 0, "rows have inputs")
    return inputs.count / inputCount
  }

  private func predictByNetwork(
    _ inputs: [Double], _ kernels: Processor.InstructionSetKernels
  ) -> [Double] {
    typealias Operand = ProgramBuilder.Operand
    let rowCount = rowCount(inputs)
    let layout = NetworkLayout(
      model, inputCount: inputCount, outputCount: outputCount, loss: loss)
    let memory = TensorMemory()
    // So few rows that the first cache holds what a layer passes on to the next.
    let widest = layout.parameters.map { $0.shape.extents.last ?? 1 }.max() ?? 1
    let chunk = min(max(4_096 / max(widest, 1), 128), 1_024)
    let x = memory.allocate(chunk * inputCount)
    let y = memory.allocate(chunk * outputCount)
    let values = parameters.map { parameter in
      let region = memory.allocate(parameter.values.count)
      memory.write(parameter.values, to: region)
      return region
    }
    var outputs = [Double](repeating: 0, count: rowCount * outputCount)
    var start = 0
    for rows in [min(chunk, rowCount), rowCount % chunk] where rows > 0 && start < rowCount {
      var graph = Graph()
      let input = graph.input("x", Shape([rows, inputCount]))
      var (result, nodes) = layout.append(to: &graph, input)
      switch output {
      case .values: break
      case .logit: result = graph.unary(.sigmoid, result)
      case .classLogits: if let softmax = try? graph.softmax(result) { result = softmax }
      case .score: result = Self.share(ofScore: result, in: &graph)
      case .margin:
        let shape = graph.shape(of: result)
        let share = Self.share(ofScore: result, in: &graph)
        if let positive = try? graph.binary(
          .maximum, share, graph.constant(repeating: 0, shape)),
          let bounded = try? graph.binary(.minimum, positive, graph.constant(repeating: 1, shape))
        {
          result = bounded
        }
      }
      var lowering = GraphLowering(graph, into: ProgramBuilder(memory: memory))
      lowering.bind(input, to: Operand(x))
      for (node, region) in zip(nodes, values) { lowering.bind(node, to: Operand(region)) }
      lowering.lower([(result, Operand(y))])
      let program = lowering.builder.build(kernels)
      repeat {
        memory.write(inputs[start * inputCount..<(start + rows) * inputCount], to: x)
        program.run()
        memory.read(y.part(0, rows * outputCount), into: &outputs, at: start * outputCount)
        start += rows
      } while start + rows <= rowCount
    }
    return outputs
  }

  /// Appends (1 + s)/2.
  private static func share(ofScore score: Graph.NodeID, in graph: inout Graph) -> Graph.NodeID {
    let half = graph.constant(repeating: 0.5, graph.shape(of: score))
    guard let scaled = try? graph.multiply(score, half), let share = try? graph.add(scaled, half)
    else { return score }
    return share
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
