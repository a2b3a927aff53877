import Testing

@testable import NeuralEngine

/// Rosenblatt's rule.
struct PerceptronTests {
  private func table(_ targets: [Int]) -> Dataset {
    Dataset(
      columns: ["x1", "x2"], inputs: [0, 0, 0, 1, 1, 0, 1, 1],
      target: .classes(targets, names: ["no", "yes"]), trainingRowCount: 4)
  }

  private func train(
    _ data: Dataset, rate: Double = 1, shuffles: Bool = false, model: Model = .perceptron,
    length: TrainingConfiguration.Length = .epochs(100),
    initialization: Initialization = .standard, record: TrainingConfiguration.RecordInterval? = nil
  ) throws -> TrainedModel {
    try Trainer.train(
      TrainingConfiguration(
        model: model, optimizer: .perceptron(learningRate: rate, shuffles: shuffles),
        length: length, initialization: initialization, stream: "p", recordInterval: record),
      on: data)
  }

  @Test("a conjunction by hand: every mistake moves the weights by the row")
  func conjunction() throws {
    // From w = (0, 0), b = 0 with rows 00, 01, 10, 11 and y = 0, 0, 0, 1; ŷ = 1 at 0:
    // epoch 1: 00 wrong, b = −1; 01, 10 right; 11 wrong, w = (1, 1), b = 0.
    // epoch 2: 00 wrong, b = −1; 01 wrong, w = (1, 0), b = −2; 10 right; 11 wrong, w = (2, 1), b = −1.
    // epoch 3: 00 right; 01 wrong, w = (2, 0), b = −2; 10 wrong, w = (1, 0), b = −3; 11 wrong,
    //          w = (2, 1), b = −2.
    // epoch 4: 00, 01 right (−1); 10 wrong (0), w = (1, 1), b = −3; 11 wrong, w = (2, 2), b = −2.
    // epoch 5: 00 right; 01 wrong (0), w = (2, 1), b = −3; 10 right; 11 right (0).
    // epoch 6: no mistake.
    let model = try train(table([0, 0, 0, 1]), record: .epochs(1))
    let states = model.snapshots.map { $0.parameters.flatMap(\.values) }
    #expect(
      states == [
        [0, 0, 0], [1, 1, 0], [2, 1, -1], [2, 1, -2], [2, 2, -2], [2, 1, -3], [2, 1, -3],
      ])
    #expect(model.course.perceptron?.mistakes == [2, 3, 3, 2, 1, 0])
    #expect(model.course.ending == .separated && model.epochCount == 6 && model.stepCount == 24)
    #expect(model.finalMetrics?.trainAccuracy == 1 && model.history.count == 7)
    // (1, 1) lies on the line, which says 1.
    #expect(model.predict([0, 0, 0, 1, 1, 0, 1, 1]) == [0, 0, 0, 1])
    #expect(model.loss == .perceptron && model.finalMetrics?.trainLoss == 0)
  }

  @Test("no line does an exclusive or: the weights come back, which ends nothing and is told")
  func exclusiveOr() throws {
    let model = try train(table([0, 1, 1, 0]))
    let course = try #require(model.course.perceptron)
    #expect(model.course.ending == .completed && model.epochCount == 100)
    #expect(course.mistakes.count == 100 && course.mistakes.allSatisfy { $0 > 0 })
    let cycle = try #require(course.cycle)
    #expect(cycle.upperBound < 20)
    // The mistakes repeat with it.
    let length = cycle.upperBound - cycle.lowerBound
    for epoch in cycle.upperBound..<100 {
      #expect(course.mistakes[epoch] == course.mistakes[epoch - length])
    }
    #expect(model.finalMetrics?.trainAccuracy ?? 1 < 1)
    let shuffled = try train(table([0, 1, 1, 0]), shuffles: true)
    #expect(shuffled.course.perceptron?.cycle == nil && shuffled.course.ending == .completed)
  }

  @Test("separable classes are separated, whatever rate, order and start")
  func separable() throws {
    var random = SeededNumbers(seed: 5)
    for trial in 0..<30 {
      let count = random.integer(1...4)
      let normal = random.values(count, -1...1)
      let offset = random.uniform(-0.5...0.5)
      var inputs: [Double] = []
      var classes: [Int] = []
      while classes.count < 40 {
        let x = random.values(count, -2...2)
        let score = zip(x, normal).reduce(offset) { $0 + $1.0 * $1.1 }
        guard abs(score) > 0.1 else { continue }
        inputs += x
        classes.append(score > 0 ? 1 : 0)
      }
      let data = Dataset(
        columns: (0..<count).map { "x\($0)" }, inputs: inputs,
        target: .classes(classes, names: ["a", "b"]), trainingRowCount: 30)
      let model = try train(
        data, rate: random.uniform(0.01...3), shuffles: trial % 2 == 0,
        model: trial % 3 == 0 ? .network([.dense(units: 1)]) : .perceptron,
        length: .epochs(20_000), initialization: trial % 5 == 0 ? .xavier : .standard)
      #expect(model.course.ending == .separated, "trial \(trial)")
      #expect(model.course.perceptron?.mistakes.last == 0)
      #expect(model.finalMetrics?.trainAccuracy == 1 && model.finalMetrics?.testLoss != nil)
      let counts = try #require(model.course.perceptron).mistakes
      #expect(counts.dropLast().allSatisfy { $0 > 0 } && counts.count == model.epochCount)
    }
  }

  @Test("steps count rows; weights start where they are put")
  func steps() throws {
    let model = try train(
      table([0, 0, 0, 1]), length: .steps(6),
      initialization: .values(["w": [0.5, 0.5], "b": [-2]]), record: .steps(3))
    #expect(model.stepCount == 6 && model.epochCount == 2)
    #expect(model.snapshots.map(\.step) == [0, 3, 6])
    #expect(model.snapshots[0].parameters.flatMap(\.values) == [0.5, 0.5, -2])
    // The only mistake of the first epoch is its last row.
    #expect(model.snapshots[1].parameters == model.snapshots[0].parameters)
    #expect(model.course.perceptron?.mistakes[0] == 1)
    #expect(try train(table([0, 0, 0, 1]), length: .epochs(0)).history.count == 1)
  }

  @Test("other optimizers train the model by its loss")
  func gradients() throws {
    let model = try Trainer.train(
      TrainingConfiguration(
        model: .perceptron, optimizer: .sgd(learningRate: 0.1), length: .epochs(50),
        batch: .rows(1), stream: "p"), on: table([0, 1, 1, 1]))
    #expect(model.loss == .perceptron && model.finalMetrics?.trainAccuracy == 1)
    #expect(model.predict([0, 0, 1, 1]) == [0, 1])
  }

  @Test("anything but two classes and one unit is a failure")
  func mismatches() {
    let three = Dataset(
      columns: ["x"], inputs: [1, 2, 3], target: .classes([0, 1, 2], names: ["a", "b", "c"]),
      trainingRowCount: 3)
    #expect(throws: TrainingFailure.self) { try self.train(three) }
    #expect(throws: TrainingFailure.self) { try self.train(TrainingTests.line()) }
    #expect(throws: TrainingFailure.self) {
      try self.train(table([0, 0, 0, 1]), model: TrainingTests.small)
    }
  }
}
