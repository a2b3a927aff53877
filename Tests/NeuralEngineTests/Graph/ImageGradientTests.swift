import Testing

@testable import NeuralEngine

/// Every gradient rule of images, normalisation and embeddings against finite differences, on random
/// shapes.
struct ImageGradientTests {
  typealias Case = GradientRuleTests.Case

  /// A random window, and images that are at least as large.
  private func images(
    _ test: inout Case, padding: ClosedRange<Int> = 0...2
  ) -> (x: Graph.NodeID, window: ImageWindow, channels: Int) {
    let kernel = ImageWindow.Extents(
      height: test.random.integer(1...3), width: test.random.integer(1...3))
    let window = ImageWindow(
      kernel: kernel,
      stride: ImageWindow.Extents(
        height: test.random.integer(1...3), width: test.random.integer(1...3)),
      padding: ImageWindow.Extents(
        height: test.random.integer(padding), width: test.random.integer(padding)))
    let channels = test.random.integer(1...3)
    let shape = Shape([
      test.random.integer(1...3), channels, kernel.height + test.random.integer(0...3),
      kernel.width + test.random.integer(0...3),
    ])
    return (test.variable(shape), window, channels)
  }

  @Test("convolutions of random shapes, strides and paddings", arguments: [true, false])
  func convolution(hasBias: Bool) throws {
    try GradientRuleTests().forEachCase(30, seed: 21) { test in
      let (x, window, channels) = images(&test)
      let outputs = test.random.integer(1...3)
      let w = test.variable(
        Shape([outputs, channels, window.kernel.height, window.kernel.width]))
      let b = hasBias ? test.variable(Shape([outputs])) : nil
      try test.check(try test.graph.convolution(x, filters: w, bias: b, window))
    }
  }

  @Test("pooling of random shapes and strides", arguments: [Pooling.maximum, .average])
  func pooling(_ pooling: Pooling) throws {
    try GradientRuleTests().forEachCase(30, seed: 22) { test in
      let (x, window, _) = images(&test, padding: 0...0)
      try test.check(try test.graph.pool(pooling, x, window))
    }
  }

  @Test("normalisation over any axes")
  func normalization() throws {
    try GradientRuleTests().forEachCase(30, seed: 23) { test in
      let shape = Shape((0..<test.random.integer(1...4)).map { _ in test.random.integer(1...3) })
      let axes = (0..<shape.rank).filter { _ in test.random.integer(0...1) == 1 }
      let x = test.variable(shape)
      // A group of one number has the gradient 0, one of two equal ones is nearly not smooth.
      let normalized = try test.graph.normalize(x, axes: axes, epsilon: 0.1)
      try test.check(normalized, tolerance: 1e-6)
    }
  }

  @Test("a factor and a summand for each channel or column")
  func scaling() throws {
    try GradientRuleTests().forEachCase(seed: 24) { test in
      let rank = test.random.integer(0...1) == 0 ? 2 : 4
      let shape = Shape((0..<rank).map { _ in test.random.integer(1...3) })
      let x = test.variable(shape)
      let s = test.variable(Shape([shape.extents[1]]))
      let t = test.variable(Shape([shape.extents[1]]))
      try test.check(try test.graph.scaleAndShift(x, by: s, t))
    }
  }

  @Test("embeddings, with numbers that occur often")
  func embedding() throws {
    try GradientRuleTests().forEachCase(seed: 25) { test in
      let count = test.random.integer(1...4)
      let shape = Shape((0..<test.random.integer(1...2)).map { _ in test.random.integer(1...4) })
      let indices = test.graph.constant(
        (0..<shape.count).map { _ in Double(test.random.integer(0...(count - 1))) }, shape)
      let table = test.variable(Shape([count, test.random.integer(1...3)]))
      try test.check(try test.graph.embedding(indices, table: table))
    }
  }

  @Test("the gradient of a largest element goes to the first of equal ones")
  func ties() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([1, 1, 2, 4]))
    let y = try graph.pool(.maximum, x, ImageWindow(kernel: .init(2), stride: .init(2)))
    let gradient = graph.gradients(of: y, withRespectTo: [x])[0]
    let feeds = [x: Tensor(Shape([1, 1, 2, 4]), [0, 3, 5, 5, 3, 3, 5, 5])]
    let expected: [Double] = [0, 1, 1, 0, 0, 0, 0, 0]
    #expect(try graph.evaluate(feeding: feeds)[gradient].values == expected)
    let programs = ProgramTests.run(graph, [gradient], feeding: feeds)
    #expect(programs[0].map(Double.init) == expected)
  }

  @Test("shapes that do not fit say why")
  func shapes() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([1, 2, 4, 3]))
    let w = graph.input("w", Shape([5, 3, 2, 2]))
    let window = ImageWindow(kernel: .init(2))
    #expect(throws: ShapeError.self) { try graph.convolution(x, filters: w, window) }
    let large = ImageWindow(kernel: .init(height: 2, width: 4))
    #expect(throws: ShapeError.self) { try graph.pool(.average, x, large) }
    do {
      _ = try graph.pool(.maximum, x, large)
    } catch {
      #expect(
        error.description
          == "`maxpool` of [1, 2, 4, 3]: a kernel of 2×4 is larger than the image")
    }
  }

  @Test("a number that names no row of a table is an error")
  func noSuchRow() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([2]))
    let table = graph.input("w", Shape([3, 2]))
    let rows = try graph.embedding(x, table: table)
    for bad in [3, -1, 0.5] {
      #expect {
        try graph.evaluate(
          feeding: [x: Tensor([0, bad]), table: Tensor(Shape([3, 2]), [1, 2, 3, 4, 5, 6])])
      } throws: { error in
        let error = error as? EvaluationError
        return error?.reason == .noSuchClass && error?.node == rows && error?.value == bad
      }
    }
  }
}
