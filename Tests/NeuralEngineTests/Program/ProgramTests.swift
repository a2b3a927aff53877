import Kernels
import Testing

@testable import NeuralEngine

/// A compiled program computes what the graph says: every operation, against double precision.
struct ProgramTests {
  /// Returns what a program computes for some nodes of a graph, fed with tensors.
  static func run(
    _ graph: Graph, _ outputs: [Graph.NodeID], feeding feeds: [Graph.NodeID: Tensor],
    with kernels: Processor.InstructionSetKernels = Processor.chosen
  ) -> [[Float]] {
    let memory = TensorMemory()
    var lowering = GraphLowering(graph, into: ProgramBuilder(memory: memory))
    for id in graph.ids {
      guard let feed = feeds[id] else { continue }
      let region = memory.allocate(feed.values.count)
      memory.write(feed.values, to: region)
      lowering.bind(id, to: ProgramBuilder.Operand(region))
    }
    let regions = outputs.map { memory.allocate(graph.shape(of: $0).count) }
    lowering.lower(
      zip(outputs, regions).map { ($0, ProgramBuilder.Operand($1)) })
    let program = lowering.builder.build(kernels)
    program.run()
    program.run()
    return regions.map { memory.read($0) }
  }

  /// Checks a graph's nodes against their double-precision values.
  static func check(
    _ graph: Graph, _ outputs: [Graph.NodeID], feeding feeds: [Graph.NodeID: Tensor],
    tolerance: Double = 2e-6, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try graph.evaluate(outputs, feeding: feeds)
    for kernels in Processor.available {
      let actual = run(graph, outputs, feeding: feeds, with: kernels)
      for (output, values) in zip(outputs, actual) {
        let exact = expected[output].values
        let scale = exact.reduce(1) { max($0, abs($1)) }
        for (value, exact) in zip(values, exact) {
          let error = abs(Double(value) - exact)
          #expect(
            error <= tolerance * scale,
            "\(value) instead of \(exact): \(comment?.rawValue ?? "")",
            sourceLocation: sourceLocation)
        }
      }
    }
  }

  static func tensor(_ extents: [Int], _ numbers: inout SeededNumbers) -> Tensor {
    let shape = Shape(extents)
    return Tensor(shape, (0..<shape.count).map { _ in numbers.uniform(-2...2) })
  }

  @Test func unaryFunctionsAndDerivatives() throws {
    let functions: [UnaryFunction] = [
      .negate, .reciprocal, .square, .exp, .sin, .cos, .abs, .sign, .step, .tanh, .sigmoid,
      .logSigmoid, .relu, .leakyRelu(slope: 0.1), .elu(alpha: 1.3), .gelu, .geluTanh, .softplus,
      .silu, .huber(delta: 0.7),
    ]
    var numbers = SeededNumbers(seed: 1)
    for function in functions {
      var graph = Graph()
      let x = graph.input("x", Shape([3, 7]))
      let y = graph.unary(function, x)
      let slope = graph.derivative(of: function, at: x)
      try Self.check(
        graph, [y, slope], feeding: [x: Self.tensor([3, 7], &numbers)], "\(function)")
    }
    for function in [UnaryFunction.sqrt, .log, .log2] {
      var graph = Graph()
      let x = graph.input("x", Shape([9]))
      let y = graph.unary(function, x)
      let slope = graph.derivative(of: function, at: x)
      let feed = Tensor((1...9).map { Double($0) / 3 })
      try Self.check(graph, [y, slope], feeding: [x: feed], "\(function)")
    }
  }

  @Test func binaryFunctionsBroadcastAndGradients() throws {
    let shapes: [([Int], [Int])] = [
      ([4, 5], [4, 5]), ([4, 5], [5]), ([4, 1], [1, 5]), ([], [3]), ([2, 3, 4], [3, 1]),
    ]
    var numbers = SeededNumbers(seed: 2)
    for function in BinaryFunction.allCases where function != .power {
      for (left, right) in shapes {
        var graph = Graph()
        let a = graph.parameter("a", Shape(left))
        let b = graph.parameter("b", Shape(right))
        let c = try graph.binary(function, a, b)
        let sum = try graph.sum(graph.unary(.tanh, c))
        let gradients = graph.gradients(of: sum, withRespectTo: [a, b])
        let feeds = [a: Self.tensor(left, &numbers), b: Self.tensor(right, &numbers)]
        try Self.check(
          graph, [c, sum] + gradients, feeding: feeds, tolerance: 2e-5,
          "\(function) \(left) \(right)")
      }
    }
  }

  @Test func powersAndTheirGradients() throws {
    var graph = Graph()
    let a = graph.parameter("a", Shape([4]))
    let b = graph.parameter("b", Shape([4]))
    let c = try graph.binary(.power, a, b)
    let sum = try graph.sum(c)
    let gradients = graph.gradients(of: sum, withRespectTo: [a, b])
    try Self.check(
      graph, [c] + gradients,
      feeding: [a: Tensor([0.5, 1.5, 2, 3]), b: Tensor([2, -1.5, 3, 0.25])])
  }

  @Test func matrixProductsOfEveryKind() throws {
    let cases: [([Int], [Int], Bool, Bool)] = [
      ([3, 4], [4, 5], false, false), ([4, 3], [4, 5], true, false),
      ([3, 4], [5, 4], false, true), ([4, 3], [5, 4], true, true), ([4], [4, 5], false, false),
      ([3, 4], [4], false, false), ([4], [4], false, false), ([2, 3, 4], [2, 4, 5], false, false),
      ([2, 3, 4], [2, 5, 4], false, true), ([1, 4], [4, 1], false, false),
      ([40, 50], [50, 70], false, false),
    ]
    var numbers = SeededNumbers(seed: 4)
    for (left, right, transposeLeft, transposeRight) in cases {
      var graph = Graph()
      let a = graph.parameter("a", Shape(left))
      let b = graph.parameter("b", Shape(right))
      let c = try graph.matmul(
        a, b, transposeLeft: transposeLeft, transposeRight: transposeRight)
      let sum = try graph.sum(graph.unary(.sin, c))
      let gradients = graph.gradients(of: sum, withRespectTo: [a, b])
      let feeds = [a: Self.tensor(left, &numbers), b: Self.tensor(right, &numbers)]
      try Self.check(
        graph, [c] + gradients, feeding: feeds, tolerance: 5e-5, "\(left)·\(right)")
    }
  }

  @Test func reductionsAlongEveryAxis() throws {
    var numbers = SeededNumbers(seed: 5)
    let axisSets: [[Int]?] = [nil, [0], [1], [2], [0, 1], [1, 2], [0, 2]]
    for reduction in [Reduction.sum, .mean, .maximum, .minimum] {
      for axes in axisSets {
        var graph = Graph()
        let x = graph.parameter("x", Shape([3, 4, 5]))
        let y = try graph.reduce(reduction, x, axes: axes)
        let sum = try graph.sum(graph.unary(.square, y))
        let gradients = graph.gradients(of: sum, withRespectTo: [x])
        try Self.check(
          graph, [y] + gradients, feeding: [x: Self.tensor([3, 4, 5], &numbers)],
          tolerance: 1e-5, "\(reduction) \(axes ?? [])")
      }
    }
  }

  @Test func movesAndSoftmaxes() throws {
    var numbers = SeededNumbers(seed: 6)
    var graph = Graph()
    let x = graph.parameter("x", Shape([3, 4]))
    let z = graph.parameter("z", Shape([3, 4]))
    let turned = graph.transpose(x)
    let block = try graph.slice(x, starts: [1, 1], extents: [2, 2])
    let element = try graph.index(x, at: [2, 3])
    let list = try graph.stack([x, z])
    let joined = try graph.concatenate([x, z], axis: 1)
    let flat = try graph.reshape(joined, to: Shape([24]))
    let softmax = try graph.softmax(x)
    let logSoftmax = try graph.logSoftmax(joined)
    let classes = graph.constant([2, 0, 1], Shape([3]))
    let hot = graph.oneHot(classes, count: 4)
    let swapped = graph.transpose(list, permutation: [2, 0, 1])
    var total = try graph.sum(graph.unary(.square, turned))
    for node in [block, element, list, joined, flat, softmax, logSoftmax, hot, swapped] {
      let squares = graph.unary(.square, node)
      total = try graph.add(total, graph.sum(squares))
    }
    let gradients = graph.gradients(of: total, withRespectTo: [x, z])
    try Self.check(
      graph,
      [turned, block, element, list, joined, flat, softmax, logSoftmax, hot, swapped, total]
        + gradients,
      feeding: [x: Self.tensor([3, 4], &numbers), z: Self.tensor([3, 4], &numbers)],
      tolerance: 1e-5)
  }

  @Test(arguments: LossTests.all, [true, false])
  func networksWithEveryLossAndActivation(_ loss: Loss, ofClasses isClasses: Bool) throws {
    // Cross-entropies know classes alone, all but margins know elements alone.
    guard isClasses ? loss.needsClasses : !loss.isCrossEntropy else { return }
    let activations: [Activation] = [
      .sigmoid, .tanh, .relu, .leakyRelu(slope: 0.1), .elu(alpha: 1), .gelu(isApproximate: false),
      .gelu(isApproximate: true), .softplus, .silu, .softmax, .prelu(initialSlope: 0.25), .linear,
    ]
    var numbers = SeededNumbers(seed: 8)
    for activation in activations {
      for rows in [1, 5] {
        let layout = try NetworkLayout(
          .network([.dense(units: 6), .activation(activation), .dense(units: 3)]),
          input: ModelInput(count: 4),
          outputCount: 3, loss: loss)
        var graph = Graph()
        let x = graph.input("x", Shape([rows, 4]))
        let network = layout.append(to: &graph, x, .training)
        let (output, parameters) = (network.output, network.parameters)
        let y = graph.input("y", Shape(isClasses ? [rows] : [rows, 3]))
        let value = try graph.loss(loss, output, y)
        let gradients = graph.gradients(of: value, withRespectTo: parameters)
        var feeds = [x: Self.tensor([rows, 4], &numbers)]
        for parameter in parameters {
          feeds[parameter] = Self.tensor(graph.shape(of: parameter).extents, &numbers)
        }
        feeds[y] =
          isClasses
          ? Tensor((0..<rows).map { Double($0 % 3) })
          : Tensor(
            Shape([rows, 3]),
            (0..<(rows * 3)).map { loss.isMargin ? Double($0 % 2 * 2 - 1) : numbers.uniform(0...1) }
          )
        try Self.check(
          graph, [value] + gradients, feeding: feeds, tolerance: 1e-5,
          "\(loss) \(activation) \(rows) rows")
      }
    }
  }

  @Test func temporariesShareTheirPlaceOnceUnused() {
    // A chain of 60 functions of 1,000 numbers needs room for one of them, not for sixty.
    var graph = Graph()
    let x = graph.input("x", Shape([1_000]))
    var y = x
    for _ in 0..<30 { y = graph.unary(.tanh, graph.unary(.sin, y)) }
    let memory = TensorMemory()
    var lowering = GraphLowering(graph, into: ProgramBuilder(memory: memory))
    lowering.bind(x, to: ProgramBuilder.Operand(memory.allocate(1_000)))
    _ = lowering.lower(y)
    #expect(lowering.builder.workspaceSize == 1_008)
  }

  @Test func stepsOfDenseNetworksAreFused() throws {
    let configuration = TrainingConfiguration(
      model: .network([.dense(units: 8), .activation(.tanh), .dense(units: 1)]),
      optimizer: .sgd(learningRate: 0.1), batch: .rows(10), stream: "listing")
    let plan = try TrainingPlan(configuration, TrainingTests.rings(40))
    let step = TrainingPrograms(plan, Processor.chosen).step(rows: 10, gathers: true)
    #expect(
      step.listing == """
        gather 10×2
        gather 10×1
        matrixProduct 10×8×2
        map 1×80
        matrixProduct 10×1×8
        logisticLoss 10×1
        sumColumns 1×10
        transposedProduct 8×1×10
        backwardProduct 10×8×1
        transposedProduct 2×8×10
        update 1×33
        """)
    #expect(step.instructionCount == 11)
  }

  /// Gradients of large matrices are used up where they are computed, after the last instruction that
  /// reads the weights; what is left of the parameters is updated at the end.
  @Test func updatesJoinLargeProducts() throws {
    let plan = try TrainingPlan(ThreadTeamTests.configuration, ThreadTeamTests.data)
    func listing(rows: Int) -> [String] {
      let step = TrainingPrograms(plan, Processor.chosen).step(rows: rows, gathers: true)
      return step.listing.split(separator: "\n").map(String.init)
    }
    let steps = listing(rows: 150)
    #expect(
      steps.filter { $0.hasPrefix("productUpdate") } == [
        "productUpdate 160×96×150", "productUpdate 120×160×150",
      ])
    // Of the penalised parameters the last matrix is left; biases have an update of their own.
    #expect(steps.suffix(2) == ["update 1×288", "update 1×259"])
    let reader = steps.firstIndex(of: "transpose 160×96")
    let update = steps.firstIndex(of: "productUpdate 160×96×150")
    #expect(try #require(reader) < #require(update))
    // Chains of more rows than a block has are added up in memory.
    #expect(!listing(rows: 600).contains { $0.hasPrefix("productUpdate") })
  }

  @Test func imagesAreMovedOnlyWhereRowsAreNeeded() throws {
    let configuration = TrainingConfiguration(
      model: .network([
        .convolution(channels: 2, window: ImageWindow(kernel: .init(3))), .activation(.tanh),
        .pool(.average, ImageWindow(kernel: .init(2), stride: .init(2))), .flatten,
        .dense(units: 3),
      ]), optimizer: .sgd(learningRate: 0.1), batch: .rows(10), stream: "listing")
    let plan = try TrainingPlan(configuration, LayerTrainingTests.images(40))
    let step = TrainingPrograms(plan, Processor.chosen).step(rows: 10, gathers: true)
    let names = step.listing.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(names.filter { $0 == "batchLast" }.count == 2, "\(step.listing)")
    #expect(names.filter { $0 == "batchFirst" }.count == 1, "\(step.listing)")
  }
}
