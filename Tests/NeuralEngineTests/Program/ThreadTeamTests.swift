import Kernels
import Testing

@testable import NeuralEngine

/// Threads share a run without changing it.
struct ThreadTeamTests {
  /// Large enough that a step is worth more than one thread.
  static let configuration = TrainingConfiguration(
    model: .network([
      .dense(units: 160), .activation(.tanh), .dense(units: 96), .activation(.relu),
      .dense(units: 3),
    ]), optimizer: TrainingTests.adam, length: .epochs(3), batch: .rows(150), l2: 1e-4, seed: 3,
    stream: "threads")

  static let data: Dataset = {
    var stream = RandomStream(seed: 5, name: "threads", purpose: .data)
    let inputs = (0..<(400 * 120)).map { _ in stream.uniform(-1, 1) }
    let classes = (0..<400).map { inputs[$0 * 120] > 0 ? inputs[$0 * 120 + 1] > 0 ? 2 : 1 : 0 }
    return Dataset(
      columns: (0..<120).map { "x\($0)" }, inputs: inputs,
      target: .classes(classes, names: ["a", "b", "c"]), trainingRowCount: 350)
  }()

  @Test func everyThreadCountGivesTheSameNumbers() throws {
    for kernels in Processor.available.dropFirst(Processor.available.count > 1 ? 1 : 0) {
      let models = try (1...3).map { threads in
        try Trainer.train(
          Self.configuration, on: Self.data, with: kernels,
          budget: ThreadBudget(limit: 8, forced: threads))
      }
      for model in models.dropFirst() {
        #expect(model.parameters.map(\.values) == models[0].parameters.map(\.values))
        #expect(model.history.map(\.trainLoss) == models[0].history.map(\.trainLoss))
        #expect(model.history.map(\.testLoss) == models[0].history.map(\.testLoss))
      }
    }
  }

  /// Convolutions, whose gradients threads compute side by side.
  @Test func everyThreadCountGivesTheSameImages() throws {
    let window = ImageWindow(kernel: .init(5), padding: .init(2))
    let configuration = TrainingConfiguration(
      model: .network([
        .convolution(channels: 6, window: window), .batchNormalization, .activation(.tanh),
        .pool(.average, ImageWindow(kernel: .init(2), stride: .init(2))),
        .convolution(channels: 16, window: window), .activation(.relu),
        .pool(.maximum, ImageWindow(kernel: .init(2), stride: .init(2))), .flatten,
        .dense(units: 3),
      ]), optimizer: TrainingTests.adam, length: .steps(4), batch: .rows(96), seed: 3,
      stream: "images")
    var stream = RandomStream(seed: 5, name: "images", purpose: .data)
    let inputs = (0..<(200 * 256)).map { _ in stream.uniform(-1, 1) }
    let data = Dataset(
      columns: (0..<256).map { "x\($0)" }, inputs: inputs,
      target: .classes((0..<200).map { $0 % 3 }, names: ["a", "b", "c"]), trainingRowCount: 200,
      imageShape: Dataset.ImageShape(channels: 1, height: 16, width: 16))
    for kernels in Processor.available.dropFirst(Processor.available.count > 1 ? 1 : 0) {
      let models = try (1...3).map { threads in
        try Trainer.train(
          configuration, on: data, with: kernels, budget: ThreadBudget(limit: 8, forced: threads))
      }
      for model in models.dropFirst() {
        #expect(model.parameters.map(\.values) == models[0].parameters.map(\.values))
        #expect(model.history.map(\.trainLoss) == models[0].history.map(\.trainLoss))
      }
    }
  }

  @Test func largeStepsTakeThreadsSmallOnesDoNot() throws {
    let budget = ThreadBudget(limit: 2)
    let plan = try TrainingPlan(Self.configuration, Self.data)
    do {
      let first = TrainingLoop(plan, Processor.chosen, budget: budget)
      #expect(first.threadCount == 2)
      // Nothing is left for another run but its own thread.
      #expect(TrainingLoop(plan, Processor.chosen, budget: budget).threadCount == 1)
      try first.take(2)
    }
    #expect(TrainingLoop(plan, Processor.chosen, budget: budget).threadCount == 2)
    var small = Self.configuration
    small.batch = .rows(10)
    let smallPlan = try TrainingPlan(small, Self.data)
    #expect(TrainingLoop(smallPlan, Processor.chosen, budget: budget).threadCount == 1)
  }

  @Test func budgetsAreGivenBack() {
    let budget = ThreadBudget(limit: 4)
    #expect(budget.take(3) == 3)
    #expect(budget.take(3) == 1)
    #expect(budget.take(3) == 1)
    budget.giveBack(3)
    #expect(budget.take(3) == 2)
    budget.setLimit(1)
    #expect(budget.take(3) == 1)
    #expect(ThreadBudget(limit: 1, forced: 2).take(8) == 2)
    #expect(ThreadBudget(limit: 8, forced: 2).take(1) == 1)
  }
}
