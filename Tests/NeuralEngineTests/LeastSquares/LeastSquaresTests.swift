import Foundation
import Testing

@testable import NeuralEngine

struct LeastSquaresTests {
  /// scikit-learn's "Underfitting vs. Overfitting" data (`numpy.random.seed(0)`), solved by mpmath
  /// with 120 digits on monomials rounded to double precision.
  struct Reference: Decodable {
    struct Fit: Decodable {
      var degree: Int
      var ridge: Double
      var coefficients: [Double]
      var conditionNumber: Double?
      /// The mean squared error of ten folds without shuffling.
      var crossValidationError: Double
    }

    var x: [Double]
    var y: [Double]
    var fits: [Fit]
  }

  static func reference() throws -> Reference {
    try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: resource("least-squares-reference")))
  }

  func fit(_ x: [Double], _ y: [Double], _ fit: Reference.Fit) -> LeastSquares.Solution {
    LeastSquares.solve(
      design: LeastSquares.polynomialDesign(x, degree: fit.degree), columns: fit.degree + 1,
      targets: y,
      ridge: fit.ridge == 0 ? nil : [0] + Array(repeating: fit.ridge, count: fit.degree))
  }

  @Test("polynomial fits agree with 120 digits, degree 15 with all its explosion")
  func polynomials() throws {
    let reference = try Self.reference()
    for expected in reference.fits {
      let solution = fit(reference.x, reference.y, expected)
      #expect(solution.rank == expected.degree + 1)
      let worst =
        zip(solution.coefficients, expected.coefficients)
        .map { ($0 / $1 - 1).magnitude }.max() ?? .nan
      #expect(worst < 2e-12, "degree \(expected.degree): \(worst)")
      if let condition = expected.conditionNumber {
        let error = (solution.conditionNumber / condition - 1).magnitude
        #expect(error < 1e-5, "degree \(expected.degree): \(solution.conditionNumber)")
      }
    }
  }

  @Test("cross-validation of degree 15 errs by 1.8e8, not by a tamed number")
  func crossValidation() throws {
    let reference = try Self.reference()
    for expected in reference.fits {
      var total = 0.0
      for fold in 0..<10 {
        let held = 3 * fold..<3 * fold + 3
        let kept = reference.x.indices.filter { !held.contains($0) }
        let w = fit(kept.map { reference.x[$0] }, kept.map { reference.y[$0] }, expected)
          .coefficients
        let rows = LeastSquares.polynomialDesign(
          held.map { reference.x[$0] }, degree: expected.degree)
        var error = 0.0
        for (row, index) in held.enumerated() {
          var prediction = 0.0
          for k in w.indices { prediction.addProduct(w[k], rows[row * w.count + k]) }
          error += (prediction - reference.y[index]) * (prediction - reference.y[index])
        }
        total += error / 3
      }
      #expect((total / 10 / expected.crossValidationError - 1).magnitude < 1e-8)
    }
  }

  @Test("a residual orthogonal to the columns marks the minimum, with several targets")
  func normalEquations() {
    var random = SeededNumbers(seed: 3)
    for _ in 0..<20 {
      let (rows, columns, targets) = (
        random.integer(4...9), random.integer(1...4), random.integer(1...3)
      )
      let design = random.values(rows * columns)
      let y = random.values(rows * targets)
      let ridge = (0..<columns).map { $0 == 0 ? 0 : random.uniform(0...2) }
      let solution = LeastSquares.solve(
        design: design, columns: columns, targets: y, targetCount: targets, ridge: ridge)
      let w = solution.coefficients
      for target in 0..<targets {
        for column in 0..<columns {
          var slope = ridge[column] * w[column * targets + target]
          for row in 0..<rows {
            var residual = -y[row * targets + target]
            for k in 0..<columns {
              residual += design[row * columns + k] * w[k * targets + target]
            }
            slope += design[row * columns + column] * residual
          }
          #expect(slope.magnitude < 1e-12)
        }
      }
    }
  }

  @Test("badly scaled columns lose nothing")
  func scaling() {
    // x to 30, degree 15: columns from 1 to 1e22.
    let x = (0..<31).map(Double.init)
    func exact(_ x: Double) -> Double {
      // Σ (−x/30)ᵏ/(k + 1)
      var sum = 0.0
      for k in 0...15 { sum += Elementary.pow(-x / 30, Double(k)) / Double(k + 1) }
      return sum
    }
    let y = x.map(exact)
    let solution = LeastSquares.solve(
      design: LeastSquares.polynomialDesign(x, degree: 15), columns: 16, targets: y)
    #expect(solution.rank == 16)
    #expect(solution.conditionNumber > 1e20)
    let prediction = LeastSquares.polynomialDesign([14.5], degree: 15)
    var value = 0.0
    for (power, w) in zip(prediction, solution.coefficients) { value += power * w }
    #expect((value - exact(14.5)).magnitude < 1e-9)
  }

  @Test("dependent columns are reported and solved with least norm")
  func rankDeficiency() {
    // Twice the same column: the weight is shared.
    let twins = LeastSquares.solve(
      design: [1, 1, 2, 2, 3, 3], columns: 2, targets: [2, 4, 6])
    #expect(twins.rank == 1 && twins.conditionNumber == .infinity)
    for coefficient in twins.coefficients { #expect((coefficient - 1).magnitude < 1e-14) }
    // Fewer rows than columns: w = Aᵀ(AAᵀ)⁻¹b.
    let wide = LeastSquares.solve(design: [1, 2, 2], columns: 3, targets: [9])
    #expect(wide.rank == 1)
    for (coefficient, exact) in zip(wide.coefficients, [1.0, 2, 2]) {
      #expect((coefficient - exact).magnitude < 1e-14)
    }
    let zero = LeastSquares.solve(design: [0, 0], columns: 1, targets: [1, 2])
    #expect(zero.rank == 0 && zero.coefficients == [0])
    // A ridge makes the columns independent again.
    let ridge = LeastSquares.solve(
      design: [1, 1, 2, 2], columns: 2, targets: [2, 4], ridge: [1, 1])
    #expect(ridge.rank == 2 && ridge.conditionNumber < 10)
    for coefficient in ridge.coefficients { #expect((coefficient - 10.0 / 11).magnitude < 1e-14) }
  }

  @Test("the condition number of Hilbert's matrices is the published one")
  func hilbert() {
    // Condition numbers from mpmath; Higham's "Accuracy and Stability" prints the same digits.
    let published = [3: 524.0567775860604, 5: 476607.2502422621, 8: 15257575538.072489]
    for (n, expected) in published.sorted(by: { $0.key < $1.key }) {
      let design = (0..<n * n).map { 1 / Double($0 / n + $0 % n + 1) }
      let solution = LeastSquares.solve(
        design: design, columns: n, targets: Array(repeating: 1, count: n))
      #expect((solution.conditionNumber / expected - 1).magnitude < 1e-6)
    }
  }
}
