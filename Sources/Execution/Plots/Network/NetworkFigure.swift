import NeuralEngine
import Plotting

/// A trained model as a diagram of columns of neurons.
struct NetworkFigure {
  /// A dense layer with the functions behind it, which are one column.
  private struct Column {
    var units: Int
    var activation: String
    /// The index of the last layer of the column among the model's.
    var lastLayer: Int
  }

  var model: TrainedModel
  var inputNames: [String]
  var outputNames: [String]
  /// What each neuron puts out over the plane of the inputs; nil draws none.
  var maps: NetworkMaps?

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

  /// Returns the diagram.
  func diagram(width: Double) -> NetworkDiagram {
    var layers = [
      NetworkDiagram.Layer(
        name: "input", count: model.inputCount, neuronNames: inputNames,
        images: maps?.inputs ?? [])
    ]
    var matrices: [[Double]?] = []
    let columns = columns
    for (index, column) in columns.enumerated() {
      let isLast = index == columns.count - 1
      let prefix = columns.count == 1 ? "" : "layer\(index + 1)."
      let hidden = columns.count == 2 ? "hidden" : "hidden \(index + 1)"
      layers.append(
        NetworkDiagram.Layer(
          name: isLast ? "output" : hidden, activation: column.activation, count: column.units,
          neuronNames: isLast && outputNames.count == column.units ? outputNames : [],
          biases: values(prefix + "b"),
          images: (isLast ? maps?.outputs : maps?.outputs(ofLayer: column.lastLayer)) ?? []))
      matrices.append(values(prefix + "w"))
    }
    return NetworkDiagram(layers: layers, weights: matrices, width: width)
  }

  private var columns: [Column] {
    func only(_ activation: String) -> [Column] {
      [Column(units: model.outputCount, activation: activation, lastLayer: 0)]
    }
    switch model.model {
    case .network(let layers):
      var found: [Column] = []
      for (index, layer) in layers.enumerated() {
        if case .dense(let units) = layer {
          found.append(Column(units: units, activation: "", lastLayer: index))
          continue
        }
        guard var last = found.popLast() else { continue }
        let title = model.layers[index].title
        last.activation += last.activation.isEmpty ? title : ", \(title)"
        last.lastLayer = index
        found.append(last)
      }
      return found
    case .linear: return only("")
    case .logistic: return only("sigmoid")
    case .perceptron: return only("step")
    case .softmax: return only("softmax")
    case .polynomial, .expression: return []
    }
  }

  private func values(_ name: String) -> [Double]? {
    model.parameters.first { $0.name == name }.map { Array($0.values) }
  }
}
