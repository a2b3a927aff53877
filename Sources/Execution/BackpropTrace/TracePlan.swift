import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A checked trace.
struct TracePlan: PlannedBlock {
  /// Where the values of the inputs come from.
  enum Point: Sendable {
    /// They were written; the first pass has been computed.
    case written(TracePass)
    /// They are a row of a run's data and the run's parameters.
    case sample(of: PlannedRun, row: Int)
  }

  let trace: TraceGraph
  let point: Point
  /// Which inputs' gradients are reported.
  let isWanted: [Bool]
  let views: [BackpropTraceDirective.View]
  let update: Optimizer?
  let iterationCount: Int
  /// The statements, or the name of the run.
  let range: SourceRange

  private var jacobians: [TraceJacobian] {
    views.contains(.jacobians) ? TraceJacobians.all(in: trace, wanting: isWanted) : []
  }

  var figureCount: Int {
    views.reduce(0) { count, view in
      switch view {
      case .circuit, .steps: count + 1
      case .jacobians: count + (jacobians.isEmpty ? 0 : 1)
      case .table, .derivation, .shapes, .iterations: count
      }
    }
  }

  var offers: [ValueOffer] {
    func form(_ node: Graph.NodeID) -> ValueOffer.Form {
      let shape = trace.graph.shape(of: node)
      return shape == .scalar ? .number : .array(extents: shape.extents)
    }
    var offers: [ValueOffer] = []
    func offer(_ prefix: String) {
      for (input, isWanted) in zip(trace.inputs, isWanted) {
        offers.append(ValueOffer(prefix + input.name, form(input.node)))
        if isWanted { offers.append(ValueOffer(prefix + "grad." + input.name, form(input.node))) }
      }
      for result in trace.results {
        offers.append(ValueOffer(prefix + result.name, form(result.node)))
        if trace.reports(result.node, wanting: self.isWanted) {
          offers.append(ValueOffer(prefix + "grad." + result.name, form(result.node)))
        }
      }
    }
    offer("")
    for jacobian in jacobians {
      offers.append(ValueOffer(jacobian.path, .array(extents: jacobian.shape.extents)))
    }
    if update != nil {
      for iteration in 0..<iterationCount { offer("iterations[\(iteration)].") }
    }
    return offers
  }

  func run(in context: ExecutionContext) -> BlockOutcome {
    switch point {
    case .written(let pass): return outcome(of: pass)
    case .sample(let planned, let row):
      switch SampleTrace.pass(trace, of: context.run(planned), row: row, wanting: isWanted) {
      case .success(let pass): return outcome(of: pass)
      case .failure(var problem):
        if problem.diagnostic.range == nil { problem.diagnostic.range = range }
        return .failure(problem.diagnostic)
      }
    }
  }

  private func outcome(of pass: TracePass) -> BlockOutcome {
    let check = TraceCheck(pass, at: range)
    var outcome = BlockOutcome(values: values(of: pass), diagnostics: check.diagnostics)
    let circuit = TraceCircuit(pass: pass)
    let tables = TraceTables(pass: pass)
    for view in views {
      switch view {
      case .circuit:
        outcome.outputs.append(.figure(circuit.overview))
        if let note = circuit.note { outcome.outputs.append(.remark(note)) }
      case .steps: outcome.outputs.append(.figure(circuit.steps))
      case .table: outcome.outputs.append(.table(tables.chainRule(check)))
      case .shapes: outcome.outputs.append(.table(tables.shapes))
      case .derivation: outcome.outputs.append(.math(TraceDerivation(pass: pass).tex))
      case .jacobians: showJacobians(of: pass, in: &outcome)
      case .iterations: break
      }
    }
    if let update {
      switch TraceIterations.run(from: pass, update, count: iterationCount) {
      case .success(let iterations):
        outcome.outputs.append(.table(iterations.table))
        iterations.offer(into: &outcome.values)
      case .failure(let problem): outcome.diagnostics.append(problem.diagnostic)
      }
    }
    if !check.remark.isEmpty { outcome.outputs.append(.remark(check.remark)) }
    return outcome
  }

  private func showJacobians(of pass: TracePass, in outcome: inout BlockOutcome) {
    guard !jacobians.isEmpty else { return }
    switch TraceJacobians(pass: pass).values() {
    case .failure(let problem): outcome.diagnostics.append(problem.diagnostic)
    case .success(let jacobians):
      for (jacobian, values) in jacobians { outcome.values[jacobian.path] = ResultValue(values) }
      if !jacobians.isEmpty { outcome.outputs.append(.figure(trace.diagram(of: jacobians))) }
    }
  }

  private func values(of pass: TracePass) -> ResultValues {
    var values = ResultValues()
    for (index, input) in trace.inputs.enumerated() {
      values[input.name] = ResultValue(pass.inputs[index])
      if isWanted[index] {
        values["grad." + input.name] = ResultValue(pass.gradient(of: input.node))
      }
    }
    for result in trace.results {
      values[result.name] = ResultValue(pass.value(of: result.node))
      if pass.reportsGradient(of: result.node) {
        values["grad." + result.name] = ResultValue(pass.gradient(of: result.node))
      }
    }
    return values
  }
}
