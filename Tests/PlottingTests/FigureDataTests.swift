import Testing

@testable import Plotting

@Suite struct FigureDataTests {
  private func figure(_ panels: [Panel]) -> Figure { Figure(kind: "Curves", panels: panels) }

  @Test("Curves over the same places share rows; others leave cells empty")
  func join() throws {
    let panel = Panel(
      x: Axis("epoch"), y: Axis("loss"),
      marks: [
        .line(LineMark(x: [0, 1, 2], y: [3, 2, .infinity], name: "$w_1$", ink: .category(0))),
        .line(LineMark(x: [0, 2], y: [5, 4], series: "quiet", ink: .category(1))),
        .points(PointMark(x: [1, 1], y: [7, 8], name: "points", ink: .category(2))),
        .points(PointMark(x: [1], y: [9], ink: .category(2))),
      ])
    let data = try #require(figure([panel]).data)
    #expect(data.columns.map(\.title) == ["epoch", "w_1", "quiet", "points"])
    #expect(data.columns[0].values == [0, 1, 1, 2])
    #expect(data.columns[1].values == [3, 2, nil, .infinity])
    #expect(data.columns[2].values == [5, nil, nil, 4])
    #expect(data.columns[3].values == [nil, 7, 8, nil])
  }

  @Test("Panels and bands name their columns; equal names are told apart")
  func names() throws {
    let line = Mark.line(LineMark(x: [0, 1], y: [1, 2], ink: .category(0)))
    let band = Mark.band(
      BandMark(x: [0, 1], lower: [0, 1], upper: [2, 3], series: "mean", ink: .category(0)))
    let data = try #require(
      figure([
        Panel(title: "left", x: Axis("x"), y: Axis("y"), marks: [line, band]),
        Panel(title: "right", x: Axis("t"), y: Axis(), marks: [line, line]),
      ]).data)
    #expect(
      data.columns.map(\.title) == [
        "x", "left: y", "left: mean, lower", "left: mean, upper", "right: y", "right: y (2)",
      ])
  }

  @Test("Places that are not finite are no rows; zero has one row")
  func places() throws {
    let panel = Panel(
      marks: [
        .line(LineMark(x: [-0.0, .nan, 1], y: [1, 2, 3], name: "a", ink: .muted)),
        .line(LineMark(x: [0, 1], y: [4, 5], name: "b", ink: .muted)),
      ])
    let data = try #require(figure([panel]).data)
    #expect(data.columns.map(\.values) == [[0, 1], [1, 3], [4, 5]])
  }

  @Test("Figures without curves, and those over a map, have no table")
  func without() {
    #expect(SampleFigures.boundary.data == nil)
    #expect(SampleFigures.bars.data == nil)
    #expect(SampleFigures.loss.data?.rowCount == 201)
    #expect(figure([]).data == nil)
    let sequence = FrameSequence([.init("a", SampleFigures.loss)])
    #expect(sequence.data == nil)
  }
}
