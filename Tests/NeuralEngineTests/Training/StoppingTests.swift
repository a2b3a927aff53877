import Foundation
import Testing

@testable import NeuralEngine

/// When runs end and whose weights they have.
struct StoppingTests {
  /// A small, noisy set that a network with many units overfits.
  private static let noisy: Dataset = {
    var numbers = SeededNumbers(seed: 3)
    let x = (0..<40).map { _ in numbers.uniform(-1...1) }
    let y = x.map { sin(3 * $0) + numbers.uniform(-0.6...0.6) }
    return Dataset(
      columns: ["x"], inputs: x, target: .numbers(y, columns: ["y"]), trainingRowCount: 20)
  }()

  private func configuration(_ early: EarlyStopping?, epochs: Int = 2_000) -> TrainingConfiguration
  {
    TrainingConfiguration(
      model: .network([.dense(units: 16), .activation(.tanh), .dense(units: 1)]),
      optimizer: TrainingTests.adam, length: .epochs(epochs), batch: .full, stream: "stop",
      earlyStopping: early)
  }

  @Test func earlyStoppingEndsPatienceEpochsAfterTheBest() throws {
    let rule = EarlyStopping(patience: 15, quantity: .testLoss)
    let model = try Trainer.train(configuration(rule), on: Self.noisy)
    let losses = model.history.compactMap(\.testLoss)
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(model.course.ending == .early(rule))
    #expect(model.course.bestEpoch == best)
    #expect(model.epochCount == best + 15)
    #expect(model.history.count == model.epochCount + 1)
    #expect(model.epochCount < 2_000 && best > 0)
    // It ends with the best weights, which a run of that length has too.
    #expect(model.course.finalEpoch == best)
    #expect(model.finalMetrics == model.history[best])
    let short = try Trainer.train(configuration(nil, epochs: best), on: Self.noisy)
    #expect(short.parameters == model.parameters)
    #expect(short.course.bestEpoch == best && short.course.ending == .completed)
  }

  @Test func theLastWeightsStayWhereAsked() throws {
    let rule = EarlyStopping(patience: 15, quantity: .testLoss, restoresBest: false)
    let model = try Trainer.train(configuration(rule), on: Self.noisy)
    #expect(model.course.finalEpoch == model.epochCount)
    #expect(model.course.bestEpoch == model.epochCount - 15)
    #expect(model.finalMetrics == model.history.last)
  }

  @Test func aRunThatEndsByItselfRestoresToo() throws {
    let rule = EarlyStopping(patience: 1_000, quantity: .testLoss)
    let model = try Trainer.train(configuration(rule, epochs: 600), on: Self.noisy)
    #expect(model.course.ending == .completed && model.epochCount == 600)
    #expect(model.course.bestEpoch < 600 && model.course.finalEpoch == model.course.bestEpoch)
  }

  @Test func smallImprovementsDoNotCount() {
    var best = BestEpoch(.trainLoss, minimumChange: 0.1)
    let losses = [1.0, 0.95, 0.905, 0.85, 0.9, .nan, 0.75]
    let improved = losses.enumerated().map { epoch, loss in
      best.observe(
        .init(trainLoss: loss, testLoss: nil, trainAccuracy: nil, testAccuracy: nil), epoch: epoch)
    }
    #expect(improved == [true, false, false, true, false, false, false])
    #expect(best.epoch == 3 && best.age == 3)
    var accuracy = BestEpoch(.testAccuracy)
    let accuracies = [0.5, 0.5, 0.7, 0.6].enumerated().map { epoch, value in
      accuracy.observe(
        .init(trainLoss: 1, testLoss: 1, trainAccuracy: 1, testAccuracy: value), epoch: epoch)
    }
    #expect(accuracies == [true, false, true, false])
    // What was never measured never improves.
    var missing = BestEpoch(.validationLoss)
    let metrics = TrainedModel.Metrics(
      trainLoss: 1, testLoss: nil, trainAccuracy: nil, testAccuracy: nil)
    #expect(!missing.observe(metrics, epoch: 0) && missing.epoch == 0 && missing.age == 1)
  }

  @Test func toleranceEndsAtTheFirstSmallStep() throws {
    // Gradient descent on ½mean((wx + b − y)²) contracts by known factors.
    var configuration = TrainingConfiguration(
      model: .linear, optimizer: .gd(learningRate: 0.3), length: .epochs(10_000),
      initialization: .zeros, stream: "t", tolerance: 1e-4)
    configuration.recordInterval = .steps(1)
    let model = try Trainer.train(configuration, on: TrainingTests.line())
    guard case .settled(let distance, let tolerance) = model.course.ending else {
      Issue.record("did not stop")
      return
    }
    func distances() -> [Double] {
      zip(model.snapshots, model.snapshots.dropFirst()).map { first, second in
        zip(first.parameters, second.parameters).reduce(0.0) { sum, pair in
          sum + zip(pair.0.values, pair.1.values).reduce(0.0) { $0 + pow($1.0 - $1.1, 2) }
        }.squareRoot()
      }
    }
    let moves = distances()
    #expect(moves.count == model.stepCount)
    #expect(tolerance == 1e-4 && distance < 1e-4)
    #expect(abs(distance - (moves.last ?? 0)) < 1e-12)
    #expect(moves.dropLast().allSatisfy { $0 >= 1e-4 })
    #expect(model.snapshots.map(\.step) == Array(0...model.stepCount))
  }

  @Test func aStepInsideAnEpochCanBeTheLast() throws {
    let configuration = TrainingConfiguration(
      model: .linear, optimizer: .sgd(learningRate: 0.3), length: .epochs(10_000),
      batch: .rows(3), stream: "t", tolerance: 1e-3)
    let model = try Trainer.train(configuration, on: TrainingTests.line())
    #expect(model.stepCount > 7 * (model.epochCount - 1) && model.stepCount <= 7 * model.epochCount)
    #expect(model.epochCount < 10_000 && model.history.count == model.epochCount + 1)
  }

  @Test func weightsAreKeptEveryFewSteps() throws {
    let configuration = TrainingConfiguration(
      model: .linear, optimizer: .sgd(learningRate: 0.1), length: .epochs(2), batch: .rows(8),
      stream: "t", recordInterval: .steps(4))
    let model = try Trainer.train(configuration, on: TrainingTests.line())
    #expect(model.snapshots.map(\.step) == [0, 4, 6])
    #expect(model.snapshots.map(\.epoch) == [0, 2, 2])
    #expect(model.snapshots.last?.parameters == model.parameters)
  }
}
