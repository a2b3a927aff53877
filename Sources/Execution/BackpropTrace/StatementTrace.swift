package import Diagnostics
import NeuralEngine
package import NotebookSyntax
package import Plotting

/// Statements traced outside of a notebook.
package struct StatementTrace: Sendable {
  private let pass: TracePass
  private let check: TraceCheck

  /// Traces statements at a point.
  ///
  /// - Parameters:
  ///   - text: Statements `name = expression`, separated by `;` or line ends.
  ///   - point: The inputs, such as `x=-2, W=[[1, 2], [3, 4]]`.
  ///   - names: The inputs whose gradients are wanted, nil for all.
  /// - Returns: The trace, nil where something is wrong, which the diagnostics then say; they come
  ///   with it too where a gradient disagrees with finite differences.
  package static func make(
    _ text: ScalarText, at point: ScalarText, withRespectTo names: [Located<String>]? = nil
  ) -> (trace: StatementTrace?, diagnostics: [Diagnostic]) {
    let (statements, problems) = Statement.parseList(text)
    let (inputs, mistakes) = self.inputs(point)
    var diagnostics = problems + mistakes
    guard diagnostics.isEmpty else { return (nil, diagnostics) }
    let (trace, faults) = TraceGraph.make(
      statements, inputs: inputs.map { (name: $0.name.value, shape: $0.value.shape) })
    diagnostics += faults
    guard let trace else { return (nil, diagnostics) }
    for input in inputs where !trace.lowering.isUsed(input.name.value) {
      diagnostics.append(
        .warning(
          .unboundName, "`\(input.name.value)` is not used by the graph", at: input.name.range))
    }
    let known = inputs.map(\.name.value)
    for name in names ?? [] where !known.contains(name.value) {
      diagnostics.append(
        .error(
          .unboundName, "`\(name.value)` is not an input", at: name.range,
          label: Suggestions.question(for: name.value, in: known)))
    }
    if diagnostics.contains(where: { $0.severity == .error }) { return (nil, diagnostics) }
    let wanted = names?.map(\.value)
    switch TracePass.make(
      trace, at: inputs.map(\.value), wanting: known.map { wanted?.contains($0) ?? true })
    {
    case .failure(let problem): return (nil, diagnostics + [problem.diagnostic])
    case .success(let pass):
      let check = TraceCheck(pass, at: text.range)
      return (StatementTrace(pass: pass, check: check), diagnostics + check.diagnostics)
    }
  }

  /// Reads `x=-2, W=[[1, 2], [3, 4]]`: statements whose values are literals.
  private static func inputs(
    _ point: ScalarText
  ) -> (inputs: [(name: Located<String>, value: Tensor)], diagnostics: [Diagnostic]) {
    // Commas outside of brackets separate statements; the replacement keeps all places.
    var depth = 0
    var separated = point
    separated.text = String(
      point.text.map { character in
        if "[(".contains(character) { depth += 1 }
        if "])".contains(character) { depth -= 1 }
        return character == "," && depth == 0 ? ";" : character
      })
    if separated.text.allSatisfy({ $0 == " " || $0 == ";" }) { return ([], []) }
    var (statements, diagnostics) = Statement.parseList(separated)
    var inputs: [(name: Located<String>, value: Tensor)] = []
    for statement in statements {
      guard let literal = ExpressionLiteral.value(of: statement.value) else {
        diagnostics.append(
          .error(
            .wrongType, "`\(statement.name.value)` takes a number, a vector or a matrix",
            at: statement.value.range, label: "such as `-2`, `[1, 2]` or `[[1, 2], [3, 4]]`"))
        continue
      }
      if inputs.contains(where: { $0.name.value == statement.name.value }) {
        diagnostics.append(
          .error(
            .duplicateKey, "`\(statement.name.value)` has two values", at: statement.name.range))
        continue
      }
      inputs.append((statement.name, literal))
    }
    return (inputs, diagnostics)
  }

  /// The chain rule, a row for each value.
  package var table: TableOutput { TraceTables(pass: pass).chainRule(check) }

  /// What the comparison with finite differences found.
  package var remark: String { check.remark }

  /// The largest relative error of the comparison, nil where nothing could be compared.
  package var largestRelativeError: Double? { check.largestRelativeError }

  /// The circuit with values and gradients.
  package var circuit: any Drawable { TraceCircuit(pass: pass).overview }

  /// The name of the output.
  package var outputName: String { pass.trace.output.name }

  /// The values of inputs and results by name, in order.
  package var values: [(name: String, value: ResultValue)] {
    named.map { ($0.name, ResultValue(pass.value(of: $0.node))) }
  }

  /// The gradients of the output with respect to inputs and results by name, in order.
  package var gradients: [(name: String, value: ResultValue)] {
    named.filter { pass.reportsGradient(of: $0.node) }.map {
      ($0.name, ResultValue(pass.gradient(of: $0.node)))
    }
  }

  private var named: [TraceGraph.Named] { pass.trace.inputs + pass.trace.results }
}
