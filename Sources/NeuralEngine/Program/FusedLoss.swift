import Kernels

/// A loss that one instruction computes together with its gradient.
struct FusedLoss: Hashable {
  enum Kind: Hashable {
    case squaredError
    case absoluteError
    case huber(delta: Double)
    /// max(0, margin − y·p).
    case hinge(margin: Double)
    case logisticLoss
    case crossEntropy
  }

  var kind: Kind
  /// The prediction or the logits.
  var prediction: Graph.NodeID
  /// The targets; for the cross-entropy the class numbers.
  var target: Graph.NodeID

  var opcode: Opcode {
    switch kind {
    case .squaredError: .squaredError
    case .absoluteError, .huber, .hinge: .elementLoss
    case .logisticLoss: .logisticLoss
    case .crossEntropy: .crossEntropy
    }
  }

  /// What an `elementLoss` instruction computes, with its parameter.
  var element: (function: UInt8, parameter: Float) {
    switch kind {
    case .absoluteError: (ElementLoss.absoluteError.rawValue, 0)
    case .huber(let delta): (ElementLoss.huber.rawValue, Float(delta))
    case .hinge(let margin): (ElementLoss.hinge.rawValue, Float(margin))
    case .squaredError, .logisticLoss, .crossEntropy: (0, 0)
    }
  }

  /// The floats that its instruction needs for losses and as room to work in.
  func lossRoom(in graph: Graph) -> Int {
    elementCount(in: graph) * (kind == .crossEntropy ? 2 : 1)
  }

  /// The number of losses whose mean the loss is.
  func elementCount(in graph: Graph) -> Int {
    let shape = graph.shape(of: prediction)
    return kind == .crossEntropy ? shape.extents[0] : shape.count
  }
}

extension FusedLoss {
  /// Recognises the mean of a loss over all its elements.
  init?(value id: Graph.NodeID, in graph: Graph) {
    let node = graph[id]
    guard case .reduce(.mean, let axes) = node.operation else { return nil }
    let elements = graph[node.inputs[0]]
    guard axes.count == elements.shape.rank, elements.shape.count > 0 else { return nil }
    switch elements.operation {
    case .unary(let function) where Kind(ofDifference: function) != nil:
      self.init(function, ofDifference: elements.inputs[0], in: graph)
    case .unary(.relu):
      self.init(margin: elements.inputs[0], in: graph)
    case .binary(.logisticLoss):
      self.init(
        kind: .logisticLoss, prediction: elements.inputs[0], target: elements.inputs[1])
    case .unary(.negate):
      let picked = graph[elements.inputs[0]]
      guard picked.operation == .reduce(.sum, axes: [1]) else { return nil }
      let product = graph[picked.inputs[0]]
      guard product.operation == .binary(.multiply), product.shape.rank == 2,
        graph[product.inputs[0]].operation == .oneHot,
        graph[product.inputs[1]].operation == .logSoftmax
      else { return nil }
      self.init(
        kind: .crossEntropy, prediction: graph[product.inputs[1]].inputs[0],
        target: graph[product.inputs[0]].inputs[0])
    default:
      return nil
    }
  }

  /// Recognises a function of p − y.
  private init?(_ function: UnaryFunction, ofDifference id: Graph.NodeID, in graph: Graph) {
    let difference = graph[id]
    guard let kind = Kind(ofDifference: function), difference.operation == .binary(.subtract) else {
      return nil
    }
    self.init(kind: kind, prediction: difference.inputs[0], target: difference.inputs[1])
  }

  /// Recognises a margin − y·p or −(y·p).
  private init?(margin id: Graph.NodeID, in graph: Graph) {
    let node = graph[id]
    let margin: Double?
    let product: Graph.Node
    switch node.operation {
    case .unary(.negate): (margin, product) = (0, graph[node.inputs[0]])
    case .binary(.subtract):
      (margin, product) = (graph.uniformConstant(node.inputs[0]), graph[node.inputs[1]])
    default: return nil
    }
    guard let margin, product.operation == .binary(.multiply) else { return nil }
    self.init(
      kind: .hinge(margin: margin), prediction: product.inputs[1], target: product.inputs[0])
  }

  /// Recognises a constant times the gradient of a loss's sum: scale · f′(p − y), scale · (σ(z) − y),
  /// −scale · y where the margin is positive, or scale · (softmax(z) − one-hot).
  static func gradient(
    _ id: Graph.NodeID, in graph: Graph
  ) -> (loss: FusedLoss, scale: Double)? {
    let node = graph[id]
    guard let scale = graph.uniformConstant(node.inputs[0]) else {
      return crossEntropyGradient(node, in: graph) ?? hingeGradient(node, in: graph)
    }
    guard node.operation == .binary(.multiply) else { return nil }
    let derivative = graph[node.inputs[1]]
    switch derivative.operation {
    case .unaryDerivative(let function) where Kind(ofDifference: function) != nil:
      return FusedLoss(function, ofDifference: derivative.inputs[0], in: graph).map {
        ($0, function == .square ? 2 * scale : scale)
      }
    case .binaryDerivative(.logisticLoss, .left):
      return (
        FusedLoss(
          kind: .logisticLoss, prediction: derivative.inputs[0], target: derivative.inputs[1]),
        scale
      )
    default:
      return nil
    }
  }

  /// g − (Σ g) softmax(z) for g = −scale · one-hot.
  private static func crossEntropyGradient(
    _ node: Graph.Node, in graph: Graph
  ) -> (loss: FusedLoss, scale: Double)? {
    guard node.operation == .binary(.subtract), node.shape.rank == 2 else { return nil }
    let upstream = graph[node.inputs[0]]
    let share = graph[node.inputs[1]]
    guard upstream.operation == .binary(.multiply), share.operation == .binary(.multiply),
      let factor = graph.uniformConstant(upstream.inputs[0]),
      graph[upstream.inputs[1]].operation == .oneHot,
      graph[share.inputs[1]].operation == .softmax
    else { return nil }
    var total = share.inputs[0]
    while graph[total].operation == .broadcast || graph[total].operation == .reshape {
      total = graph[total].inputs[0]
    }
    guard graph[total].operation == .reduce(.sum, axes: [1]),
      graph[total].inputs[0] == node.inputs[0]
    else { return nil }
    let loss = FusedLoss(
      kind: .crossEntropy, prediction: graph[share.inputs[1]].inputs[0],
      target: graph[upstream.inputs[1]].inputs[0])
    return (loss, -factor)
  }

  /// −(scale · relu′(m)) · y for the margin m.
  private static func hingeGradient(
    _ node: Graph.Node, in graph: Graph
  ) -> (loss: FusedLoss, scale: Double)? {
    guard node.operation == .binary(.multiply) else { return nil }
    let negated = graph[node.inputs[0]]
    guard negated.operation == .unary(.negate) else { return nil }
    let slope = graph[negated.inputs[0]]
    guard slope.operation == .binary(.multiply),
      let scale = graph.uniformConstant(slope.inputs[0]),
      graph[slope.inputs[1]].operation == .unaryDerivative(.relu),
      let loss = FusedLoss(margin: graph[slope.inputs[1]].inputs[0], in: graph),
      loss.target == node.inputs[1]
    else { return nil }
    return (loss, scale)
  }
}

extension FusedLoss.Kind {
  /// The loss that a function of a difference is, if it is one.
  init?(ofDifference function: UnaryFunction) {
    switch function {
    case .square: self = .squaredError
    case .abs: self = .absoluteError
    case .huber(let delta): self = .huber(delta: delta)
    default: return nil
    }
  }
}
