import NeuralEngine
import Plotting

/// A quantity of one or more runs by epoch: training solid, test dashed, one hue a run.
struct HistoryFigure {
  /// One run's curves.
  struct Series {
    var name: String
    /// Values before training and after each epoch.
    var training: [Double]
    /// Nil where no rows test.
    var test: [Double]?
  }

  var series: [Series]
  /// Whether the smallest value is the best one, to be marked on the test curve.
  var isBestSmallest: Bool

  /// Returns the panel with all curves.
  func panel(x: Axis, y: Axis) -> Panel {
    var marks: [Mark] = []
    for (index, run) in series.enumerated() {
      let ink = Ink.category(index)
      let isAlone = series.count == 1
      marks.append(
        .line(
          LineMark(
            x: epochs(run.training.count), y: run.training,
            name: isAlone ? "training" : run.name, ink: ink, showsEndValue: true)))
      guard let test = run.test else { continue }
      marks.append(
        .line(
          LineMark(
            x: epochs(test.count), y: test, name: isAlone ? "test" : "", ink: ink, style: .dashed,
            showsEndValue: isAlone)))
      if let best = bestEpoch(of: test), best > 0, best < test.count - 1 {
        marks.append(
          .points(
            PointMark(
              x: [Double(best)], y: [test[best]], ink: ink, style: .outlined, size: 8)))
        if isAlone {
          marks.append(
            .text(
              TextMark(
                "best at epoch \(best)", x: Double(best), y: test[best], ink: .muted,
                offset: isBestSmallest ? 16 : -16)))
        }
      }
    }
    return Panel(x: x, y: y, marks: marks)
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
