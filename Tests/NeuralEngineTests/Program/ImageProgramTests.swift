import Kernels
import Testing

@testable import NeuralEngine

/// Compiled programs on images compute what the graph says, and the same bits with every instruction
/// set: batches around the size of a block, channels around the height of a tile.
struct ImageProgramTests {
  /// Compares Σ wᵢ·output and its gradients with the graph's, and the bits of all instruction sets.
  private func check(
    _ graph: Graph, _ output: Graph.NodeID, _ sources: [Graph.NodeID],
    feeding feeds: [Graph.NodeID: Tensor], _ numbers: inout SeededNumbers, _ comment: Comment,
    tolerance: Double = 1e-5
  ) throws {
    var graph = graph
    let shape = graph.shape(of: output)
    let weights = graph.constant(numbers.values(shape.count), shape)
    let total = try graph.sum(try graph.multiply(output, weights))
    let gradients = graph.gradients(of: total, withRespectTo: sources)
    try ProgramTests.check(
      graph, [output] + gradients, feeding: feeds, tolerance: tolerance, comment)
    let all = Processor.available.map { kernels in
      ProgramTests.run(graph, [output] + gradients, feeding: feeds, with: kernels)
        .map { $0.map(\.bitPattern) }
    }
    for bits in all.dropFirst() { #expect(bits == all[0], comment) }
  }

  @Test("convolutions", arguments: 0..<24)
  func convolutions(_ index: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(index) + 100)
    let rows = [1, 3, 9, 16, 31, 32, 33, 50, 70][numbers.integer(0...8)]
    let (channels, outputs) = (numbers.integer(1...7), numbers.integer(1...29))
    let window = ImageWindow(
      kernel: .init(height: numbers.integer(1...4), width: numbers.integer(1...5)),
      stride: .init(height: numbers.integer(1...3), width: numbers.integer(1...2)),
      padding: .init(height: numbers.integer(0...2), width: numbers.integer(0...2)))
    let images = Shape([
      rows, channels, window.kernel.height + numbers.integer(0...4),
      window.kernel.width + numbers.integer(0...4),
    ])
    var graph = Graph()
    let x = graph.input("x", images)
    let w = graph.parameter(
      "w", Shape([outputs, channels, window.kernel.height, window.kernel.width]))
    let b = graph.parameter("b", Shape([outputs]))
    let hasBias = index % 4 != 0
    let y = try graph.convolution(x, filters: w, bias: hasBias ? b : nil, window)
    var feeds = [x: Tensor(images, numbers.values(images.count))]
    for parameter in [w, b] {
      let shape = graph.shape(of: parameter)
      feeds[parameter] = Tensor(shape, numbers.values(shape.count))
    }
    try check(
      graph, y, [x, w] + (hasBias ? [b] : []), feeding: feeds, &numbers, "\(images) \(window)")
  }

  @Test("pooling", arguments: 0..<16)
  func pooling(_ index: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(index) + 200)
    let rows = [1, 5, 16, 32, 33, 65][numbers.integer(0...5)]
    let window = ImageWindow(
      kernel: .init(height: numbers.integer(1...3), width: numbers.integer(1...3)),
      stride: .init(height: numbers.integer(1...3), width: numbers.integer(1...4)))
    let images = Shape([
      rows, numbers.integer(1...4), window.kernel.height + numbers.integer(0...5),
      window.kernel.width + numbers.integer(0...5),
    ])
    var graph = Graph()
    let x = graph.input("x", images)
    let y = try graph.pool(index % 2 == 0 ? .maximum : .average, x, window)
    let values = (0..<images.count).map { _ in Double(numbers.integer(-9...9)) / 4 }
    try check(
      graph, y, [x], feeding: [x: Tensor(images, values)], &numbers, "\(images) \(window)")
  }

  @Test("normalisation with a factor and a summand", arguments: 0..<16)
  func normalization(_ index: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(index) + 300)
    let rows = [2, 5, 16, 32, 33, 70][numbers.integer(0...5)]
    var shape = Shape([rows, numbers.integer(1...20)])
    var axes = index % 3 == 0 ? [1] : [0]
    if index % 2 == 1 {
      shape = Shape([rows, numbers.integer(1...5), numbers.integer(1...4), numbers.integer(1...4)])
      axes = [[0, 2, 3], [1, 2, 3], [1], [0, 3]][numbers.integer(0...3)]
    }
    var graph = Graph()
    let x = graph.input("x", shape)
    let s = graph.parameter("s", Shape([shape.extents[1]]))
    let t = graph.parameter("t", Shape([shape.extents[1]]))
    let y = try graph.scaleAndShift(
      try graph.normalize(x, axes: axes, epsilon: 1e-2), by: s, t)
    let feeds = [
      x: Tensor(shape, numbers.values(shape.count)),
      s: Tensor(numbers.values(shape.extents[1])), t: Tensor(numbers.values(shape.extents[1])),
    ]
    try check(
      graph, y, [x, s, t], feeding: feeds, &numbers, "\(shape) \(axes)", tolerance: 3e-5)
  }

  @Test("embeddings")
  func embedding() throws {
    var numbers = SeededNumbers(seed: 400)
    for (rows, width) in [(1, 1), (7, 3), (40, 17)] {
      var graph = Graph()
      let x = graph.input("x", Shape([rows, 2]))
      let table = graph.parameter("w", Shape([5, width]))
      let y = try graph.embedding(x, table: table)
      let feeds = [
        x: Tensor(
          Shape([rows, 2]), (0..<(rows * 2)).map { _ in Double(numbers.integer(0...4)) }),
        table: Tensor(Shape([5, width]), numbers.values(5 * width)),
      ]
      try check(graph, y, [table], feeding: feeds, &numbers, "\(rows) \(width)")
    }
  }

  @Test("images between rows of numbers: layouts are changed where they have to be")
  func mixedLayouts() throws {
    var numbers = SeededNumbers(seed: 500)
    for rows in [1, 4, 32, 37] {
      var graph = Graph()
      let x = graph.input("x", Shape([rows, 32]))
      let w = graph.parameter("w", Shape([3, 2, 3, 3]))
      let slope = graph.parameter("slope", .scalar)
      let dense = graph.parameter("dense", Shape([48, 2]))
      let images = try graph.reshape(x, to: Shape([rows, 2, 4, 4]))
      let window = ImageWindow(kernel: .init(3), padding: .init(1))
      let filtered = try graph.convolution(images, filters: w, window)
      let active = try graph.activation(.prelu(initialSlope: 0.25), filtered, slope: slope)
      // The residual connection adds images of both layouts.
      let twice = try graph.concatenate([images, images], axis: 1)
      let part = try graph.slice(twice, starts: [0, 1, 0, 0], extents: [rows, 3, 4, 4])
      let sum = try graph.add(active, part)
      let scores = try graph.softmax(sum)
      let flat = try graph.reshape(scores, to: Shape([rows, 48]))
      let y = try graph.matmul(flat, dense)
      var feeds = [x: Tensor(Shape([rows, 32]), numbers.values(rows * 32))]
      for parameter in [w, slope, dense] {
        let shape = graph.shape(of: parameter)
        feeds[parameter] = Tensor(shape, numbers.values(shape.count))
      }
      try check(graph, y, [x, w, slope, dense], feeding: feeds, &numbers, "\(rows) rows")
    }
  }

  @Test("a largest element that is not a number stays")
  func notANumber() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([1, 1, 1, 6]))
    let y = try graph.pool(.maximum, x, ImageWindow(kernel: .init(height: 1, width: 3)))
    for kernels in Processor.available {
      let values = ProgramTests.run(
        graph, [y], feeding: [x: Tensor(Shape([1, 1, 1, 6]), [.nan, 1, 2, 3, .nan, 2])],
        with: kernels)
      #expect(values[0].map { $0.isNaN } == [true, false, true, true])
    }
  }

  @Test("the numbers of one dropout mask are each other's and no one else's")
  func dropoutMask() {
    let memory = TensorMemory()
    let masks = memory.allocate(2 * 10_001)
    let number = memory.allocate(1)
    var builder = ProgramBuilder(memory: memory)
    for index in 0..<2 {
      let place = ProgramBuilder.Operand(masks.part(index * 10_001, 10_001))
      builder.emit(
        .dropoutMask, columns: 10_001, s0: 0.3, s1: 1 / 0.7, a: place, c: place,
        table: [1, 2, 3, 4], cursor: number)
    }
    builder.build(Processor.chosen).run()
    let values = memory.read(masks)
    let words = Philox.block(counter: SIMD4(2_500, 1, 3, 4), key: SIMD2(1, 2))
    #expect(values[20_001] == (Float(words[0] >> 8) * 0x1p-24 < 0.3 ? 0 : 1 / 0.7))
    #expect(Set(values) == [0, 1 / 0.7])
    #expect(values[..<10_001] != values[10_001...])
    let zeros = values.filter { $0 == 0 }.count
    // Six standard deviations of a binomial distribution.
    #expect(abs(zeros - 6_000) < 6 * 65)
  }
}
