import Plotting
import Testing

@testable import Execution

@Suite("Loss and metric by epoch")
struct HistoryPlotTests {
  private func figure(_ training: String, _ plot: String) throws -> Figure {
    try lastFigure(
      """
      ```train held
      data: circles n=60 noise=0.1
      model: [dense 4, tanh, dense 1]
      optimizer: adam lr=0.05
      epochs: 12
      \(training)
      ```

      ```train free
      data: circles n=60 noise=0.1
      model: logistic
      epochs: 8
      ```

      ```plot \(plot)
      ```
      """)
  }

  private func lines(_ figure: Figure) -> [LineMark] {
    figure.panels[0].marks.compactMap { if case .line(let line) = $0 { line } else { nil } }
  }

  private func bands(_ figure: Figure) -> [BandMark] {
    figure.panels[0].marks.compactMap { if case .band(let band) = $0 { band } else { nil } }
  }

  @Test("Held-back rows are a dotted line of their own")
  func holdout() throws {
    for kind in ["loss", "metric"] {
      let figure = try figure("validation: holdout 0.3", "\(kind)\nof: held")
      let lines = lines(figure)
      #expect(lines.map(\.name) == ["training", "validation", "test"])
      #expect(lines.map(\.style) == [.solid, .dotted, .dashed])
      #expect(lines.allSatisfy { $0.x.count == 13 })
      #expect(bands(figure).isEmpty && figure.note.isEmpty)
    }
  }

  @Test("Folds are a mean with a band of one standard deviation")
  func folds() throws {
    let figure = try figure("validation: k-fold 3", "loss\nof: held")
    #expect(lines(figure).map(\.name) == ["training", "validation", "test"])
    let band = try #require(bands(figure).first)
    let mean = lines(figure)[1].y
    for (index, value) in mean.enumerated() {
      #expect(band.lower[index] <= value && value <= band.upper[index])
      #expect(abs(band.lower[index] + band.upper[index] - 2 * value) < 1e-9)
    }
    #expect(figure.note == "band: ±1 standard deviation over the folds")
    #expect(
      figure.data?.columns.map(\.title) == [
        "epoch", "training", "validation", "test", "validation, lower", "validation, upper",
      ])
  }

  @Test("Several runs are named; the note says what the styles mean; tables name every curve")
  func runs() throws {
    let figure = try figure("validation: holdout 0.3", "loss\nof: [held, free]")
    #expect(lines(figure).map(\.name) == ["held", "", "", "free", ""])
    #expect(figure.note == "solid: training, dotted: validation, dashed: test, circle: best epoch")
    #expect(
      figure.data?.columns.map(\.title) == [
        "epoch", "held", "held, validation", "held, test", "free", "free, test",
      ])
    #expect(figure.data?.rowCount == 13)
  }

  @Test("A solution without steps has no validation curve")
  func exact() throws {
    let figure = try lastFigure(
      """
      ```data points
      x: 0..1 step 0.05
      y: 2*x
      noise: 0.1
      ```

      ```train line
      data: points
      model: linear
      optimizer: exact
      validation: k-fold 3
      ```

      ```plot loss
      of: line
      ```
      """)
    #expect(lines(figure).map(\.name) == ["training"])
  }
}
