import Kernels
import NeuralEngine
import Testing

/// A gradient that an update uses up as it is computed changes weights as one that lies in memory does.
struct ProductUpdateTests {
  /// Weights and the optimizer's memory of them, in bits, and the column sums.
  private typealias State = [[UInt32]]

  private typealias Memory = InstructionPartsTests.Memory

  private static let sizes = [
    (784, 256, 40), (50, 70, 129), (97, 33, 300), (48, 1_060, 30), (53, 1_100, 200), (24, 36, 512),
    (1, 40, 200),
  ]

  /// Two updates, by one instruction each or by a product and an update.
  private static func run(
    _ rule: UpdateRule, _ size: (rows: Int, columns: Int, inner: Int), penalty: Float,
    isJoined: Bool, parts: Int = 1, with runner: KernelRunner
  ) -> State {
    let (rows, columns, inner) = size
    let count = rows * columns
    var sequence = Sequence64(UInt64(count + inner))
    let memory = Memory()
    let w = memory.place(sequence.numbers(count))
    let moments = [0, 1].map { _ in memory.place([Float](repeating: 0, count: count)) }
    let gradient = memory.place([Float](repeating: .nan, count: count))
    let sums = memory.place([Float](repeating: .nan, count: columns))
    let room = ProductBlocks.updateRoomCount(rows: rows, columns: columns, inner: inner)
    let scratch = memory.place([Float](repeating: .nan, count: parts * room))
    var settings = UpdateSettings.everyNumberMatters
    withUnsafeMutablePointer(to: &settings) { settings in
      var update = Instruction(.update, columns: count)
      update.function = rule.rawValue
      update.s0 = penalty
      update.s1 = 2 * penalty
      update.a = w
      update.b = gradient
      update.c = w
      update.firstMoments = moments[0]
      update.secondMoments = moments[1]
      update.settings = settings
      for _ in 0..<2 {
        var product = Instruction(
          isJoined ? .productUpdate : .transposedProduct, rows: rows, columns: columns,
          inner: inner)
        product.a = memory.place(sequence.numbers(inner * rows))
        product.b = memory.place(sequence.numbers(inner * columns))
        product.d = sums
        product.scratch = scratch
        product.c = isJoined ? w : gradient
        if isJoined {
          product.function = update.function
          product.s0 = update.s0
          product.s1 = update.s1
          product.firstMoments = moments[0]
          product.secondMoments = moments[1]
          product.settings = settings
        }
        for part in product.parts(parts) {
          withUnsafePointer(to: part) { runner.kernels.run($0, 1) }
        }
        if !isJoined { runner.kernels.run(&update, 1) }
      }
    }
    return withExtendedLifetime(memory) {
      ([w] + moments).map { InstructionPartsTests.read($0, count) }
        + [InstructionPartsTests.read(sums, columns)]
    }
  }

  @Test(arguments: sizes)
  func agreesWithAProductAndAnUpdate(_ rows: Int, _ columns: Int, _ inner: Int) {
    let size = (rows: rows, columns: columns, inner: inner)
    for rule in UpdateRule.allCases {
      let expected = Self.run(
        rule, size, penalty: 0.01, isJoined: false, with: KernelRunner.all[0])
      for runner in KernelRunner.all {
        let joined = Self.run(rule, size, penalty: 0.01, isJoined: true, with: runner)
        #expect(joined == expected, "\(rule) of \(size), \(runner.kernels.name)")
      }
    }
  }

  @Test(arguments: [(784, 256, 40), (97, 330, 300)])
  func partsAgree(_ rows: Int, _ columns: Int, _ inner: Int) {
    let size = (rows: rows, columns: columns, inner: inner)
    for runner in KernelRunner.all {
      let whole = Self.run(.adam, size, penalty: 0, isJoined: true, with: runner)
      for parts in 2...3 {
        let divided = Self.run(
          .adam, size, penalty: 0, isJoined: true, parts: parts, with: runner)
        #expect(divided == whole, "\(parts) parts, \(runner.kernels.name)")
      }
    }
  }
}
