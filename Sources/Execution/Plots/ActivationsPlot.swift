import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot activations`: activation functions and their derivatives.
struct ActivationsPlot: PlotKind {
  /// Where curves are drawn.
  enum Arrangement: String, Sendable, CaseIterable { case panels, overlaid }

  static let name = "activations"
  static let meaning = "draws activation functions with their derivatives"
  static let functions = Option.required(
    "functions", .calls(of: ActivationRegistry.registry), meaning: "the functions to draw",
    example: "[sigmoid, tanh, relu]")
  static let derivative = Option(
    "derivative", .boolean, default: false, meaning: "whether f′ is drawn, dashed",
    example: "true")
  static let arrangement = Option(
    "arrangement", .choice(Arrangement.self), default: .panels, shownAs: "panels",
    meaning: "whether each function has a panel of its own", example: "overlaid")
  static let options: [any OptionDeclaration] = [functions, derivative, arrangement]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let functions = values[functions], let derivative = values[derivative],
      let arrangement = values[arrangement]
    else { return nil }
    for function in functions where UnaryFunction(curve: function.value) == nil {
      context.report(
        .error(
          .wrongType, "`softmax` is not a function of one number", at: function.range,
          label: "`plot bar` shows a softmax"))
    }
    guard !context.hasErrors else { return nil }
    return Plan(
      activations: functions.map {
        ($0.value, context.source.text(in: $0.range))
      }, showsDerivative: derivative, arrangement: arrangement, appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var activations: [(activation: Activation, title: String)]
    var showsDerivative: Bool
    var arrangement: Arrangement
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let curves = activations.compactMap { activation, title in
        UnaryFunction(curve: activation).map { function in
          ActivationFigure(
            name: title, function: function, formula: activation.formula,
            saturates: [.sigmoid, .tanh].contains(activation), showsDerivative: showsDerivative,
            xRange: appearance.xRange ?? -6...6, yRange: appearance.yRange)
        }
      }
      switch arrangement {
      case .panels:
        return PlotOutcome(
          appearance.figure(
            kind: "Activation functions", panels: curves.map { $0.panel() },
            naturalHeight: appearance.naturalHeight(
              panels: curves.count, aspect: curves.count == 1 ? 0.6 : curves.count < 3 ? 0.85 : 1.05
            )))
      case .overlaid:
        return PlotOutcome(
          appearance.figure(
            kind: "Activation functions",
            panels: [ActivationFigure.overlay(curves, yRange: appearance.yRange)]))
      }
    }
  }
}
