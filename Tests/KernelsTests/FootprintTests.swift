import Kernels
import NeuralEngine
import Testing

/// An instruction touches nothing outside of its footprint.
struct FootprintTests {
  private struct Case: CustomTestStringConvertible {
    var opcode: Opcode
    var rows: Int
    var columns: Int
    var inner = 0
    /// The floats of a, b, c and d.
    var sizes: [Int]
    var table: [Int32]?

    var testDescription: String { "\(opcode)" }
  }

  /// Images of 5 channels with 7 × 6 pixels, windows of 3 × 2.
  private static func window(_ opcode: Opcode, isPool: Bool = false) -> Case {
    let rows = 45
    let image = rows * 5 * 7 * 6
    let outputs = isPool ? 5 : 9
    let result = rows * outputs * (isPool ? 5 : 7) * 5
    let filters = outputs * 5 * 3 * 2
    let table = [rows, 5, 7, 6, outputs, isPool ? 5 : 7, 5, 3, 2, 1, 1, isPool ? 0 : 1, 0]
    let sizes =
      switch opcode {
      case .convolution: [image, filters, result, outputs]
      case .convolutionInputGradient: [result, filters, image, 0]
      case .maximumPoolGradient: [image, result, image, result]
      case .averagePoolGradient: [result, 0, image, 0]
      default: [image, 0, result, 0]
      }
    return Case(
      opcode: opcode, rows: rows, columns: result / rows, inner: 5 * 3 * 2, sizes: sizes,
      table: table.map(Int32.init))
  }

  private static let cases: [Case] = {
    let (rows, columns, inner) = (13, 29, 7)
    let count = rows * columns
    let pairs: [Opcode] = [
      .backwardFromInput, .backwardFromOutput, .combine, .combineDerivative,
    ]
    let singles: [Opcode] = [
      .map, .derivative, .combineScalarLeft, .combineScalarRight, .fill, .transpose, .batchLast,
      .batchFirst,
    ]
    let losses: [Opcode] = [.squaredError, .elementLoss, .logisticLoss]
    return singles.map {
      Case(opcode: $0, rows: rows, columns: columns, sizes: [count, 0, count, 0])
    }
      + pairs.map {
        Case(opcode: $0, rows: rows, columns: columns, sizes: [count, count, count, 0])
      }
      + losses.map {
        Case(opcode: $0, rows: rows, columns: columns, sizes: [count, count, count, count])
      }
      + [
        Case(opcode: .sumRows, rows: rows, columns: columns, sizes: [count, 0, columns, 0]),
        Case(
          opcode: .matrixProduct, rows: rows, columns: columns, inner: inner,
          sizes: [rows * inner, inner * columns, count, columns]),
        Case(
          opcode: .backwardProduct, rows: rows, columns: columns, inner: inner,
          sizes: [rows * inner, inner * columns, count, count]),
        window(.convolution), window(.convolutionInputGradient),
        window(.maximumPool, isPool: true), window(.maximumPoolGradient, isPool: true),
        window(.averagePool, isPool: true), window(.averagePoolGradient, isPool: true),
      ]
  }()

  /// Runs an instruction among numbers of which those outside of its footprint are `filler`; returns
  /// what its footprint holds afterwards and whether all the rest is as it was.
  private static func run(
    _ testCase: Case, filler: Float, with runner: KernelRunner
  ) -> (results: [UInt32], isRestUntouched: Bool) {
    let memory = InstructionPartsTests.Memory()
    let margin = 70
    var instruction = Instruction(
      testCase.opcode, rows: testCase.rows, columns: testCase.columns, inner: testCase.inner)
    instruction.s0 = 1.5
    instruction.function =
      testCase.opcode == .backwardProduct ? ElementaryFunction.tanh.rawValue : 0
    let starts = testCase.sizes.map { size in
      memory.place([Float](repeating: filler, count: size + 2 * margin))
    }
    let operands = zip(starts, testCase.sizes).map { $1 == 0 ? nil : $0 + margin }
    instruction.a = operands[0]
    instruction.b = operands[1]
    instruction.c = operands[2]
    instruction.d = operands[3]
    var table = testCase.table ?? [0]
    return table.withUnsafeMutableBufferPointer { table in
      instruction.table = table.baseAddress
      let footprint = instruction.footprint!
      var sequence = Sequence64(3)
      var touched: Set<UInt> = []
      for range in footprint.reads + footprint.writes {
        for address in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
          UnsafeMutablePointer<Float>(bitPattern: address)!.pointee = sequence.next()
          touched.insert(address)
        }
      }
      runner.kernels.run(&instruction, 1)
      let results = footprint.writes.flatMap { range in
        stride(from: range.lowerBound, to: range.upperBound, by: 4).map {
          UnsafePointer<Float>(bitPattern: $0)!.pointee
        }
      }
      var isRestUntouched = true
      for (start, size) in zip(starts, testCase.sizes) {
        for index in 0..<size + 2 * margin
        where !touched.contains(UInt(bitPattern: start + index)) {
          let isSame = start[index].bitPattern == filler.bitPattern
          isRestUntouched = isRestUntouched && isSame
        }
      }
      return withExtendedLifetime(memory) { (results.bits, isRestUntouched) }
    }
  }

  @Test(arguments: cases.indices)
  func holdsAllThatMatters(_ index: Int) {
    let testCase = Self.cases[index]
    for runner in KernelRunner.all {
      let first = Self.run(testCase, filler: 1e20, with: runner)
      let second = Self.run(testCase, filler: -3, with: runner)
      #expect(first.isRestUntouched && second.isRestUntouched, "\(testCase.opcode)")
      #expect(first.results == second.results, "\(testCase.opcode), \(runner.kernels.name)")
      #expect(!first.results.isEmpty)
    }
  }

  @Test func writesConflictWithReadsAndWrites() {
    let memory = InstructionPartsTests.Memory()
    let numbers = memory.place([Float](repeating: 0, count: 64))
    func map(from a: Int, to c: Int) -> Footprint {
      var instruction = Instruction(.map, columns: 16)
      instruction.a = numbers + a
      instruction.c = numbers + c
      return instruction.footprint!
    }
    #expect(map(from: 0, to: 16).conflicts(with: map(from: 16, to: 32)))
    #expect(map(from: 16, to: 32).conflicts(with: map(from: 0, to: 16)))
    #expect(map(from: 0, to: 32).conflicts(with: map(from: 16, to: 47)))
    #expect(!map(from: 0, to: 16).conflicts(with: map(from: 0, to: 32)))
    #expect(!map(from: 0, to: 16).conflicts(with: map(from: 32, to: 48)))
    #expect(Instruction(.crossEntropy, rows: 2, columns: 3).footprint == nil)
  }
}
