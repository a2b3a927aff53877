/// A feed-forward network as columns of neurons: weights as the width and colour of connections,
/// biases as a tint of the neurons.
package struct NetworkDiagram: Sendable {
  /// A column of neurons.
  package struct Layer: Sendable, Equatable {
    /// The layer's title, such as `hidden 1`.
    package var name: String
    /// The activation's name, empty for inputs.
    package var activation: String
    /// The true number of neurons, of which at most 16 are drawn.
    package var count: Int
    /// Names of single neurons (inputs, classes), in their order; may be empty.
    package var neuronNames: [String]
    /// A bias for each neuron, or nil where there are none or they are not known.
    package var biases: [Double]?
    /// What each neuron puts out over the input plane; drawn inside the neurons.
    package var images: [HeatMapMark]

    /// Creates a layer.
    package init(
      name: String, activation: String = "", count: Int, neuronNames: [String] = [],
      biases: [Double]? = nil, images: [HeatMapMark] = []
    ) {
      precondition(count > 0)
      precondition(biases == nil || biases?.count == count)
      self.name = name
      self.activation = activation
      self.count = count
      self.neuronNames = neuronNames
      self.biases = biases
      self.images = images
    }
  }

  package var layers: [Layer]
  /// For each gap between layers the weights `[count before, count after]`, row-major, or nil where
  /// they are not known.
  package var weights: [[Double]?]
  /// The least width in CSS pixels.
  package var width: Double

  /// Creates a network.
  ///
  /// - Precondition: One entry of `weights` a gap between layers, each of the layers' counts.
  package init(layers: [Layer], weights: [[Double]?]? = nil, width: Double = 720) {
    let weights = weights ?? Array(repeating: nil, count: max(layers.count - 1, 0))
    precondition(weights.count == max(layers.count - 1, 0))
    for (index, matrix) in weights.enumerated() {
      precondition(
        matrix == nil || matrix?.count == layers[index].count * layers[index + 1].count)
    }
    self.layers = layers
    self.weights = weights
    self.width = width
  }

  /// The number of weights and biases of a fully connected network of these layers.
  package var parameterCount: Int {
    zip(layers, layers.dropFirst()).reduce(0) { $0 + $1.0.count * $1.1.count + $1.1.count }
  }
}

extension NetworkDiagram: Drawable {
  package var alternativeText: String {
    guard let first = layers.first, let last = layers.last, layers.count > 1 else {
      return "A network without connections."
    }
    let hidden = layers.dropFirst().dropLast().map { layer in
      "\(layer.count)" + (layer.activation.isEmpty ? "" : " \(layer.activation)")
    }
    var text = "Network diagram: \(first.count) \(first.count == 1 ? "input" : "inputs")"
    if !first.neuronNames.isEmpty, first.count <= 8 {
      text += " (" + first.neuronNames.map(MathText.plainText).joined(separator: ", ") + ")"
    }
    if !hidden.isEmpty {
      text += ", \(hidden.count == 1 ? "a hidden layer" : "\(hidden.count) hidden layers") of "
      text += hidden.joined(separator: " and ") + " units"
    }
    text += ", \(last.count) \(last.count == 1 ? "output" : "outputs")"
    text += last.activation.isEmpty ? "" : " (\(last.activation))"
    text += "; fully connected."
    if let strongest {
      text +=
        " Width and colour of the lines show the weights; the largest, "
        + DiagramNumber.text(strongest.weight)
        + ", joins \(spoken(strongest.from, layer: strongest.layer)) to "
        + "\(spoken(strongest.to, layer: strongest.layer + 1))."
    }
    if layers.contains(where: { !$0.images.isEmpty }) {
      text += " Inside each neuron stands its output over the plane of the inputs."
    }
    return text
  }

  /// The weight of the largest magnitude, the first of equals.
  private var strongest: (weight: Double, layer: Int, from: Int, to: Int)? {
    var best: (weight: Double, layer: Int, from: Int, to: Int)?
    for (layer, matrix) in weights.enumerated() {
      let columns = layers[layer + 1].count
      for (index, weight) in (matrix ?? []).enumerated()
      where abs(weight) > abs(best?.weight ?? 0) {
        best = (weight, layer, index / columns, index % columns)
      }
    }
    return best
  }

  private func spoken(_ neuron: Int, layer: Int) -> String {
    if neuron < layers[layer].neuronNames.count {
      let name = MathText.plainText(layers[layer].neuronNames[neuron])
      return layer == 0 ? name : "output \(name)"
    }
    if layer == 0 { return "input \(neuron + 1)" }
    if layer == layers.count - 1 {
      return layers[layer].count == 1 ? "the output" : "output \(neuron + 1)"
    }
    return "unit \(neuron + 1) of \(layers[layer].name)"
  }

  package func picture(in theme: Theme) -> Picture {
    NetworkPainter(diagram: self, theme: theme).picture()
  }
}
