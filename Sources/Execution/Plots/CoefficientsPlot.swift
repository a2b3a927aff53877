import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot coefficients`: the weights of several runs side by side.
struct CoefficientsPlot: PlotKind {
  static let name = "coefficients"
  static let meaning = "draws the weights of runs side by side, a panel each on one scale"
  static let of = Option.required(
    "of", .oneOrMore(of: .run, atMost: 6), meaning: "the run or runs to compare",
    example: "[plain, ridge, lasso]")
  static let bias = Option(
    "bias", .boolean, default: false, meaning: "whether biases are drawn too", example: "true")
  static let options: [any OptionDeclaration] = [of, bias]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let runs = values[of], let bias = values[bias] else { return nil }
    let coefficients = runs.compactMap {
      Coefficients($0, includesBiases: bias, at: values.valueRange(of: of), in: &context)
    }
    guard coefficients.count == runs.count else { return nil }
    return Plan(runs: runs, coefficients: coefficients, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var runs: [PlannedRun]
    var coefficients: [Coefficients]
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let values = zip(runs, coefficients).map { run, list in
        list.values(of: context.run(run).model)
      }
      let isLogarithmic = appearance.scale == .log
      let range = appearance.yRange ?? (isLogarithmic ? Self.decades(values) : nil)
      let panels = runs.indices.map { index in
        panel(
          runs[index].name, coefficients[index].entries.map(\.name), values[index],
          isLogarithmic: isLogarithmic, range: range)
      }
      let note =
        isLogarithmic && values.contains { $0.contains { $0 < 0 } }
        ? "Blue bars are positive, orange ones negative; a coefficient of 0 has no bar." : ""
      return PlotOutcome(
        appearance.figure(
          kind: "Coefficients", panels: panels, sharesY: true,
          naturalHeight: appearance.naturalHeight(
            panels: panels.count, aspect: panels.count == 1 ? 0.55 : 1.1), note: note))
    }

    /// The powers of ten around all magnitudes but 0.
    private static func decades(_ values: [[Double]]) -> ClosedRange<Double> {
      let sizes = values.flatMap { $0 }.map(abs).filter { $0 > 1e-12 && $0.isFinite }
      guard let low = sizes.min(), let high = sizes.max() else { return 0.1...1 }
      var (first, last) = (1.0, 1.0)
      while first > low * 0.8 { first /= 10 }
      while first * 10 <= low * 0.8 { first *= 10 }
      while last < high { last *= 10 }
      while last / 10 >= high { last /= 10 }
      return first...max(last, first * 10)
    }

    private func panel(
      _ name: String, _ names: [String], _ values: [Double], isLogarithmic: Bool,
      range: ClosedRange<Double>?
    ) -> Panel {
      let negative = values.indices.filter { values[$0] < 0 }
      let bars = BarMark(
        categories: names.map(Self.label),
        series: [
          BarMark.Series(
            values: isLogarithmic ? values.map { max(abs($0), range?.lowerBound ?? 0) } : values,
            ink: .category(0),
            highlights: Dictionary(uniqueKeysWithValues: negative.map { ($0, .category(1)) }))
        ],
        showsValues: !isLogarithmic && values.count <= 6,
        baseline: isLogarithmic ? range?.lowerBound ?? 0 : 0)
      let zeroCount = values.count { $0 == 0 }
      var subtitle = "largest \(FigureText.quantity(values.map(abs).max() ?? 0))"
      if zeroCount > 0 { subtitle += " · \(zeroCount) of \(values.count) exactly 0" }
      return Panel(
        title: runs.count == 1 ? "" : name, subtitle: subtitle,
        x: Axis(appearance.xLabel ?? ""),
        y: Axis(
          appearance.yLabel ?? (isLogarithmic ? "magnitude" : "coefficient"),
          scale: appearance.verticalScale, range: range),
        marks: [.bars(bars)])
    }

    /// A weight's number as a subscript: `w3` becomes w₃.
    private static func label(_ name: String) -> String { AxisLabel.column(name) }
  }
}
