import CAllocations
import Testing

@testable import NeuralEngine

/// The memory of a run: parameters, their gradients and what the optimizer remembers, one batch's
/// values and gradients, and the data once.
@Suite(.enabled(if: callocations_count() >= 0))
struct TrainingMemoryTests {
  /// Random pixels in ten classes.
  private static func images(_ rows: Int, pixels: Int) -> Dataset {
    var stream = RandomStream(seed: 1, name: "pixels", purpose: .data)
    return Dataset(
      columns: (0..<pixels).map { "p\($0)" },
      inputs: (0..<rows * pixels).map { _ in Double(stream.nextUInt32() >> 24) },
      target: .classes((0..<rows).map { $0 % 10 }, names: (0..<10).map { "\($0)" }),
      trainingRowCount: rows * 5 / 6)
  }

  @Test(arguments: [
    (784, 20_000, 64, Optimizer.sgd(learningRate: 1e-6), 0),
    (784, 12_000, 64, TrainingTests.adam, 2),
    (784, 12_000, 256, TrainingTests.adam, 2),
    (256, 20_000, 32, .momentum(learningRate: 1e-6, beta: 0.9), 1),
  ])
  func aRunHoldsLittleMoreThanItNeeds(
    _ pixels: Int, _ rows: Int, _ units: Int, _ optimizer: Optimizer, _ slots: Int
  ) throws {
    let data = Self.images(rows, pixels: pixels)
    #expect(data.inputs.byteCount == rows * pixels)
    let batch = 128
    let configuration = TrainingConfiguration(
      model: .network([.dense(units: units), .activation(.relu), .dense(units: 10)]),
      optimizer: optimizer, length: .steps(20), batch: .rows(batch), stream: "memory")
    let before = callocations_live()
    _ = callocations_take_peak()
    let model = try Trainer.train(configuration, on: data)
    let peak = Int(callocations_take_peak() - before)
    let dataBytes = data.inputs.byteCount + rows * MemoryLayout<Int>.size
    let parameterBytes = 4 * model.parameterCount * (1 + 1 + slots)
    let activationBytes = 4 * batch * (pixels + 2 * units + 2 * 10)
    let bound = 1.3 * Double(dataBytes + parameterBytes + activationBytes)
    #expect(
      Double(dataBytes + peak) <= bound,
      "\(dataBytes) bytes of data and \(peak) more, over \(Int(bound))")
  }
}
