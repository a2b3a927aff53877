import NeuralEngine
import Plotting

/// Tabulates a pass: each value with the chain rule that gives its gradient.
struct TraceTables {
  let pass: TracePass

  /// The most rows of a table; of more, the first and the last are shown.
  static let mostRows = 200

  private var trace: TraceGraph { pass.trace }

  /// A row for each value: operation, value, and for each use the local derivative and the upstream
  /// gradient, whose products add up to the gradient; then the gradient as finite differences find
  /// it.
  func chainRule(_ check: TraceCheck) -> TableOutput {
    let output = trace.values[trace.outputIndex].cell
    var uses: [[(gate: Int, operand: TraceValue.Operand)]] = Array(
      repeating: [], count: trace.values.count)
    for (gate, value) in trace.values.enumerated() {
      for operand in value.operands { uses[operand.value].append((gate, operand)) }
    }
    let shown = trace.values.indices.filter { index in
      trace.values[index].kind != .constant || !trace.values[index].names.isEmpty
    }
    let rows = Self.shortened(shown) { index -> [String] in
      let value = trace.values[index]
      var locals: [String] = []
      var upstreams: [String] = []
      for use in uses[index] where pass.contribution(use.operand) != nil {
        let gate = trace.values[use.gate]
        locals.append("∂\(gate.cell)/∂\(value.cell)\u{A0}=\u{A0}\(local(use.operand, of: gate))")
        upstreams.append(
          "∂\(output)/∂\(gate.cell)\u{A0}=\u{A0}\(TraceNumber.table(pass.gradient(of: gate.node)))")
      }
      let gradient =
        pass.showsGradient(of: value)
        ? TraceNumber.table(pass.gradient(of: value.node)) : "–"
      return [
        value.names.isEmpty
          ? value.fallbackName : value.names.map(DiagramName.plain).joined(separator: " = "),
        operation(value), TraceNumber.table(pass.value(of: value.node)),
        locals.isEmpty ? "–" : locals.joined(separator: "; "),
        upstreams.isEmpty ? "–" : upstreams.joined(separator: "; "), gradient,
      ] + comparison(check.comparisons(of: value.node), value.node)
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
        TableOutput.Column("finite difference", isNumeric: true),
        TableOutput.Column("relative error", isNumeric: true),
      ], rows: rows)
  }

  /// The cells of a gradient check: the differences and the largest relative error.
  private func comparison(
    _ comparisons: [GradientCheck.Comparison], _ node: Graph.NodeID
  ) -> [String] {
    let shape = trace.graph.shape(of: node)
    let errors = comparisons.compactMap(\.relativeError)
    guard let worst = errors.max() else {
      return comparisons.isEmpty ? ["–", "–"] : ["kink", "–"]
    }
    let differences = comparisons.compactMap(\.difference)
    let isWhole = differences.count == shape.count
    return [
      isWhole
        ? TraceNumber.table(Tensor(shape, differences))
        : "\(differences.count) of \(shape.count) elements",
      TraceNumber.magnitude(worst),
    ]
  }

  /// Returns the rows of the first and the last of many things, with a row of dots between.
  static func shortened<Thing>(_ things: [Thing], _ row: (Thing) -> [String]) -> [[String]] {
    guard things.count > mostRows else { return things.map(row) }
    let half = mostRows / 2
    let first = things.prefix(half).map(row)
    let hidden = things.count - 2 * half
    let dots = (first.first ?? []).indices.map {
      $0 == 0 ? "… \(ValueText.grouped(hidden)) more" : "…"
    }
    return first + [dots] + things.suffix(half).map(row)
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
      rows: Self.shortened(trace.values) { value in
        let operands = value.operands.map { operand in
          let source = trace.values[operand.value]
          return "\(source.cell): \(trace.graph.shape(of: source.node))"
        }
        return [
          value.cell, operation(value), "\(trace.graph.shape(of: value.node))",
          operands.isEmpty ? "–" : operands.joined(separator: ", "),
        ]
      })
  }

  private func operation(_ value: TraceValue) -> String {
    switch value.kind {
    case .input: return "input"
    case .constant: return "constant"
    case .operation:
      var rest = value.operands.map { trace.values[$0.value].cell }[...]
      var text = ""
      if value.isGroup {
        return value.pattern.replacing("#", by: rest.joined(separator: ", "))
      }
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
    return "Jacobian, \(rows)\u{A0}×\u{A0}\(columns)"
  }
}

extension String {
  /// Returns the text with each of a character replaced.
  fileprivate func replacing(_ character: Character, by text: String) -> String {
    reduce(into: "") { $0 += $1 == character ? text : String($1) }
  }
}
