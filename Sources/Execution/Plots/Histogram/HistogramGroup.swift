import NeuralEngine
import Plotting

/// The values of one panel of a histogram.
struct HistogramGroup: Sendable {
  var title: String
  /// What the axis measures.
  var name: String
  /// Where the statistics of the values stand among the plot's results; nil where they do not.
  var path: String?
  var values: [Double]

  /// The statistics that a plot offers for each path.
  static let statistics = ["mean", "deviation", "zeros"]

  /// Adds mean, deviation and the share of zeros of the values.
  func addStatistics(to results: inout ResultValues) {
    guard let path else { return }
    let (mean, deviation) = moments
    let zeros = Double(values.count { $0 == 0 }) / Double(max(values.count, 1))
    for (name, value) in zip(Self.statistics, [mean, deviation, zeros]) {
      results["\(path).\(name)"] = .number(value)
    }
  }

  /// The mean and the deviation √(Σ(x − mean)²/n) of the finite values.
  private var moments: (mean: Double, deviation: Double) {
    let summary = CrossValidation.Summary(values.filter(\.isFinite))
    return (summary.mean, summary.deviation)
  }

  /// The decimal logarithms of the absolute values; zeros become −∞ and are not drawn.
  var magnitudes: HistogramGroup {
    HistogramGroup(
      title: title, name: "$\\log_{10}$ |\(name)|", values: values.map { Self.log10(abs($0)) })
  }

  /// Returns log₁₀ x, with −∞ for 0.
  static func log10(_ x: Double) -> Double {
    x > 0 ? Elementary.log(x) / Elementary.log(10) : -.infinity
  }

  /// Returns the range of the finite values of all groups, at most eight decades below the largest
  /// of logarithms; nil where they are all the same.
  static func range(of groups: [HistogramGroup]) -> ClosedRange<Double>? {
    let values = groups.flatMap(\.values).filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    let isLogarithmic = groups.contains { $0.name.hasPrefix("$") }
    return (isLogarithmic ? max(low, high - 8) : low)...high
  }

  /// Returns the histogram.
  ///
  /// - Parameter isSmall: Whether there is room for few words only.
  func panel(
    range: ClosedRange<Double>?, bins: Int?, isSmall: Bool, _ appearance: PlotAppearance
  ) -> Panel {
    let (mean, deviation) = moments
    let (middle, spread) = (FigureText.measured(mean), FigureText.measured(deviation))
    var summary = isSmall ? "\(middle) ± \(spread)" : "mean \(middle), deviation \(spread)"
    let zeros = values.count { $0 == 0 || $0 == -.infinity }
    let share = Double(zeros) / Double(max(values.count, 1))
    if share >= 0.01, values.count > 20 { summary += ", \(FigureText.share(share)) are 0" }
    return Panel(
      title: title, subtitle: summary, x: Axis(appearance.xLabel ?? name, range: range),
      y: Axis(
        appearance.yLabel ?? (isSmall ? "" : "count"), range: appearance.yRange,
        ticks: isSmall ? .none : .automatic, includesZero: true, isInteger: true),
      marks: [
        .histogram(
          HistogramMark(of: values.filter(\.isFinite), binCount: bins, in: range, ink: .category(0))
        )
      ])
  }
}
