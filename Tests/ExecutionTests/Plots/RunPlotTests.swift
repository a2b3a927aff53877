import Diagnostics
import NeuralEngine
import Plotting
import Testing

@testable import Execution

@Suite("What plots show of the inside of runs")
struct RunPlotTests {
  private static let network = """
    ```train net
    data: circles n=60
    model: [dense 3, tanh, dense 1]
    optimizer: adam lr=0.03
    epochs: 5
    ```

    """

  private static let letters = """
    ```train eye
    data: digits
    model: [conv 4 kernel=3, batchnorm, relu, maxpool 2, dropout 0.1, flatten, dense 10]
    batch: 200
    epochs: 1
    ```

    """

  private func drawn<Kind>(_ text: String, as kind: Kind.Type) throws -> Kind {
    let outcome = try lastOutcome(text)
    #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics.map(\.message))")
    guard case .figure(let figure)? = outcome.outputs.first else { throw MissingOutput() }
    return try #require(figure as? Kind)
  }

  @Test("heat maps show inputs, hidden units on one scale, and the probability")
  func heatMaps() throws {
    let diagram = try drawn(
      Self.network + "```plot network\nof: net\nheatmaps: true\nx: -6..6\ny: -4..4\n```",
      as: NetworkDiagram.self)
    #expect(diagram.layers.map(\.images.count) == [2, 3, 1])
    let (x1, x2) = (diagram.layers[0].images[0].field, diagram.layers[0].images[1].field)
    #expect(x1.values[0] == -6 + 12 * 0.5 / 40 && x1.values[39] == -x1.values[0])
    #expect(x2.values[0] == -4 + 8 * 0.5 / 40 && x2.values[39] == x2.values[0])
    let hidden = diagram.layers[1].images
    let bound = hidden.flatMap(\.field.values).map(abs).max()
    #expect(hidden.allSatisfy { $0.range == hidden[0].range && $0.range?.upperBound == bound })
    let answer = diagram.layers[2].images[0]
    #expect(answer.range == 0...1 && answer.field.values.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(diagram.alternativeText.contains("Inside each neuron"))
    #expect(
      try drawn(Self.network + "```plot network\nof: net\n```", as: NetworkDiagram.self)
        .layers.allSatisfy(\.images.isEmpty))
  }

  @Test("a network of images is drawn as its shapes; layers that keep them share a stage")
  func stacks() throws {
    let diagram = try drawn(
      Self.letters + "```plot network\nof: eye\n```", as: LayerStackDiagram.self)
    #expect(
      diagram.stages.map(\.extents) == [[1, 8, 8], [4, 6, 6], [4, 3, 3], [36], [10]])
    #expect(
      diagram.stages.map(\.operations) == [
        ["input"], ["conv 3×3", "batch norm", "relu"], ["max pool", "2×2", "dropout 0.1"],
        ["flatten"], ["dense"],
      ])
    #expect(diagram.parameterCount == 40 + 8 + 370)
  }

  @Test("feature maps are what the layers put out for the chosen row")
  func featureMaps() throws {
    let grid = try drawn(
      Self.letters + "```plot images\nof: eye\nlayer: [1, 3]\nrow: 2\n```", as: ImageGrid.self)
    #expect(
      grid.groups.map(\.title) == ["input", "1: conv 4 kernel=3, 4 × 6 × 6", "3: relu, 4 × 6 × 6"])
    #expect(grid.groups.map(\.tiles.count) == [1, 4, 4])
    #expect(grid.groups[2].tiles.allSatisfy { $0.values.allSatisfy { $0 >= 0 } })
    #expect(grid.map == .strongDiverging && grid.range.lowerBound == -grid.range.upperBound)
    let after = try drawn(
      Self.letters + "```plot images\nof: eye\nlayer: 3\nrows: training\n```", as: ImageGrid.self)
    #expect(after.map == .sequential && after.range.lowerBound == 0)
    let beyond = try lastOutcome(
      Self.letters + "```plot images\nof: eye\nlayer: 1\nrow: 400\n```")
    #expect(beyond.diagnostics.map(\.code) == [.outOfRange] && beyond.outputs.isEmpty)
  }

  private static let line = """
    ```data points
    columns: [u, v, y]
    rows: [[1, 0, 3], [0, 2, 1], [1, 1, 0]]
    ```
    ```train line
    data: points
    model: [dense 1]
    optimizer: sgd lr=0.1
    init: zeros
    epochs: 0
    ```

    """

  private func values(_ panel: Panel) throws -> HistogramMark {
    for case .histogram(let mark) in panel.marks { return mark }
    throw MissingOutput()
  }

  @Test("gradients are those of the mean loss at the final weights")
  func gradients() throws {
    // ∇w = (2/3) Xᵀ(0 − y) = −(2/3) (3 + 0, 2 + 0) = (−2, −4/3)
    let figure = try lastFigure(
      Self.line + "```plot histogram\nof: line\nvalues: gradients\nbins: 2\n```")
    #expect(figure.panels.map(\.title) == ["w"])
    let mark = try values(figure.panels[0])
    #expect(mark.counts == [1, 1])
    #expect(abs(mark.edges[0] + 2) < 1e-6 && abs(mark.edges[2] + 4.0 / 3) < 1e-6)
    #expect(figure.panels[0].x.label == "gradient")
    #expect(figure.note.hasSuffix("at the initial weights."))
    let trained = Self.line.replacing("epochs: 0", with: "epochs: 1")
    let later = try lastFigure(trained + "```plot histogram\nof: line\nvalues: gradients\n```")
    #expect(later.note.hasSuffix("at the final weights."))
    let outcome = try lastOutcome(
      Self.line
        + """
        ```plot histogram
        of: line
        values: gradients
        expect: {w.mean: -1.6666667 ± 1e-6, w.deviation: 0.3333333 ± 1e-6, w.zeros: 0}
        ```
        """)
    #expect(outcome.values.paths == ["w.mean", "w.deviation", "w.zeros"])
  }

  @Test("gradients agree with finite differences of the loss")
  func differences() throws {
    var configuration = TrainingConfiguration(
      model: .network([.dense(units: 3), .activation(.tanh), .dense(units: 1)]), loss: .mse,
      optimizer: .sgd(learningRate: 0.1), length: .epochs(1), batch: .full, l1: 0, l2: 0,
      initialization: .standard, seed: 3, stream: "net")
    configuration.recordInterval = nil
    let data = Dataset(
      columns: ["u", "v"], inputs: [1, 0, 0.5, -2, -1, 1.5],
      target: .numbers([0.5, -1, 2], columns: ["y"]), trainingRowCount: 3)
    let model = try Trainer.train(configuration, on: data)
    let landscape = try LossLandscape(configuration, on: data)
    let gradients = landscape.gradients(at: model.parameters, rows: 3)
    for (index, parameter) in model.parameters.enumerated() {
      for element in parameter.values.indices {
        func loss(movedBy step: Double) -> Double {
          var parameters = model.parameters
          var values = Array(parameter.values)
          values[element] += step
          parameters[index].values = Numbers(values)
          return landscape.loss(at: parameters)
        }
        let slope = (loss(movedBy: 0.01) - loss(movedBy: -0.01)) / 0.02
        #expect(abs(slope - gradients[index].values[element]) < 2e-3 * max(1, abs(slope)))
      }
    }
  }

  @Test("activations have a panel for each function, on one scale; logarithms count zeros")
  func activations() throws {
    let text = Self.letters + "```plot histogram\nof: eye\nvalues: activations\n"
    let figure = try lastFigure(text + "```")
    #expect(figure.panels.map(\.title) == ["3: relu"])
    #expect(figure.panels[0].subtitle.contains("% are 0"))
    #expect(try values(figure.panels[0]).counts.reduce(0, +) == 1_000 * 4 * 36)
    let magnitudes = try lastFigure(text + "scale: log\n```")
    #expect(magnitudes.panels[0].x.label == "$\\log_{10}$ |activation|")
    let several = try lastFigure(
      Self.network + Self.line + "```plot histogram\nof: [net, line]\nvalues: weights\n```")
    #expect(several.panels.map(\.title) == ["net layer1.w", "net layer2.w", "line w"])
    #expect(several.columns == 2)
  }

  @Test("update ratios are log₁₀ of the length of a step by the length of the weights")
  func updates() throws {
    let figure = try lastFigure(
      """
      ```data points
      columns: [u, v, y]
      rows: [[1, 0, 3], [0, 2, 1], [1, 1, 0]]
      ```
      ```train line
      data: points
      model: [dense 1]
      optimizer: gd lr=0.01
      init: {w: [[3], [4]], b: [0]}
      steps: 2
      record: every 1 steps
      ```
      ```plot histogram
      of: line
      values: updates
      ```
      """)
    for case .line(let line) in figure.panels[0].marks {
      // Residuals at (3, 4): (0, 7, 7); ∇w = (2/3)(7, 21); the step has the length 0.1476.
      #expect(line.x == [1, 2] && line.name == "w")
      #expect(abs(line.y[0] - -1.5299) < 1e-4)
    }
    #expect(figure.panels[0].marks.count == 2)
  }

  @Test("two hidden units are a plane with the bent grid and the straight boundary")
  func hiddenPlane() throws {
    let figure = try lastFigure(
      """
      ```train net
      data: circles n=60
      model: [dense 2, tanh, dense 1]
      epochs: 5
      ```
      ```plot embedding
      of: net
      ```
      """)
    let panel = figure.panels[0]
    #expect(panel.x.label == "unit 1" && panel.y.label == "unit 2")
    var lines: [LineMark] = []
    var points = 0
    for mark in panel.marks {
      if case .line(let line) = mark { lines.append(line) }
      if case .points(let mark) = mark { points += mark.x.count }
    }
    #expect(lines.count == 27 && lines.last?.name == "boundary" && points == 60)
    #expect(lines.dropLast().allSatisfy { $0.x.allSatisfy { abs($0) <= 1 } })
  }

  @Test("more units are drawn along their principal components, or the rows of one set")
  func components() throws {
    let text = Self.letters + "```plot embedding\nof: eye\nrows: test\n```"
    let panel = try lastFigure(text).panels[0]
    #expect(panel.x.label.hasPrefix("first principal component ("))
    let points = panel.marks.reduce(0) { sum, mark in
      if case .points(let points) = mark { sum + points.x.count } else { sum }
    }
    #expect(points == 360)
    let first = try lastFigure(Self.network + "```plot embedding\nof: net\nlayer: 1\n```")
    #expect(first.kind.contains("layer 1, dense 3"))
  }
}
