import NeuralEngine
import NotebookSyntax

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
    let output = symbol(trace.values[trace.outputIndex])
    var lines = ["\\frac{\\partial \(output)}{\\partial \(output)} &= 1"]
    for index in trace.values.indices.reversed() where index != trace.outputIndex {
      let value = trace.values[index]
      let flowing = uses[index].filter { pass.contribution($0.operand) != nil }
      guard pass.showsGradient(ofValue: index), !flowing.isEmpty else { continue }
      let symbols = flowing.map { use in
        let gate = symbol(trace.values[use.gate])
        return "\\frac{\\partial \(output)}{\\partial \(gate)} "
          + "\\frac{\\partial \(gate)}{\\partial \(symbol(value))}"
      }
      let products = flowing.compactMap { product($0.gate, $0.operand) }
      var line = "\\frac{\\partial \(output)}{\\partial \(symbol(value))} &= "
      line += symbols.joined(separator: " + ")
      if products.count == flowing.count { line += " = " + products.joined(separator: " + ") }
      line += " = " + number(pass.gradient(of: value.node))
      lines.append(line)
    }
    return "\\begin{aligned}\n" + lines.joined(separator: " \\\\\n") + "\n\\end{aligned}"
  }

  /// Returns upstream · local where both are numbers.
  private func product(_ gate: Int, _ operand: TraceValue.Operand) -> String? {
    let upstream = pass.gradient(of: trace.values[gate].node)
    guard upstream.shape == .scalar, let local = pass.localDerivative(operand),
      local.shape == .scalar
    else { return nil }
    let factors = [upstream.values[0], local.values[0]].enumerated().map { index, value in
      let text = Self.number(value)
      return value < 0 && index > 0 ? "(\(text))" : text
    }
    return factors.joined(separator: " \\cdot ")
  }

  private func symbol(_ value: TraceValue) -> String {
    let name = value.name
    guard let first = name.first else { return name }
    let rest = name.dropFirst().drop { $0 == "_" }
    if rest.isEmpty { return "\(first)" }
    if rest.allSatisfy(\.isNumber) { return "\(first)_{\(rest)}" }
    return "\\mathrm{\(name.filter { $0 != "_" })}"
  }

  private func number(_ tensor: Tensor) -> String {
    let extents = tensor.shape.extents
    if extents.isEmpty { return Self.number(tensor.values[0]) }
    guard extents.count <= 2, tensor.values.count <= 16, let columns = extents.last, columns > 0
    else { return "[\(extents.map { "\($0)" }.joined(separator: " \\times "))]" }
    let rows = stride(from: 0, to: tensor.values.count, by: columns).map { start in
      tensor.values[start..<start + columns].map(Self.number).joined(separator: " & ")
    }
    return "\\begin{pmatrix} " + rows.joined(separator: " \\\\ ") + " \\end{pmatrix}"
  }

  private static let fourDigits = FormatSpec.parse(".4g") ?? FormatSpec()

  /// Four significant digits; powers of ten as such.
  private static func number(_ value: Double) -> String {
    let text = fourDigits.format(value == 0 ? 0 : value)
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...])
    else { return text }
    return text[..<mark] + " \\cdot 10^{\(exponent)}"
  }
}
