import Testing

@testable import Plotting

@Suite struct PaletteTests {
  private func channels(_ color: UInt32) -> [Int] {
    [0, 8, 16].map { Int(color >> $0 & 255) }
  }

  private func distance(_ a: UInt32, _ b: UInt32) -> Int {
    zip(channels(a), channels(b)).map { abs($0 - $1) }.max() ?? 0
  }

  @Test(
    "Sixteen colours at a time are chosen as one by one", arguments: [1, 15, 16, 17, 300, 1_000])
  func choice(count: Int) {
    var random = SplitMix(state: UInt64(count))
    let colors = (0..<count).map { _ in UInt32.random(in: 0...0xFFFFFF, using: &random) }
    var choice = PaletteChoice(of: colors)
    var nearest = [(distance: Int, place: Int)](repeating: (255, 0), count: count)
    for place in 0..<min(count, 60) {
      let number = place < 3 ? place : choice.worst().number
      if place >= 3 {
        let worst = nearest.map(\.distance).max() ?? 0
        let latest = nearest.filter { $0.distance == worst }.map(\.place).max()
        let expected = nearest.firstIndex { $0.distance == worst && $0.place == latest }
        #expect(number == expected && choice.worst().distance == worst)
      }
      choice.choose(number)
      for index in colors.indices {
        let distance = distance(colors[index], colors[number])
        if distance < nearest[index].distance { nearest[index] = (distance, place) }
      }
      #expect(choice.nearest.map { Int($0) } == nearest.map(\.place))
    }
  }

  @Test("Colours keep their numbers while the table grows")
  func numbers() {
    var census = ColorCensus()
    var random = SplitMix(state: 5)
    let colors = (0..<9_000).map { _ in UInt32.random(in: 0...0xFFFFFF, using: &random) }
    var first: [UInt32: UInt16] = [:]
    for color in colors + colors {
      let number = census.number(of: color)
      #expect(first[color] ?? number == number)
      first[color] = number
      #expect(census.colors[Int(number)] == color)
    }
    #expect(census.colors.count == first.count)
  }

  @Test("Beyond the limit, a colour is counted as one that differs little")
  func cubes() {
    var census = ColorCensus()
    var worst = 0
    var exact = 0
    // Mixtures of three colours, as hundreds of translucent lines make them.
    for a in 0..<200 {
      for b in 0..<200 - a {
        let parts = [a * 255 / 200, b * 255 / 200, (a + b) * 255 / 400]
        let color = UInt32(parts[0]) | UInt32(parts[1]) << 8 | UInt32(parts[2]) << 16
        let number = census.number(of: color, isShort: true)
        let found = distance(census.colors[Int(number)], color)
        worst = max(worst, found)
        exact += found == 0 ? 1 : 0
      }
    }
    #expect(!census.isFull && exact >= 12_000 && worst > 0 && worst < 8)
  }

  @Test("A network of hundreds of weights is a palette file that looks the same")
  func network() throws {
    let counts = [8, 16, 16, 10]
    var random = SplitMix(state: 3)
    let diagram = NetworkDiagram(
      layers: counts.map { count in
        NetworkDiagram.Layer(
          name: "layer", activation: "tanh", count: count,
          biases: (0..<count).map { _ in random.uniform(-1...1) })
      },
      weights: zip(counts, counts.dropFirst()).map { before, after in
        (0..<before * after).map { _ in random.uniform(-1...1) }
      })
    let source = diagram.picture(in: .light)
    let decoded = try #require(DecodedPNG(source.png()))
    let exact = pixels(of: source)
    var (worst, sum) = (0, 0)
    for pixel in 0..<decoded.width * decoded.height {
      var difference = 0
      for channel in 0..<3 {
        let (a, b) = (decoded.rgba[4 * pixel + channel], exact[3 * pixel + channel])
        difference = max(difference, abs(Int(a) - Int(b)))
      }
      worst = max(worst, difference)
      sum += difference
    }
    #expect(worst <= 20)
    #expect(Double(sum) < 2 * Double(decoded.width * decoded.height))
    #expect(source.png().count < 700_000)
  }
}
