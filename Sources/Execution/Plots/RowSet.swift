import Diagnostics
import NeuralEngine
import NotebookSyntax

/// The rows of a data set that trained, or those that test.
enum RowSet: String, Sendable, CaseIterable {
  case test, training

  /// Returns the indices of the rows.
  func rows(of data: Dataset) -> Range<Int> {
    switch self {
    case .test: data.trainingRowCount..<data.rowCount
    case .training: 0..<data.trainingRowCount
    }
  }

  /// Reports a run without classes, and a wish for test rows where there are none.
  static func check(
    _ values: OptionValues, _ option: Option<RowSet>, of run: PlannedRun, at place: SourceRange,
    in context: inout PlanningContext
  ) {
    if run.classCount == nil {
      context.report(
        .error(.wrongType, "`\(run.name)` predicts numbers and has no classes", at: place))
    }
    check(values, option, of: run.data, in: &context)
  }

  /// Reports a wish for test rows where there are none.
  static func check(
    _ values: OptionValues, _ option: Option<RowSet>, of data: PlannedDataset,
    in context: inout PlanningContext
  ) {
    guard values[option] == .test, data.trainingRowCount == data.rowCount else { return }
    context.report(
      .error(
        .badData, "`\(data.name)` has no test rows", at: values.valueRange(of: option),
        label: "`split: 0.8` on the data keeps some"))
  }
}
