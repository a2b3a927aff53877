import Foundation
import Kernels
import NeuralEngine
import Testing

/// Compares single-precision kernels with the C library in double precision.
struct ElementaryFunctionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let function: ElementaryFunction
    let reference: @Sendable (Double) -> Double
    var testDescription: String { "\(function)" }
  }

  static let cases = [
    Case(function: .exp) { exp($0) },
    Case(function: .log) { log($0) },
    Case(function: .log2) { log2($0) },
    Case(function: .tanh) { tanh($0) },
    Case(function: .sigmoid) { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) },
    Case(function: .softplus) { max($0, 0) + log1p(exp(-abs($0))) },
    // 1 + erf would cancel where x·Φ(x) is small.
    Case(function: .gelu) { $0 < -20 ? 0 : 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
    Case(function: .sin) { sin($0) },
    Case(function: .cos) { cos($0) },
    Case(function: .sqrt) { $0.squareRoot() },
  ]

  /// Every 40,009th float and the neighbourhoods of special ones.
  static let sweep: [Float] = {
    var numbers: [Float] = stride(from: UInt64(0), through: UInt64(UInt32.max), by: 40_009).map {
      Float(bitPattern: UInt32($0))
    }
    let special: [Float] = [
      0, 1, 0.5, 2, .pi, .pi / 2, 0.346_573_6, 0.693_147_2, 9, 9.1, 20, 87, 88.722_84, 88.8, 103.9,
      104, .leastNormalMagnitude, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity,
      0.707_106_77, 1.414_213_5, 16_777_216, 1e10, 0x1p40, 1e20,
    ]
    // Where tanh goes from one node to the next, and where it is least exact of all floats: 1.92 ulp.
    let boundaries = (0..<32).map { (Float($0) + 0.5) * 0x1.2eaeacp-2 } + [0x1.2f5708p-3]
    for value in special + boundaries {
      for sign: Float in [1, -1] {
        numbers += [sign * value, (sign * value).nextUp, (sign * value).nextDown]
      }
    }
    var sequence = Sequence64(7)
    numbers += sequence.numbers(20_000, scale: 12) + sequence.numbers(20_000, scale: 1)
    return numbers.filter { !$0.isNaN }
  }()

  /// The distance in units of the last place of the exact value.
  static func error(_ value: Float, _ exact: Double) -> Double {
    if exact.isNaN { return value.isNaN ? 0 : .infinity }
    let rounded = Float(exact)
    if rounded.isInfinite || value.isInfinite { return value == rounded ? 0 : .infinity }
    return abs(Double(value) - exact) / Double(max(rounded.ulp, .leastNonzeroMagnitude))
  }

  @Test(arguments: cases)
  func liesWithinTwoUnitsOfTheLastPlace(_ testCase: Case) {
    for runner in KernelRunner.all {
      let values = runner.map(testCase.function, Self.sweep)
      var worst = (error: 0.0, x: Float(0), value: Float(0))
      for (x, value) in zip(Self.sweep, values) {
        let error = Self.error(value, testCase.reference(Double(x)))
        if error > worst.error { worst = (error, x, value) }
      }
      #expect(
        worst.error <= 2,
        "\(testCase.function) at \(worst.x) is \(worst.value) with \(runner.kernels.name)")
    }
  }

  /// Quotients of numbers whose exponents differ by up to 100.
  @Test func quotientsLieWithinTwoUnitsOfTheLastPlace() {
    var sequence = Sequence64(13)
    var worst = 0.0
    for _ in 0..<200_000 {
      let n =
        sequence.next() * Float(sign: .plus, exponent: Int(sequence.next() * 50), significand: 1)
      let d =
        (1.5 + sequence.next() / 2)
        * Float(sign: .plus, exponent: Int(sequence.next() * 50), significand: 1)
      let value = quotient(SIMD4<Float>(repeating: n), SIMD4(repeating: d))[0]
      worst = max(worst, Self.error(value, Double(n) / Double(d)))
    }
    #expect(worst <= 2)
    let zero = quotient(SIMD4<Float>(repeating: 0), SIMD4(1e-8, 1, .infinity, 3e38))
    #expect(zero == SIMD4(repeating: 0))
    #expect(quotient(SIMD4<Float>(repeating: 1), SIMD4(repeating: .nan))[0].isNaN)
  }

  @Test func nanStaysNaN() {
    for runner in KernelRunner.all {
      for function in ElementaryFunction.allCases
      where ![.sign, .step].contains(function) {
        let value = runner.map(function, [.nan], parameter: 1)[0]
        #expect(value.isNaN, "\(function)(nan) = \(value)")
      }
    }
  }

  @Test(
    arguments: [
      (2, 3, 8), (2, 0.5, 1.414_213_5), (-2, 3, -8), (-2, 2, 4), (0, 0, 1), (0, -1, .infinity),
      (-0.0, -3, -.infinity), (1, .infinity, 1), (0.5, .infinity, 0), (10, -10, 1e-10),
      (1.000_1, 10_000, 2.718_145_8), (.infinity, 0.5, .infinity), (3, 0, 1), (7, 1, 7),
    ] as [(Float, Float, Float)])
  func powerKnowsItsSpecialCases(_ a: Float, _ b: Float, _ expected: Float) {
    for runner in KernelRunner.all {
      let value = runner.run(
        .combine, function: PairFunction.power.rawValue, a: [a], b: [b], resultCount: 1
      ).c[0]
      let exact = pow(Double(a), Double(b))
      #expect(Self.error(value, exact) <= 1, "\(a)^\(b) = \(value), not \(exact)")
      let isClose = value == expected || abs(value - expected) <= 1e-3 * abs(expected)
      #expect(isClose)
    }
  }

  @Test func powersLieWithinOneUnit() {
    var sequence = Sequence64(11)
    let a = sequence.numbers(5_000, scale: 1).map { abs($0) * 20 + 1e-6 }
    let b = sequence.numbers(5_000, scale: 20)
    for runner in KernelRunner.all {
      let values = runner.run(
        .combine, columns: a.count, function: PairFunction.power.rawValue, a: a, b: b,
        resultCount: a.count
      ).c
      for index in a.indices {
        let exact = pow(Double(a[index]), Double(b[index]))
        #expect(Self.error(values[index], exact) <= 1)
      }
    }
  }

  /// Derivatives against central differences of the kernel's own exact function.
  @Test func derivativesBelongToTheirFunctions() {
    let x: [Float] = [-6, -2.5, -1.25, -0.75, -0.1, 0.1, 0.6, 1.4, 2.2, 5]
    func geluTanh(_ x: Double) -> Double {
      let inner = (2 / Double.pi).squareRoot() * (x + 0.044_715 * x * x * x)
      return 0.5 * x * (1 + tanh(inner))
    }
    let references: [(ElementaryFunction, Float, (Double) -> Double)] = [
      (.tanh, 0, { tanh($0) }), (.sigmoid, 0, { 1 / (1 + exp(-$0)) }),
      (.logSigmoid, 0, { -log1p(exp(-$0)) }), (.softplus, 0, { log1p(exp($0)) }),
      (.silu, 0, { $0 / (1 + exp(-$0)) }),
      (.gelu, 0, { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }),
      (.geluTanh, 0, geluTanh),
      (.elu, 1.5, { $0 > 0 ? $0 : 1.5 * expm1($0) }), (.leakyRelu, 0.2, { $0 > 0 ? $0 : 0.2 * $0 }),
      (.relu, 0, { max($0, 0) }), (.square, 0, { $0 * $0 }), (.exp, 0, { exp($0) }),
      (.sin, 0, { sin($0) }), (.cos, 0, { cos($0) }), (.abs, 0, { abs($0) }),
      (.reciprocal, 0, { 1 / $0 }), (.negate, 0, { -$0 }),
      (.huber, 1, { abs($0) <= 1 ? 0.5 * $0 * $0 : abs($0) - 0.5 }),
    ]
    for runner in KernelRunner.all {
      for (function, parameter, reference) in references {
        let values = runner.map(function, x, parameter: parameter)
        let derivatives = runner.map(function, x, parameter: parameter, opcode: .derivative)
        for (index, x) in x.enumerated() {
          let exact = reference(Double(x))
          let h = 1e-5
          let slope = (reference(Double(x) + h) - reference(Double(x) - h)) / (2 * h)
          let error = abs(Double(values[index]) - exact)
          #expect(error <= 1e-6 * abs(exact) + 1e-7, "\(function)(\(x)), not \(exact)")
          let slopeError = abs(Double(derivatives[index]) - slope)
          #expect(slopeError <= 2e-6 * max(1, abs(slope)), "\(function)′(\(x)), not \(slope)")
        }
      }
    }
  }

  @Test func kinksHavePyTorchsDerivatives() {
    for runner in KernelRunner.all {
      #expect(runner.map(.relu, [0], opcode: .derivative) == [0])
      #expect(runner.map(.leakyRelu, [0], parameter: 0.01, opcode: .derivative) == [0.01])
      #expect(runner.map(.elu, [0], parameter: 1, opcode: .derivative) == [1])
      #expect(runner.map(.abs, [0], opcode: .derivative) == [0])
      #expect(runner.map(.softplus, [800, -800]) == [800, 0])
      #expect(runner.map(.logSigmoid, [800, -800]) == [0, -800])
      #expect(runner.map(.step, [0, -1, 1e-30]) == [0, 0, 1])
    }
  }
}
