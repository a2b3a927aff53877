import Testing

@testable import Plotting

@Suite struct NetworkDiagramTests {
  typealias Layer = NetworkDiagram.Layer

  private func circles(_ picture: Picture) -> Int {
    picture.commands.count {
      if case .stroke(let path, let stroke, _) = $0 {
        path.elements.count == 6 && stroke.width == 1.6
      } else {
        false
      }
    }
  }

  private func lines(_ picture: Picture) -> [(path: Path, stroke: Stroke, color: Color)] {
    picture.commands.compactMap {
      if case .stroke(let path, let stroke, let color) = $0, path.elements.count == 2 {
        (path, stroke, color)
      } else {
        nil
      }
    }
  }

  private func texts(_ picture: Picture) -> [TextRun] {
    picture.commands.compactMap { if case .text(let run) = $0 { run } else { nil } }
  }

  @Test func eachNeuronAndConnectionIsDrawnUpToSixteen() {
    let picture = NetworkDiagram(layers: [
      Layer(name: "input", count: 2), Layer(name: "hidden", activation: "tanh", count: 16),
      Layer(name: "output", count: 1),
    ]).picture(in: .light)
    #expect(circles(picture) == 19)
    #expect(lines(picture).count == 2 * 16 + 16)
  }

  @Test func largeLayersAreCutAndCounted() {
    let picture = NetworkDiagram(layers: [
      Layer(name: "input", count: 64), Layer(name: "hidden", count: 17),
      Layer(name: "output", count: 10),
    ]).picture(in: .light)
    #expect(circles(picture) == 10 + 10 + 10)
    let bold = texts(picture).filter { $0.weight == .bold }.map(\.text)
    #expect(bold.contains("64") && bold.contains("17"))
  }

  @Test func weightsBecomeWidthAndColour() throws {
    let picture = NetworkDiagram(
      layers: [Layer(name: "input", count: 2), Layer(name: "output", count: 1)],
      weights: [[2, -0.5]]
    ).picture(in: .light)
    let drawn = lines(picture)
    let strong = try #require(drawn.max { $0.stroke.width < $1.stroke.width })
    let weak = try #require(drawn.min { $0.stroke.width < $1.stroke.width })
    #expect(strong.stroke.width > 2.5 * weak.stroke.width)
    let (blue, orange) = (Theme.light.categories[0], Theme.light.categories[1])
    #expect(strong.color.red == blue.red && strong.color.blue == blue.blue)
    #expect(weak.color.red == orange.red && weak.color.blue == orange.blue)
  }

  @Test func namesAndTitlesNeverLeaveTheFigureNorOverlap() {
    let diagram = NetworkDiagram(
      layers: [
        Layer(name: "input", count: 3, neuronNames: ["sepal length", "x2", "petal width"]),
        Layer(name: "a very long hidden title", activation: "leaky relu", count: 40),
        Layer(name: "second hidden layer", activation: "softplus", count: 5),
        Layer(
          name: "output", activation: "softmax", count: 3,
          neuronNames: ["setosa", "versicolor", "virginica"]),
      ], width: 480)
    let picture = diagram.picture(in: .dark)
    let boxes = texts(picture).map { TextMetrics.box(of: $0) }
    for (index, box) in boxes.enumerated() {
      #expect(box.x >= 0 && box.maxX <= picture.width)
      #expect(box.y >= 0 && box.maxY <= picture.height)
      for other in boxes[(index + 1)...] { #expect(!box.intersects(other)) }
    }
  }

  @Test func imagesStandInsideTheNeurons() {
    let image = HeatMapMark(
      ScalarField(
        columns: 2, rows: 1, values: [-1, 1], x: 0...1, y: 0...1, sampling: .cells),
      map: .diverging)
    let picture = NetworkDiagram(layers: [
      Layer(name: "input", count: 2, images: [image, image]),
      Layer(name: "output", count: 1, images: [image]),
    ]).picture(in: .light)
    let images = picture.commands.compactMap {
      if case .image(_, let rect, _) = $0 { rect } else { nil }
    }
    #expect(images.count == 3)
    // The network's answer is the largest.
    #expect(images[2].width > 1.2 * images[0].width)
  }

  @Test func theAlternativeTextNamesLayersAndTheStrongestWeight() {
    let diagram = NetworkDiagram(
      layers: [
        Layer(name: "input", count: 2, neuronNames: ["x1", "x2"]),
        Layer(name: "hidden", activation: "tanh", count: 2),
        Layer(name: "output", activation: "sigmoid", count: 1),
      ], weights: [[0.1, -3, 0.5, 1], [2, 1]])
    #expect(
      diagram.alternativeText == """
        Network diagram: 2 inputs (x1, x2), a hidden layer of 2 tanh units, 1 output (sigmoid); \
        fully connected. Width and colour of the lines show the weights; the largest, −3, joins \
        x1 to unit 2 of hidden.
        """)
    #expect(diagram.parameterCount == 2 * 2 + 2 + 2 + 1)
  }

  @Test func zeroWeightsAreDrawnAsUnknownOnes() {
    let picture = NetworkDiagram(
      layers: [Layer(name: "input", count: 1), Layer(name: "output", count: 1)], weights: [[0]]
    ).picture(in: .light)
    #expect(lines(picture).count == 1)
  }
}
