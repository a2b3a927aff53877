import NeuralEngine
import Plotting

/// A quantity of one or more runs by epoch: training solid, validation dotted, test dashed, one hue
/// a run.
struct HistoryFigure {
  /// One run's curves.
  struct Series {
    var name: String
    /// Values before training and after each epoch.
    var training: [Double]
    /// Nil where no rows are held back for validation.
    var validation: Validation?
    /// Nil where no rows test.
    var test: [Double]?
  }

  /// What rows held back say.
  struct Validation {
    /// A mean over the folds where each part is held back in turn.
    var values: [Double]
    /// The standard deviation over the folds; nil for a holdout.
    var deviations: [Double]?
  }

  var series: [Series]
  /// Whether the smallest value is the best one, to be marked on the curve that judges.
  var isBestSmallest: Bool

  /// Returns the panel with all curves.
  func panel(x: Axis, y: Axis) -> Panel {
    let bands = series.enumerated().compactMap { index, run in
      run.validation.flatMap { band($0, ink: .category(index), in: run) }
    }
    var marks = bands
    for (index, run) in series.enumerated() {
      let ink = Ink.category(index)
      let isAlone = series.count == 1
      marks.append(
        .line(
          LineMark(
            x: epochs(run.training.count), y: run.training,
            name: isAlone ? "training" : run.name, ink: ink, showsEndValue: true)))
      for (set, values, style) in [
        ("validation", run.validation?.values, LineStyle.dotted), ("test", run.test, .dashed),
      ] {
        guard let values else { continue }
        marks.append(
          .line(
            LineMark(
              x: epochs(values.count), y: values, name: isAlone ? set : "",
              series: "\(run.name), \(set)", ink: ink, style: style, showsEndValue: isAlone)))
      }
      marks += best(of: run, ink: ink)
    }
    return Panel(x: x, y: y, marks: marks)
  }

  /// Whether the best epoch of any run is marked.
  var hasBest: Bool { series.contains { best(of: $0) != nil } }

  /// Returns the best epoch and its value where it is neither the first nor the last. Rows that did
  /// not train tell it, those held back for it before those that test.
  private func best(of run: Series) -> (epoch: Int, value: Double)? {
    guard let judge = run.validation?.values ?? run.test, let best = bestEpoch(of: judge), best > 0,
      best < judge.count - 1
    else { return nil }
    return (best, judge[best])
  }

  /// Marks the best epoch of a run.
  private func best(of run: Series, ink: Ink) -> [Mark] {
    guard let best = best(of: run) else { return [] }
    let place = (x: Double(best.epoch), y: best.value)
    let point = Mark.points(
      PointMark(x: [place.x], y: [place.y], ink: ink, style: .outlined, size: 8))
    guard series.count == 1 else { return [point] }
    return [
      point,
      .text(
        TextMark(
          "best at epoch \(ValueText.grouped(best.epoch))", x: place.x, y: place.y, ink: .muted,
          offset: isBestSmallest ? 16 : -16)),
    ]
  }

  /// Returns one standard deviation to both sides.
  private func band(_ validation: Validation, ink: Ink, in run: Series) -> Mark? {
    guard let deviations = validation.deviations else { return nil }
    let values = validation.values
    return .band(
      BandMark(
        x: epochs(values.count), lower: zip(values, deviations).map { $0 - $1 },
        upper: zip(values, deviations).map { $0 + $1 },
        series: series.count == 1 ? "validation" : "\(run.name), validation", ink: ink))
  }

  /// Returns the epoch whose value is the best one, nil where none is finite.
  private func bestEpoch(of values: [Double]) -> Int? {
    var best: Int?
    for (index, value) in values.enumerated() where value.isFinite {
      guard let current = best else {
        best = index
        continue
      }
      if isBestSmallest ? value < values[current] : value > values[current] { best = index }
    }
    return best
  }

  private func epochs(_ count: Int) -> [Double] { (0..<count).map(Double.init) }
}
