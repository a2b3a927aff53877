import Kernels
import NeuralEngine
import Testing

/// All instruction sets give the same bits, for sizes around every register width.
struct InstructionSetTests {
  static let counts = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 100]

  /// Checks that a run gives the same bits with every instruction set.
  private func compare(_ what: String, _ run: (KernelRunner) -> (c: [Float], d: [Float])) {
    let expected = run(KernelRunner.all[0])
    for runner in KernelRunner.all.dropFirst() {
      let actual = run(runner)
      #expect(actual.c.bits == expected.c.bits, "\(what) with \(runner.kernels.name)")
      #expect(actual.d.bits == expected.d.bits, "\(what) with \(runner.kernels.name)")
    }
  }

  @Test(arguments: ElementaryFunction.allCases)
  func functionsAgree(_ function: ElementaryFunction) {
    var sequence = Sequence64(UInt64(function.rawValue) + 3)
    let special: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 88.7,
      -104, 1e30, -1e30,
    ]
    for count in Self.counts {
      let x = Array((sequence.numbers(count, scale: 10) + special).suffix(count))
      let g = sequence.numbers(count)
      for opcode in [Opcode.map, .derivative] {
        compare("\(opcode) \(function)") {
          ($0.map(function, x, parameter: 0.3, opcode: opcode), [])
        }
      }
      for opcode in [Opcode.backwardFromInput, .backwardFromOutput] {
        compare("\(opcode) \(function)") {
          $0.run(
            opcode, columns: count, function: function.rawValue, s0: 0.3, a: g, b: x,
            resultCount: count)
        }
      }
    }
  }

  @Test(arguments: PairFunction.allCases)
  func pairsAgree(_ function: PairFunction) {
    var sequence = Sequence64(UInt64(function.rawValue) + 30)
    for count in Self.counts {
      let a = sequence.numbers(count, scale: 4)
      let b = sequence.numbers(count, scale: 4)
      compare("\(function)") {
        $0.run(
          .combine, columns: count, function: function.rawValue, a: a, b: b, resultCount: count)
      }
      for operand in 0...1 {
        compare("∂\(function)") {
          $0.run(
            .combineDerivative, columns: count, inner: operand, function: function.rawValue, a: a,
            b: b, resultCount: count)
        }
      }
      for opcode in [Opcode.combineScalarLeft, .combineScalarRight] {
        compare("\(opcode) \(function)") {
          $0.run(
            opcode, columns: count, function: function.rawValue, s0: 1.7, a: a, resultCount: count)
        }
      }
    }
  }

  @Test(arguments: [(1, 1), (3, 5), (10, 3), (7, 16), (4, 17), (33, 40), (2, 100)])
  func rowsAgree(_ rows: Int, _ columns: Int) {
    var sequence = Sequence64(UInt64(rows * 100 + columns))
    let count = rows * columns
    let a = sequence.numbers(count, scale: 5)
    let b = sequence.numbers(count).map(abs)
    let classes = (0..<rows).map { Float(($0 * 7) % columns) }
    for (opcode, size) in [
      (Opcode.sumRows, columns), (.sumColumns, rows), (.extremumOfColumns, rows),
      (.extremumMask, count), (.softmax, count), (.logSoftmax, count), (.transpose, count),
    ] {
      for inner in 0...1 {
        compare("\(opcode)") {
          $0.run(
            opcode, rows: rows, columns: columns, inner: inner, s0: 3, a: a, resultCount: size)
        }
      }
    }
    for opcode in [Opcode.squaredError, .logisticLoss] {
      compare("\(opcode)") {
        $0.run(
          opcode, columns: count, s0: 0.7, a: a, b: b, resultCount: count, secondCount: count)
      }
    }
    compare("crossEntropy") {
      $0.run(
        .crossEntropy, rows: rows, columns: columns, s0: 0.7, a: a, b: classes,
        resultCount: count, secondCount: 2 * rows)
    }
    compare("oneHot") {
      $0.run(.oneHot, rows: rows, columns: columns, a: classes, resultCount: count)
    }
    compare("accumulate") { runner in
      var total = 0.25
      withUnsafeMutablePointer(to: &total) { total in
        total.withMemoryRebound(to: Float.self, capacity: 2) { cell in
          var instruction = Instruction(.accumulate, columns: count)
          instruction.s0 = 1
          var values = a
          values.withUnsafeMutableBufferPointer { values in
            instruction.a = values.baseAddress
            instruction.c = cell
            runner.kernels.run(&instruction, 1)
          }
        }
      }
      let bits = total.bitPattern
      var sum = 0.25
      for value in a { sum += Double(value) }
      #expect(abs(total - sum) < 1e-9)
      return ([Float(bitPattern: UInt32(truncatingIfNeeded: bits))], [])
    }
  }

  @Test(arguments: ElementLoss.allCases)
  func elementLossesAgree(_ loss: ElementLoss) {
    var sequence = Sequence64(UInt64(loss.rawValue) + 70)
    let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 1, 1e30]
    for count in Self.counts {
      let a = Array((sequence.numbers(count, scale: 3) + special).suffix(count))
      let b = sequence.numbers(count).map { $0 < 0 ? -1 : Float(1) }
      compare("\(loss)") {
        $0.run(
          .elementLoss, columns: count, function: loss.rawValue, s0: 0.7, s1: 1, a: a, b: b,
          resultCount: count, secondCount: count)
      }
    }
  }

  @Test func elementLossesAreTheirFormulas() {
    // (prediction, target), then |p − y|, huber with δ = 1 and max(0, 1 − y·p) with derivatives.
    let cases: [(p: Float, y: Float, losses: [Float], slopes: [Float])] = [
      (2, 1, [1, 0.5, 0], [1, 1, 0]), (-0.5, 1, [1.5, 1, 1.5], [-1, -1, -1]),
      (0.75, 1, [0.25, 0.03125, 0.25], [-1, -0.25, -1]),
      (0.5, -1, [1.5, 1, 1.5], [1, 1, 1]), (1, 1, [0, 0, 0], [0, 0, 0]),
    ]
    for runner in KernelRunner.all {
      for (index, loss) in ElementLoss.allCases.enumerated() {
        let (slopes, losses) = runner.run(
          .elementLoss, columns: cases.count, function: loss.rawValue, s0: 2, s1: 1,
          a: cases.map(\.p), b: cases.map(\.y), resultCount: cases.count,
          secondCount: cases.count)
        #expect(losses == cases.map { $0.losses[index] }, "\(loss)")
        #expect(slopes == cases.map { 2 * $0.slopes[index] }, "\(loss)")
      }
    }
  }

  @Test(arguments: UpdateRule.allCases)
  func updatesAgree(_ rule: UpdateRule) {
    for count in Self.counts {
      for penalty: Float in [0, 0.01] {
        var expected: [[UInt32]]?
        for runner in KernelRunner.all {
          let bits = Self.update(rule, count, penalty, with: runner)
          #expect(bits == expected ?? bits, "\(rule) of \(count) with \(runner.kernels.name)")
          expected = bits
        }
      }
    }
  }

  /// Five updates.
  private static func update(
    _ rule: UpdateRule, _ count: Int, _ penalty: Float, with runner: KernelRunner
  ) -> [[UInt32]] {
    var sequence = Sequence64(UInt64(count))
    var settings = UpdateSettings.everyNumberMatters
    var w = sequence.numbers(count)
    var m = [Float](repeating: 0, count: count)
    var v = m
    for _ in 0..<5 {
      var g = sequence.numbers(count)
      w.withUnsafeMutableBufferPointer { w in
        m.withUnsafeMutableBufferPointer { m in
          v.withUnsafeMutableBufferPointer { v in
            g.withUnsafeMutableBufferPointer { g in
              withUnsafeMutablePointer(to: &settings) { settings in
                var instruction = Instruction(.update, columns: count)
                instruction.function = rule.rawValue
                instruction.s0 = penalty
                instruction.s1 = 2 * penalty
                instruction.a = w.baseAddress
                instruction.b = g.baseAddress
                instruction.c = w.baseAddress
                instruction.firstMoments = m.baseAddress
                instruction.secondMoments = v.baseAddress
                instruction.settings = settings
                runner.kernels.run(&instruction, 1)
              }
            }
          }
        }
      }
    }
    return [w.bits, m.bits, v.bits]
  }

  @Test func sumsTakeSixteenLanes() {
    var sequence = Sequence64(9)
    for count in [1, 15, 16, 17, 40, 100] {
      let a = sequence.numbers(count)
      var lanes = [Float](repeating: 0, count: 16)
      for (index, value) in a.enumerated() { lanes[index % 16] += value }
      for half in [8, 4, 2, 1] { for lane in 0..<half { lanes[lane] += lanes[lane + half] } }
      for runner in KernelRunner.all {
        let sum = runner.run(.sumColumns, columns: count, s0: 1, a: a, resultCount: 1).c[0]
        #expect(sum.bitPattern == lanes[0].bitPattern)
      }
    }
  }

  @Test func chosenInstructionSetIsAvailable() {
    #expect(Processor.available.contains { $0.name == Processor.chosen.name })
    #expect(Processor.available[0].name == "baseline")
  }
}
