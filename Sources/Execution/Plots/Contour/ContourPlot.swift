import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot contour`: a function of x and y as a contour map, with optimizers' ways over it.
struct ContourPlot: PlotKind {
  static let name = "contour"
  static let meaning =
    "draws an expression of x and y as a contour map, with the paths of optimizers"
  static let f = Option.required(
    "f", .expression, meaning: "the expression of x and y", example: "x^2/20 + y^2")
  static let paths = Option(
    "paths", .calls(of: OptimizerRegistry.registry),
    meaning: "optimizers whose steps are drawn, computed in double precision",
    example: "[gd lr=0.1, momentum lr=0.1 beta=0.9]")
  static let start = Option(
    "start", .list(of: .number, count: 2...2), meaning: "where the paths start",
    example: "[-4, 2]")
  static let steps = Option(
    "steps", .integer(1...10_000), default: 30, meaning: "how many steps the paths have",
    example: "50")
  static let constraint = Option(
    "constraint", .oneOrMore(of: .call(of: PlaneConstraint.registry), atMost: 4),
    meaning: "a ball to stay in, with the lowest place inside; several have a panel each",
    example: "[l1 r=1, l2 r=1]")
  static let panels = Option(
    "panels", .boolean, default: false, meaning: "whether each path has a panel of its own",
    example: "true")
  static let levels = Option(
    "levels", .integer(2...60), default: 12, meaning: "the largest number of contour lines",
    example: "20")
  static let scale = Option(
    "scale", .choice(ContourLevels.Spacing.self),
    meaning:
      "whether levels are evenly spaced or grow tenfold; chosen by the values where left out",
    example: "log")
  static let options: [any OptionDeclaration] = [
    f, paths, start, steps, constraint, panels, levels, scale,
  ]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    let optimizers = values[paths] ?? []
    for path in optimizers where !path.value.optimizer.takesSteps {
      context.report(
        .error(
          .wrongType, "`\(path.value.name)` has no steps to draw", at: path.range,
          label: "such as `gd lr=0.1`"))
    }
    if values.isGiven(paths), !values.isGiven(start) {
      context.report(
        .error(
          .missingOption, "`paths` need a `start`", at: values.keyRange(of: paths),
          label: "add `start: \(start.example)`"))
    }
    for option in [start, steps, panels] as [any OptionDeclaration]
    where values.isGiven(option) && !values.isGiven(paths) {
      context.report(
        .error(
          .conflictingOptions, "`\(option.name)` needs `paths`", at: values.keyRange(of: option),
          label: "add `paths: \(paths.example)`"))
    }
    if values.isGiven(constraint), values[panels] == true {
      context.report(
        .error(
          .conflictingOptions, "`panels` does not go with `constraint`",
          at: values.keyRange(of: panels), label: "several constraints have a panel each"))
    }
    guard let expression = values[f],
      let function = ColumnFunction(expression, columns: ["x", "y"], in: &context),
      let stepCount = values[steps], let levelLimit = values[levels], !context.hasErrors
    else { return nil }
    return Plan(
      function: PlaneFunction(function: function),
      text: ExpressionLabel.text(expression), fRange: expression.range,
      optimizers: optimizers.map {
        (context.source.text(in: $0.range), $0.value.optimizer)
      },
      start: values[start].map { PlaneFunction.Place(x: $0[0], y: $0[1]) },
      stepCount: stepCount, constraints: values[constraint] ?? [],
      hasPanels: values[panels] ?? false, levelLimit: levelLimit, spacing: values[scale],
      appearance: appearance)
  }

  private struct Plan: PlannedPlot {
    var function: PlaneFunction
    var text: String
    var fRange: SourceRange
    var optimizers: [(name: String, optimizer: Optimizer)]
    var start: PlaneFunction.Place?
    var stepCount: Int
    var constraints: [PlaneConstraint]
    var hasPanels: Bool
    var levelLimit: Int
    var spacing: ContourLevels.Spacing?
    var appearance: PlotAppearance

    var offers: [ValueOffer] {
      var names = ["minimum"]
      names += optimizers.indices.map { "path\($0 + 1)" }
      names += constraints.indices.map(optimumName)
      return names.flatMap { name in
        ["x", "y", "f"].map { ValueOffer("\(name).\($0)") }
      }
    }

    /// Longer expressions, in markup, do not fit beside a colour bar.
    private static let longestName = 60

    private func optimumName(_ index: Int) -> String {
      constraints.count == 1 ? "optimum" : "optimum\(index + 1)"
    }

    func draw(in context: ExecutionContext) -> PlotOutcome {
      let (x, y) = (appearance.xRange ?? -5...5, appearance.yRange ?? -5...5)
      let figure = ContourFigure(
        function, name: text.count <= Self.longestName ? text : "$f(x, y)$", x: x, y: y,
        xLabel: appearance.xLabel ?? "$x$", yLabel: appearance.yLabel ?? "$y$",
        levelLimit: levelLimit, spacing: spacing)
      guard figure.hasValues else {
        return PlotOutcome(
          nil,
          diagnostics: [
            .error(
              .nothingToDraw, "`f` has no value anywhere on the map", at: fRange,
              label: "choose the map by `x: …` and `y: …`")
          ])
      }
      var walked: [DescentPath] = []
      if let start {
        walked = optimizers.map {
          DescentPath(
            name: $0.name, on: function, from: start, with: $0.optimizer, stepCount: stepCount)
        }
      }
      return PlotOutcome(
        drawn(figure, walked, x, y), values: results(figure, walked))
    }

    private func drawn(
      _ figure: ContourFigure, _ paths: [DescentPath], _ x: ClosedRange<Double>,
      _ y: ClosedRange<Double>
    ) -> Figure {
      let inks = paths.indices.map(Ink.category)
      let panels: [Panel]
      if hasPanels {
        panels = zip(paths, inks).map { path, ink in
          figure.panel(
            [path], inks: [ink], title: path.name, subtitle: path.summary(x: x, y: y),
            isAlone: false)
        }
      } else if constraints.count > 1 {
        panels = constraints.map { panel($0, of: figure, paths, inks, isAlone: false) }
      } else if let constraint = constraints.first {
        panels = [panel(constraint, of: figure, paths, inks, isAlone: true)]
      } else {
        panels = [figure.panel(paths, inks: inks, isAlone: true)]
      }
      let remarkable =
        hasPanels
        ? []
        : paths.filter { $0.fate != .descended || $0.departure(x: x, y: y) != nil }
          .map { "\($0.name) \($0.summary(x: x, y: y))." }
      return appearance.figure(
        kind: "Contour map of \(text)", panels: panels,
        naturalHeight: panels.count == 1
          ? 0.66 * appearance.width : appearance.naturalHeight(panels: panels.count, aspect: 1.3),
        note: remarkable.joined(separator: " "))
    }

    private func panel(
      _ constraint: PlaneConstraint, of figure: ContourFigure, _ paths: [DescentPath],
      _ inks: [Ink], isAlone: Bool
    ) -> Panel {
      let place = figure.optimum(in: constraint).map {
        "lowest at (\(FigureText.quantity($0.x)), \(FigureText.quantity($0.y)))"
      }
      return figure.panel(
        paths, inks: inks, constraint: constraint, title: constraint.title,
        subtitle: place ?? "", isAlone: isAlone)
    }

    /// The minimum, the paths' ends and the constrained optima.
    private func results(_ figure: ContourFigure, _ paths: [DescentPath]) -> ResultValues {
      var values = ResultValues()
      func add(_ name: String, _ place: PlaneFunction.Place?) {
        guard let place else { return }
        values["\(name).x"] = .number(place.x)
        values["\(name).y"] = .number(place.y)
        values["\(name).f"] = .number(function.value(at: place))
      }
      add("minimum", figure.minimum)
      for (index, path) in paths.enumerated() { add("path\(index + 1)", path.places.last) }
      for (index, constraint) in constraints.enumerated() {
        add(optimumName(index), figure.optimum(in: constraint))
      }
      return values
    }
  }
}
