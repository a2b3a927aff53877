import Testing

@testable import NeuralEngine

/// Builds a graph on random shapes, weighs its output with random constants and compares every
/// gradient with finite differences.
struct GradientRuleTests {
  /// What a test needs to build one random case.
  struct Case {
    var graph = Graph()
    var feeds: [Graph.NodeID: Tensor] = [:]
    var random: SeededNumbers

    mutating func variable(_ shape: Shape, _ range: ClosedRange<Double> = -2...2) -> Graph.NodeID {
      let id = graph.parameter("v\(feeds.count)", shape)
      feeds[id] = Tensor(shape, random.values(shape.count, range))
      return id
    }

    mutating func shape(rank: ClosedRange<Int> = 0...3) -> Shape {
      Shape((0..<random.integer(rank)).map { _ in random.integer(1...4) })
    }

    /// Returns the shape with some leading axes dropped and some extents made 1.
    mutating func narrowed(_ shape: Shape) -> Shape {
      let dropped = random.integer(0...shape.rank)
      return Shape(shape.extents.dropFirst(dropped).map { random.integer(0...2) == 0 ? 1 : $0 })
    }

    /// Checks Σ wᵢ·outputᵢ against finite differences.
    mutating func check(
      _ output: Graph.NodeID, tolerance: Double = 1e-7,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let shape = graph.shape(of: output)
      let weights = graph.constant(random.values(shape.count, 0.5...1.5), shape)
      let total = try graph.sum(try graph.multiply(output, weights))
      let sources = feeds.keys.sorted()
      let gradients = graph.gradients(of: total, withRespectTo: sources)
      let check = try graph.checkGradients(
        of: total, withRespectTo: sources, gradients: gradients, feeding: feeds)
      for (source, gradient) in zip(sources, gradients) {
        #expect(
          graph.shape(of: gradient) == graph.shape(of: source), sourceLocation: sourceLocation)
      }
      #expect(check.maximumRelativeError < tolerance, sourceLocation: sourceLocation)
      #expect(
        check.skipped.count <= check.comparisons.count / 2, sourceLocation: sourceLocation)
    }
  }

  func forEachCase(
    _ count: Int = 12, seed: UInt64 = 7, _ body: (inout Case) throws -> Void
  ) rethrows {
    for index in 0..<count {
      var next = Case(random: SeededNumbers(seed: seed &* 1_000 &+ UInt64(index)))
      try body(&next)
    }
  }

  @Test(
    "element-wise functions",
    arguments: [
      UnaryFunction.negate, .square, .exp, .sin, .cos, .abs, .sign, .step, .tanh, .sigmoid,
      .logSigmoid, .relu, .leakyRelu(slope: 0.01), .elu(alpha: 0.7), .gelu, .geluTanh, .softplus,
      .silu, .huber(delta: 0.8),
    ])
  func unary(function: UnaryFunction) throws {
    try forEachCase { test in
      let x = test.variable(test.shape())
      try test.check(test.graph.unary(function, x))
    }
  }

  @Test(
    "functions of positive numbers",
    arguments: [UnaryFunction.log, .log2, .sqrt, .reciprocal])
  func positive(function: UnaryFunction) throws {
    try forEachCase { test in
      let x = test.variable(test.shape(), 0.2...3)
      try test.check(test.graph.unary(function, x))
    }
  }

  @Test("functions of two broadcast arguments", arguments: BinaryFunction.allCases)
  func binary(function: BinaryFunction) throws {
    try forEachCase(20) { test in
      let shape = test.shape()
      let range = function == .power || function == .divide ? 0.3...2.0 : -2...2
      let narrow = test.narrowed(shape)
      let isLeftNarrow = test.random.integer(0...1) == 0
      let a = test.variable(isLeftNarrow ? narrow : shape, range)
      let b = test.variable(isLeftNarrow ? shape : narrow, range)
      try test.check(try test.graph.binary(function, a, b))
    }
  }

  @Test("powers of negative numbers with whole exponents")
  func wholePowers() throws {
    try forEachCase { test in
      let x = test.variable(test.shape())
      let exponent = test.graph.constant(Double(test.random.integer(0...4)))
      try test.check(try test.graph.binary(.power, x, exponent))
    }
  }

  @Test("matrix products of matrices, flagged or not", arguments: [0, 1, 2, 3])
  func matrixProduct(flags: Int) throws {
    let (transposeLeft, transposeRight) = (flags & 1 == 1, flags & 2 == 2)
    try forEachCase { test in
      let leading = test.random.integer(0...2) == 0 ? [test.random.integer(1...3)] : []
      let (m, k, n) = (
        test.random.integer(1...4), test.random.integer(1...4), test.random.integer(1...4)
      )
      let a = test.variable(Shape(leading + (transposeLeft ? [k, m] : [m, k])))
      let b = test.variable(Shape(leading + (transposeRight ? [n, k] : [k, n])))
      let product = try test.graph.matmul(
        a, b, transposeLeft: transposeLeft, transposeRight: transposeRight)
      #expect(test.graph.shape(of: product) == Shape(leading + [m, n]))
      try test.check(product)
    }
  }

  @Test("products of vectors with vectors and matrices")
  func vectorProducts() throws {
    try forEachCase { test in
      let (m, k) = (test.random.integer(1...4), test.random.integer(1...4))
      let vector = test.variable(Shape([k]))
      let other = test.variable(Shape([k]))
      let matrix = test.variable(Shape([m, k]))
      let left = try test.graph.matmul(matrix, vector)
      let right = try test.graph.matmul(vector, matrix, transposeRight: true)
      let scalar = try test.graph.dot(vector, other)
      let sum = try test.graph.add(try test.graph.multiply(left, right), scalar)
      try test.check(sum)
      // The same vector on both sides.
      try test.check(try test.graph.dot(vector, vector))
    }
  }

  @Test("reductions over any axes", arguments: [Reduction.sum, .mean, .maximum, .minimum])
  func reductions(reduction: Reduction) throws {
    try forEachCase(20) { test in
      let x = test.variable(test.shape())
      let axes = test.graph.shape(of: x).extents.indices.filter { _ in
        test.random.integer(0...1) == 0
      }
      try test.check(try test.graph.reduce(reduction, x, axes: axes))
      try test.check(try test.graph.reduce(reduction, x))
    }
  }

  @Test("softmax and its logarithm")
  func softmax() throws {
    try forEachCase { test in
      let x = test.variable(test.shape(rank: 1...3))
      try test.check(try test.graph.softmax(x))
      try test.check(try test.graph.logSoftmax(x))
    }
  }

  @Test("movements of elements")
  func movements() throws {
    try forEachCase { test in
      let x = test.variable(test.shape(rank: 1...3))
      let shape = test.graph.shape(of: x)
      let squares = test.graph.unary(.square, x)
      try test.check(test.graph.transpose(squares))
      try test.check(
        test.graph.transpose(squares, permutation: Array(shape.extents.indices.dropFirst()) + [0]))
      try test.check(try test.graph.reshape(squares, to: Shape([shape.count])))
      try test.check(try test.graph.index(squares, at: [shape.extents[0] - 1]))
      try test.check(try test.graph.index(squares, at: shape.extents.map { $0 - 1 }))
      let starts = shape.extents.map { test.random.integer(0...$0 - 1) }
      let extents = zip(shape.extents, starts).map { test.random.integer(1...$0 - $1) }
      try test.check(try test.graph.slice(squares, starts: starts, extents: extents))
      let other = test.variable(shape)
      try test.check(try test.graph.stack([squares, other, squares]))
      for axis in shape.extents.indices {
        try test.check(try test.graph.concatenate([other, squares, x], axis: axis))
      }
      try test.check(try test.graph.broadcast(squares, to: Shape([2] + shape.extents)))
      try test.check(try test.graph.norm(squares))
    }
  }

  @Test("losses and layers together")
  func network() throws {
    try forEachCase { test in
      let (rows, inputs, units) = (
        test.random.integer(1...5), test.random.integer(1...3), test.random.integer(2...4)
      )
      let x = test.variable(Shape([rows, inputs]))
      let w1 = test.variable(Shape([inputs, 3]))
      let b1 = test.variable(Shape([3]))
      let w2 = test.variable(Shape([3, units]))
      let b2 = test.variable(Shape([units]))
      let slope = test.variable(.scalar, 0.1...0.4)
      let hidden = try test.graph.activation(
        .prelu(initialSlope: 0.25), test.graph.dense(x, weights: w1, bias: b1), slope: slope)
      let z = try test.graph.dense(hidden, weights: w2, bias: b2)
      let classes = test.graph.constant(
        (0..<rows).map { _ in Double(test.random.integer(0...units - 1)) }, Shape([rows]))
      let oneHot = test.graph.oneHot(classes, count: units)
      try test.check(try test.graph.crossEntropy(logits: z, oneHot: oneHot))
      try test.check(try test.graph.mse(z, oneHot))
      try test.check(try test.graph.halfMSE(z, oneHot))
      try test.check(try test.graph.mae(z, oneHot))
      try test.check(try test.graph.huber(z, oneHot))
      try test.check(try test.graph.bce(logits: z, oneHot))
      let signs = try test.graph.subtract(
        test.graph.add(oneHot, oneHot), test.graph.constant(1))
      try test.check(try test.graph.hinge(z, signs))
      try test.check(try test.graph.perceptronLoss(z, signs))
      try test.check(try test.graph.hinge(scores: z, oneHot: oneHot))
      try test.check(try test.graph.perceptronLoss(scores: z, oneHot: oneHot))
      try test.check(try test.graph.formulaLoss(LossTests.fourthPower, z, oneHot))
    }
  }
}
