import NeuralEngine
import Plotting

/// Fits of one input beside the points they were fitted to and the curve behind them.
struct CurveFigure {
  /// A fitted curve.
  struct Fit {
    var name: String
    /// Predictions for inputs.
    var predict: (_ inputs: [Double]) -> [Double]
  }

  /// Samples along the x axis.
  static let resolution = 401

  var data: Dataset
  /// The noiseless target for an input, nil where it is unknown.
  var truth: ((_ inputs: [Double]) -> [Double])?
  var xRange: ClosedRange<Double>?
  var yRange: ClosedRange<Double>?
  var xLabel: String
  var yLabel: String

  /// The data's targets; empty for classes.
  var targets: [Double] {
    if case .numbers(let values, _) = data.target { values } else { [] }
  }

  /// Returns a panel with one or more fits. The y range is the data's, so that a wild fit leaves
  /// the panel instead of flattening it.
  func panel(_ fits: [Fit], title: String = "", subtitle: String = "") -> Panel {
    let xRange = xRange ?? PlotRange.covering(Array(data.inputs), padding: 0.03)
    let xs = PlotRange.samples(xRange, count: Self.resolution)
    let trueCurve = truth?(xs)
    let yRange = yRange ?? PlotRange.covering(targets + (trueCurve ?? []), padding: 0.25)
    var marks: [Mark] = []
    if let trueCurve {
      marks.append(
        .line(
          LineMark(
            x: xs, y: trueCurve, name: "true curve", ink: .muted, style: .dashed, width: 1.5)))
    }
    for (index, fit) in fits.enumerated() {
      marks.append(
        .line(LineMark(x: xs, y: fit.predict(xs), name: fit.name, ink: .category(index))))
    }
    let training = 0..<data.trainingRowCount
    let test = data.trainingRowCount..<data.rowCount
    let ink = Ink.foreground
    if !test.isEmpty {
      marks.append(
        .points(
          PointMark(
            x: test.map { data.inputs[$0] }, y: test.map { targets[$0] }, name: "test points",
            ink: ink, style: .outlined)))
    }
    marks.append(
      .points(
        PointMark(
          x: training.map { data.inputs[$0] }, y: training.map { targets[$0] },
          name: test.isEmpty ? "points" : "training points", ink: ink)))
    return Panel(
      title: title, subtitle: subtitle, x: Axis(xLabel, range: xRange),
      y: Axis(yLabel, range: yRange), marks: marks)
  }

  /// Returns the mean squared error of a fit on the training rows, and on the test rows or, where
  /// there are none and the true curve is known, against that curve over the range of the inputs.
  func errors(of fit: Fit) -> (training: Double, test: Double?) {
    let predictions = fit.predict(Array(data.inputs))
    let training = meanSquare(0..<data.trainingRowCount) { predictions[$0] - targets[$0] }
    if data.testRowCount > 0 {
      return (
        training,
        meanSquare(data.trainingRowCount..<data.rowCount) { predictions[$0] - targets[$0] }
      )
    }
    guard let truth else { return (training, nil) }
    let xs = PlotRange.samples(
      PlotRange.covering(Array(data.inputs), padding: 0), count: Self.resolution)
    let (fitted, expected) = (fit.predict(xs), truth(xs))
    return (training, meanSquare(0..<xs.count) { fitted[$0] - expected[$0] })
  }

  /// Returns the words below a panel's title that name both errors.
  static func caption(_ errors: (training: Double, test: Double?)) -> String {
    let training = "train \(FigureText.measured(errors.training))"
    return errors.test.map { "\(training) · test \(FigureText.measured($0))" } ?? training
  }

  private func meanSquare(_ rows: Range<Int>, _ difference: (Int) -> Double) -> Double {
    guard !rows.isEmpty else { return 0 }
    var sum = 0.0
    for row in rows {
      let value = difference(row)
      sum += value * value
    }
    return sum / Double(rows.count)
  }
}
