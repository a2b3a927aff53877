import NeuralEngine

/// Tabulates a pass: each value with the chain rule that gives its gradient.
struct TraceTables {
  let pass: TracePass

  private var trace: TraceGraph { pass.trace }

  /// A row for each value: operation, value, and for each use the local derivative and the upstream
  /// gradient, whose products add up to the gradient.
  var chainRule: TableOutput {
    let output = trace.values[trace.outputIndex].name
    var uses: [[(gate: Int, operand: TraceValue.Operand)]] = Array(
      repeating: [], count: trace.values.count)
    for (gate, value) in trace.values.enumerated() {
      for operand in value.operands { uses[operand.value].append((gate, operand)) }
    }
    let rows = trace.values.indices.compactMap { index -> [String]? in
      let value = trace.values[index]
      if value.kind == .constant && value.names.isEmpty { return nil }
      var locals: [String] = []
      var upstreams: [String] = []
      for use in uses[index] where pass.contribution(use.operand) != nil {
        let gate = trace.values[use.gate]
        locals.append("∂\(gate.name)/∂\(value.name)\u{A0}=\u{A0}\(local(use.operand, of: gate))")
        upstreams.append(
          "∂\(output)/∂\(gate.name)\u{A0}=\u{A0}\(TraceNumber.table(pass.gradient(of: gate.node)))")
      }
      let gradient =
        pass.showsGradient(ofValue: index)
        ? TraceNumber.table(pass.gradient(of: value.node)) : "–"
      return [
        value.names.isEmpty ? value.fallbackName : value.names.joined(separator: " = "),
        operation(value), TraceNumber.table(pass.value(of: value.node)),
        locals.isEmpty ? "–" : locals.joined(separator: "; "),
        upstreams.isEmpty ? "–" : upstreams.joined(separator: "; "), gradient,
      ]
    }
    return TableOutput(
      role: .data,
      columns: [
        TableOutput.Column("node", isNumeric: false),
        TableOutput.Column("operation", isNumeric: false),
        TableOutput.Column("value", isNumeric: true),
        TableOutput.Column("local derivatives", isNumeric: false),
        TableOutput.Column("upstream gradients", isNumeric: false),
        TableOutput.Column("gradient ∂\(output)/∂node", isNumeric: true),
      ], rows: rows)
  }

  /// A row for each value: operation and shape, which is the gradient's too.
  var shapes: TableOutput {
    TableOutput(
      role: .data,
      columns: [
        TableOutput.Column("node", isNumeric: false),
        TableOutput.Column("operation", isNumeric: false),
        TableOutput.Column("shape", isNumeric: false),
        TableOutput.Column("shapes of the operands", isNumeric: false),
      ],
      rows: trace.values.map { value in
        let operands = value.operands.map { operand in
          let source = trace.values[operand.value]
          return "\(source.name): \(trace.graph.shape(of: source.node))"
        }
        return [
          value.name, operation(value), "\(trace.graph.shape(of: value.node))",
          operands.isEmpty ? "–" : operands.joined(separator: ", "),
        ]
      })
  }

  private func operation(_ value: TraceValue) -> String {
    switch value.kind {
    case .input: return "input"
    case .constant: return "constant"
    case .operation:
      var rest = value.operands.map { trace.values[$0.value].name }[...]
      var text = ""
      for character in value.pattern {
        text += character == "#" ? rest.popFirst() ?? "" : String(character)
      }
      return text
    }
  }

  private func local(_ operand: TraceValue.Operand, of gate: TraceValue) -> String {
    if let local = pass.localDerivative(operand) { return TraceNumber.table(local) }
    let rows = trace.graph.shape(of: gate.node).count
    let columns = trace.graph.shape(of: trace.values[operand.value].node).count
    return "Jacobian [\(rows), \(columns)]"
  }
}
