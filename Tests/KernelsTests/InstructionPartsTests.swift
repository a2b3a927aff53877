import Kernels
import NeuralEngine
import Testing

/// Parts of an instruction together compute the same bits.
struct InstructionPartsTests {
  /// Memory that instructions point into.
  final class Memory {
    private var blocks: [UnsafeMutableBufferPointer<Float>] = []

    deinit { for block in blocks { block.deallocate() } }

    func place(_ values: [Float]) -> UnsafeMutablePointer<Float> {
      let raw = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 4 * max(values.count, 1), alignment: 64)
      let block = raw.bindMemory(to: Float.self)
      _ = block.initialize(from: values)
      blocks.append(block)
      return block.baseAddress!
    }
  }

  static func read(_ pointer: UnsafeMutablePointer<Float>?, _ count: Int) -> [UInt32] {
    Array(UnsafeBufferPointer(start: pointer, count: count)).bits
  }

  /// Runs an instruction's parts, last first, and returns c and d.
  private static func run(
    _ opcode: Opcode, rows: Int, columns: Int, inner: Int = 0, function: UInt8 = 0,
    sizes: (a: Int, b: Int, c: Int, d: Int), scratch: Int? = nil, table: [Int32]? = nil,
    parts: Int, with runner: KernelRunner
  ) -> (bits: [[UInt32]], partCount: Int) {
    var sequence = Sequence64(UInt64(rows + columns + inner))
    let memory = Memory()
    var instruction = Instruction(opcode, rows: rows, columns: columns, inner: inner)
    instruction.function = function
    instruction.s0 = 3
    instruction.a = memory.place(sequence.numbers(sizes.a))
    instruction.b = memory.place(sequence.numbers(sizes.b))
    instruction.c = memory.place(sequence.numbers(sizes.c))
    instruction.d = sizes.d == 0 ? nil : memory.place(sequence.numbers(sizes.d))
    if let scratch {
      instruction.scratch = memory.place([Float](repeating: .nan, count: scratch * parts))
    } else if inner > 0 {
      let room = ProductBlocks.roomCount(rows: rows, columns: columns, inner: inner)
      if ProductBlocks.pays(rows: rows, columns: columns, inner: inner) {
        instruction.scratch = memory.place([Float](repeating: .nan, count: room * parts))
      }
    }
    var order = table ?? (0..<Int32(rows)).map { Int32(rows) - 1 - $0 }
    var cursor: Int32 = 0
    let divided = order.withUnsafeMutableBufferPointer { order in
      withUnsafeMutablePointer(to: &cursor) { cursor in
        instruction.table = order.baseAddress
        instruction.cursor = cursor
        let divided = instruction.parts(parts)
        for part in divided.reversed() { withUnsafePointer(to: part) { runner.kernels.run($0, 1) } }
        return divided.count
      }
    }
    return withExtendedLifetime(memory) {
      ([read(instruction.c, sizes.c), read(instruction.d, sizes.d)], divided)
    }
  }

  @Test(arguments: [(300, 300, 40), (129, 200, 33), (250, 30, 40), (100, 500, 600), (700, 10, 50)])
  func productsAgree(_ rows: Int, _ columns: Int, _ inner: Int) {
    for opcode in [Opcode.matrixProduct, .backwardProduct, .transposedProduct] {
      for runner in KernelRunner.all {
        let count = rows * columns
        let sizes = (
          a: rows * inner, b: inner * columns, c: count,
          d: opcode == .backwardProduct ? count : columns
        )
        func run(_ parts: Int) -> (bits: [[UInt32]], partCount: Int) {
          Self.run(
            opcode, rows: rows, columns: columns, inner: inner, sizes: sizes, parts: parts,
            with: runner)
        }
        let whole = run(1)
        for parts in 2...3 {
          let divided = run(parts)
          #expect(divided.partCount > 1)
          #expect(divided.bits == whole.bits, "\(opcode) in \(parts), \(runner.kernels.name)")
        }
      }
    }
  }

  @Test func othersAgree() {
    let (rows, columns) = (101, 333)
    let count = rows * columns
    for opcode in [
      Opcode.map, .derivative, .backwardFromInput, .combine, .combineDerivative,
      .combineScalarRight, .combineScalarLeft, .fill, .squaredError, .logisticLoss, .transpose,
      .sumRows, .gather,
    ] {
      for runner in KernelRunner.all {
        func run(_ parts: Int) -> (bits: [[UInt32]], partCount: Int) {
          Self.run(
            opcode, rows: rows, columns: columns,
            sizes: (a: count, b: count, c: opcode == .sumRows ? columns : count, d: count),
            parts: parts, with: runner)
        }
        let whole = run(1)
        for parts in 2...3 {
          let divided = run(parts)
          #expect(divided.partCount == parts)
          #expect(divided.bits == whole.bits, "\(opcode) in \(parts), \(runner.kernels.name)")
        }
      }
    }
  }

  /// Images of 5 channels with 7 × 6 pixels and windows of 3 × 2, for convolutions with a row of
  /// padding.
  @Test(arguments: [70, 100, 97])
  func windowsAgree(_ rows: Int) {
    let (channels, outputs, height, width) = (5, 9, 7, 6)
    let image = rows * channels * height * width
    let taps = channels * 3 * 2
    func agree(_ opcode: Opcode, isPool: Bool = false, a: Int, b: Int, c: Int, d: Int) {
      let results = [isPool ? channels : outputs, isPool ? 5 : 7, 5]
      let perRow = results.reduce(1, *)
      let window = [3, 2, 1, 1, isPool ? 0 : 1, 0]
      let table = ([rows, channels, height, width] + results + window).map(Int32.init)
      for runner in KernelRunner.all {
        func run(_ parts: Int) -> (bits: [[UInt32]], partCount: Int) {
          Self.run(
            opcode, rows: rows, columns: perRow, inner: taps, sizes: (a: a, b: b, c: c, d: d),
            scratch: filterScratchCount(taps), table: table, parts: parts, with: runner)
        }
        let whole = run(1)
        for parts in 2...3 {
          let divided = run(parts)
          #expect(divided.partCount > 1)
          #expect(divided.bits == whole.bits, "\(opcode) in \(parts), \(runner.kernels.name)")
        }
      }
    }
    let result = rows * outputs * 7 * 5
    let pooled = rows * channels * 5 * 5
    agree(.convolution, a: image, b: outputs * taps, c: result, d: outputs)
    agree(.convolutionInputGradient, a: result, b: outputs * taps, c: image, d: 0)
    agree(.convolutionWeightGradient, a: image, b: result, c: outputs * taps, d: 0)
    agree(.averagePoolGradient, isPool: true, a: pooled, b: 0, c: image, d: 0)
    agree(.averagePool, isPool: true, a: image, b: 0, c: pooled, d: 0)
    agree(.maximumPool, isPool: true, a: image, b: 0, c: pooled, d: 0)
    agree(.maximumPoolGradient, isPool: true, a: image, b: pooled, c: image, d: pooled)
  }

  @Test func groupsAgree() {
    let (rows, groups, plane) = (70, 7, 40)
    let count = rows * groups * plane
    for (opcode, c, d) in [
      (Opcode.normalizeGroups, count, 3 * groups), (.normalizeGroupsGradient, count, 3 * groups),
      (.scaleGroups, count, groups), (.sumGroups, groups, 0), (.batchLast, count, 0),
      (.batchFirst, count, 0),
    ] {
      let columns = c == count && d == 0 ? groups * plane : groups
      for runner in KernelRunner.all {
        func run(_ parts: Int) -> (bits: [[UInt32]], partCount: Int) {
          Self.run(
            opcode, rows: rows, columns: columns, inner: plane,
            sizes: (a: count, b: count, c: c, d: d), scratch: 1, parts: parts, with: runner)
        }
        let whole = run(1)
        let divided = run(3)
        #expect(divided.partCount == 3)
        #expect(divided.bits == whole.bits, "\(opcode), \(runner.kernels.name)")
      }
    }
  }

  @Test func smallInstructionsStayWhole() {
    #expect(Instruction(.map, columns: 1_000).parts(4).count == 1)
    #expect(Instruction(.matrixProduct, rows: 20, columns: 20, inner: 20).parts(4).count == 1)
  }
}
