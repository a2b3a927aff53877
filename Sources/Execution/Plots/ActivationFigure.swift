import NeuralEngine
import Plotting

/// An activation function with its derivative, axes through zero.
struct ActivationFigure {
  /// Samples along the x axis; odd, so that zero is one of them on a symmetric range.
  static let resolution = 601

  /// The activation's name in the notebook language.
  var name: String
  var function: UnaryFunction
  /// What the function computes, as text with math; empty where there is no short formula.
  var formula: String
  /// Whether the function levels off, so that ranges without slope are shaded.
  var saturates: Bool
  var showsDerivative: Bool
  var xRange: ClosedRange<Double>
  var yRange: ClosedRange<Double>?

  /// Returns the panel with the function and its derivative.
  func panel() -> Panel {
    let (xs, values, slopes) = samples()
    var marks: [Mark] = []
    if saturates { marks += saturatedRanges(xs, slopes) }
    let ink = Ink.category(0)
    marks.append(.line(LineMark(x: xs, y: values, name: "$f$", ink: ink, width: 2.5)))
    if showsDerivative {
      marks += Self.derivativeLines(
        xs, slopes, name: "$f\u{2032}$", ink: .category(1), width: 2)
    }
    return Panel(
      title: name, subtitle: formula, x: Axis(range: xRange),
      y: Axis(range: yRange ?? PlotRange.covering(values + slopes + [0], padding: 0.08)),
      marks: marks, frame: .throughZero)
  }

  /// Returns one panel with all functions, each in a hue of its own.
  static func overlay(_ figures: [ActivationFigure], yRange: ClosedRange<Double>?) -> Panel {
    var marks: [Mark] = []
    var all: [Double] = [0]
    for (index, figure) in figures.enumerated() {
      let (xs, values, slopes) = figure.samples()
      all += values
      marks.append(.line(LineMark(x: xs, y: values, name: figure.name, ink: .category(index))))
      guard figure.showsDerivative else { continue }
      all += slopes
      marks += derivativeLines(xs, slopes, name: "", ink: .category(index), width: 1.5)
    }
    return Panel(
      x: Axis("$x$", range: figures.first?.xRange),
      y: Axis(range: yRange ?? PlotRange.covering(all, padding: 0.08)), marks: marks,
      frame: .throughZero)
  }

  /// Returns inputs, values and derivatives.
  func samples() -> (x: [Double], f: [Double], derivative: [Double]) {
    let xs = PlotRange.samples(xRange, count: Self.resolution)
    return (xs, xs.map(function.value(at:)), xs.map(function.derivative(at:)))
  }

  /// Returns the derivative as lines, a new one behind each jump, so that a step is not drawn as a
  /// slope.
  private static func derivativeLines(
    _ xs: [Double], _ values: [Double], name: String, ink: Ink, width: Double
  ) -> [Mark] {
    guard let low = values.min(), let high = values.max() else { return [] }
    var marks: [Mark] = []
    var start = 0
    for index in 1...values.count {
      let isJump =
        index < values.count && abs(values[index] - values[index - 1]) > 0.2 * (high - low)
      guard index == values.count || isJump else { continue }
      marks.append(
        .line(
          LineMark(
            x: Array(xs[start..<index]), y: Array(values[start..<index]),
            name: index == values.count ? name : "", ink: ink, style: .dashed, width: width)))
      start = index
    }
    return marks
  }

  /// Shades where the slope is below a twentieth of the steepest.
  private func saturatedRanges(_ xs: [Double], _ slopes: [Double]) -> [Mark] {
    let limit = (slopes.map(abs).max() ?? 0) / 20
    var marks: [Mark] = []
    var start: Int?
    for index in 0...xs.count {
      let isFlat = index < xs.count && abs(slopes[index]) < limit
      if isFlat, start == nil { start = index }
      if !isFlat, let first = start {
        marks.append(
          .span(
            SpanMark(
              .x, xs[first]...xs[index - 1], ink: .muted,
              name: marks.isEmpty ? "saturated" : "")))
        start = nil
      }
    }
    return marks
  }
}

extension UnaryFunction {
  /// Creates the function that an activation's curve shows; nil for `softmax`.
  init?(curve activation: Activation) {
    switch activation {
    case .linear: self = .leakyRelu(slope: 1)
    case .prelu(let slope): self = .leakyRelu(slope: slope)
    default: self.init(activation)
    }
  }
}

extension Activation {
  /// What the function computes, as text with math for a figure.
  var formula: String {
    switch self {
    case .linear: "$f(x) = x$"
    case .step: "1 for $x > 0$, otherwise 0"
    case .sigmoid: "$f(x) = 1/(1 + e^{-x})$"
    case .tanh: "$f(x) = (e^x - e^{-x})/(e^x + e^{-x})$"
    case .relu: "$f(x) = \\max(0, x)$"
    case .leakyRelu(let slope): "$x$ for $x > 0$, otherwise ${\(FigureText.quantity(slope))}x$"
    case .prelu(let slope):
      "$x$ for $x > 0$, otherwise $ax$; here $a$ = \(FigureText.quantity(slope))"
    case .elu(let alpha):
      alpha == 1
        ? "$x$ for $x > 0$, otherwise $e^x - 1$"
        : "$x$ for $x > 0$, otherwise ${\(FigureText.quantity(alpha))}(e^x - 1)$"
    case .gelu: "$f(x) = x\\,\\Phi(x)$"
    case .softplus: "$f(x) = \\log(1 + e^x)$"
    case .silu: "$f(x) = x\\,\\sigma(x)$"
    case .softmax: ""
    }
  }
}
