import NeuralEngine
import Testing

/// The numbers of rows, sums and means are those that scikit-learn's `load_digits` and `load_iris`
/// give.
@Suite("Data sets that come with nbrun")
struct CollectedDataTests {
  @Test("the digits are 1,797 images of 8×8 pixels, 0 … 16")
  func digits() {
    let data = CollectedData.digits.data
    #expect(data.rowCount == 1_797 && data.rowCount == CollectedData.digits.rowCount)
    #expect(data.columns.count == 64 && data.columns.first == "p0" && data.columns.last == "p63")
    #expect(data.imageShape == .init(channels: 1, height: 8, width: 8))
    #expect(data.inputs.min() == 0 && data.inputs.max() == 16)
    #expect(data.inputs.reduce(0, +) == 561_718)
    guard case .classes(let classes, let names) = data.target else {
      Issue.record("no classes")
      return
    }
    #expect(names == (0..<10).map(String.init))
    #expect(
      (0..<10).map { digit in classes.count { $0 == digit } }
        == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test("the irises are 50 of each species")
  func iris() {
    let data = CollectedData.iris.data
    #expect(data.rowCount == 150 && data.rowCount == CollectedData.iris.rowCount)
    #expect(data.columns == ["sepal_length", "sepal_width", "petal_length", "petal_width"])
    guard case .classes(let classes, let names) = data.target else {
      Issue.record("no classes")
      return
    }
    #expect(names == ["setosa", "versicolor", "virginica"])
    #expect((0..<3).map { species in classes.count { $0 == species } } == [50, 50, 50])
    let sums = (0..<4).map { column in
      stride(from: column, to: 600, by: 4).map { data.inputs[$0] }.reduce(0, +)
    }
    // Means 5.843333, 3.057333, 3.758, 1.199333.
    for (sum, expected) in zip(sums, [876.5, 458.6, 563.7, 179.9]) {
      #expect(abs(sum - expected) < 1e-9)
    }
  }

  @Test("fewer rows are drawn by the seed without repetition; noise moves inputs alone")
  func options() {
    let iris = CollectedData.iris
    let some = iris.makeDataset(count: 60, noise: 0, seed: 1, name: "a")
    #expect(some.rowCount == 60 && some.trainingRowCount == 60)
    #expect(some == iris.makeDataset(count: 60, noise: 0, seed: 1, name: "a"))
    #expect(some != iris.makeDataset(count: 60, noise: 0, seed: 2, name: "a"))
    #expect(some != iris.makeDataset(count: 60, noise: 0, seed: 1, name: "b"))
    #expect(iris.makeDataset(count: 150, noise: 0, seed: 1, name: "a") == iris.data)
    let noisy = iris.makeDataset(count: 150, noise: 0.5, seed: 1, name: "a")
    #expect(noisy.target == iris.data.target)
    let squares = zip(noisy.inputs, iris.data.inputs).map { ($0 - $1) * ($0 - $1) }
    #expect(abs((squares.reduce(0, +) / 600).squareRoot() - 0.5) < 0.05)
  }
}
