import Testing

@testable import NeuralEngine

struct DataGeneratorTests {
  func points(_ data: Dataset) -> [(x: Double, y: Double)] {
    (0..<data.rowCount).map { (data.inputs[2 * $0], data.inputs[2 * $0 + 1]) }
  }

  func classes(_ data: Dataset) -> [Int] {
    if case .classes(let classes, _) = data.target { classes } else { [] }
  }

  func numbers(_ data: Dataset) -> [Double] {
    if case .numbers(let values, _) = data.target { values } else { [] }
  }

  func make(_ generator: DataGenerator, _ count: Int? = nil, noise: Double = 0) -> Dataset {
    generator.makeDataset(count: count, noise: noise, seed: 11, name: "test")
  }

  @Test(
    "every generator makes as many rows as asked, again the same", arguments: DataGenerator.allCases
  )
  func counts(generator: DataGenerator) {
    for count in [0, 1, 2, 7, 100] {
      let data = make(generator, count, noise: 0.1)
      #expect(data.rowCount == count && data.trainingRowCount == count)
      #expect(data.inputs.count == count * data.columns.count)
      #expect(data.inputs.allSatisfy { $0.isFinite })
      #expect(data == make(generator, count, noise: 0.1))
    }
    #expect(make(generator).rowCount == generator.defaultCount)
    let other = generator.makeDataset(count: 100, noise: 0.1, seed: 12, name: "test")
    #expect(other != make(generator, 100, noise: 0.1))
  }

  @Test("classes have half of the rows each")
  func balance() {
    for generator in [DataGenerator.circles, .gauss, .spiral, .moons] {
      #expect(classes(make(generator, 100)).count { $0 == 1 } == 50)
    }
  }

  @Test("circles: a positive disc below 2.5, a ring from 3.5 to 5")
  func circles() {
    let data = make(.circles, 400)
    for ((x, y), label) in zip(points(data), classes(data)) {
      let radius = (x * x + y * y).squareRoot()
      #expect(label == 1 ? radius < 2.5 : radius > 3.499 && radius < 5.001)
    }
    // Half of the disc's points are within half of its radius: r is uniform, not area.
    let near = points(data).prefix(200).count { ($0.x * $0.x + $0.y * $0.y).squareRoot() < 1.25 }
    #expect(abs(near - 100) < 25)
    // Noise moves labels, not points.
    let noisy = make(.circles, 400, noise: 0.5)
    #expect(noisy.inputs == data.inputs)
    #expect(classes(noisy) != classes(data))
  }

  @Test("xor: equal signs are positive, 0.3 away from the axes")
  func xor() {
    let data = make(.xor, 400)
    for ((x, y), label) in zip(points(data), classes(data)) {
      #expect(x.magnitude >= 0.3 && x.magnitude <= 5.3 && y.magnitude >= 0.3)
      #expect((x * y > 0) == (label == 1))
    }
    #expect(abs(classes(data).count { $0 == 1 } - 200) < 50)
  }

  @Test("gauss: variance 0.5 without and 4 with full noise, positive around (2, 2)")
  func gauss() {
    for (noise, variance) in [(0.0, 0.5), (0.5, 4)] {
      let data = make(.gauss, 4_000, noise: noise)
      for label in [0, 1] {
        let cloud = zip(points(data), classes(data)).filter { $0.1 == label }.map(\.0)
        let count = Double(cloud.count)
        let mean = cloud.reduce(0) { $0 + $1.x } / count
        let spread = cloud.reduce(0) { $0 + ($1.x - mean) * ($1.x - mean) } / count
        #expect((mean - (label == 1 ? 2 : -2)).magnitude < 0.15)
        #expect((spread / variance - 1).magnitude < 0.12)
      }
    }
  }

  @Test("spiral: the formula's points, half a turn apart")
  func spiral() {
    let data = make(.spiral, 8)
    // i = 2 of n = 4: r = 2.5, t = 1.75π.
    let (x, y) = points(data)[2]
    #expect((x - 2.5 * -0.7071067811865475).magnitude < 1e-14)
    #expect((y - 2.5 * 0.7071067811865476).magnitude < 1e-14)
    let (mirrorX, mirrorY) = points(data)[6]
    #expect((mirrorX + x).magnitude < 1e-14 && (mirrorY + y).magnitude < 1e-14)
    #expect(classes(data) == [1, 1, 1, 1, 0, 0, 0, 0])
  }

  @Test("plane and hills: targets of the noiseless point")
  func regressions() {
    let plane = make(.plane, 200)
    for ((x, y), target) in zip(points(plane), numbers(plane)) {
      #expect(x.magnitude <= 6 && target == (x + y) / 10)
    }
    let hills = make(.hills, 1_200)
    for ((x, y), target) in zip(points(hills), numbers(hills)) {
      // Up at (−4, 2.5), (4, 2.5), (0, −2.5); down at the others.
      let column = (x / 4).rounded()
      let sign: Double = (column == 0) == (y < 0) ? 1 : -1
      let (dx, dy) = (x - 4 * max(-1, min(1, column)), y - (y < 0 ? -2.5 : 2.5))
      let height = max(0, 1 - (dx * dx + dy * dy).squareRoot() / 2)
      #expect((target - sign * height).magnitude < 1e-12)
    }
    #expect(numbers(make(.plane, 200, noise: 0.3)) != numbers(plane))
  }

  @Test("moons: the half circles of make_moons")
  func moons() {
    let data = make(.moons, 6)
    let expected = [(1.0, 0.0), (0, 1), (-1, 0), (0, 0.5), (1, -0.5), (2, 0.5)]
    for (point, exact) in zip(points(data), expected) {
      #expect((point.x - exact.0).magnitude < 1e-15 && (point.y - exact.1).magnitude < 1e-15)
    }
    #expect(classes(data) == [0, 0, 0, 1, 1, 1])
  }

  @Test("blobs: the first clouds take the remainder, deviation is the noise")
  func blobs() {
    let data = DataGenerator.blobs.makeDataset(count: 1_001, classCount: 4, seed: 1, name: "b")
    #expect((0..<4).map { label in classes(data).count { $0 == label } } == [251, 250, 250, 250])
    for label in 0..<4 {
      let cloud = zip(points(data), classes(data)).filter { $0.1 == label }.map(\.0)
      let mean = cloud.reduce(0) { $0 + $1.x } / Double(cloud.count)
      let spread = cloud.reduce(0) { $0 + ($1.x - mean) * ($1.x - mean) } / Double(cloud.count)
      #expect(mean.magnitude < 10.5 && (spread - 1).magnitude < 0.35)
    }
  }

  @Test("truth tables hold the four exact rows")
  func truthTables() {
    let tables: [(DataGenerator, [Int])] = [
      (.and, [0, 0, 0, 1]), (.or, [0, 1, 1, 1]), (.xorTable, [0, 1, 1, 0]),
    ]
    for (generator, expected) in tables {
      let data = make(generator)
      #expect(data.inputs == [0, 0, 0, 1, 1, 0, 1, 1])
      #expect(data.target == .classes(expected, names: ["0", "1"]))
      #expect(generator.defaultTrainingShare == 1)
    }
  }

  @Test("sine and line: evenly spaced inputs with both ends")
  func curves() {
    let sine = make(.sine, 5)
    #expect(sine.columns == ["x"] && sine.inputs.first == 0 && sine.inputs.last == 2 * Double.pi)
    for (value, exact) in zip(numbers(sine), [0.0, 1, 0, -1, 0]) {
      #expect((value - exact).magnitude < 1e-15)
    }
    #expect(numbers(make(.line, 3)) == [-9, 1, 11])
  }
}
