import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot validation-curve`: training and validation error against a model's flexibility.
struct ValidationCurvePlot: PlotKind {
  static let name = "validation-curve"
  static let meaning =
    "draws training and validation error of least-squares fits against the degree or λ"
  static let data = Option.required(
    "data", .data, meaning: "the rows to learn from; test rows are left alone",
    example: "line n=40")
  static let degrees = Option(
    "degrees", .list(of: .integer(0...60), count: 2...61),
    meaning: "the degrees of polynomials to compare", example: "[0, 1, 2, 3, 4, 5, 6, 7, 8]")
  static let l2 = Option(
    "l2", .list(of: .number(above: 0), count: 2...200),
    meaning: "the values of λ in a penalty λ‖w‖² to compare",
    example: "[1e-6, 1e-4, 1e-2, 1]")
  static let degree = Option(
    "degree", .integer(0...60),
    meaning: "the degree of the polynomials that `l2` penalises; linear models where left out",
    example: "8")
  static let validation = Option(
    "validation", .call(of: ValidationSplit.registry), default: .folds(5), shownAs: "k-fold 5",
    meaning: "how rows are held back to validate", example: "holdout 0.3")
  static let options: [any OptionDeclaration] = [data, degrees, l2, degree, validation]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard values.isGiven(degrees) != values.isGiven(l2) else {
      let isBoth = values.isGiven(l2)
      context.report(
        isBoth
          ? .error(
            .conflictingOptions, "`l2` does not go with `degrees`", at: values.keyRange(of: l2),
            label: "`degree: 8` fixes the degree")
          : .error(
            .missingOption, "`plot validation-curve` needs `degrees` or `l2`",
            at: appearance.range, label: "such as `degrees: \(degrees.example)`"))
      return nil
    }
    if values.isGiven(degree), values.isGiven(degrees) {
      context.report(
        .error(
          .conflictingOptions, "`degree` goes with `l2` alone", at: values.keyRange(of: degree)))
    }
    guard let data = values[data], let split = values[validation] else { return nil }
    let place = values.valueRange(of: Self.data)
    if data.classCount != nil {
      context.report(
        .error(
          .wrongType, "`\(data.name)` has classes, least squares needs numbers", at: place))
    }
    if values.isGiven(degrees) || values.isGiven(degree), data.columns.count != 1 {
      context.report(
        .error(
          .shapeMismatch, "a polynomial needs one input, `\(data.name)` has \(data.columns.count)",
          at: place, notes: ["inputs: \(data.columns.joined(separator: ", "))"]))
    }
    if let problem = split.problem(rowCount: data.trainingRowCount) {
      context.report(
        .error(.outOfRange, problem, at: values.valueRange(of: validation)))
    }
    guard !context.hasErrors else { return nil }
    let models: [ValidationCurve.Candidate]
    if let degrees = values[degrees] {
      models = degrees.sorted().map {
        ValidationCurve.Candidate(value: Double($0), model: .polynomial(degree: $0), l2: 0)
      }
    } else if let penalties = values[l2] {
      let model = values[degree].map { Model.polynomial(degree: $0) } ?? .linear
      models = penalties.sorted().map {
        ValidationCurve.Candidate(value: $0, model: model, l2: $0)
      }
    } else {
      return nil
    }
    return Plan(
      data: data, candidates: models, split: split, isPenalty: values.isGiven(l2),
      appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var data: PlannedDataset
    var candidates: [ValidationCurve.Candidate]
    var split: ValidationSplit
    var isPenalty: Bool
    var appearance: PlotAppearance

    var offers: [ValueOffer] {
      [
        ValueOffer("best"),
        ValueOffer("train.error", .array(extents: [candidates.count])),
        ValueOffer("validation.error", .array(extents: [candidates.count])),
      ]
    }

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let folds = split.folds(
        rowCount: data.trainingRowCount, seed: context.seed, name: data.name)
      do throws(TrainingFailure) {
        let curve = try ValidationCurve(
          candidates, on: context.data(data).data, folds: folds)
        return drawn(curve)
      } catch {
        return PlotOutcome(
          nil,
          diagnostics: [
            .error(.badData, "a fit of the validation curve failed: \(error)", at: appearance.range)
          ])
      }
    }

    private func drawn(_ curve: ValidationCurve) -> PlotOutcome {
      let xs = candidates.map(\.value)
      var marks: [Mark] = []
      let isLogarithmic = appearance.scale == .log
      let series = [
        ("training", curve.training, Ink.category(0), LineStyle.solid),
        ("validation", curve.validation, Ink.category(1), LineStyle.dashed),
      ]
      if split.foldCount > 1 {
        for (_, errors, ink, _) in series {
          marks.append(
            .band(
              BandMark(
                x: xs,
                // A logarithmic axis has no room for zero and less.
                lower: errors.map {
                  max($0.mean - $0.deviation, isLogarithmic ? $0.mean / 10 : 0)
                },
                upper: errors.map { $0.mean + $0.deviation }, ink: ink)))
        }
      }
      for (name, errors, ink, style) in series {
        marks.append(
          .line(LineMark(x: xs, y: errors.map(\.mean), name: name, ink: ink, style: style)))
        marks.append(
          .points(PointMark(x: xs, y: errors.map(\.mean), ink: ink, size: 6)))
      }
      let best = candidates[curve.best].value
      let chosen = isPenalty ? "$\\lambda$ = \(NumberText.compact(best))" : "degree \(Int(best))"
      marks.append(.rule(RuleMark(.x, best, ink: .foreground, name: "lowest: \(chosen)")))
      let panel = Panel(
        x: Axis(
          appearance.xLabel ?? (isPenalty ? "penalty $\\lambda$" : "degree"),
          scale: isPenalty ? .logarithmic : .linear, range: appearance.xRange,
          isInteger: !isPenalty),
        y: Axis(
          appearance.yLabel ?? "mean squared error", scale: appearance.verticalScale,
          range: appearance.yRange ?? curve.range(isLogarithmic: isLogarithmic)),
        marks: marks)
      let note =
        split.foldCount > 1
        ? "Means over \(split.foldCount) folds with bands of ±1 standard deviation." : ""
      var values = ResultValues()
      values["best"] = .number(best)
      values["train.error"] = .array(
        extents: [xs.count], values: curve.training.map(\.mean))
      values["validation.error"] = .array(
        extents: [xs.count], values: curve.validation.map(\.mean))
      return PlotOutcome(
        appearance.figure(
          kind: "Validation curve", panels: [panel], naturalHeight: 0.58 * appearance.width,
          note: note), values: values)
    }
  }
}
