import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot overfit`: polynomial fits of growing degree, a panel each.
struct OverfitPlot: PlotKind {
  static let name = "overfit"
  static let meaning =
    "draws a panel for each fit with the points, the fit, the true curve and both errors"
  static let data = Option(
    "data", .data, meaning: "the points to fit, with one input", example: "points")
  static let degrees = Option(
    "degrees", .list(of: .integer(0...60), count: 1...12),
    meaning: "the degrees of the polynomials, fitted by exact least squares", example: "[1, 4, 15]")
  static let l2 = Option(
    "l2", .number(atLeast: 0), default: 0, shownAs: "0",
    meaning: "λ of a penalty λ‖w‖² on every fit", example: "0.01")
  static let l1 = Option(
    "l1", .number(atLeast: 0), default: 0, shownAs: "0",
    meaning: "λ of a penalty λ‖w‖₁ on every fit, found by coordinate descent", example: "0.01")
  static let of = Option(
    "of", .oneOrMore(of: .run, atMost: 12), meaning: "runs already trained, instead of `degrees`",
    example: "[plain, ridge]")
  static let options: [any OptionDeclaration] = [data, degrees, l2, l1, of]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    if let runs = values[of] {
      for option in [data, degrees, l2, l1] as [any OptionDeclaration] where values.isGiven(option)
      {
        context.report(
          .error(
            .conflictingOptions, "`\(option.name)` does not go with `of`",
            at: values.keyRange(of: option), label: "the runs were trained with their own"))
      }
      let curves = runs.compactMap { CurveSource(run: $0, at: values.valueRange(of: of), &context) }
      guard curves.count == runs.count, !context.hasErrors else { return nil }
      return RunsPlan(runs: runs, curves: curves, appearance: appearance)
    }
    guard values.isGiven(data), values.isGiven(degrees) else {
      if !values.isGiven(of) {
        context.report(
          .error(
            .missingOption, "`plot overfit` needs `data` and `degrees`, or `of`",
            at: appearance.range))
      }
      return nil
    }
    guard let data = values[data], let degrees = values[degrees], let l2 = values[l2],
      let l1 = values[l1],
      let curve = CurveSource(data: data, at: values.valueRange(of: Self.data), &context)
    else { return nil }
    return DegreesPlan(
      data: data, curve: curve, degrees: degrees, l1: l1, l2: l2, appearance: appearance)
  }

  /// Draws polynomials fitted for the figure.
  private struct DegreesPlan: PlannedPlot {
    var data: PlannedDataset
    var curve: CurveSource
    var degrees: [Int]
    var l1: Double
    var l2: Double
    var appearance: PlotAppearance

    var offers: [ValueOffer] {
      degrees.flatMap {
        [ValueOffer("degree\($0).train.error"), ValueOffer("degree\($0).test.error")]
      }
    }

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let data = context.data(data).data
      let curves = curve.figure(data, appearance)
      var outcome = PlotOutcome(nil)
      var panels: [Panel] = []
      for degree in degrees {
        let configuration = TrainingConfiguration(
          model: .polynomial(degree: degree),
          optimizer: l1 > 0 ? .lasso(tolerance: 1e-10, sweepLimit: 100_000) : .exact, l1: l1,
          l2: l2,
          stream: "overfit degree \(degree)")
        do throws(TrainingFailure) {
          let model = try Trainer.train(configuration, on: data)
          let fit = CurveFigure.Fit(name: "fit", predict: model.predict)
          let errors = curves.errors(of: fit)
          if model.course.descent?.hasConverged == false {
            outcome.diagnostics.append(
              .warning(
                .notConverged, "the fit of degree \(degree) has not settled", at: appearance.range))
          }
          outcome.values["degree\(degree).train.error"] = .number(errors.training)
          outcome.values["degree\(degree).test.error"] = errors.test.map(ResultValue.number)
          panels.append(
            curves.panel([fit], title: "degree \(degree)", subtitle: CurveFigure.caption(errors)))
        } catch {
          outcome.diagnostics.append(
            .error(
              .badData, "the polynomial of degree \(degree) could not be fitted: \(error)",
              at: appearance.range))
          return outcome
        }
      }
      outcome.figure = appearance.figure(
        kind: "Polynomial fits", panels: panels, sharesX: true, sharesY: true,
        naturalHeight: appearance.naturalHeight(panels: panels.count, aspect: 1.4))
      return outcome
    }
  }

  /// Draws runs already trained.
  private struct RunsPlan: PlannedPlot {
    var runs: [PlannedRun]
    var curves: [CurveSource]
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let panels = zip(runs, curves).map { plan, source in
        let run = context.run(plan)
        let figure = source.figure(run.data.data, appearance)
        let fit = CurveFigure.Fit(name: "fit", predict: run.predict)
        return figure.panel(
          [fit], title: run.name, subtitle: CurveFigure.caption(figure.errors(of: fit)))
      }
      return PlotOutcome(
        appearance.figure(
          kind: "Fits", panels: panels, sharesX: true, sharesY: true,
          naturalHeight: appearance.naturalHeight(panels: panels.count, aspect: 1.4)))
    }
  }
}
