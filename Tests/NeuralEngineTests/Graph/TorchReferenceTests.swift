import Foundation
import Testing

@testable import NeuralEngine

/// Compares with float64 values recorded from PyTorch 2.13 (`torch-reference.json`).
struct TorchReferenceTests {
  struct Reference: Decodable {
    struct Activations: Decodable {
      struct Values: Decodable {
        var y: [Double]
        var dy: [Double]
      }

      var x: [Double]
      var f: [String: Values]
    }

    struct Losses: Decodable {
      struct Value: Decodable {
        var loss: Double
        var dz: Nested
      }

      var z: Nested
      var classTargets: [Int]
      var targets: Nested
      var r: [String: Value]

      enum CodingKeys: String, CodingKey {
        case z
        case classTargets = "class_targets"
        case targets
        case r
      }
    }

    struct Layer: Decodable {
      var input: [Nested]
      var output: Nested
      var outputGradient: Nested
      var inputGradients: [Nested]

      enum CodingKeys: String, CodingKey {
        case input = "in"
        case output = "out"
        case outputGradient = "grad_out"
        case inputGradients = "grad_in"
      }
    }

    var activations: Activations
    var losses: Losses
    var layers: [String: Layer]

    enum CodingKeys: String, CodingKey {
      case activations
      case losses
      case layers
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      activations = try container.decode(Activations.self, forKey: .activations)
      losses = try container.decode(Losses.self, forKey: .losses)
      // Entries of other forms, such as recurrent layers, are not decoded here.
      layers = try container.decode([String: Maybe].self, forKey: .layers).compactMapValues(\.layer)
    }

    struct Maybe: Decodable {
      var layer: Layer?

      init(from decoder: any Decoder) throws { layer = try? Layer(from: decoder) }
    }
  }

  /// Nested lists of numbers as a tensor.
  struct Nested: Decodable {
    var tensor: Tensor

    init(from decoder: any Decoder) throws {
      if let value = try? decoder.singleValueContainer().decode(Double.self) {
        tensor = Tensor(value)
        return
      }
      let parts = try decoder.singleValueContainer().decode([Nested].self).map(\.tensor)
      let extents = parts.first?.shape.extents ?? []
      tensor = Tensor(Shape([parts.count] + extents), parts.flatMap(\.values))
    }
  }

  static func reference() throws -> Reference {
    try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: resource("torch-reference")))
  }

  func isClose(_ a: Double, _ b: Double) -> Bool {
    // PyTorch's own rounding in tails, where it computes 1 + erf x or 1 − tanh² x, is absolute.
    (a - b).magnitude <= 1e-12 * max(a.magnitude, b.magnitude) + 4e-15
  }

  static let activations: [(String, Activation)] = [
    ("relu", .relu), ("leaky_relu_0.01", .leakyRelu(slope: 0.01)), ("elu_1", .elu(alpha: 1)),
    ("gelu_exact", .gelu(isApproximate: false)), ("gelu_tanh", .gelu(isApproximate: true)),
    ("silu", .silu), ("softplus_b1_t20", .softplus), ("sigmoid", .sigmoid), ("tanh", .tanh),
    ("prelu_0.25", .prelu(initialSlope: 0.25)),
  ]

  @Test("activations and their gradients are PyTorch's", arguments: activations.indices)
  func activation(index: Int) throws {
    let (name, activation) = Self.activations[index]
    let reference = try Self.reference().activations
    let expected = try #require(reference.f[name])
    var graph = Graph()
    let x = graph.input("x", Shape([reference.x.count]))
    let y = try graph.activation(activation, x)
    try compare(graph, y, x, Tensor(reference.x), expected.y, expected.dy, name)
  }

  @Test("log-sigmoid is PyTorch's")
  func logSigmoid() throws {
    let reference = try Self.reference().activations
    let expected = try #require(reference.f["logsigmoid"])
    var graph = Graph()
    let x = graph.input("x", Shape([reference.x.count]))
    let y = graph.unary(.logSigmoid, x)
    try compare(graph, y, x, Tensor(reference.x), expected.y, expected.dy, "logsigmoid")
  }

  func compare(
    _ graph: Graph, _ y: Graph.NodeID, _ x: Graph.NodeID, _ values: Tensor,
    _ expected: [Double], _ expectedGradient: [Double], _ name: String
  ) throws {
    var graph = graph
    let gradient = graph.gradients(of: y, withRespectTo: [x])[0]
    let evaluation = try graph.evaluate([y, gradient], feeding: [x: values])
    for (index, value) in values.values.enumerated() {
      let actual = evaluation[y].values[index]
      #expect(isClose(actual, expected[index]), "\(name)(\(value))")
      let slope = evaluation[gradient].values[index]
      #expect(isClose(slope, expectedGradient[index]), "\(name)′(\(value))")
    }
  }

  @Test(
    "losses and their gradients are PyTorch's",
    arguments: [
      "cross_entropy_mean", "mse_mean", "l1_mean", "huber_1", "bce_logits_mean",
      "hinge_multi_margin",
    ])
  func loss(name: String) throws {
    let reference = try Self.reference().losses
    let expected = try #require(reference.r[name])
    var graph = Graph()
    let z = graph.input("z", reference.z.tensor.shape)
    let y = graph.constant(reference.targets.tensor.values, reference.targets.tensor.shape)
    let classes = graph.constant(
      reference.classTargets.map(Double.init), Shape([reference.classTargets.count]))
    let loss =
      switch name {
      case "cross_entropy_mean":
        try graph.crossEntropy(logits: z, oneHot: graph.oneHot(classes, count: 3))
      case "mse_mean": try graph.mse(z, y)
      case "l1_mean": try graph.mae(z, y)
      case "huber_1": try graph.huber(z, y)
      case "hinge_multi_margin": try graph.hinge(scores: z, oneHot: graph.oneHot(classes, count: 3))
      default: try graph.bce(logits: z, y)
      }
    let gradient = graph.gradients(of: loss, withRespectTo: [z])[0]
    let evaluation = try graph.evaluate([loss, gradient], feeding: [z: reference.z.tensor])
    #expect(isClose(try #require(evaluation[loss].scalar), expected.loss))
    for (actual, exact) in zip(evaluation[gradient].values, expected.dz.tensor.values) {
      #expect(isClose(actual, exact))
    }
  }

  @Test("the binary cross-entropy is exact for sure predictions")
  func extremeLogits() throws {
    var graph = Graph()
    let z = graph.input("z")
    let y = graph.input("y")
    let loss = try graph.bce(logits: z, y)
    let gradient = graph.gradients(of: loss, withRespectTo: [z])[0]
    for (logit, target, expected, slope) in [
      (100.0, 0.0, 100.0, 1.0), (-100, 1, 100, -1), (800, 1, 0, 0), (-800, 0, 0, 0),
      (20, 1, 2.061153620314381e-09, -2.0611536181902037e-09),
    ] {
      let values = try graph.evaluate(feeding: [z: Tensor(logit), y: Tensor(target)])
      #expect(isClose(values[loss].values[0], expected))
      #expect((values[loss].values[0] - expected).magnitude <= 1e-12 * expected)
      #expect(isClose(values[gradient].values[0], slope))
    }
  }

  /// Appends a layer of the reference from this target's operations alone.
  func append(
    _ name: String, _ graph: inout Graph, _ inputs: [Graph.NodeID]
  ) throws -> Graph.NodeID {
    let x = inputs[0]
    switch name {
    case "softmax x[2,3]": return try graph.softmax(x)
    case "log_softmax x[2,3]": return try graph.logSoftmax(x)
    case "linear x[2,3] W[4,3] b[4]":
      // PyTorch keeps W as [outputs, inputs].
      return try graph.dense(x, weights: graph.transpose(inputs[1]), bias: inputs[2])
    case "conv2d x[1,2,4,4] w[3,2,3,3] b[3] s1 p1":
      return try graph.convolution(
        x, filters: inputs[1], bias: inputs[2],
        ImageWindow(kernel: .init(3), padding: .init(1)))
    case "conv2d x[1,1,5,5] w[1,1,3,3] s2 p0":
      return try graph.convolution(
        x, filters: inputs[1], ImageWindow(kernel: .init(3), stride: .init(2)))
    case "maxpool2 x[1,1,4,4]", "avgpool2 x[1,1,4,4]":
      return try graph.pool(
        name.hasPrefix("max") ? .maximum : .average, x,
        ImageWindow(kernel: .init(2), stride: .init(2)))
    case "normalize layernorm x[2,4] g b eps1e-5", "normalize batchnorm train x[4,2] g b eps1e-5":
      let axis = name.contains("layernorm") ? 1 : 0
      let normalized = try graph.normalize(x, axes: [axis], epsilon: 1e-5)
      return try graph.scaleAndShift(normalized, by: inputs[1], inputs[2])
    case "layernorm x[2,4] g b eps1e-5", "batchnorm train x[4,2] g b eps1e-5":
      let axis = name.hasPrefix("layernorm") ? 1 : 0
      var kept = graph.shape(of: x)
      kept.extents[axis] = 1
      func mean(_ node: Graph.NodeID) throws -> Graph.NodeID {
        let mean = try graph.mean(node, axes: [axis])
        return try graph.reshape(mean, to: kept)
      }
      let centred = try graph.subtract(x, mean(x))
      let variance = try mean(graph.unary(.square, centred))
      let epsilon = graph.constant(1e-5)
      let deviation = graph.unary(.sqrt, try graph.add(variance, epsilon))
      let normalized = try graph.divide(centred, deviation)
      let scaled = try graph.multiply(normalized, inputs[1])
      return try graph.add(scaled, inputs[2])
    default:
      // Scaled dot-product attention.
      let scores = try graph.matmul(x, inputs[1], transposeRight: true)
      let scale = graph.constant(0.5)
      let weights = try graph.softmax(try graph.multiply(scores, scale))
      return try graph.matmul(weights, inputs[2])
    }
  }

  @Test(
    "layers built from the operations have PyTorch's outputs and gradients",
    arguments: [
      "softmax x[2,3]", "log_softmax x[2,3]", "linear x[2,3] W[4,3] b[4]",
      "layernorm x[2,4] g b eps1e-5", "batchnorm train x[4,2] g b eps1e-5", "sdpa q k v [1,3,4]",
      "normalize layernorm x[2,4] g b eps1e-5", "normalize batchnorm train x[4,2] g b eps1e-5",
      "conv2d x[1,2,4,4] w[3,2,3,3] b[3] s1 p1", "conv2d x[1,1,5,5] w[1,1,3,3] s2 p0",
      "maxpool2 x[1,1,4,4]", "avgpool2 x[1,1,4,4]",
    ])
  func layer(name: String) throws {
    let key = name.hasPrefix("normalize ") ? String(name.dropFirst(10)) : name
    let expected = try #require(try Self.reference().layers[key])
    var graph = Graph()
    var feeds: [Graph.NodeID: Tensor] = [:]
    var inputs: [Graph.NodeID] = []
    for (index, input) in expected.input.enumerated() {
      let id = graph.input("x\(index)", input.tensor.shape)
      inputs.append(id)
      feeds[id] = input.tensor
    }
    let output = try append(name, &graph, inputs)
    let upstream = graph.constant(
      expected.outputGradient.tensor.values, expected.outputGradient.tensor.shape)
    let weighted = try graph.multiply(output, upstream)
    let gradients = graph.gradients(of: weighted, withRespectTo: inputs)
    let evaluation = try graph.evaluate(feeding: feeds)
    for (actual, exact) in zip(evaluation[output].values, expected.output.tensor.values) {
      #expect(isClose(actual, exact))
    }
    for (gradient, exact) in zip(gradients, expected.inputGradients) {
      #expect(evaluation[gradient].shape == exact.tensor.shape)
      for (actual, exact) in zip(evaluation[gradient].values, exact.tensor.values) {
        #expect(isClose(actual, exact), "\(actual) \(exact)")
      }
    }
    // The same in single precision.
    let compiled = ProgramTests.run(graph, [output] + gradients, feeding: feeds)
    let exact = [expected.output.tensor.values] + expected.inputGradients.map(\.tensor.values)
    for (actual, exact) in zip(compiled, exact) {
      let scale = exact.reduce(1) { max($0, abs($1)) }
      for (actual, exact) in zip(actual, exact) {
        #expect(abs(Double(actual) - exact) <= 1e-6 * scale, "\(actual) \(exact)")
      }
    }
  }
}
