/// One row's way through a model to its loss, as a graph: the layers as they are outside of
/// training, so that dropout passes everything and batch normalisations use their running
/// statistics.
package struct SampleGraph: Sendable {
  /// What is fed to the graph.
  package struct Input: Sendable {
    package enum Role: Sendable, Equatable { case data, target, parameter, statistic }

    package var name: String
    package var node: Graph.NodeID
    package var role: Role
  }

  /// A layer's output.
  package struct Layer: Sendable {
    /// The layer's number in the model as written, from 1.
    package var number: Int
    package var layer: NeuralEngine.Layer
    package var node: Graph.NodeID
  }

  package private(set) var graph = Graph()
  /// What is fed, in the order in which it is first used: a layer's parameters before the layer.
  package private(set) var inputs: [Input] = []
  /// The layers that compute something; empty for models that are expressions.
  package private(set) var layers: [Layer] = []
  /// What the loss takes: predictions or scores.
  package private(set) var output: Graph.NodeID
  /// The probabilities of which the output are the logarithms, nil for other outputs.
  package private(set) var probabilities: Graph.NodeID?
  package private(set) var loss: Graph.NodeID
  package let lossName: String
  private let plan: TrainingPlan

  /// Builds the graph of a configuration for data of the same columns, target and image shape as
  /// those that it trains on.
  ///
  /// - Throws: `TrainingFailure.mismatch` where they do not fit.
  package init(
    _ configuration: TrainingConfiguration, on data: Dataset
  ) throws(TrainingFailure) {
    let plan = try TrainingPlan(configuration, data)
    self.plan = plan
    lossName = plan.loss.name
    if let function = plan.layout.function {
      graph = function.graph
      output = function.output
      loss = function.output
      add(function.inputs, .data)
      add(function.parameters, .parameter)
    } else {
      let x = graph.input("x", Shape([1, plan.layout.inputCount]))
      let network = plan.layout.append(to: &graph, x, .evaluation)
      output = network.output
      loss = network.output
      inputs.append(Input(name: "x", node: x, role: .data))
      addLayers(of: network, after: x)
    }
    let shape = graph.shape(of: output)
    let isClass = plan.hasClassNumbers
    let name = inputs.contains { $0.name == "y" } ? "target" : "y"
    let target = graph.input(name, isClass ? Shape(shape.extents.dropLast()) : shape)
    inputs.append(Input(name: name, node: target, role: .target))
    do throws(ShapeError) {
      loss = try graph.loss(plan.loss, output, target)
      switch plan.output {
      case .logit: probabilities = graph.unary(.sigmoid, output)
      case .classLogits: probabilities = try graph.softmax(output)
      case .values, .score, .margin: break
      }
    } catch {
      throw .mismatch("the loss \(plan.loss.name) does not fit: \(error.description)")
    }
  }

  private mutating func add(_ nodes: [Graph.NodeID], _ role: Input.Role) {
    inputs += nodes.map { Input(name: graph[$0].name ?? "", node: $0, role: role) }
  }

  private mutating func addLayers(of network: NetworkNodes, after x: Graph.NodeID) {
    var previous = x
    let names = plan.layout.statisticShapes.map(\.name)
    for (index, stage) in plan.layout.stages.enumerated() {
      let node = network.layers[index]
      // Dropout and `linear` hand on what they get.
      if node == previous { continue }
      let next =
        index + 1 < plan.layout.stages.count
        ? plan.layout.stages[index + 1].firstParameter : network.parameters.count
      add(Array(network.parameters[stage.firstParameter..<next]), .parameter)
      if let number = stage.statistics {
        let (mean, variance) = network.statistics[number]
        inputs.append(Input(name: names[2 * number], node: mean, role: .statistic))
        inputs.append(Input(name: names[2 * number + 1], node: variance, role: .statistic))
      }
      layers.append(Layer(number: index + 1, layer: stage.layer, node: node))
      previous = node
    }
  }

  /// Returns what is fed for one row: its inputs and target, and a trained model's parameters.
  ///
  /// - Parameter row: The row of the data that the graph was built on.
  package func values(ofRow row: Int, _ model: TrainedModel) -> [Tensor] {
    let width = plan.layout.inputCount
    let features = plan.inputs[row * width..<(row + 1) * width].map { $0 }
    let target = Array(plan.targets[row * plan.targetWidth..<(row + 1) * plan.targetWidth])
    var column = 0
    var parameters: [String: [Double]] = [:]
    if case .polynomial = model.model {
      // The constant is the bias of a dense layer over the powers of x.
      parameters["b"] = model.parameters.prefix(1).flatMap(\.values)
      parameters["w"] = model.parameters.dropFirst().flatMap(\.values)
    } else {
      for parameter in model.parameters { parameters[parameter.name] = Array(parameter.values) }
    }
    for statistic in model.statistics { parameters[statistic.name] = Array(statistic.values) }
    return inputs.map { input in
      let shape = graph.shape(of: input.node)
      switch input.role {
      case .data:
        defer { column += shape.count }
        return Tensor(shape, Array(features[column..<column + shape.count]))
      case .target: return Tensor(shape, target)
      case .parameter, .statistic:
        guard let values = parameters[input.name], values.count == shape.count else {
          preconditionFailure("a trained model has `\(input.name)`")
        }
        return Tensor(shape, values)
      }
    }
  }
}
