import Kernels
import NeuralEngine
import Testing

/// Every element of a product is one ascending chain of fused multiply-adds, whatever the blocking.
struct MatrixProductTests {
  /// The contract, written down naively.
  static func oracle(
    rows: Int, columns: Int, inner: Int, start: (Int) -> Float, a: (Int, Int) -> Float,
    b: (Int, Int) -> Float
  ) -> [Float] {
    var c: [Float] = []
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = start(column)
        for k in 0..<inner { sum = sum.addingProduct(a(row, k), b(k, column)) }
        c.append(sum)
      }
    }
    return c
  }

  static let sizes: [(Int, Int, Int)] = small + large + random

  static let small = [
    (1, 1, 1), (1, 5, 3), (5, 1, 7), (9, 1, 33), (2, 8, 2), (10, 8, 2), (10, 8, 8), (3, 16, 4),
    (13, 17, 5), (7, 31, 9), (16, 32, 11), (12, 33, 40), (29, 47, 64), (25, 64, 33), (37, 100, 50),
    (1, 70, 6), (24, 65, 32), (31, 10, 64), (64, 64, 64), (49, 35, 130),
    (45, 1, 18), (200, 1, 16), (16, 1, 30), (32, 1, 9), (40, 1, 3), (16, 16, 40), (8, 32, 21),
    (3, 20, 30), (2, 16, 25), (1, 9, 12),
  ]

  /// More than one block of k and of columns, strips behind which few rows remain, rows a page apart.
  static let large = [
    (52, 40, 600), (97, 33, 1_100), (48, 1_060, 150), (50, 1_025, 300), (13, 90, 1_025),
    (53, 60, 1_024),
  ]

  /// Shapes from a fixed sequence, with few rows or columns as often as with many.
  static let random: [(Int, Int, Int)] = {
    var sequence = Sequence64(77)
    func extent(_ limit: Float) -> Int {
      1 + Int(abs(sequence.next()) * abs(sequence.next()) * limit)
    }
    return (0..<40).map { _ in (extent(120), extent(200), extent(300)) }
  }()

  @Test(arguments: sizes)
  func productsAreAscendingChains(_ rows: Int, _ columns: Int, _ inner: Int) {
    var sequence = Sequence64(UInt64(rows * 1_000 + columns * 10 + inner))
    let a = sequence.numbers(rows * inner)
    let b = sequence.numbers(inner * columns)
    let bias = sequence.numbers(columns)
    for bias in [bias, nil] {
      let expected = Self.oracle(
        rows: rows, columns: columns, inner: inner, start: { bias?[$0] ?? 0 },
        a: { a[$0 * inner + $1] }, b: { b[$0 * columns + $1] })
      for runner in KernelRunner.all {
        for packs in [false, true] {
          let c = runner.run(
            .matrixProduct, rows: rows, columns: columns, inner: inner, a: a, b: b, d: bias,
            resultCount: rows * columns, packs: packs
          ).c
          #expect(
            c.bits == expected.bits,
            "\(rows)×\(inner)×\(columns), \(runner.kernels.name), packed: \(packs)")
        }
      }
    }
  }

  @Test(arguments: sizes)
  func transposedProductsAreAscendingChains(_ rows: Int, _ columns: Int, _ inner: Int) {
    var sequence = Sequence64(UInt64(rows * 1_000 + columns * 10 + inner + 1))
    let a = sequence.numbers(inner * rows)
    let b = sequence.numbers(inner * columns)
    let expected = Self.oracle(
      rows: rows, columns: columns, inner: inner, start: { _ in 0 }, a: { a[$1 * rows + $0] },
      b: { b[$0 * columns + $1] })
    let sums = Self.oracle(
      rows: 1, columns: columns, inner: inner, start: { _ in 0 }, a: { _, _ in 1 },
      b: { b[$0 * columns + $1] })
    for runner in KernelRunner.all {
      for packs in [false, true] {
        let (c, d) = runner.run(
          .transposedProduct, rows: rows, columns: columns, inner: inner, a: a, b: b,
          resultCount: rows * columns, secondCount: columns, packs: packs)
        #expect(
          c.bits == expected.bits,
          "\(rows)×\(inner)×\(columns), \(runner.kernels.name), packed: \(packs)")
        #expect(d.bits == sums.bits, "column sums, \(runner.kernels.name)")
      }
    }
  }

  /// A product that meets f′ is the product and then the derivative, bit for bit.
  @Test(arguments: [ElementaryFunction.tanh, .sigmoid, .relu], small + random)
  func productsMeetDerivatives(_ function: ElementaryFunction, _ size: (Int, Int, Int)) {
    let (rows, columns, inner) = size
    var sequence = Sequence64(UInt64(rows * 1_000 + columns * 10 + inner + 2))
    let a = sequence.numbers(rows * inner)
    let b = sequence.numbers(inner * columns)
    let outputs = sequence.numbers(rows * columns)
    for runner in KernelRunner.all {
      let product = runner.run(
        .matrixProduct, rows: rows, columns: columns, inner: inner, a: a, b: b,
        resultCount: rows * columns
      ).c
      let expected = runner.run(
        .backwardFromOutput, columns: rows * columns, function: function.rawValue, a: product,
        b: outputs, resultCount: rows * columns
      ).c
      let joined = runner.run(
        .backwardProduct, rows: rows, columns: columns, inner: inner, function: function.rawValue,
        a: a, b: b, d: outputs, resultCount: rows * columns
      ).c
      #expect(
        joined.bits == expected.bits, "\(rows)×\(inner)×\(columns), \(runner.kernels.name)")
    }
  }

  @Test func zerosKeepTheSignOfTheChain() {
    // fma(−0, x, +0) is +0: a product that skipped the chain's start would give −0.
    for runner in KernelRunner.all {
      let c = runner.run(
        .matrixProduct, rows: 2, columns: 2, inner: 1, a: [-0.0, 0], b: [1, -1], resultCount: 4
      ).c
      #expect(c.bits == [0, 0, 0, 0])
    }
  }

  @Test func transposesMatrices() {
    var sequence = Sequence64(5)
    for (rows, columns) in [(37, 21), (8, 16), (3, 40), (64, 33), (1, 5)] {
      let a = sequence.numbers(rows * columns)
      let expected = a.indices.map { index -> Float in
        let (column, row) = index.quotientAndRemainder(dividingBy: rows)
        return a[row * columns + column]
      }
      for runner in KernelRunner.all {
        let c = runner.run(.transpose, rows: rows, columns: columns, a: a, resultCount: a.count).c
        #expect(c == expected)
      }
    }
  }
}
