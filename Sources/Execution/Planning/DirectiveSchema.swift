package import Diagnostics
package import NotebookSyntax
package import Plotting

/// A directive: its options and how a block of it becomes a plan.
///
/// A new directive is one type that conforms, one line in `DirectiveRegistry` and one test
/// fixture. The options that every directive takes (`label`, `caption`, `alt`, `echo`, `expect`)
/// are not among a schema's own: the planner decodes them.
///
/// Planning checks everything that can be known before anything trains, names and shapes included:
/// `plan` reports problems to the context and returns nil where the block cannot run. Running is a
/// pure function of the plan and the results it depends on, on any thread.
///
/// ```swift
/// struct BackpropTraceDirective: DirectiveSchema {
///   static let kind = DirectiveKind.backpropTrace
///   static let meaning = "computes an expression forwards and backwards, step by step"
///   static let graph = Option("graph", .locatedText, meaning: "…", example: "f = (x + y) * z")
///   static let options: [any OptionDeclaration] = [graph]
///
///   static func plan(
///     _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
///   ) -> (any PlannedBlock)? {
///     guard let text = values[graph] else { return nil }
///     …
///   }
/// }
/// ```
package protocol DirectiveSchema: Sendable {
  static var kind: DirectiveKind { get }
  /// What the directive does, in one line without a full stop.
  static var meaning: String { get }
  /// What the argument after the directive's name is. A name that has to be given by default.
  static var argument: DirectiveArgument { get }
  /// The options of the directive itself.
  static var options: [any OptionDeclaration] { get }
  /// The options of one block, for directives whose argument decides (a plot's kind); nil where the
  /// argument is wrong, so that nothing can be said about options.
  static func options(of directive: Directive) -> [any OptionDeclaration]?
  /// What other tools call the options: the key to what to write here.
  static var foreignSpellings: [String: String] { get }
  /// Checks a block and returns what will run, or nil after reporting why it cannot.
  static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)?
}

extension DirectiveSchema {
  package static var argument: DirectiveArgument { .name(isRequired: true) }
  package static func options(of directive: Directive) -> [any OptionDeclaration]? { options }
  package static var foreignSpellings: [String: String] { [:] }
}

/// What stands after a directive's name.
package enum DirectiveArgument: Sendable, Equatable {
  /// The block's name. Whatever draws random numbers needs one: its streams derive from it.
  case name(isRequired: Bool)
  /// The kind of a plot or a table, which the schema checks itself.
  case kind
}

/// What a checked block will do.
package protocol PlannedBlock: Sendable {
  /// How many figures the block draws; each gets a number. 0 by default.
  var figureCount: Int { get }
  /// How many numbered tables the block prints; tables without `label` have no number. 0 by default.
  var numberedTableCount: Int { get }
  /// The values that the block will offer, so that `{{ }}` and `expect` are checked before
  /// anything runs. Paths are relative to the block's name. Empty by default.
  var offers: [ValueOffer] { get }
  /// What the block defines under its name. Nothing by default.
  var definition: BlockDefinition { get }
  /// Runs the block. The context holds the results of everything that planning resolved.
  func run(in context: ExecutionContext) -> BlockOutcome
}

extension PlannedBlock {
  package var figureCount: Int { 0 }
  package var numberedTableCount: Int { 0 }
  package var offers: [ValueOffer] { [] }
  package var definition: BlockDefinition { .values }
}

/// What later blocks can do with a block's name.
package enum BlockDefinition: Sendable {
  /// Only its values are used.
  case values
  case data(PlannedDataset)
  case run(PlannedRun)
}

/// What a block produced when it ran.
package struct BlockOutcome: Sendable {
  /// One piece of output, in order.
  package enum Output: Sendable {
    /// Drawn in both themes by the executor, which adds number, label, caption and alt text.
    case figure(any Drawable)
    case table(TableOutput)
    /// Displayed TeX math.
    case math(String)
    case remark(String)
  }

  package var outputs: [Output]
  package var values: ResultValues
  /// What a `data` block leaves for others.
  package var data: EvaluatedDataset?
  /// What a `train` block leaves for others.
  package var run: CompletedRun?
  /// A block with an error failed: what depends on it does not run.
  package var diagnostics: [Diagnostic]

  /// Creates an outcome.
  package init(
    outputs: [Output] = [], values: ResultValues = ResultValues(), data: EvaluatedDataset? = nil,
    run: CompletedRun? = nil, diagnostics: [Diagnostic] = []
  ) {
    self.outputs = outputs
    self.values = values
    self.data = data
    self.run = run
    self.diagnostics = diagnostics
  }

  /// Creates the outcome of a block that failed.
  package static func failure(_ diagnostics: Diagnostic...) -> BlockOutcome {
    BlockOutcome(diagnostics: diagnostics)
  }

  /// Whether the block has an error.
  package var hasFailed: Bool { diagnostics.contains { $0.severity == .error } }
}
