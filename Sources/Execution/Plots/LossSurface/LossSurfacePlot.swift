import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot loss-surface`: the loss of a run over two directions of its weights.
struct LossSurfacePlot: PlotKind {
  enum Directions: String, Sendable, CaseIterable { case random, path }

  static let name = "loss-surface"
  static let meaning =
    "draws the training loss over two of a run's parameters, or two directions through them"
  static let of = Option.required(
    "of", .run, meaning: "the run; with `record` its path is drawn too", example: "line")
  static let parameters = Option(
    "parameters", .list(of: .locatedText, count: 2...2),
    meaning: "the two numbers on the axes; those of a run that has no more where left out",
    example: "[w, b]")
  static let directions = Option(
    "directions", .choice(Directions.self),
    meaning:
      "two random directions with the lengths of the filters, or the plane of the recorded path",
    example: "random")
  static let levels = Option(
    "levels", .integer(2...60), default: 14, meaning: "the largest number of contour lines",
    example: "20")
  static let scale = Option(
    "scale", .choice(ContourLevels.Spacing.self),
    meaning:
      "whether levels are evenly spaced or grow tenfold; chosen by the values where left out",
    example: "log")
  static let options: [any OptionDeclaration] = [of, parameters, directions, levels, scale]

  /// The largest number of multiplications of one loss at which maps are drawn in reasonable time.
  private static let mostWork = 20_000_000

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let run = values[of], let levelLimit = values[levels] else { return nil }
    let place = values.valueRange(of: of)
    let counts = run.parameters.map(\.shape.count)
    let total = counts.reduce(0, +)
    guard total >= 2 else {
      context.report(
        .error(.wrongType, "`\(run.name)` has no two parameters to draw over", at: place))
      return nil
    }
    if total * run.data.trainingRowCount > mostWork {
      context.report(
        .error(
          .limitExceeded,
          "the loss of `\(run.name)` takes too long to compute at every place of a map", at: place,
          label: "it has \(ValueText.grouped(total)) parameters"))
    }
    if values.isGiven(parameters), values.isGiven(directions) {
      context.report(
        .error(
          .conflictingOptions, "`directions` does not go with `parameters`",
          at: values.keyRange(of: directions)))
    }
    if values[directions] == .path, run.configuration.recordInterval == nil {
      context.report(
        .error(
          .missingOption, "`\(run.name)` has no recorded path",
          at: values.valueRange(of: directions),
          label: "add `record: every 1 epochs` to its block"))
    }
    var axes: [WeightDirections.Coordinate] = []
    if let names = values[parameters] {
      axes = names.compactMap { coordinate(of: $0, in: run, &context) }
      if axes.count == 2, axes[0] == axes[1] {
        context.report(
          .error(
            .duplicateName, "both axes are `\(names[1].text)`", at: names[1].range))
      }
      guard axes.count == 2 else { return nil }
    } else if total == 2, !values.isGiven(directions) {
      axes = run.parameters.enumerated().flatMap { index, parameter in
        (0..<counts[index]).map { element in
          WeightDirections.Coordinate(
            name: counts[index] == 1 ? parameter.name : "\(parameter.name)[\(element)]",
            index: counts[..<index].reduce(0, +) + element)
        }
      }
    }
    guard !context.hasErrors else { return nil }
    return Plan(
      run: run, axes: axes, directions: values[directions], levelLimit: levelLimit,
      spacing: values[scale], appearance: appearance)
  }

  /// Finds the number that a path such as `layer1.w[0,1]` names, or reports that there is none.
  private static func coordinate(
    of name: ScalarText, in run: PlannedRun, _ context: inout PlanningContext
  ) -> WeightDirections.Coordinate? {
    let text = name.text.filter { $0 != " " }
    let (base, indices) = ResultValues.indexed(text) ?? (text, [])
    var offset = 0
    for parameter in run.parameters {
      guard parameter.name == base else {
        offset += parameter.shape.count
        continue
      }
      let extents = parameter.shape.extents
      if indices.isEmpty, parameter.shape.count == 1 {
        return WeightDirections.Coordinate(name: text, index: offset)
      }
      guard indices.count == extents.count, zip(indices, extents).allSatisfy({ $0 < $1 }) else {
        context.report(
          .error(
            .shapeMismatch, "`\(name.text)` is not one number of `\(run.name)`", at: name.range,
            label: "`\(base)` has the shape [\(extents.map(String.init).joined(separator: ", "))]"
          ))
        return nil
      }
      let element = zip(indices, extents).reduce(0) { $0 * $1.1 + $1.0 }
      return WeightDirections.Coordinate(name: text, index: offset + element)
    }
    let names = run.parameters.map(\.name)
    context.report(
      .error(
        .unknownValue, "`\(run.name)` has no parameter `\(name.text)`", at: name.range,
        label: Suggestions.question(for: base, in: names),
        notes: ["parameters: \(names.joined(separator: ", "))"]))
    return nil
  }

  private struct Plan: PlannedPlot {
    var run: PlannedRun
    /// Two parameters, or none where directions are drawn over.
    var axes: [WeightDirections.Coordinate]
    var directions: Directions?
    var levelLimit: Int
    var spacing: ContourLevels.Spacing?
    var appearance: PlotAppearance

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let completed = context.run(run)
      let plane = plane(of: completed)
      do throws(TrainingFailure) {
        let landscape = try LossLandscape(run.configuration, on: completed.trainingData)
        let figure = LossSurfaceFigure(
          completed, plane, landscape, x: appearance.xRange, y: appearance.yRange,
          isRandom: axes.isEmpty && !hasPathPlane(completed), levelLimit: levelLimit,
          spacing: spacing)
        return PlotOutcome(
          appearance.figure(
            kind: "Loss surface of \(run.name)",
            panels: [figure.panel(xLabel: appearance.xLabel, yLabel: appearance.yLabel)],
            naturalHeight: 0.66 * appearance.width, note: figure.note))
      } catch {
        return PlotOutcome(
          nil,
          diagnostics: [
            .error(.badData, "the loss could not be computed: \(error)", at: appearance.range)
          ])
      }
    }

    private func hasPathPlane(_ run: CompletedRun) -> Bool {
      directions != .random && run.model.snapshots.count > 2
    }

    private func plane(of run: CompletedRun) -> WeightDirections {
      if axes.count == 2 { return WeightDirections(axes[0], axes[1], through: run.model) }
      if hasPathPlane(run), let plane = WeightDirections(along: run.model) { return plane }
      return WeightDirections(
        randomThrough: run.model, seed: self.run.configuration.seed, name: run.name)
    }
  }
}

extension CompletedRun {
  /// The data as the model saw it: features in the place of the columns they were made of.
  var trainingData: Dataset {
    var data = data.data
    guard let features = plan.features else { return data }
    data.inputs = Numbers(
      features.apply(to: Array(data.inputs), columns: plan.data.columns.count))
    data.columns = features.functions.indices.map { "feature\($0 + 1)" }
    return data
  }
}
