import NeuralEngine
import Plotting

/// The points of a data set: targets over the input, or classes over the first two inputs.
struct ScatterFigure {
  var title: String
  var data: Dataset
  var xRange: ClosedRange<Double>?
  var yRange: ClosedRange<Double>?
  /// The author's labels, which replace the columns' names.
  var xLabel: String?
  var yLabel: String?
  /// What classes are called, if not by their own names.
  var classLabels: [String]?

  /// Whether the points lie in a plane whose axes have one unit.
  var hasEqualScales: Bool {
    if case .classes = data.target { data.columns == ["x1", "x2"] } else { false }
  }

  /// Returns the panel.
  func panel() -> Panel {
    switch data.target {
    case .numbers(let values, let names): numbers(values, names)
    case .classes(let classes, let names): classed(classes, names)
    }
  }

  private func numbers(_ values: [Double], _ names: [String]) -> Panel {
    let xs = column(0)
    let ys = stride(from: 0, to: values.count, by: max(1, names.count)).map { values[$0] }
    var marks: [Mark] = []
    if data.testRowCount > 0 {
      marks.append(points(xs, ys, data.trainingRowCount..<data.rowCount, "test", .outlined))
    }
    let name = data.testRowCount > 0 ? "training" : ""
    marks.append(points(xs, ys, 0..<data.trainingRowCount, name, .filled))
    return Panel(
      title: title, x: axis(0, xLabel, xRange, xs),
      y: Axis(
        yLabel ?? AxisLabel.column(names.first ?? ""),
        range: yRange ?? PlotRange.covering(ys, padding: 0.08)),
      marks: marks)
  }

  private func points(
    _ xs: [Double], _ ys: [Double], _ rows: Range<Int>, _ name: String, _ style: PointMark.Style
  ) -> Mark {
    .points(
      PointMark(
        x: Array(xs[rows]), y: Array(ys[rows]), name: name, ink: .category(0), style: style))
  }

  private func classed(_ classes: [Int], _ names: [String]) -> Panel {
    let xs = column(0)
    guard data.columns.count > 1 else {
      let ys = classes.map(Double.init)
      return Panel(
        title: title, x: axis(0, xLabel, xRange, xs),
        y: Axis(
          yLabel ?? "class",
          ticks: .labeled(names.enumerated().map { Axis.Label(Double($0), $1) })),
        marks: ClassPoints(data: data, xs: xs, ys: ys, labels: classLabels).marks)
    }
    let ys = column(1)
    return Panel(
      title: title, x: axis(0, xLabel, xRange, xs), y: axis(1, yLabel, yRange, ys),
      marks: ClassPoints(data: data, xs: xs, ys: ys, labels: classLabels).marks, frame: .box,
      hasEqualScales: hasEqualScales)
  }

  private func axis(
    _ index: Int, _ label: String?, _ range: ClosedRange<Double>?, _ values: [Double]
  ) -> Axis {
    Axis(
      label ?? AxisLabel.column(data.columns[index]),
      range: range ?? PlotRange.covering(values, padding: 0.08))
  }

  private func column(_ index: Int) -> [Double] {
    stride(from: index, to: data.inputs.count, by: data.columns.count).map { data.inputs[$0] }
  }
}
