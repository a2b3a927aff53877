import NeuralEngine
import Plotting
import Testing

@testable import Execution

@Suite("What plots show")
struct PlotKindTests {
  private static let data = """
    ```data points
    x: 0..1.8 step 0.1
    y: sin(2.5*x)
    noise: 0.1
    ```
    ```train cubic
    data: points
    model: polynomial degree=3
    optimizer: exact
    ```
    ```train wild
    data: points
    model: polynomial degree=9
    optimizer: exact
    ```

    """

  private static let classes = """
    ```train flowers
    data: iris
    model: softmax
    optimizer: adam lr=0.05
    epochs: 20
    ```

    """

  private func bars(_ panel: Panel) throws -> BarMark {
    for case .bars(let bars) in panel.marks { return bars }
    throw MissingOutput()
  }

  @Test("softmax(7, −7.5, 10) is (0.0474, 0.0000, 0.9526), as in NumPy")
  func softmax() throws {
    let outcome = try lastOutcome("```plot bar\nsoftmax: [7, -7.5, 10]\ntarget: 3\n```")
    guard case .figure(let drawn)? = outcome.outputs.first else { throw MissingOutput() }
    let figure = try #require(drawn as? Figure)
    #expect(figure.panels.map(\.title) == ["logits", "exponentials", "probabilities"])
    let exponentials = try bars(figure.panels[1]).series[0].values
    #expect(abs(exponentials[0] - 1096.6331584284585) < 1e-9)
    #expect(abs(exponentials[2] - 22026.465794806718) < 1e-8)
    // scipy.special.softmax([7, -7.5, 10])
    let expected = [0.04742587201, 2.391e-8, 0.9525741041]
    for (value, reference) in zip(try bars(figure.panels[2]).series[0].values, expected) {
      #expect(abs(value - reference) < 1e-9)
    }
    #expect(
      outcome.values["loss"].map {
        if case .number(let x) = $0 { abs(x - 0.04858735) < 1e-7 } else { false }
      } == true)
    #expect(try bars(figure.panels[2]).series[0].highlights.keys.sorted() == [2])
    #expect(figure.alternativeText.contains("probabilities"))
  }

  @Test("logits that no exponential can hold are drawn shifted, with the same probabilities")
  func largeLogits() throws {
    let figure = SoftmaxFigure(logits: [1_000, 999], names: ["1", "2"], target: 1)
    #expect(abs(figure.probabilities[0] - 0.7310585786300049) < 1e-15)
    #expect(abs(try #require(figure.crossEntropy) - 1.3132616875182228) < 1e-15)
    let values = try bars(figure.panels(width: 720)[1]).series[0].values
    #expect(values[0] == 1 && abs(values[1] - 0.36787944117144233) < 1e-16)
    #expect(figure.panels(width: 720)[1].subtitle.contains("max"))
  }

  @Test("named and listed values become bars, lying or standing")
  func values() throws {
    let named = try lastFigure("```plot bar\nvalues: {b: 2, a: -1}\nhorizontal: true\n```")
    let mark = try bars(named.panels[0])
    #expect(mark.categories == ["b", "a"] && mark.isHorizontal)
    let listed = try lastFigure("```plot bar\nvalues: [3, 4]\n```")
    #expect(try bars(listed.panels[0]).categories == ["1", "2"])
  }

  @Test("coefficients show sign by colour and share one scale")
  func coefficients() throws {
    let figure = try lastFigure(
      Self.data + "```plot coefficients\nof: [cubic, wild]\nscale: log\n```")
    #expect(figure.panels.map(\.title) == ["cubic", "wild"])
    #expect(figure.sharesY)
    let marks = try figure.panels.map(bars)
    #expect(marks[0].categories.count == 4 && marks[1].categories.count == 10)
    #expect(marks[0].categories[1] == "$w_{1}$")
    #expect(marks.allSatisfy { $0.series[0].values.allSatisfy { $0 > 0 } })
    #expect(marks.contains { !$0.series[0].highlights.isEmpty })
    #expect(figure.panels[0].y.range == figure.panels[1].y.range)
  }

  @Test("a validation curve has the errors of the folds and marks the lowest")
  func validationCurve() throws {
    let outcome = try lastOutcome(
      Self.data
        + """
        ```plot validation-curve
        data: points
        degrees: [0, 1, 2, 3, 9]
        validation: k-fold 19
        ```
        """)
    guard case .array(_, let validation)? = outcome.values["validation.error"],
      case .array(_, let training)? = outcome.values["train.error"],
      case .number(let best)? = outcome.values["best"]
    else { throw MissingOutput() }
    // A higher degree never fits the rows it sees worse.
    #expect(zip(training, training.dropFirst()).allSatisfy { $0 >= $1 })
    let lowest = try #require(validation.indices.min { validation[$0] < validation[$1] })
    #expect([0, 1, 2, 3, 9][lowest] == Int(best))
    // Leaving one of n rows out: a mean's error is the row's distance to the others' mean.
    let rows = try lastTable(Self.data + "```table data\nof: points\nrows: 100\n```").rows
    #expect(rows.count == 19)
    let ys = rows.compactMap { Double($0[1].replacing("−", with: "-")) }
    let sum = ys.reduce(0, +)
    let errors = ys.map { ($0 - (sum - $0) / 18) * ($0 - (sum - $0) / 18) }
    #expect(abs(validation[0] - errors.reduce(0, +) / 19) < 1e-3)
  }

  @Test("folds hold every row back once, a holdout its share")
  func folds() {
    let folds = ValidationSplit.folds(4).folds(rowCount: 10, seed: 3, name: "d")
    #expect(folds.map(\.count).sorted() == [2, 2, 3, 3])
    #expect(folds.flatMap { $0 }.sorted() == Array(0..<10))
    #expect(ValidationSplit.holdout(0.3).folds(rowCount: 10, seed: 3, name: "d")[0].count == 3)
    #expect(ValidationSplit.folds(11).problem(rowCount: 10) != nil)
    #expect(ValidationSplit.holdout(0.05).problem(rowCount: 10) != nil)
    #expect(ValidationSplit.holdout(0.2).problem(rowCount: 10) == nil)
  }

  @Test("a metric is drawn by epoch like a loss, its best value the largest")
  func metric() throws {
    let loss = try lastFigure(Self.classes + "```plot loss\nof: flowers\n```")
    let accuracy = try lastFigure(Self.classes + "```plot metric\nof: flowers\n```")
    for figure in [loss, accuracy] {
      var lines: [LineMark] = []
      for case .line(let line) in figure.panels[0].marks { lines.append(line) }
      #expect(lines.map(\.name) == ["training", "test"])
      #expect(lines.allSatisfy { $0.x.count == 21 })
      #expect(lines.allSatisfy { $0.y.allSatisfy { $0.isFinite } })
    }
    #expect(accuracy.panels[0].y.label == "accuracy" && loss.panels[0].y.label == "loss")
    #expect(accuracy.alternativeText.hasPrefix("Accuracy curves."))
  }

  @Test("a confusion matrix counts the test rows, the true classes from top to bottom")
  func confusion() throws {
    let figure = try lastFigure(Self.classes + "```plot confusion\nof: flowers\n```")
    for case .heatMap(let map) in figure.panels[0].marks {
      #expect(map.field.values.reduce(0, +) == 30)
      let table = try lastTable(Self.classes + "```table confusion\nof: flowers\n```")
      // The figure's rows run upwards.
      let counts = table.rows.dropLast().reversed().flatMap { $0[1...3].compactMap(Double.init) }
      #expect(map.field.values == counts)
      #expect(table.columns.map(\.title).last == "recall")
      #expect(table.rows.last?.first == "precision")
    }
    #expect(figure.panels[0].subtitle.contains("test accuracy"))
    #expect(figure.panels[0].subtitle.contains("30 rows"))
    #expect(figure.panels[0].y.label == "true" && figure.panels[0].x.label == "predicted")
  }

  @Test("curves have the names they are given, and what lies between them is shaded")
  func shadedCurves() throws {
    let figure = try lastFigure(
      "```plot function\ny: [x^2, 0*x + 1]\nx: 0..2\nnames: [bowl, floor]\nshade: gap\n```")
    var names: [String] = []
    for mark in figure.panels[0].marks {
      if case .line(let line) = mark { names.append(line.name) }
      if case .band(let band) = mark {
        names.append(band.name)
        #expect(band.upper.last == 4 && band.lower.allSatisfy { $0 == 1 })
      }
    }
    #expect(names == ["gap", "bowl", "floor"])
  }

  @Test("histograms count every value once")
  func histogram() throws {
    let figure = try lastFigure("```plot histogram\nvalues: [1, 2, 2, 3, 5]\nbins: 4\n```")
    for case .histogram(let mark) in figure.panels[0].marks {
      #expect(mark.edges == [1, 2, 3, 4, 5])
      #expect(mark.counts == [1, 2, 1, 1])
    }
    #expect(figure.alternativeText.contains("5 values from 1 to 5, most (2) between 2 and 3"))
    let columns = try lastFigure("```plot histogram\ndata: iris\n```")
    #expect(columns.panels.count == 4)
    let layers = try lastFigure(Self.classes + "```plot histogram\nof: flowers\n```")
    #expect(layers.panels.map(\.title) == ["w"])
  }

  @Test("images carry their labels, mistakes their frames")
  func images() throws {
    let text = """
      ```train written
      data: digits
      model: softmax
      optimizer: adam lr=0.01
      epochs: 1
      ```

      """
    func grid(_ plot: String) throws -> ImageGrid {
      guard case .figure(let figure)? = try lastOutcome(plot).outputs.first else {
        throw MissingOutput()
      }
      return try #require(figure as? ImageGrid)
    }
    let plain = try grid("```plot images\ndata: digits\ncount: 5\n```")
    #expect(plain.tiles.count == 5)
    #expect(plain.tiles.allSatisfy { $0.columns == 8 && $0.rows == 8 && $0.label.count == 1 })
    let wrong = try grid(text + "```plot images\nof: written\nwrong: true\ncount: 6\n```")
    #expect(wrong.tiles.allSatisfy { $0.emphasis == .wrong && $0.label.contains(" → ") })
    #expect(wrong.note.contains("mistakes"))
    let weights = try grid(text + "```plot weights\nof: written\n```")
    #expect(weights.tiles.map(\.label) == (0..<10).map(String.init))
    #expect(weights.range.lowerBound == -weights.range.upperBound)
    let network = """
      ```train eye
      data: digits
      model: [conv 4 kernel=3, relu, conv 2 kernel=2x3, flatten, dense 10]
      epochs: 1
      ```

      """
    let filters = try grid(network + "```plot weights\nof: eye\n```")
    #expect(filters.tiles.map(\.label) == ["1", "2", "3", "4"])
    #expect(filters.tiles.allSatisfy { $0.rows == 3 && $0.columns == 3 && $0.values.count == 9 })
    let deeper = try grid(network + "```plot weights\nof: eye\nlayer: 2\n```")
    #expect(deeper.tiles.map(\.label)[3...4] == ["1 ← 4", "2 ← 1"] && deeper.columns == 4)
    #expect(deeper.tiles.count == 8 && deeper.tiles.allSatisfy { $0.rows == 2 && $0.columns == 3 })
  }

  @Test("a table of runs has what was asked for, a dash where a run lacks it")
  func runs() throws {
    let usual = try lastTable(Self.data + Self.classes + "```table runs\nof: [cubic, flowers]\n```")
    #expect(
      usual.columns.map(\.title) == [
        "run", "train loss", "test loss", "train accuracy", "test accuracy", "epochs",
        "parameters",
      ])
    #expect(usual.rows.map { $0[0] } == ["cubic", "flowers"])
    #expect(usual.rows[0][2] == "–" && usual.rows[1][4].hasSuffix("%"))
    #expect(usual.rows[0].last == "4" && usual.rows[1].last == "15")
    let asked = try lastTable(
      Self.data + "```table runs\nof: [cubic, wild]\ncolumns: [w1, parameters]\n```")
    #expect(asked.columns.map(\.title) == ["run", "w1", "parameters"])
  }

  @Test("tables of coefficients line up names, tables of data show their first rows")
  func tables() throws {
    let weights = try lastTable(Self.data + "```table coefficients\nof: [cubic, wild]\n```")
    #expect(weights.rows.count == 10 && weights.rows[9][1] == "–")
    #expect(weights.rows[0][0] == "`w0`")
    let rows = try lastTable("```table data\nof: iris\nrows: 3\n```")
    #expect(rows.rows.count == 4 && rows.rows[3][0] == "… 150 rows")
    #expect(rows.columns.count == 6)
    let wide = try lastTable("```table data\nof: digits\nrows: 1\n```")
    #expect(wide.columns.count == 15 && wide.columns[12].title == "… (64 inputs)")
  }

  @Test("a timeline has an event for every text of every year")
  func timeline() throws {
    let outcome = try lastOutcome(
      "```plot timeline\nevents: {2014: [GANs, Adam], 1943: A neuron}\n```")
    guard case .figure(let figure)? = outcome.outputs.first else { throw MissingOutput() }
    let timeline = try #require(figure as? Timeline)
    #expect(timeline.events.map(\.text) == ["A neuron", "GANs", "Adam"])
  }
}
