import Kernels
import Testing

@testable import NeuralEngine

/// Numbers come back bit by bit from the smallest form that holds them.
struct NumbersTests {
  @Test(
    arguments: [
      ([0, 1, 255, 17], 1), ([], 1), ([0, -0.0], 4), ([256], 4), ([-1], 4), ([0.5, 3], 4),
      ([.infinity, -.infinity], 4), ([1, 0x1p-149], 4), ([0.1], 8), ([1, 2, 0x1p-150], 8),
      ([16_777_217], 8), ([1e300, 3], 8),
    ] as [([Double], Int)])
  func theSmallestExactFormIsChosen(_ values: [Double], _ size: Int) {
    let numbers = Numbers(values)
    #expect(numbers.byteCount == size * values.count)
    #expect(numbers.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(numbers == values)
  }

  @Test func whatIsNoNumberStaysSo() {
    let numbers = Numbers([1, .nan])
    #expect(numbers[0] == 1 && numbers[1].isNaN)
  }

  @Test func rowsAreSelectedInOrder() {
    for factor in [1.0, 0.5, 0.1] {
      let numbers = Numbers((0..<12).map { Double($0) * factor })
      let rows = numbers.selecting(rows: [3, 0, 3], width: 3)
      #expect(Array(rows) == [9, 10, 11, 0, 1, 2, 9, 10, 11].map { $0 * factor })
      #expect(numbers.selecting(rows: [], width: 3).isEmpty)
    }
  }

  @Test func bytesAreTheirValues() {
    let bytes: [UInt8] = [1, 0, 255, 7]
    #expect(Numbers(bytes: bytes[1...]) == [0, 255, 7])
  }

  /// A run reads every form where it lies, in batches and as a whole, with the same result.
  @Test func runsReadEveryForm() throws {
    for batch in [TrainingConfiguration.Batch.rows(8), .full] {
      let configuration = TrainingConfiguration(
        model: TrainingTests.small, optimizer: TrainingTests.adam, length: .epochs(3),
        batch: batch, stream: "forms")
      let values = (0..<60).map { Double($0 * 7 % 16) }
      var digests: Set<UInt64> = []
      for form in [NumberForm.bytes, .singles, .doubles] {
        for kernels in Processor.available {
          var data = TrainingTests.rings(30)
          data.inputs = Numbers(values, as: form)
          digests.insert(try Trainer.train(configuration, on: data, with: kernels).digest)
        }
      }
      #expect(digests.count == 1)
    }
  }
}
