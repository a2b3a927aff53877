import NeuralEngine
import Plotting

/// A trained network with layers of images as the shapes that pass from layer to layer.
struct LayerStackFigure {
  var model: TrainedModel

  /// Returns whether a model is a network of layers, whatever they are.
  static func canDraw(_ model: Model) -> Bool {
    if case .network = model { true } else { false }
  }

  /// Returns the diagram; layers that keep the shape share the stage of the layer before them.
  func diagram(width: Double) -> LayerStackDiagram {
    guard case .network(let layers) = model.model else {
      return LayerStackDiagram(stages: [], parameterCount: 0, width: width)
    }
    var stages = [
      LayerStackDiagram.Stage(
        kind: .input, operations: ["input"],
        extents: model.input.shape(for: layers).extents)
    ]
    for (layer, summary) in zip(layers, model.layers) {
      let described = Self.description(of: layer, summary)
      if let stage = described.stage {
        stages.append(
          LayerStackDiagram.Stage(
            kind: stage.kind, operations: described.words,
            extents: summary.outputShape.extents, window: stage.window))
      } else {
        stages[stages.count - 1].operations += described.words
      }
    }
    return LayerStackDiagram(
      stages: stages, parameterCount: model.parameterCount, width: width)
  }

  /// Returns a layer's lines, and how its own stage is drawn; nil for a layer without one.
  private static func description(
    of layer: Layer, _ summary: TrainedModel.LayerSummary
  ) -> (
    words: [String], stage: (kind: LayerStackDiagram.Kind, window: LayerStackDiagram.Window?)?
  ) {
    switch layer {
    case .convolution(_, let window):
      var words = ["conv \(text(window.kernel))"]
      if window.stride != ImageWindow.Extents(1) { words.append("stride \(short(window.stride))") }
      if window.padding != ImageWindow.Extents(0) {
        words.append("padding \(short(window.padding))")
      }
      return (words, (.convolution, drawn(window)))
    case .pool(let pooling, let window):
      var words = [pooling == .maximum ? "max pool" : "mean pool", text(window.kernel)]
      if window.stride != window.kernel { words.append("stride \(short(window.stride))") }
      return (words, (.pooling, drawn(window)))
    case .dense: return (["dense"], (.dense, nil))
    case .flatten, .embedding: return ([summary.title], (.other, nil))
    case .batchNormalization: return (["batch norm"], nil)
    case .layerNormalization: return (["layer norm"], nil)
    case .dropout, .activation: return ([summary.title], nil)
    }
  }

  private static func drawn(_ window: ImageWindow) -> LayerStackDiagram.Window {
    LayerStackDiagram.Window(height: window.kernel.height, width: window.kernel.width)
  }

  /// One number where both extents are the same.
  private static func short(_ extents: ImageWindow.Extents) -> String {
    extents.height == extents.width ? "\(extents.height)" : text(extents)
  }

  private static func text(_ extents: ImageWindow.Extents) -> String {
    "\(extents.height)×\(extents.width)"
  }
}
