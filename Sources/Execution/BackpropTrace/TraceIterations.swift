import Diagnostics
import NeuralEngine
import Plotting

/// Forward, backward, update, repeated: every quantity of every pass.
struct TraceIterations: Sendable {
  /// One pass, and the inputs after its update.
  struct Row: Sendable {
    var results: [Tensor]
    /// Nil for another name of an input whose gradient is not wanted.
    var resultGradients: [Tensor?]
    /// Nil for inputs whose gradients are not wanted.
    var inputGradients: [Tensor?]
    var updatedInputs: [Tensor]
  }

  let trace: TraceGraph
  let isWanted: [Bool]
  private(set) var rows: [Row] = []

  /// Runs passes from a first one; the failure of a later one names its iteration.
  static func run(
    from first: TracePass, _ optimizer: Optimizer, count: Int
  ) -> Result<TraceIterations, EvaluationProblem> {
    var iterations = TraceIterations(trace: first.trace, isWanted: first.isWanted)
    var rules = first.inputs.map { _ in DoublePrecisionUpdate(optimizer) }
    var pass = first
    for iteration in 0..<count {
      if iteration > 0 {
        let inputs = iterations.rows[iteration - 1].updatedInputs
        switch TracePass.make(first.trace, at: inputs, wanting: first.isWanted) {
        case .success(let next): pass = next
        case .failure(var problem):
          problem.diagnostic.notes.append("in iteration \(iteration), counted from 0")
          return .failure(problem)
        }
      }
      let trace = first.trace
      var row = Row(
        results: trace.results.map { pass.value(of: $0.node) },
        resultGradients: trace.results.map { result in
          pass.reportsGradient(of: result.node) ? pass.gradient(of: result.node) : nil
        },
        inputGradients: [], updatedInputs: pass.inputs)
      for (index, input) in trace.inputs.enumerated() {
        guard first.isWanted[index] else {
          row.inputGradients.append(nil)
          continue
        }
        let gradient = pass.gradient(of: input.node)
        row.inputGradients.append(gradient)
        rules[index].apply(to: &row.updatedInputs[index].values, gradient: gradient.values)
      }
      iterations.rows.append(row)
    }
    return .success(iterations)
  }

  private init(trace: TraceGraph, isWanted: [Bool]) {
    self.trace = trace
    self.isWanted = isWanted
  }

  /// The most rows shown; of more, the first and the last.
  private static let mostRows = 40

  /// A row an iteration: results, gradients of results and inputs, updated inputs.
  var table: TableOutput {
    let output = DiagramName.plain(trace.output.name)
    let named = trace.results.indices.filter { index in
      let node = trace.results[index].node
      return node != trace.output.node && !trace.inputs.contains { $0.node == node }
    }
    let inputs = trace.inputs.indices.filter { isWanted[$0] }
    var titles = ["iteration"] + trace.results.map { DiagramName.plain($0.name) }
    titles += named.map { "∂\(output)/∂\(DiagramName.plain(trace.results[$0].name))" }
    titles += inputs.map { "∂\(output)/∂\(DiagramName.plain(trace.inputs[$0].name))" }
    titles += inputs.map { "new \(DiagramName.plain(trace.inputs[$0].name))" }
    var cells: [[String]] = []
    for (index, row) in rows.enumerated() {
      var tensors: [Tensor?] = row.results + named.map { row.resultGradients[$0] }
      tensors += inputs.map { row.inputGradients[$0] }
      tensors += inputs.map { row.updatedInputs[$0] }
      cells.append(["\(index)"] + tensors.map { $0.map { TraceNumber.table($0) } ?? "–" })
    }
    if cells.count > Self.mostRows {
      let half = Self.mostRows / 2
      cells =
        cells.prefix(half) + [titles.map { _ in "…" }] + cells.suffix(half)
    }
    return TableOutput(
      role: .data,
      columns: titles.map { TableOutput.Column($0, isNumeric: true) }, rows: cells)
  }

  /// The values that `expect` and inline values can name.
  func offer(into values: inout ResultValues) {
    for (index, row) in rows.enumerated() {
      let prefix = "iterations[\(index)]."
      for (position, result) in trace.results.enumerated() {
        values[prefix + result.name] = ResultValue(row.results[position])
        if let gradient = row.resultGradients[position] {
          values[prefix + "grad." + result.name] = ResultValue(gradient)
        }
      }
      for (position, input) in trace.inputs.enumerated() {
        values[prefix + input.name] = ResultValue(row.updatedInputs[position])
        if let gradient = row.inputGradients[position] {
          values[prefix + "grad." + input.name] = ResultValue(gradient)
        }
      }
    }
  }
}

extension ResultValue {
  /// Creates the value of a tensor.
  init(_ tensor: Tensor) {
    self =
      tensor.shape == .scalar
      ? .number(tensor.values[0]) : .array(extents: tensor.shape.extents, values: tensor.values)
  }
}
