import NeuralEngine
import Plotting

/// Logits z, their exponentials and pᵢ = exp zᵢ / Σ exp zⱼ as three groups of bars.
struct SoftmaxFigure: Sendable {
  /// Beyond this exponentials are shown divided by the largest: they would not fit any axis.
  private static let largestExponent = 80.0

  var logits: [Double]
  var names: [String]
  /// The index of the true class, nil where none is singled out.
  var target: Int?

  private var largest: Double { logits.max() ?? 0 }

  /// The probabilities, computed from the logits' distances to the largest.
  var probabilities: [Double] {
    let powers = logits.map { Elementary.exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// −log p of the true class: log Σ exp(zⱼ − max z) − (z − max z).
  var crossEntropy: Double? {
    guard let target else { return nil }
    let sum = logits.reduce(0) { $0 + Elementary.exp($1 - largest) }
    return Elementary.log(sum) - (logits[target] - largest)
  }

  /// What the cross-entropy of the true class is.
  var note: String {
    guard let target, let loss = crossEntropy else { return "" }
    return "Cross-entropy of class \(names[target]): $-\\log p$ = "
      + "−log \(NumberText.compact(probabilities[target])) = \(NumberText.compact(loss))"
  }

  /// The width from which on a class's bars have room for their values.
  private static let roomyClass = 240.0

  /// Returns the three panels of a figure of some width. Bars that all bear their values need no axis.
  func panels(width: Double) -> [Panel] {
    let ticks: Axis.Ticks =
      width >= Self.roomyClass * Double(names.count) ? .none : .automatic
    let isShifted = logits.contains { abs($0) > Self.largestExponent }
    let shift = isShifted ? largest : 0
    return [
      panel("logits", "$z$", logits, ticks),
      panel(
        "exponentials", isShifted ? "$e^{z - \\max z}$" : "$e^z$",
        logits.map { Elementary.exp($0 - shift) }, ticks),
      panel(
        "probabilities", "$e^z$ divided by the sum", probabilities, ticks,
        range: 0...1.08),
    ]
  }

  private func panel(
    _ title: String, _ formula: String, _ values: [Double], _ ticks: Axis.Ticks,
    range: ClosedRange<Double>? = nil
  ) -> Panel {
    let highlights = target.map { [$0: Ink.category(1)] } ?? [:]
    let bars = BarMark(
      categories: names,
      series: [BarMark.Series(values: values, ink: .category(0), highlights: highlights)],
      showsValues: true)
    return Panel(
      title: title, subtitle: formula, x: Axis("class"),
      y: Axis(range: range, ticks: ticks),
      marks: [.bars(bars)])
  }
}
