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
    try checkRows(p, y, .logSoftmax)
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

  /// Appends the mean over all elements of max(0, 1 − zₜ + zᵢ) for i ≠ t and 0 for i = t, for one-hot
  /// rows y `[rows, classes]` of the classes t: PyTorch's MultiMarginLoss.
  package mutating func hinge(scores z: NodeID, oneHot y: NodeID) throws(ShapeError) -> NodeID {
    try checkRows(z, y, .binary(.maximum))
    let shape = shape(of: z)
    let column = Shape(shape.extents.dropLast() + [1])
    let own = reshaping(try sum(multiply(y, z), axes: [-1]), to: column)
    let margins = try subtract(z, own)
    let excess = unary(.relu, try add(constant(1), margins))
    let others = try subtract(constant(1), y)
    return try mean(multiply(others, excess))
  }

  /// Appends the mean over rows of maxᵢ zᵢ − zₜ for one-hot rows y `[rows, classes]` of the classes
  /// t; ties go to the first class.
  package mutating func perceptronLoss(
    scores z: NodeID, oneHot y: NodeID
  ) throws(ShapeError) -> NodeID {
    try checkRows(z, y, .binary(.maximum))
    let largest = try reduce(.maximum, z, axes: [-1])
    let own = try sum(multiply(y, z), axes: [-1])
    return try mean(subtract(largest, own))
  }

  private func checkRows(
    _ z: NodeID, _ y: NodeID, _ operation: Operation
  ) throws(ShapeError) {
    guard shape(of: z) == shape(of: y) else {
      throw ShapeError(
        operation, [shape(of: z), shape(of: y)], "each row needs a target for each class")
    }
  }

  /// Appends the mean over all elements of a function of (p, y).
  package mutating func formulaLoss(
    _ formula: RowFunction, _ p: NodeID, _ y: NodeID
  ) throws(ShapeError) -> NodeID {
    let count = shape(of: p).count
    let inputs = [p, y].map { reshaping($0, to: Shape([count])) }
    return try mean(formula.append(to: &self, rows: count, inputs: inputs))
  }

  /// Appends the mean of a loss, without the factor ½ of `halfMSE`. `target` has the shape of the
  /// prediction, or one class number a row for losses of scores of classes.
  package mutating func meanLoss(
    _ loss: Loss, _ prediction: NodeID, _ target: NodeID
  ) throws(ShapeError) -> NodeID {
    let shape = shape(of: prediction)
    let isClassNumber = self.shape(of: target).rank < shape.rank
    let y = isClassNumber ? oneHot(target, count: shape.extents.last ?? 1) : target
    switch loss {
    case .mse, .halfMSE: return try mse(prediction, y)
    case .mae: return try mae(prediction, y)
    case .huber: return try huber(prediction, y)
    case .bce: return try bce(logits: prediction, y)
    case .crossEntropy, .nll: return try crossEntropy(logits: prediction, oneHot: y)
    case .hinge where isClassNumber: return try hinge(scores: prediction, oneHot: y)
    case .hinge: return try hinge(prediction, y)
    case .perceptron where isClassNumber: return try perceptronLoss(scores: prediction, oneHot: y)
    case .perceptron: return try perceptronLoss(prediction, y)
    case .formula(let formula): return try formulaLoss(formula, prediction, y)
    }
  }

  /// Appends a loss of a prediction; see `meanLoss` for the target.
  package mutating func loss(
    _ loss: Loss, _ prediction: NodeID, _ target: NodeID
  ) throws(ShapeError) -> NodeID {
    try scaled(meanLoss(loss, prediction, target), for: loss)
  }

  /// Appends a loss given the mean that it is, but for the factor ½ of `halfMSE`.
  mutating func scaled(_ mean: NodeID, for loss: Loss) throws(ShapeError) -> NodeID {
    loss == .halfMSE ? try multiply(constant(0.5), mean) : mean
  }
}
