import Diagnostics
import Execution
import NotebookSyntax
import Testing

/// What planning says of plots that cannot be drawn. Nothing trains here.
struct PlotPlanningTests {
  /// A notebook with one data set and run of each sort, and a plot at its end.
  private static func diagnostics(_ plot: String) -> [String] {
    let text = """
      ```data line
      x: 0..1 step 0.1
      y: 2*x
      ```
      ```train fit
      data: line
      model: linear
      optimizer: exact
      ```
      ```train plane
      data: circles n=40
      model: logistic
      epochs: 1
      ```
      ```data table
      columns: [a, b, c, d]
      rows: [[1, 2, 3, 0], [2, 3, 4, 1]]
      ```
      ```train cube
      data: table
      model: linear
      epochs: 1
      ```
      ```plot \(plot)
      ```
      """
    let source = SourceText(name: "plots.md", text: text)
    let (notebook, problems) = Notebook.parse(source, overrides: [])
    return NotebookPlanner.plan(notebook, diagnostics: problems).diagnostics.map { problem in
      let place = problem.range.map { source.text(in: $0) } ?? ""
      return "\(problem.code.rawValue) \(place)"
    }
  }

  @Test(
    "A plot that cannot be drawn is reported at the value at fault",
    arguments: [
      ("los\nof: fit", ["NB036 los"]),
      ("timeline\nevents: {now: neuron}", ["NB041 now"]),
      ("loss", ["NB040 plot"]),
      ("loss\nof: fitt", ["NB035 fitt"]),
      ("loss\nof: [fit, plan]", ["NB035 plan"]),
      ("loss\nof: line", ["NB035 line"]),
      ("loss\nof: fit\nscale: logarithmic", ["NB048 logarithmic"]),
      ("loss\nof: fit\ncolour: red", ["NB030 colour"]),
      ("decision-boundary\nof: cube", ["NB063 cube", "NB041 cube"]),
      ("decision-boundary\nof: fit", ["NB063 fit", "NB041 fit"]),
      ("activations\nfunctions: [sigmoid, rellu]", ["NB062 rellu"]),
      ("activations\nfunctions: [softmax]", ["NB041 softmax"]),
      ("overfit\ndata: line", ["NB040 overfit"]),
      ("overfit\ndata: line\ndegrees: [1, -2]", ["NB042 -2"]),
      ("overfit\ndata: circles n=10\ndegrees: [1]", ["NB063 circles n=10"]),
      ("overfit\nof: fit\ndegrees: [1]", ["NB047 degrees"]),
      ("fit\nof: plane", ["NB063 plane"]),
      ("fit\nof: [fit, cube]", ["NB047 [fit, cube]"]),
      ("function\ny: sin(z)", ["NB061 z"]),
      ("function\ny: [x, x +]", ["NB060"]),
      ("data\nof: nowhere", ["NB034 nowhere"]),
      ("network\nof: line", ["NB035 line"]),
      ("network\nof: fit\nwidth: 5", ["NB042 5"]),
    ])
  func reportsPlotsThatCannotBeDrawn(plot: String, expected: [String]) {
    let found = Self.diagnostics(plot)
    #expect(found.count >= 1)
    for code in expected {
      #expect(found.contains { $0.hasPrefix(code) }, "\(code) is not among \(found)")
    }
  }

  @Test(
    "A correct plot of every kind plans without a word",
    arguments: [
      "loss\nof: [fit, plane]\nscale: log", "decision-boundary\nof: plane",
      "activations\nfunctions: [sigmoid, elu alpha=0.5, linear]\nderivative: true",
      "overfit\ndata: line\ndegrees: [0, 3]\nl2: 0.1", "overfit\nof: [fit]", "fit\nof: fit",
      "function\ny: [x^2, 1/x]\nx: -1..1\nderivative: true", "data\nof: [line, xor n=20]",
      "network\nof: plane", "network\nof: cube",
    ])
  func acceptsPlots(plot: String) {
    #expect(Self.diagnostics(plot) == [])
  }
}
