import Testing

@testable import NeuralEngine

struct DatasetTests {
  let table = Dataset(
    columns: ["a", "b"], rows: (0..<10).map { [Double($0), 7] }, targets: (0..<10).map(Double.init))

  @Test("a split keeps rows whole and trains on the first share")
  func split() {
    let split = table.split(trainingShare: 0.7, seed: 1, name: "d")
    #expect(split.trainingRowCount == 7 && split.testRowCount == 3)
    guard case .numbers(let targets, _) = split.target else { return }
    #expect(targets.sorted() == (0..<10).map(Double.init) && targets != targets.sorted())
    #expect(split.inputs == targets.flatMap { [$0, 7] })
    #expect(split == table.split(trainingShare: 0.7, seed: 1, name: "d"))
    #expect(split != table.split(trainingShare: 0.7, seed: 2, name: "d"))
    #expect(split != table.split(trainingShare: 0.7, seed: 1, name: "e"))
  }

  @Test("a share of 1 keeps every row in its place, one of 0 trains on none")
  func wholeShares() {
    #expect(table.split(trainingShare: 1, seed: 1, name: "d") == table)
    #expect(table.split(trainingShare: 0, seed: 1, name: "d").trainingRowCount == 0)
    #expect(table.split(trainingShare: 0.55, seed: 1, name: "d").trainingRowCount == 5)
  }

  @Test("classes are carried along with their rows")
  func classSplit() {
    let labelled = Dataset(
      columns: ["x"], rows: [[0], [1], [2], [3]], labels: ["cat", "dog", "cat", "owl"])
    #expect(labelled.target == .classes([0, 1, 0, 2], names: ["cat", "dog", "owl"]))
    let split = labelled.split(trainingShare: 0.5, seed: 3, name: "d")
    #expect(
      split.target
        == .classes(split.inputs.map { [0, 1, 0, 2][Int($0)] }, names: ["cat", "dog", "owl"]))
  }

  @Test("standardizing uses the training rows alone and leaves constant columns at 0")
  func standardize() {
    var data = table
    data.trainingRowCount = 4
    let standard = data.standardized()
    let scale = data.standardization()
    #expect(scale.means == [1.5, 7] && scale.deviations == [(1.25).squareRoot(), 1])
    let column = stride(from: 0, to: 8, by: 2).map { standard.inputs[$0] }
    #expect(column.reduce(0, +).magnitude < 1e-15)
    #expect((column.reduce(0) { $0 + $1 * $1 } / 4 - 1).magnitude < 1e-15)
    #expect(standard.inputs[18] == (9 - 1.5) / (1.25).squareRoot())
    #expect(stride(from: 1, to: 20, by: 2).allSatisfy { standard.inputs[$0] == 0 })
    #expect(standard.target == data.target)
  }

  @Test("noise on a curve is normal and changes the targets alone")
  func curve() {
    let x = (0..<2_000).map { Double($0) / 100 }
    let exact = Dataset(x: x, y: x, seed: 1, name: "c")
    #expect(exact.target == .numbers(x, columns: ["y"]) && exact.inputs == x)
    let noisy = Dataset(x: x, y: x, noise: 0.5, seed: 1, name: "c")
    guard case .numbers(let y, _) = noisy.target else { return }
    let variance = zip(x, y).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) } / 2_000
    #expect((variance / 0.25 - 1).magnitude < 0.1)
    #expect(noisy.inputs == x)
  }
}
