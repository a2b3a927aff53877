package import Diagnostics
package import NotebookSyntax
package import Plotting

/// A kind of plot: its options and how a block becomes a figure.
///
/// A new kind is one file in `Plots`, one line in `PlotKinds.all` and one test fixture. The options
/// of all plots (`width`, `height`, `x`, `y`, `x-label`, `y-label`, `title`, `scale`, `legend`,
/// `columns`) arrive decoded as `PlotAppearance`; a kind that gives one of these names another
/// meaning (`function`'s `y`) declares an option of that name, which then replaces it. Label,
/// caption, alt text, number and `expect` are the executor's business.
///
/// ```swift
/// struct LossPlot: PlotKind {
///   static let name = "loss"
///   static let meaning = "draws training and test loss by epoch"
///   static let of = Option.required("of", .oneOrMore(of: .run), meaning: "the runs", example: "xor")
///   static let options: [any OptionDeclaration] = [of]
///
///   static func plan(
///     _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
///   ) -> (any PlannedPlot)? {
///     guard let runs = values[of] else { return nil }
///     return Plan(runs: runs, appearance: appearance)
///   }
///
///   private struct Plan: PlannedPlot {
///     var runs: [PlannedRun]
///     var appearance: PlotAppearance
///     func draw(in context: ExecutionContext) -> PlotOutcome {
///       let histories = runs.map { context.run($0).model.history }
///       return PlotOutcome(Figure(…))
///     }
///   }
/// }
/// ```
package protocol PlotKind: Sendable {
  static var name: String { get }
  /// What the kind draws, in one line without a full stop.
  static var meaning: String { get }
  static var options: [any OptionDeclaration] { get }
  /// Checks a block and returns what will be drawn, or nil after reporting why it cannot be.
  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)?
}

/// A checked plot.
package protocol PlannedPlot: Sendable {
  /// The values that the plot will offer to `expect`. Empty by default.
  var offers: [ValueOffer] { get }
  /// Makes the figure from the results that planning resolved; pure, on any thread.
  func draw(in context: ExecutionContext) -> PlotOutcome
}

extension PlannedPlot {
  package var offers: [ValueOffer] { [] }
}

/// What drawing a plot gave.
package struct PlotOutcome: Sendable {
  /// Nil where the plot failed with an error.
  package var figure: (any Drawable)?
  package var values: ResultValues
  package var diagnostics: [Diagnostic]

  /// Creates an outcome.
  package init(
    _ figure: (any Drawable)?, values: ResultValues = ResultValues(),
    diagnostics: [Diagnostic] = []
  ) {
    self.figure = figure
    self.values = values
    self.diagnostics = diagnostics
  }
}

/// The options that every plot takes; nil leaves the choice to the kind.
package struct PlotAppearance: Sendable {
  package enum Scale: String, Sendable, CaseIterable { case linear, log }

  /// The plot's kind in the fence, the place of problems of the plot as a whole.
  package var range: SourceRange
  /// In CSS pixels; 720 by default.
  package var width: Double
  /// In CSS pixels; 450 by default.
  package var height: Double
  package var x: NumericRange?
  package var y: NumericRange?
  package var xLabel: String?
  package var yLabel: String?
  package var title: String?
  package var scale: Scale
  package var showsLegend: Bool?
  /// How many panels stand side by side.
  package var columns: Int?
  /// Whether the author chose the size; panels may ask for more height where not.
  package var isSizeGiven: Bool
}
