import Foundation
import Kernels
import Testing

@testable import NeuralEngine

/// Learning rates by step and what optimizers make of them.
struct LearningRateTests {
  private func curve(
    _ schedule: LearningRateSchedule, base: Double = 0.05, stepsPerEpoch: Int = 4,
    stepCount: Int = 400, countsSteps: Bool = false
  ) -> LearningRateCurve {
    LearningRateCurve(
      base: base, schedule: schedule, stepsPerEpoch: stepsPerEpoch, stepCount: stepCount,
      countsSteps: countsSteps)
  }

  @Test func stepsFallAtEpochsAsInPyTorchsDocumentation() {
    // torch.optim.lr_scheduler.StepLR(optimizer, step_size=30, gamma=0.1): 0.05 below epoch 30,
    // 0.005 below 60, 0.0005 below 90.
    let rates = curve(.init(decay: .step(every: 30, factor: 0.1)))
    for (epoch, expected) in [
      (0, 0.05), (29, 0.05), (30, 0.005), (59, 0.005), (60, 0.0005), (89, 0.0005),
    ] {
      for step in 4 * epoch..<4 * epoch + 4 {
        #expect(abs(rates[step] - expected) < 1e-12 * expected, "step \(step)")
      }
    }
    // In a run measured in steps, steps count.
    let bySteps = curve(.init(decay: .step(every: 30, factor: 0.1)), countsSteps: true)
    #expect(bySteps[29] == 0.05 && abs(bySteps[30] - 0.005) < 1e-15)
  }

  @Test func exponentialMultipliesAfterEveryEpoch() {
    let rates = curve(.init(decay: .exponential(rate: 0.95)))
    var expected = 0.05
    for epoch in 0..<100 {
      #expect(abs(rates[4 * epoch] - expected) < 1e-14)
      #expect(rates[4 * epoch + 3] == rates[4 * epoch])
      expected *= 0.95
    }
  }

  @Test func cosineIsHalfAWave() {
    let rates = curve(.init(decay: .cosine(minimum: 0.01)), stepCount: 300)
    #expect(rates[0] == 0.05)
    #expect(abs(rates[150] - 0.03) < 1e-15)
    for step in 0..<300 {
      // PyTorch's closed form with T_max = 300 and eta_min = 0.01.
      let expected = 0.01 + 0.04 * (1 + cos(Double.pi * Double(step) / 300)) / 2
      #expect(abs(rates[step] - expected) < 1e-15)
      #expect(step == 0 || rates[step] < rates[step - 1])
    }
    #expect(rates[300] == 0.01)
  }

  @Test func warmupGoesFirst() {
    let rates = curve(.init(warmupStepCount: 100, decay: .cosine(minimum: 0)), base: 1)
    for step in 0..<100 { #expect(abs(rates[step] - Double(step + 1) / 100) < 1e-15) }
    #expect(rates[100] == 1)
    #expect(abs(rates[250] - 0.5) < 1e-15)
    #expect(rates[399] > 0 && rates[399] < 1e-4)
    // A run that is all warm-up.
    let short = curve(.init(warmupStepCount: 100, decay: .cosine(minimum: 0)), stepCount: 10)
    #expect((0..<10).allSatisfy { short[$0].isFinite && short[$0] > 0 })
  }

  @Test func curvesCountTheStepsOfTheRun() throws {
    var configuration = TrainingConfiguration(
      model: .linear, length: .epochs(5), batch: .rows(8), stream: "s")
    #expect(configuration.learningRates(fittedRowCount: 20)?.stepCount == 15)
    configuration.batch = .full
    #expect(configuration.learningRates(fittedRowCount: 20)?.stepCount == 5)
    configuration.batch = .rows(3)
    configuration.optimizer = .gd(learningRate: 1)
    #expect(configuration.learningRates(fittedRowCount: 20)?.stepCount == 5)
    configuration.length = .steps(7)
    #expect(configuration.learningRates(fittedRowCount: 20)?.stepCount == 7)
    configuration.optimizer = .exact
    #expect(configuration.learningRates(fittedRowCount: 20) == nil)
    configuration.validation = .holdout(0.2)
    #expect(configuration.fittedRowCount(of: 20) == 16)
    #expect(configuration.fittedRowCount(of: 1) == 0)
  }

  /// Every optimizer in single precision with a schedule follows itself in double precision with a
  /// rate that is set anew for each step.
  @Test(
    arguments: [
      .sgd(learningRate: 0.1), .sgd(learningRate: 0.1, shrinkage: 0.02),
      .momentum(learningRate: 0.1, beta: 0.9),
      .momentum(learningRate: 0.1, beta: 0.9, isRateInside: true, shrinkage: 0.01),
      .nesterov(learningRate: 0.1, beta: 0.9),
      .nesterov(learningRate: 0.1, beta: 0.9, isRateInside: true),
      .adagrad(learningRate: 0.5, epsilon: 1e-10),
      .adagrad(learningRate: 0.5, epsilon: 0.1, isEpsilonInside: true),
      .rmsprop(learningRate: 0.1, alpha: 0.9, epsilon: 1e-8),
      .rmsprop(learningRate: 0.1, alpha: 0.9, epsilon: 0.1, isEpsilonInside: true),
      .adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      .adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 0.1, isEpsilonInside: true),
      .adamw(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.05),
    ] as [Optimizer])
  func everyOptimizerTakesTheRateOfItsStep(_ optimizer: Optimizer) throws {
    let rates = curve(
      .init(warmupStepCount: 3, decay: .exponential(rate: 0.8)), base: optimizer.learningRate,
      stepsPerEpoch: 1, stepCount: 20)
    var w = [-5.0, -2.0]
    var state = ScheduledReference(optimizer)
    let trajectory = try TrainingOptimizerTests.trajectory(
      optimizer, rates: rates, steps: 20, with: Processor.chosen)
    for step in 0..<20 {
      let gradient = [0.2 * w[0] + 0.3 * w[1], 4 * w[1] + 0.3 * w[0]]
      state.apply(to: &w, gradient, rate: rates[step])
      for (value, exact) in zip(trajectory[step], w) {
        #expect(abs(value - exact) <= 5e-6 * max(1, abs(exact)), "\(optimizer), step \(step)")
      }
    }
  }

  /// The formulas as textbooks write them, one weight after the other.
  private struct ScheduledReference {
    let optimizer: Optimizer
    var m = [0.0, 0.0]
    var v = [0.0, 0.0]
    var t = 0.0

    init(_ optimizer: Optimizer) { self.optimizer = optimizer }

    mutating func apply(to w: inout [Double], _ g: [Double], rate: Double) {
      t += 1
      for i in w.indices {
        switch optimizer {
        case .gd(_, let s), .sgd(_, let s):
          w[i] = (1 - s) * w[i] - rate * g[i]
        case .momentum(_, let beta, let isInside, let s):
          m[i] = beta * m[i] + (isInside ? rate : 1) * g[i]
          w[i] = (1 - s) * w[i] - (isInside ? 1 : rate) * m[i]
        case .nesterov(_, let beta, let isInside, let s):
          let gain = isInside ? rate : 1
          m[i] = beta * m[i] + gain * g[i]
          w[i] = (1 - s) * w[i] - (isInside ? 1 : rate) * (gain * g[i] + beta * m[i])
        case .adagrad(_, let e, let isInside):
          v[i] += g[i] * g[i]
          w[i] -= rate * g[i] / (isInside ? (v[i] + e).squareRoot() : v[i].squareRoot() + e)
        case .rmsprop(_, let alpha, let e, let isInside):
          v[i] = alpha * v[i] + (1 - alpha) * g[i] * g[i]
          w[i] -= rate * g[i] / (isInside ? (v[i] + e).squareRoot() : v[i].squareRoot() + e)
        case .adam(_, let b1, let b2, let e, let isInside):
          adam(&w, g, i, rate, b1, b2, e, isInside)
        case .adamw(_, let b1, let b2, let e, let decay, let isInside):
          w[i] -= rate * decay * w[i]
          adam(&w, g, i, rate, b1, b2, e, isInside)
        default: Issue.record("no steps")
        }
      }
    }

    mutating func adam(
      _ w: inout [Double], _ g: [Double], _ i: Int, _ rate: Double, _ b1: Double, _ b2: Double,
      _ e: Double, _ isInside: Bool
    ) {
      m[i] = b1 * m[i] + (1 - b1) * g[i]
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i]
      let mean = m[i] / (1 - pow(b1, t))
      let square = v[i] / (1 - pow(b2, t))
      w[i] -= rate * mean / (isInside ? (square + e).squareRoot() : square.squareRoot() + e)
    }
  }

  @Test func shrinkingSparesBiases() throws {
    // The gradient is 0 at the start: w shrinks, b stays.
    var configuration = TrainingConfiguration(
      model: .linear, optimizer: .gd(learningRate: 0.1, shrinkage: 0.25), length: .epochs(1),
      initialization: .values(["w": [2], "b": [3]]), stream: "s")
    let data = Dataset(
      columns: ["x"], inputs: [-1, 0, 1], target: .numbers([1, 3, 5], columns: ["y"]),
      trainingRowCount: 3)
    let model = try Trainer.train(configuration, on: data)
    #expect(model.parameters.map(\.values) == [[1.5], [3]])
    #expect(model.penalty == 0)
    // AdamW shrinks both, as PyTorch's does.
    configuration.optimizer = .adamw(
      learningRate: 0.5, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.5)
    let adamw = try Trainer.train(configuration, on: data)
    #expect(adamw.parameters.map(\.values) == [[1.5], [2.25]])
  }

  @Test func theRateInsideTheVelocityIsTheSameWhileItIsConstant() throws {
    for isNesterov in [false, true] {
      let ends = try [false, true].map { isInside in
        let optimizer: Optimizer =
          isNesterov
          ? .nesterov(learningRate: 0.125, beta: 0.5, isRateInside: isInside)
          : .momentum(learningRate: 0.125, beta: 0.5, isRateInside: isInside)
        return try TrainingOptimizerTests.trajectory(
          optimizer, steps: 20, with: Processor.chosen)[19]
      }
      #expect(zip(ends[0], ends[1]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func scheduledRunsAreTheSameOnEveryInstructionSet() throws {
    for optimizer in [
      TrainingTests.adam, .momentum(learningRate: 0.05, beta: 0.9, isRateInside: true),
      .sgd(learningRate: 0.1, shrinkage: 0.001),
    ] {
      let configuration = TrainingConfiguration(
        model: TrainingTests.small, optimizer: optimizer,
        schedule: .init(warmupStepCount: 5, decay: .cosine(minimum: 0.001)), length: .epochs(4),
        batch: .rows(13), stream: "bits")
      let runs = try Processor.available.map {
        try Trainer.train(configuration, on: TrainingTests.rings(90), with: $0)
      }
      for run in runs.dropFirst() { #expect(run.digest == runs[0].digest) }
      #expect(runs[0].lastLearningRate == runs[0].course.learningRates?[15])
    }
  }
}
