import NeuralEngine
import NotebookSyntax

/// The layers and parameters of a model, known before it trains.
///
/// Only layers with parameters are counted in names: `layer1.w`, `layer1.b`, …; a model with one such
/// layer has `w` and `b`. A polynomial has `w0` (the constant) to `wN`.
struct ModelShape {
  var layers: [TrainedModel.LayerSummary] = []
  var parameters: [(name: String, shape: Shape)] = []
  var outputCount: Int

  /// Works out the shapes of a model.
  ///
  /// - Parameters:
  ///   - inputCount: The number of inputs of one row.
  ///   - outputCount: The number of outputs of a named model; a network's follow from its layers.
  init(_ model: Model, inputCount: Int, outputCount: Int) {
    self.outputCount = outputCount
    switch model {
    case .network(let network): add(network, inputCount: inputCount)
    case .linear, .logistic, .softmax, .perceptron:
      add([.dense(units: outputCount)], inputCount: inputCount)
    case .polynomial(let degree):
      layers = [
        TrainedModel.LayerSummary(
          title: "polynomial degree=\(degree)", outputShape: Shape([1]),
          parameterCount: degree + 1)
      ]
      parameters = (0...degree).map { ("w\($0)", .scalar) }
    case .expression(let function):
      self.outputCount = function.outputShape.count
      parameters = function.parameters.map {
        (function.graph[$0].name ?? "", function.graph.shape(of: $0))
      }
      layers = [
        TrainedModel.LayerSummary(
          title: function.text, outputShape: Shape([self.outputCount]),
          parameterCount: parameters.reduce(0) { $0 + $1.shape.count })
      ]
    }
  }

  private mutating func add(_ network: [Layer], inputCount: Int) {
    let trainable = network.filter(\.isTrainable).count
    var units = inputCount
    var index = 0
    for layer in network {
      var count = 0
      if layer.isTrainable { index += 1 }
      let prefix = trainable > 1 ? "layer\(index)." : ""
      switch layer {
      case .dense(let outputs):
        parameters.append(("\(prefix)w", Shape([units, outputs])))
        parameters.append(("\(prefix)b", Shape([outputs])))
        count = units * outputs + outputs
        units = outputs
      case .activation(.prelu):
        parameters.append(("\(prefix)slope", .scalar))
        count = 1
      case .activation: break
      }
      layers.append(
        TrainedModel.LayerSummary(
          title: layer.call, outputShape: Shape([units]), parameterCount: count))
    }
    outputCount = units
  }

  /// The number of trained scalars.
  var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
}
