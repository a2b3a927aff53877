import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot function`: curves of expressions.
struct FunctionPlot: PlotKind {
  static let name = "function"
  static let meaning = "draws expressions of x"
  static let y = Option.required(
    "y", .oneOrMore(of: .expression, atMost: 12), meaning: "the expression or expressions of x",
    example: "[x^2, 2*x - 1]")
  static let x = Option(
    "x", .range, meaning: "the range of the horizontal axis; -5..5 where left out",
    example: "0..6.3")
  static let range = Option(
    "y-range", .range, meaning: "the range of the vertical axis", example: "-1..1")
  static let derivative = Option(
    "derivative", .boolean, default: false, meaning: "whether derivatives are drawn, dashed",
    example: "true")
  static let names = Option(
    "names", .list(of: .text), meaning: "what the curves are called instead of their expressions",
    example: "[cost, limit]")
  static let shade = Option(
    "shade", .text,
    meaning: "shades what lies between the first two curves, or one curve and 0, under this name",
    example: "difference")
  static let options: [any OptionDeclaration] = [y, x, range, derivative, names, shade]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let expressions = values[y], let derivative = values[derivative] else { return nil }
    let curves = expressions.compactMap { expression in
      ColumnFunction(expression, columns: ["x"], in: &context).map {
        Curve(name: ExpressionLabel.text(expression), function: $0)
      }
    }
    guard curves.count == expressions.count else { return nil }
    let named = values[names] ?? curves.map(\.name)
    guard named.count == curves.count else {
      context.report(
        .error(
          .shapeMismatch,
          "\(ValueText.counted(named.count, "name")) for \(ValueText.counted(curves.count, "curve"))",
          at: values.valueRange(of: names)))
      return nil
    }
    return Plan(
      curves: zip(curves, named).map { Curve(name: $1, function: $0.function) },
      shade: values[shade], xRange: values[x].map { $0.lower...$0.upper } ?? -5...5,
      yRange: values[range].map { $0.lower...$0.upper }, showsDerivative: derivative,
      appearance: appearance)
  }

  private struct Curve: Sendable {
    var name: String
    var function: ColumnFunction
  }

  private struct Plan: PlannedPlot {
    var curves: [Curve]
    /// The name of the area between the first two curves, or between the only one and 0.
    var shade: String?
    var xRange: ClosedRange<Double>
    var yRange: ClosedRange<Double>?
    var showsDerivative: Bool
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let xs = PlotRange.samples(xRange, count: 801)
      var marks: [Mark] = []
      if let shade {
        let first = curves[0].function.samples(xs)
        let second = curves.count > 1 ? curves[1].function.samples(xs) : xs.map { _ in 0 }
        marks.append(
          .band(BandMark(x: xs, lower: second, upper: first, name: shade, ink: .category(0))))
      }
      for (index, curve) in curves.enumerated() {
        let line = Self.defined(xs, curve.function.samples(xs))
        marks.append(
          .line(LineMark(x: line.x, y: line.y, name: curve.name, ink: .category(index))))
        guard showsDerivative else { continue }
        let slope = Self.defined(xs, curve.function.derivativeSamples(xs))
        marks.append(
          .line(
            LineMark(
              x: slope.x, y: slope.y, name: curves.count == 1 ? "derivative" : "",
              ink: .category(index), style: .dashed, width: 1.5)))
      }
      let panel = Panel(
        x: Axis(appearance.xLabel ?? "$x$", range: xRange),
        y: Axis(
          appearance.yLabel ?? "", scale: appearance.verticalScale, range: yRange),
        marks: marks)
      let note = showsDerivative && curves.count > 1 ? "dashed: derivatives" : ""
      return PlotOutcome(appearance.figure(kind: "Functions of x", panels: [panel], note: note))
    }

    /// Returns samples from the first to the last with a value: a logarithm's domain ends at 0, no
    /// number is missing there.
    private static func defined(_ xs: [Double], _ ys: [Double]) -> (x: [Double], y: [Double]) {
      guard let first = ys.firstIndex(where: \.isFinite), let last = ys.lastIndex(where: \.isFinite)
      else { return (xs, ys) }
      return (Array(xs[first...last]), Array(ys[first...last]))
    }
  }
}
