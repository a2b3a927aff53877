import NeuralEngine

/// Writes the chain rule of a pass as math: symbols first, then numbers.
struct TraceDerivation {
  let pass: TracePass

  private var trace: TraceGraph { pass.trace }

  /// Aligned equations from the output back to the inputs, one for each gradient.
  var tex: String {
    var uses: [[(gate: Int, operand: TraceValue.Operand)]] = Array(
      repeating: [], count: trace.values.count)
    for (gate, value) in trace.values.enumerated() {
      for operand in value.operands { uses[operand.value].append((gate, operand)) }
    }
    let output = trace.values[trace.outputIndex].tex
    var lines = trace.values.filter { $0.kind == .operation && $0.names.isEmpty }.map { value in
      "\(value.tex) &= \(trace.operationTeX(value)) = \(number(pass.value(of: value.node)))"
    }
    lines += ["\\frac{\\partial \(output)}{\\partial \(output)} &= 1"]
    for index in trace.values.indices.reversed() where index != trace.outputIndex {
      let value = trace.values[index]
      let flowing = uses[index].filter { pass.contribution($0.operand) != nil }
      guard pass.showsGradient(ofValue: index), !flowing.isEmpty else { continue }
      let rules = flowing.map { symbols(of: value, $0.gate, $0.operand) }
      let products = flowing.enumerated().compactMap {
        product($1.gate, $1.operand, isFirst: $0 == 0)
      }
      var line = "\\frac{\\partial \(output)}{\\partial \(value.tex)} &= "
      line += rules.joined(separator: " + ")
      let isPlain = flowing.count == 1 && flowing[0].gate == trace.outputIndex
      if products.count == flowing.count, !isPlain {
        line += " = " + products.joined(separator: " + ")
      }
      line += " = " + number(pass.gradient(of: value.node))
      lines.append(line)
    }
    return "\\begin{aligned}\n" + lines.joined(separator: " \\\\\n") + "\n\\end{aligned}"
  }

  /// Returns upstream · local with the local rule spelled out where it has a short form.
  private func symbols(of value: TraceValue, _ gate: Int, _ operand: TraceValue.Operand) -> String {
    let output = trace.values[trace.outputIndex].tex
    let consumer = trace.values[gate]
    let local =
      trace.localRule(operand, of: consumer)
      ?? "\\frac{\\partial \(consumer.tex)}{\\partial \(value.tex)}"
    if gate == trace.outputIndex { return local }
    return "\\frac{\\partial \(output)}{\\partial \(consumer.tex)} \\cdot \(local)"
  }

  /// Returns upstream · local in numbers where both are scalars.
  private func product(_ gate: Int, _ operand: TraceValue.Operand, isFirst: Bool) -> String? {
    let upstream = pass.gradient(of: trace.values[gate].node)
    guard upstream.shape == .scalar, let local = pass.localDerivative(operand),
      local.shape == .scalar
    else { return nil }
    let isOutput = gate == trace.outputIndex
    let factors = (isOutput ? [] : [upstream.values[0]]) + [local.values[0]]
    return factors.enumerated().map { index, value in
      let text = TraceNumber.tex(value)
      return value < 0 && !(isFirst && index == 0) ? "(\(text))" : text
    }.joined(separator: " \\cdot ")
  }

  private func number(_ tensor: Tensor) -> String {
    let extents = tensor.shape.extents
    if extents.isEmpty { return TraceNumber.tex(tensor.values[0]) }
    guard extents.count <= 2, tensor.values.count <= 16, let columns = extents.last, columns > 0
    else { return "[\(extents.map { "\($0)" }.joined(separator: " \\times "))]" }
    let rows = stride(from: 0, to: tensor.values.count, by: columns).map { start in
      tensor.values[start..<start + columns].map(TraceNumber.tex).joined(separator: " & ")
    }
    return "\\begin{pmatrix} " + rows.joined(separator: " \\\\ ") + " \\end{pmatrix}"
  }
}
