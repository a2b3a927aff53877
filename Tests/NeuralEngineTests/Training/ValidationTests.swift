import Foundation
import Testing

@testable import NeuralEngine

/// Rows that are held back from training.
struct ValidationTests {
  private static func numbered(_ count: Int, training: Int) -> Dataset {
    Dataset(
      columns: ["x"], inputs: (0..<count).map(Double.init),
      target: .numbers((0..<count).map { Double($0) * 10 }, columns: ["y"]),
      trainingRowCount: training)
  }

  @Test(arguments: [(10, 5), (11, 3), (7, 7), (5, 2)])
  func foldsShareTheTrainingRows(_ rows: Int, _ count: Int) {
    let data = Self.numbered(rows + 4, training: rows)
    let folds = data.folds(count, seed: 1, name: "a")
    #expect(folds.flatMap { $0 }.sorted() == Array(0..<rows))
    let sizes = folds.map(\.count)
    #expect(sizes == (0..<count).map { rows / count + ($0 < rows % count ? 1 : 0) })
    #expect(folds.allSatisfy { $0 == $0.sorted() })
    #expect(folds == data.folds(count, seed: 1, name: "a"))
    if rows > 7 { #expect(folds != data.folds(count, seed: 2, name: "a")) }
  }

  @Test func heldRowsStandBetweenTrainingAndTest() throws {
    let data = Self.numbered(10, training: 8)
    let held = data.validationRows(3, seed: 0, name: "b")
    let arranged = data.holdingBack(held)
    #expect(held.count == 3 && Set(held).isSubset(of: 0..<8))
    #expect(arranged.trainingRowCount == 5)
    #expect(arranged.inputs[5..<8].map { Int($0) } == held)
    #expect(Array(arranged.inputs[8...]) == [8, 9])
    #expect(Array(arranged.inputs[..<5]) == arranged.inputs[..<5].sorted())
    let plan = try TrainingPlan(
      TrainingConfiguration(model: .linear, stream: "b"), arranged, validationRowCount: 3)
    #expect(RowSet.allCases.map { plan.rows(of: $0) } == [0..<5, 5..<8, 8..<10])
  }

  @Test func holdoutRowsDoNotTrain() throws {
    // An outlier that is held back pulls no line; one that is not does.
    var data = Self.numbered(10, training: 10)
    let held = data.validationRows(2, seed: 0, name: "c")
    guard case .numbers(var values, let names) = data.target else { return }
    values[held[0]] += 100
    data.target = .numbers(values, columns: names)
    var configuration = TrainingConfiguration(
      model: .linear, optimizer: .exact, stream: "c", validation: .holdout(0.2))
    let model = try Trainer.train(configuration, on: data)
    let metrics = try #require(model.finalMetrics)
    #expect(metrics.trainLoss < 1e-20)
    #expect(abs(try #require(metrics.validationLoss) - 5_000) < 1e-6)
    #expect(metrics.testLoss == nil && metrics.validationAccuracy == nil)
    configuration.validation = nil
    let pulled = try Trainer.train(configuration, on: data)
    #expect(try #require(pulled.finalMetrics).trainLoss > 1)
  }

  @Test func validationIsMeasuredEveryEpoch() throws {
    let configuration = TrainingConfiguration(
      model: TrainingTests.small, optimizer: TrainingTests.adam, length: .epochs(30),
      batch: .rows(10), stream: "d", validation: .holdout(0.25))
    let model = try Trainer.train(configuration, on: TrainingTests.rings(400))
    #expect(model.history.count == 31 && model.stepCount == 30 * 15)
    #expect(model.history.allSatisfy { $0.validationLoss != nil && $0.validationAccuracy != nil })
    #expect(try #require(model.finalMetrics?.validationAccuracy) > 0.95)
    // The best epoch is judged by the rows held back.
    let losses = model.history.compactMap(\.validationLoss)
    #expect(model.course.bestEpoch == losses.indices.min { losses[$0] < losses[$1] })
  }

  @Test func evaluationIsThePredictionsLoss() throws {
    let data = TrainingTests.rings(200)
    let configuration = TrainingConfiguration(
      model: TrainingTests.small, optimizer: TrainingTests.adam, length: .epochs(5),
      batch: .rows(10), stream: "e", validation: .holdout(0.3))
    let model = try Trainer.train(configuration, on: data)
    let held = data.validationRows(30, seed: 0, name: "e")
    guard case .classes(let classes, _) = data.target else { return }
    let probabilities = model.predict(held.flatMap { data.inputs[2 * $0...2 * $0 + 1] })
    let losses = zip(held, probabilities).map { row, p in
      classes[row] == 1 ? -log(p) : -log(1 - p)
    }
    let mean = losses.reduce(0, +) / 30
    #expect(abs(mean - (try #require(model.finalMetrics?.validationLoss))) < 1e-5)
  }

  @Test func foldsSummariseTheirModels() throws {
    let data = TrainingTests.line(12) { 3 - 2 * $0 + 0.3 * sin(9 * $0) }
    let configuration = TrainingConfiguration(
      model: .linear, optimizer: .exact, stream: "f", validation: .folds(4))
    let model = try Trainer.train(configuration, on: data)
    let folds = try #require(model.course.crossValidation)
    let parts = data.folds(4, seed: 0, name: "f")
    guard case .numbers(let y, _) = data.target else { return }
    // Each fold by the formulas of simple regression.
    let expected = parts.map { held -> Double in
      let rows = (0..<12).filter { !held.contains($0) }
      let meanX = rows.reduce(0) { $0 + data.inputs[$1] } / 9
      let meanY = rows.reduce(0) { $0 + y[$1] } / 9
      let xy = rows.reduce(0) { $0 + (data.inputs[$1] - meanX) * (y[$1] - meanY) }
      let xx = rows.reduce(0) { $0 + pow(data.inputs[$1] - meanX, 2) }
      let slope = xy / xx
      return held.reduce(0) { $0 + pow(meanY + slope * (data.inputs[$1] - meanX) - y[$1], 2) } / 3
    }
    for (loss, value) in zip(folds.losses, expected) { #expect(abs(loss - value) < 1e-12) }
    let mean = expected.reduce(0, +) / 4
    let variance = expected.reduce(0) { $0 + pow($1 - mean, 2) } / 4
    #expect(abs(folds.loss.mean - mean) < 1e-12)
    #expect(abs(folds.loss.deviation - variance.squareRoot()) < 1e-12)
    #expect(folds.accuracy == nil && folds.folds.count == 4)
    // The run's own model has all rows.
    let plain = try Trainer.train(
      TrainingConfiguration(model: .linear, optimizer: .exact, stream: "f"), on: data)
    #expect(plain.parameters == model.parameters)
    #expect(model.finalMetrics?.validationLoss == nil)
  }

  @Test func foldsOfNetworksHaveCurves() throws {
    var configuration = TrainingConfiguration(
      model: TrainingTests.small, optimizer: TrainingTests.adam, length: .epochs(12),
      batch: .rows(10), stream: "g", validation: .folds(3))
    let data = TrainingTests.rings(120)
    let model = try Trainer.train(configuration, on: data)
    let folds = try #require(model.course.crossValidation)
    #expect(folds.curve(.validationLoss).count == 13)
    #expect(folds.curve(.validationAccuracy).count == 13)
    #expect(folds.curve(.validationLoss).last == folds.loss)
    #expect(folds.accuracy?.mean ?? 0 > 0.5 && folds.loss.deviation > 0)
    #expect(Set(folds.losses).count == 3)
    configuration.validation = nil
    let plain = try Trainer.train(configuration, on: data)
    #expect(plain.digest == model.digest && plain.history == model.history)
    // Runs are the same on every instruction set.
    configuration.validation = .folds(3)
    let runs = try Processor.available.map {
      try Trainer.train(configuration, on: data, with: $0)
    }
    #expect(runs.allSatisfy { $0.course == model.course })
  }

  @Test func tooManyFoldsAndFailingFoldsAreFailures() {
    var configuration = TrainingConfiguration(
      model: .linear, optimizer: .exact, stream: "h", validation: .folds(9))
    #expect(throws: TrainingFailure.self) {
      try Trainer.train(configuration, on: Self.numbered(8, training: 8))
    }
    configuration = TrainingConfiguration(
      model: .linear, optimizer: .gd(learningRate: 50), length: .epochs(1_000), stream: "h",
      validation: .folds(4))
    #expect {
      try Trainer.train(configuration, on: Self.numbered(8, training: 8))
    } throws: { error in
      guard case .fold(1, of: 4, .diverged)? = error as? TrainingFailure else { return false }
      return true
    }
  }
}
