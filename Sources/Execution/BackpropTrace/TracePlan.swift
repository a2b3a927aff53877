import Diagnostics
import NeuralEngine

/// A checked trace whose first pass has been computed.
struct TracePlan: PlannedBlock {
  let pass: TracePass
  let views: [BackpropTraceDirective.View]
  let update: Optimizer?
  let iterationCount: Int
  /// The statements.
  let range: SourceRange

  private var trace: TraceGraph { pass.trace }

  var figureCount: Int {
    views.reduce(0) { count, view in
      switch view {
      case .circuit: count + 1
      case .steps: count + TraceCircuit(pass: pass).steps.count
      default: count
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
      for (input, isWanted) in zip(trace.inputs, pass.isWanted) {
        offers.append(ValueOffer(prefix + input.name, form(input.node)))
        if isWanted { offers.append(ValueOffer(prefix + "grad." + input.name, form(input.node))) }
      }
      for result in trace.results {
        offers.append(ValueOffer(prefix + result.name, form(result.node)))
        if pass.reportsGradient(of: result.node) {
          offers.append(ValueOffer(prefix + "grad." + result.name, form(result.node)))
        }
      }
    }
    offer("")
    if update != nil {
      for iteration in 0..<iterationCount { offer("iterations[\(iteration)].") }
    }
    return offers
  }

  func run(in context: ExecutionContext) -> BlockOutcome {
    let check = TraceCheck(pass, at: range)
    var outcome = BlockOutcome(values: values, diagnostics: check.diagnostics)
    let circuit = TraceCircuit(pass: pass)
    for view in views {
      switch view {
      case .circuit: outcome.outputs.append(.figure(circuit.diagram))
      case .steps: outcome.outputs += circuit.steps.map { .figure($0) }
      case .table: outcome.outputs.append(.table(TraceTables(pass: pass).chainRule))
      case .shapes: outcome.outputs.append(.table(TraceTables(pass: pass).shapes))
      case .derivation: outcome.outputs.append(.math(TraceDerivation(pass: pass).tex))
      case .jacobians: break
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

  private var values: ResultValues {
    var values = ResultValues()
    for (index, input) in trace.inputs.enumerated() {
      values[input.name] = ResultValue(pass.inputs[index])
      if pass.isWanted[index] {
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
