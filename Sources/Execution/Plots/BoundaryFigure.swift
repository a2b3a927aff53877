import NeuralEngine
import Plotting

/// What a classifier of two inputs answers over the plane, with the points it was shown.
struct BoundaryFigure {
  /// Samples along each side of the plane.
  static let resolution = 121

  var title: String
  /// A quieter line below the title, such as an accuracy.
  var subtitle: String
  /// Class probabilities `[rows, classes]`, or of class 1 alone where there are two, for row-major
  /// `[rows, 2]` points.
  var predict: (_ points: [Double]) -> [Double]
  /// How many numbers `predict` returns for each row.
  var outputCount: Int
  var data: Dataset
  /// The rectangle to draw; nil takes the data's.
  var xRange: ClosedRange<Double>?
  var yRange: ClosedRange<Double>?
  var xLabel: String
  var yLabel: String
  /// Written beside the colour bar of a two-class map; nil draws none.
  var colorBar: String?
  /// Said in a corner, such as an accuracy.
  var note: String?
  /// Said in the alternative text alone.
  var summary = ""
  /// Whether the map is one of many: in fewer shades and larger squares, which hardly anyone sees
  /// and which take a third of the bytes.
  var isFrame = false

  /// Returns the panel.
  func panel() -> Panel {
    let xs = stride(from: 0, to: data.inputs.count, by: 2).map { data.inputs[$0] }
    let ys = stride(from: 1, to: data.inputs.count, by: 2).map { data.inputs[$0] }
    let xRange = xRange ?? PlotRange.covering(xs, padding: 0.08)
    let yRange = yRange ?? PlotRange.covering(ys, padding: 0.08)
    let values = predict(grid(xRange, yRange))
    var marks: [Mark] = []
    if outputCount == 1 {
      let field = field(values, output: 0, xRange, yRange)
      marks.append(
        .heatMap(
          HeatMapMark(
            field, map: .diverging, range: 0...1, colorBar: colorBar, levels: isFrame ? 24 : nil,
            cell: isFrame ? 1.5 : nil)))
      marks.append(
        .contours(
          ContourMark(field, levels: [0.5], width: 2, name: colorBar == nil ? "" : "boundary")))
    } else {
      marks.append(
        .regions(
          RegionMark(
            scores: (0..<outputCount).map { field(values, output: $0, xRange, yRange) },
            inks: (0..<outputCount).map { ClassPoints.ink(ofClass: $0, among: classCount) })))
    }
    marks += ClassPoints(data: data, xs: xs, ys: ys).marks
    let width = xRange.upperBound - xRange.lowerBound
    let height = yRange.upperBound - yRange.lowerBound
    return Panel(
      title: title, subtitle: subtitle, x: Axis(xLabel, range: xRange),
      y: Axis(yLabel, range: yRange), marks: marks,
      note: note.map { Panel.CornerNote($0, in: .topRight) }, summary: summary, frame: .box,
      hasEqualScales: width < 2 * height && height < 2 * width)
  }

  private var classCount: Int {
    if case .classes(_, let names) = data.target { names.count } else { 0 }
  }

  private func grid(_ xRange: ClosedRange<Double>, _ yRange: ClosedRange<Double>) -> [Double] {
    let xs = PlotRange.samples(xRange, count: Self.resolution)
    let ys = PlotRange.samples(yRange, count: Self.resolution)
    return ys.flatMap { y in xs.flatMap { x in [x, y] } }
  }

  private func field(
    _ values: [Double], output: Int, _ xRange: ClosedRange<Double>, _ yRange: ClosedRange<Double>
  ) -> ScalarField {
    let samples = Self.resolution * Self.resolution
    return ScalarField(
      columns: Self.resolution, rows: Self.resolution,
      values: (0..<samples).map { values[$0 * outputCount + output] }, x: xRange, y: yRange)
  }
}
