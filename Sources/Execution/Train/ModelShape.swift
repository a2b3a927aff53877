import NeuralEngine
import NotebookSyntax

/// The layers and parameters of a model, known before it trains.
///
/// Only layers with parameters are counted in names: `layer1.w`, `layer1.b`, …; a model with one such
/// layer has `w` and `b`. A polynomial has `w0` (the constant) to `wN`.
struct ModelShape {
  var layers: [TrainedModel.LayerSummary]
  var parameters: [(name: String, shape: Shape)]
  /// The running means and variances of batch normalisations.
  var statistics: [(name: String, shape: Shape)]
  var outputCount: Int

  /// Works out the shapes of a model.
  ///
  /// - Parameters:
  ///   - input: The inputs of one row.
  ///   - outputCount: The number of outputs of a named model; a network's follow from its layers.
  /// - Throws: `LayerProblem` at the first layer that does not fit.
  init(_ model: Model, input: ModelInput, outputCount: Int) throws(LayerProblem) {
    let layout = try NetworkLayout(model, input: input, outputCount: outputCount, loss: nil)
    self.outputCount = layout.outputCount
    layers = layout.summaries
    statistics = layout.statisticShapes
    if case .polynomial(let degree) = model {
      parameters = (0...degree).map { ("w\($0)", .scalar) }
    } else {
      parameters = layout.parameters.map { ($0.name, $0.shape) }
    }
  }

  /// The number of trained scalars.
  var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
}
