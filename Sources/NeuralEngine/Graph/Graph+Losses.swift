/// Losses are means over all elements or over rows; p predicts, y is the target, z are logits.
extension Graph {
  /// Appends mean (p − y)².
  package mutating func mse(_ p: NodeID, _ y: NodeID) throws(ShapeError) -> NodeID {
    let difference = try subtract(p, y)
    return try mean(unary(.square, difference))
  }

  /// Appends ½ mean (p − y)².
  package mutating func halfMSE(_ p: NodeID, _ y: NodeID) throws(ShapeError) -> NodeID {
    let mse = try mse(p, y)
    return try multiply(constant(0.5), mse)
  }

  /// Appends mean |p − y|.
  package mutating func mae(_ p: NodeID, _ y: NodeID) throws(ShapeError) -> NodeID {
    let difference = try subtract(p, y)
    return try mean(unary(.abs, difference))
  }

  /// Appends the mean of ½(p − y)² where |p − y| ≤ δ and of δ(|p − y| − ½δ) elsewhere.
  package mutating func huber(
    _ p: NodeID, _ y: NodeID, delta: Double = 1
  ) throws(ShapeError) -> NodeID {
    let difference = try subtract(p, y)
    return try mean(unary(.huber(delta: delta), difference))
  }

  /// Appends mean [log(1 + eᶻ) − y·z], the binary cross-entropy from logits, for y ∈ [0, 1].
  package mutating func bce(logits z: NodeID, _ y: NodeID) throws(ShapeError) -> NodeID {
    let losses = try binary(.logisticLoss, z, y)
    return try mean(losses)
  }

  /// Appends the mean over rows of −Σ y log softmax(z), for one-hot rows y `[rows, classes]` or one
  /// row `[classes]`.
  package mutating func crossEntropy(
    logits z: NodeID, oneHot y: NodeID
  ) throws(ShapeError) -> NodeID {
    let logProbabilities = try logSoftmax(z)
    return try nll(logProbabilities: logProbabilities, oneHot: y)
  }

  /// Appends the mean over rows of −Σ y·p of log-probabilities p, for one-hot rows y.
  package mutating func nll(
    logProbabilities p: NodeID, oneHot y: NodeID
  ) throws(ShapeError) -> NodeID {
    guard shape(of: p) == shape(of: y) else {
      throw ShapeError(
        .logSoftmax, [shape(of: p), shape(of: y)], "each row needs a target for each class")
    }
    let picked = try sum(multiply(y, p), axes: [-1])
    let losses = unary(.negate, picked)
    return shape(of: losses) == .scalar ? losses : try mean(losses)
  }

  /// Appends mean max(0, 1 − y·p), for y = ±1.
  package mutating func hinge(_ p: NodeID, _ y: NodeID) throws(ShapeError) -> NodeID {
    let margin = try multiply(y, p)
    let one = constant(1)
    return try mean(unary(.relu, subtract(one, margin)))
  }

  /// Appends mean max(0, −y·p), for y = ±1.
  package mutating func perceptronLoss(_ p: NodeID, _ y: NodeID) throws(ShapeError) -> NodeID {
    let margin = try multiply(y, p)
    return try mean(unary(.relu, unary(.negate, margin)))
  }

  /// Appends a loss; `target` holds one-hot rows for `crossEntropy`.
  package mutating func loss(
    _ loss: Loss, _ prediction: NodeID, _ target: NodeID
  ) throws(ShapeError) -> NodeID {
    switch loss {
    case .mse: try mse(prediction, target)
    case .halfMSE: try halfMSE(prediction, target)
    case .bce: try bce(logits: prediction, target)
    case .crossEntropy: try crossEntropy(logits: prediction, oneHot: target)
    }
  }
}
