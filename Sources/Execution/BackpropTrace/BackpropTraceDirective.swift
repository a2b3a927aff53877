import Diagnostics
import NeuralEngine
package import NotebookSyntax

/// `backprop-trace NAME`: computes an expression forwards and backwards.
package struct BackpropTraceDirective: DirectiveSchema {
  package static let kind = DirectiveKind.backpropTrace
  package static let argument = DirectiveArgument.name(isRequired: false)
  package static let meaning = "computes an expression and its gradients, operation by operation"
  package static let foreignSpellings = [
    "expression": "`graph`", "expressions": "`graph`", "f": "`graph`", "code": "`graph`",
    "inputs": "`at`", "values": "`at`", "where": "`at`", "point": "`at`",
    "with-respect-to": "`wrt`", "grad": "`wrt`", "gradients": "`wrt`",
    "optimizer": "`update: gd lr=…`", "lr": "`update: gd lr=…`",
    "learning_rate": "`update: gd lr=…`",
    "steps": "`iterations`", "epochs": "`iterations`", "views": "`show`", "output": "`show`",
  ]

  /// A way to look at a trace.
  package enum View: String, Sendable, CaseIterable {
    case circuit, steps, table, derivation, jacobians, shapes
    /// The table of iterations, which every trace with an `update` shows.
    case iterations
  }

  static let graph = Option(
    "graph", .locatedText,
    meaning:
      "statements `name = expression`, one a line or separated by `;`; the last is the output",
    example: "f = (x + y) * z")
  static let at = Option(
    "at", .mapping(of: .array), meaning: "the values of the inputs: numbers, vectors, matrices",
    example: "{x: -2, y: 5, z: -4}")
  static let of = Option(
    "of", .run, meaning: "a trained run to trace instead of `graph`", example: "xor")
  static let sample = Option(
    "sample", .integer(0...), meaning: "the row of the run's data, counted from 0", example: "3")
  static let wrt = Option(
    "wrt", .oneOrMore(of: .locatedText), meaning: "the inputs whose gradients are reported",
    example: "[w, b]")
  static let show = Option(
    "show", .oneOrMore(of: .choice(View.self)), default: [.circuit, .table],
    shownAs: "[circuit, table]", meaning: "how the trace is shown", example: "[circuit]")
  static let update = Option(
    "update", .call(of: OptimizerRegistry.registry),
    meaning: "the rule that moves the inputs after each backward pass", example: "gd lr=0.2")
  static let iterations = Option(
    "iterations", .integer(1...10_000),
    meaning: "how often forward pass, backward pass and update are repeated", example: "3")

  package static let options: [any OptionDeclaration] = [
    graph, at, of, sample, wrt, show, update, iterations,
  ]

  package static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    checkUpdate(values, in: &context)
    guard values.isGiven(of) else { return planGraph(values, in: &context) }
    return planSample(values, in: &context)
  }

  // MARK: Graphs

  private static func planGraph(
    _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    if values.isGiven(sample) {
      context.report(
        .error(
          .missingOption, "`sample` needs `of`, a trained run", at: values.keyRange(of: sample),
          label: "such as `of: xor`"))
    }
    guard let text = required(graph, values, in: &context),
      let point = required(at, values, in: &context)
    else { return nil }

    let (statements, problems) = Statement.parseList(text)
    context.report(contentsOf: problems)
    guard problems.isEmpty else { return nil }
    let (trace, mistakes) = TraceGraph.make(
      statements,
      inputs: point.map { (name: $0.name.value, shape: Shape($0.value.extents)) })
    context.report(contentsOf: mistakes)
    guard let trace else { return nil }
    for input in point where !trace.lowering.isUsed(input.name.value) {
      context.report(
        .warning(
          .unboundName, "`\(input.name.value)` is not used by the graph", at: input.name.range))
    }
    checkSize(of: trace, values, in: &context)
    guard let isWanted = wantedInputs(values, of: trace, in: &context) else { return nil }
    let inputs = point.map { Tensor(Shape($0.value.extents), $0.value.values) }
    switch TracePass.make(trace, at: inputs, wanting: isWanted) {
    case .failure(let problem):
      context.report(problem.diagnostic)
      return nil
    case .success(let pass):
      guard !context.hasErrors else { return nil }
      return plan(trace, .written(pass), isWanted, values, at: values.valueRange(of: graph))
    }
  }

  private static func plan(
    _ trace: TraceGraph, _ point: TracePlan.Point, _ isWanted: [Bool], _ values: OptionValues,
    at range: SourceRange
  ) -> TracePlan {
    TracePlan(
      trace: trace, point: point, isWanted: isWanted, views: values[show] ?? [],
      update: values[update]?.optimizer, iterationCount: values[iterations] ?? 1, range: range)
  }

  // MARK: Samples

  private static func planSample(
    _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    for option in [graph as any OptionDeclaration, at] where values.isGiven(option) {
      context.report(
        .error(
          .conflictingOptions, "`\(option.name)` and `of` exclude each other",
          at: values.keyRange(of: option), label: "a trained run has its own graph and values"))
    }
    guard let run = values[of] else { return nil }
    let row = values[sample] ?? 0
    guard row < run.data.rowCount else {
      context.report(
        .error(
          .outOfRange,
          "`sample` is outside of `\(run.data.name)`, which has "
            + ValueText.counted(run.data.rowCount, "row"),
          at: values.valueRange(of: sample), label: "rows count from 0"))
      return nil
    }
    let place = values.valueRange(of: of)
    switch SampleTrace.graph(of: run) {
    case .failure:
      context.report(.error(.unsupported, "`\(run.name)` cannot be traced", at: place))
      return nil
    case .success(let sampleGraph):
      let trace = TraceGraph(sampleGraph)
      checkSize(of: trace, values, in: &context)
      let isDefault = !values.isGiven(wrt)
      guard let chosen = wantedInputs(values, of: trace, in: &context), !context.hasErrors else {
        return nil
      }
      let isWanted =
        isDefault
        ? SampleTrace.wanted(sampleGraph, onlyParameters: values.isGiven(update)) : chosen
      return plan(trace, .sample(of: run, row: row), isWanted, values, at: place)
    }
  }

  // MARK: Checks

  private static func required<Value>(
    _ option: Option<Value>, _ values: OptionValues, in context: inout PlanningContext
  ) -> Value? {
    if !values.isGiven(option), !values.isGiven(of) {
      context.report(
        .error(
          .missingOption, "`backprop-trace` needs `\(option.name)`", at: values.range,
          label: "such as `\(option.name): \(option.example)`"))
    }
    return values[option]
  }

  private static func checkUpdate(_ values: OptionValues, in context: inout PlanningContext) {
    if values[show]?.contains(.iterations) == true, !values.isGiven(update) {
      context.report(
        .error(
          .missingOption, "`show: iterations` needs `update`", at: values.valueRange(of: show),
          label: "such as `update: gd lr=0.2`"))
    }
    if values.isGiven(iterations), !values.isGiven(update) {
      context.report(
        .error(
          .missingOption, "`iterations` needs `update`", at: values.keyRange(of: iterations),
          label: "such as `update: gd lr=0.2`"))
    }
    if let choice = values[update], !choice.optimizer.takesSteps {
      context.report(
        .error(
          .conflictingOptions, "`\(choice.name)` has no steps along a gradient",
          at: values.valueRange(of: update), label: "such as `update: gd lr=0.2`"))
    }
  }

  /// A trace is followed step by step only as far as its circuit can be read.
  private static func checkSize(
    of trace: TraceGraph, _ values: OptionValues, in context: inout PlanningContext
  ) {
    let limit = TraceCircuit.mostValues
    guard values[show]?.contains(.steps) == true, trace.values.count > limit else { return }
    let place = values.isGiven(show) ? show as any OptionDeclaration : graph
    context.report(
      .error(
        .limitExceeded,
        "`show: steps` draws up to \(limit) values, this graph has \(trace.values.count)",
        at: values.valueRange(of: place), label: "write `show: [circuit, table]`"))
  }

  /// Returns for each input whether its gradient is wanted, or reports names that are no inputs.
  private static func wantedInputs(
    _ values: OptionValues, of trace: TraceGraph, in context: inout PlanningContext
  ) -> [Bool]? {
    guard values.isGiven(wrt) else { return trace.inputs.map { _ in true } }
    guard let names = values[wrt] else { return nil }
    let known = trace.inputs.map(\.name)
    var isWanted = known.map { _ in false }
    for name in names {
      if let index = known.firstIndex(of: name.text) {
        isWanted[index] = true
      } else if trace.results.contains(where: { $0.name == name.text }) {
        context.report(
          .error(
            .unboundName, "`\(name.text)` is computed; `wrt` lists inputs", at: name.range,
            label: "its gradient is always reported"))
      } else {
        context.report(
          .error(
            .unboundName, "`\(name.text)` is not an input", at: name.range,
            label: Suggestions.question(for: name.text, in: known),
            notes: ["inputs: \(known.joined(separator: ", "))"]))
      }
    }
    return isWanted
  }
}
