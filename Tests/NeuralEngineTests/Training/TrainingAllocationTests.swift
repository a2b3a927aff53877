import CAllocations
import Testing

@testable import NeuralEngine

/// A step asks for no memory, be it given back at once: every call of an allocation function on this
/// thread counts.
@Suite(.enabled(if: callocations_count() >= 0))
struct TrainingAllocationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var layers: [Layer] = [.dense(units: 8), .activation(.tanh), .dense(units: 1)]
    var loss: Loss?
    var optimizer = TrainingTests.adam
    var batch = TrainingConfiguration.Batch.rows(7)
  }

  static let cases = [
    Case(testDescription: "batches and a smaller last one"),
    Case(testDescription: "all rows at once", batch: .full),
    Case(testDescription: "one row at a time", batch: .rows(1)),
    Case(
      testDescription: "gradient descent", loss: .mse, optimizer: .gd(learningRate: 0.1)),
    Case(
      testDescription: "classes",
      layers: [.dense(units: 19), .activation(.relu), .dense(units: 2)],
      loss: .crossEntropy, optimizer: .momentum(learningRate: 0.01, beta: 0.9)),
    Case(
      testDescription: "operations without fused instructions",
      layers: [
        .dense(units: 5), .activation(.prelu(initialSlope: 0.25)), .dense(units: 3),
        .activation(.softmax), .dense(units: 1),
      ], optimizer: .rmsprop(learningRate: 0.01, alpha: 0.99, epsilon: 1e-8)),
    Case(
      testDescription: "wide layers",
      layers: [.dense(units: 70), .activation(.gelu(isApproximate: false)), .dense(units: 1)],
      batch: .rows(40)),
  ]

  @Test(arguments: cases)
  func stepsAllocateNothing(_ testCase: Case) throws {
    let configuration = TrainingConfiguration(
      model: .network(testCase.layers), loss: testCase.loss, optimizer: testCase.optimizer,
      batch: testCase.batch, l2: 1e-4, stream: "allocations")
    // 60 rows: whole epochs, with their shuffles and last batches.
    let takeSteps = try Trainer.steps(configuration, on: TrainingTests.rings(60))
    try takeSteps(3)
    let before = callocations_count()
    try takeSteps(200)
    #expect(callocations_count() == before)
  }

  @Test func stepsOfEveryLayerAllocateNothing() throws {
    let takeSteps = try Trainer.steps(
      LayerTrainingTests.configuration(LayerTrainingTests.everyLayer, batch: 40),
      on: LayerTrainingTests.images(100))
    try takeSteps(3)
    let before = callocations_count()
    try takeSteps(50)
    #expect(callocations_count() == before)
  }

  /// Only this thread's calls are counted, but all threads run the same code.
  @Test func stepsOfTwoThreadsAllocateNothing() throws {
    let takeSteps = try Trainer.steps(
      ThreadTeamTests.configuration, on: ThreadTeamTests.data, threads: 2)
    try takeSteps(3)
    let before = callocations_count()
    try takeSteps(50)
    #expect(callocations_count() == before)
  }

  @Test func allocationsAreCounted() {
    let before = callocations_count()
    let numbers = [Int](unsafeUninitializedCapacity: 1_000) { $1 = 0 }
    #expect(callocations_count() > before)
    #expect(numbers.isEmpty)
  }
}
