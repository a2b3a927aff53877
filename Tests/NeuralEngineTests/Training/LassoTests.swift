import Foundation
import Testing

@testable import NeuralEngine

/// Coordinate descent against scikit-learn 1.9.1 (`Lasso` and `ElasticNet`, tol 1e-15) and against
/// the conditions of optimality.
struct LassoTests {
  /// y = sin x + ε at 0.2, 0.4, …, 1.6.
  private static let sine: Dataset = {
    let x = (1...8).map { 0.2 + 0.2 * Double($0 - 1) }
    let y = [
      0.2486693307950612, 0.3094183423086505, 0.5946424733950355, 0.7773560908995227,
      0.8014709848078965, 0.8620390859672262, 1.0654497299884602, 0.9795736030415051,
    ]
    return Dataset(
      columns: ["x"], inputs: x, target: .numbers(y, columns: ["y"]), trainingRowCount: 8)
  }()

  /// The width of petals by the other three measures of the irises.
  private static func petals(targets: Range<Int>) -> Dataset {
    let iris = CollectedData.iris.data
    let inputs = Array(0..<targets.lowerBound)
    return Dataset(
      columns: inputs.map { iris.columns[$0] },
      inputs: (0..<150).flatMap { row in inputs.map { iris.inputs[4 * row + $0] } },
      target: .numbers(
        (0..<150).flatMap { row in targets.map { iris.inputs[4 * row + $0] } },
        columns: targets.map { iris.columns[$0] }), trainingRowCount: 150)
  }

  private func fit(
    _ model: Model, l1: Double, l2: Double = 0, loss: Loss = .mse, on data: Dataset,
    tolerance: Double = 1e-12
  ) throws -> TrainedModel {
    try Trainer.train(
      TrainingConfiguration(
        model: model, loss: loss, optimizer: .lasso(tolerance: tolerance, sweepLimit: 100_000),
        l1: l1, l2: l2, stream: "lasso"), on: data)
  }

  private func expect(_ model: TrainedModel, _ expected: [Double], within tolerance: Double) {
    let values = model.parameters.flatMap(\.values)
    for (value, reference) in zip(values, expected) {
      #expect(abs(value - reference) <= tolerance, "\(values)")
      if reference == 0 { #expect(value == 0) }
    }
    #expect(values.count == expected.count)
    #expect(model.course.descent?.hasConverged == true)
    #expect(model.course.descent?.dualityGap ?? 1 < 1e-12)
  }

  @Test("powers up to 8 with λ = 0.01: weights exactly zero, as scikit-learn's Lasso(alpha=0.005)")
  func polynomials() throws {
    expect(
      try fit(.polynomial(degree: 8), l1: 0.01, on: Self.sine),
      [
        0.1524292060288035, 0.621881985805428, 0.03855549360368998, 0, 0, 0, 0, 0,
        -0.005902227364743555,
      ], within: 1e-9)
    expect(
      try fit(.polynomial(degree: 8), l1: 0.1, on: Self.sine),
      [0.5061534016131763, 0, 0, 0.18435292940411532, 0, 0, 0, 0, -0.005095196423698343],
      within: 1e-9)
    // `half-mse` takes alpha itself.
    expect(
      try fit(.polynomial(degree: 8), l1: 0.05, loss: .halfMSE, on: Self.sine),
      [0.5061534016131763, 0, 0, 0.18435292940411532, 0, 0, 0, 0, -0.005095196423698343],
      within: 1e-9)
  }

  @Test("both penalties are ElasticNet(alpha=0.01, l1_ratio=0.5)")
  func elasticNet() throws {
    expect(
      try fit(.polynomial(degree: 8), l1: 0.01, l2: 0.005, on: Self.sine),
      [
        0.2328663130487882, 0.354761511780644, 0.2153609956607042, 0, 0, 0, 0, 0,
        -0.008481047078396736,
      ], within: 1e-8)
  }

  @Test("irises with scikit-learn's numbers")
  func irises() throws {
    let data = Self.petals(targets: 3..<4)
    let cases: [(l1: Double, l2: Double, weights: [Double], bias: Double)] = [
      (
        0.002, 0, [-0.18827402299891563, 0.20434126598547261, 0.5140381106537792],
        -0.25701337598615703
      ),
      (
        0.02, 0, [-0.017345566172328908, 0.037955765106363316, 0.4236330735319348],
        -0.40736725785122374
      ),
      (0.2, 0, [0, 0, 0.3834504853708197], -0.241673590690207),
      (0.1, 0.05, [0, 0, 0.39325097801008596], -0.2785038420285697),
      (
        0.004, 0.008, [-0.13567609260228408, 0.1551184761187787, 0.4857441938408872],
        -0.30754160033518674
      ),
    ]
    for (l1, l2, weights, bias) in cases {
      expect(try fit(.linear, l1: l1, l2: l2, on: data), weights + [bias], within: 1e-9)
    }
    // Two targets: the loss is a mean over both.
    let both = try fit(.linear, l1: 0.05, on: Self.petals(targets: 2..<4))
    expect(
      both,
      [
        1.7177817312106312, 0.6654811833092682, -1.0865832178029027, -0.2266812478802579,
        -2.957524158144714, -1.9962549126179154,
      ], within: 1e-8)
  }

  @Test("no weight can lower the objective by moving, on random problems")
  func optimality() throws {
    var random = SeededNumbers(seed: 8)
    for _ in 0..<40 {
      let (rows, columns) = (random.integer(3...30), random.integer(1...12))
      let data = Dataset(
        columns: (0..<columns).map { "x\($0)" }, inputs: random.values(rows * columns),
        target: .numbers(random.values(rows), columns: ["y"]), trainingRowCount: rows)
      let (l1, l2) = (random.uniform(0.01...0.5), random.uniform(-0.2...0.2))
      let model = try fit(.linear, l1: l1, l2: max(l2, 0), on: data)
      func objective(_ w: [Double], _ b: Double) -> Double {
        guard case .numbers(let y, _) = data.target else { return .nan }
        var sum = 0.0
        for row in 0..<rows {
          var error = b - y[row]
          for column in 0..<columns { error += data.inputs[row * columns + column] * w[column] }
          sum += error * error
        }
        return sum / Double(rows) + l1 * w.reduce(0) { $0 + abs($1) }
          + max(l2, 0) * w.reduce(0) { $0 + $1 * $1 }
      }
      let (w, b) = (Array(model.parameters[0].values), model.parameters[1].values[0])
      let least = objective(w, b)
      #expect(abs(least - model.history[0].trainLoss - model.penalty) < 1e-12)
      for column in 0..<columns {
        for step in [1e-4, -1e-4] {
          var moved = w
          moved[column] += step
          #expect(objective(moved, b) >= least - 1e-15)
        }
      }
      #expect(objective(w, b + 1e-4) >= least && objective(w, b - 1e-4) >= least)
    }
  }

  @Test("a large penalty leaves the mean; equal and constant columns are no obstacle")
  func corners() throws {
    let mean = try fit(.linear, l1: 1e6, on: Self.sine)
    #expect(mean.parameters[0].values == [0])
    guard case .numbers(let y, _) = Self.sine.target else { return }
    #expect(abs(mean.parameters[1].values[0] - y.reduce(0, +) / 8) < 1e-15)
    let twins = Dataset(
      columns: ["a", "b", "one"], inputs: [0, 0, 1, 1, 1, 1, 2, 2, 1, 3, 3, 1],
      target: .numbers([0, 2, 4, 6], columns: ["y"]), trainingRowCount: 4)
    let shared = try fit(.linear, l1: 0.1, on: twins)
    let w = shared.parameters[0].values
    // mean((2 − s)²(x − 1.5)²) + 0.1·s is least at 2.5(2 − s) = 0.1.
    #expect(abs(w[0] + w[1] - 1.96) < 1e-5 && w[2] == 0)
    #expect(shared.course.descent?.hasConverged == true)
  }

  @Test("a limit that is too low is told")
  func limit() throws {
    let model = try Trainer.train(
      TrainingConfiguration(
        model: .polynomial(degree: 8), optimizer: .lasso(tolerance: 1e-12, sweepLimit: 2),
        l1: 1e-6, stream: "lasso"), on: Self.sine)
    let descent = try #require(model.course.descent)
    #expect(descent.sweepCount == 2 && !descent.hasConverged && descent.dualityGap > 0)
  }

  @Test("what it cannot minimise is a failure")
  func mismatches() {
    for (model, loss) in [(TrainingTests.small, Loss.mse), (.linear, .bce)] {
      #expect(throws: TrainingFailure.self) {
        try self.fit(model, l1: 0.1, loss: loss, on: Self.sine)
      }
    }
  }
}
