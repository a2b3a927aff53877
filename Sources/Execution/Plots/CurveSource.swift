import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A data set of one input and one number, checked to be drawable as a curve.
struct CurveSource: Sendable {
  private var truth: ColumnFunction?
  private var xName: String
  private var yName: String

  /// Checks a run's data, or reports why no curve can be drawn.
  init?(run: PlannedRun, at place: SourceRange, _ context: inout PlanningContext) {
    self.init(data: run.data, subject: "`\(run.name)`", at: place, &context)
  }

  /// Checks a data set, or reports why no curve can be drawn.
  init?(data: PlannedDataset, at place: SourceRange, _ context: inout PlanningContext) {
    self.init(data: data, subject: "`\(data.name)`", at: place, &context)
  }

  private init?(
    data: PlannedDataset, subject: String, at place: SourceRange,
    _ context: inout PlanningContext
  ) {
    guard data.columns.count == 1 else {
      context.report(
        .error(
          .shapeMismatch, "a curve needs one input, \(subject) has \(data.columns.count)",
          at: place, notes: ["inputs: \(data.columns.joined(separator: ", "))"]))
      return nil
    }
    guard case .numbers(let columns) = data.target, let target = columns.first else {
      context.report(
        .error(
          .wrongType, "a curve needs numbers to predict, \(subject) has classes", at: place,
          label: "`plot decision-boundary` draws classifiers"))
      return nil
    }
    xName = data.columns[0]
    yName = target
    truth = data.trueCurve
  }

  /// Returns the figure of the data's points and curves.
  func figure(_ data: Dataset, _ appearance: PlotAppearance) -> CurveFigure {
    CurveFigure(
      data: data, truth: truth.map { truth in { xs in truth.samples(xs) } },
      xRange: appearance.xRange, yRange: appearance.yRange,
      xLabel: appearance.xLabel ?? AxisLabel.column(xName),
      yLabel: appearance.yLabel ?? AxisLabel.column(yName))
  }
}
