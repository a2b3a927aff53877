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
  /// What is drawn of the plane.
  var plane: PlaneRange
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
    let values = predict(grid)
    var marks: [Mark] = []
    if outputCount == 1 {
      let field = field(values, output: 0)
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
            scores: (0..<outputCount).map { field(values, output: $0) },
            inks: (0..<outputCount).map { ClassPoints.ink(ofClass: $0, among: classCount) })))
    }
    marks += ClassPoints(data: data, xs: xs, ys: ys).marks
    return Panel(
      title: title, subtitle: subtitle, x: Axis(xLabel, range: plane.x),
      y: Axis(yLabel, range: plane.y), marks: marks,
      note: note.map { Panel.CornerNote($0, in: .topRight) }, summary: summary, frame: .box,
      hasEqualScales: plane.suitsEqualScales)
  }

  private var classCount: Int {
    if case .classes(_, let names) = data.target { names.count } else { 0 }
  }

  private var grid: [Double] {
    let xs = PlotRange.samples(plane.x, count: Self.resolution)
    let ys = PlotRange.samples(plane.y, count: Self.resolution)
    return ys.flatMap { y in xs.flatMap { x in [x, y] } }
  }

  private func field(_ values: [Double], output: Int) -> ScalarField {
    let samples = Self.resolution * Self.resolution
    return ScalarField(
      columns: Self.resolution, rows: Self.resolution,
      values: (0..<samples).map { values[$0 * outputCount + output] }, x: plane.x, y: plane.y)
  }
}
