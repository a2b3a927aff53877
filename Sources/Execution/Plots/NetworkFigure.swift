import NeuralEngine
import Plotting

/// A trained model as a diagram of columns of neurons.
struct NetworkFigure {
  var model: TrainedModel
  var inputNames: [String]
  var outputNames: [String]

  /// Returns whether a model consists of dense layers, activations and dropout.
  static func canDraw(_ model: Model) -> Bool {
    switch model {
    case .network(let layers):
      layers.contains { if case .dense = $0 { true } else { false } }
        && layers.allSatisfy { layer in
          switch layer {
          case .dense, .dropout, .activation: true
          case .convolution, .pool, .flatten, .batchNormalization, .layerNormalization, .embedding:
            false
          }
        }
    case .linear, .logistic, .softmax, .perceptron: true
    case .polynomial, .expression: false
    }
  }

  /// Returns the diagram; a dense layer and the activations after it are one column.
  func diagram(width: Double) -> NetworkDiagram {
    var columns = [
      NetworkDiagram.Layer(name: "input", count: model.inputCount, neuronNames: inputNames)
    ]
    var matrices: [[Double]?] = []
    let dense = denseLayers
    for (index, layer) in dense.enumerated() {
      let isLast = index == dense.count - 1
      let prefix = dense.count == 1 ? "" : "layer\(index + 1)."
      let hidden = dense.count == 2 ? "hidden" : "hidden \(index + 1)"
      columns.append(
        NetworkDiagram.Layer(
          name: isLast ? "output" : hidden, activation: layer.activation, count: layer.units,
          neuronNames: isLast && outputNames.count == layer.units ? outputNames : [],
          biases: values(prefix + "b")))
      matrices.append(values(prefix + "w"))
    }
    return NetworkDiagram(layers: columns, weights: matrices, width: width)
  }

  /// The dense layers with the names of the activations that follow them.
  private var denseLayers: [(units: Int, activation: String)] {
    switch model.model {
    case .network(let layers):
      var found: [(units: Int, activation: String)] = []
      for (index, layer) in layers.enumerated() {
        switch layer {
        case .dense(let units): found.append((units, ""))
        default:
          guard !found.isEmpty else { continue }
          let title = model.layers[index].title
          let last = found[found.count - 1].activation
          found[found.count - 1].activation = last.isEmpty ? title : "\(last), \(title)"
        }
      }
      return found
    case .linear: return [(model.outputCount, "")]
    case .logistic: return [(1, "sigmoid")]
    case .perceptron: return [(1, "step")]
    case .softmax: return [(model.outputCount, "softmax")]
    case .polynomial, .expression: return []
    }
  }

  private func values(_ name: String) -> [Double]? {
    model.parameters.first { $0.name == name }?.values
  }
}
