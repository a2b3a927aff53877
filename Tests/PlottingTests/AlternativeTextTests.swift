import Testing

@testable import Plotting

@Suite struct AlternativeTextTests {
  private func line(_ y: [Double], name: String = "train") -> Mark {
    .line(LineMark(x: y.indices.map { Double($0) }, y: y, name: name, ink: .foreground))
  }

  private func text(_ marks: [Mark], scale: Axis.Scale = .linear) -> String {
    Figure(
      kind: "Loss curves",
      panels: [Panel(x: Axis("epoch"), y: Axis("loss", scale: scale), marks: marks)]
    ).alternativeText
  }

  @Test("A curve is described by its start, its end and its trend")
  func trend() {
    #expect(
      text([line([0.7, 0.5, 0.25])])
        == "Loss curves. Vertical: loss from 0.232 to 0.718; horizontal: epoch from 0 to 2. "
        + "In detail: train falls from 0.7 to 0.25.")
    #expect(text([line([1, 2, 4])]).contains("train rises from 1 to 4"))
    #expect(text([line([2, 2, 2])]).contains("train stays at 2"))
    #expect(text([line([5])]).contains("train is 5 at epoch 0"))
    #expect(text([line([.nan])]).contains("train has no finite values"))
  }

  @Test("An extreme inside the curve is told with its place")
  func extremes() {
    let overfitting = text([line([1, 0.4, 0.2, 0.3, 0.5], name: "test")])
    #expect(overfitting.contains("test falls from 1 to 0.5 (lowest 0.2 at epoch 2)"))
  }

  @Test("Points are counted, logarithmic axes and notes are told")
  func rest() {
    #expect(SampleFigures.boundary.alternativeText.contains("class 0, train: 100 points"))
    #expect(SampleFigures.boundary.alternativeText.contains("test accuracy 98.5%"))
    #expect(text([line([1, 2])], scale: .logarithmic).contains("logarithmic"))
    #expect(SampleFigures.overfit.alternativeText.hasPrefix("Polynomial fits in 3 panels: "))
  }

  @Test("A logarithmic axis tells how small a value is, another one that it is nearly nothing")
  func small() {
    #expect(text([line([1, 2e-9])]).contains("train falls from 1 to 0."))
    #expect(text([line([1, 2e-9])], scale: .logarithmic).contains("falls from 1 to 2 × 10^−9."))
  }

  @Test("Thousands are told apart")
  func thousands() {
    #expect(text([line([1_097, 22_026.5])]).contains("rises from 1,097 to 22,026"))
    #expect(NumberText.count(384_000) == "384,000" && NumberText.compact(1_096.6) == "1,097")
  }

  @Test("A histogram tells the range of its values, not that of its axis")
  func histogram() {
    let mark = HistogramMark(of: [2, 2.1, 3], binCount: 10, in: 0...10, ink: .category(0))
    let text = Figure(kind: "Histogram", panels: [Panel(marks: [.histogram(mark)])]).alternativeText
    #expect(text.contains("3 values from 2 to 4, most (2) between 2 and 3"), "\(text)")
  }

  @Test("No markup is left and the length stays within four sentences")
  func plain() {
    for figure in SampleFigures.all {
      let text = figure.alternativeText
      #expect(!text.contains("$") && !text.contains("\\"), "\(text)")
      #expect(text.hasSuffix("."))
    }
  }
}
