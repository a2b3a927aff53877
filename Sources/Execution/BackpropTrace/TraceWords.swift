import NeuralEngine
import Plotting

/// What the gates of a circuit do, in the markup of figures.
struct TraceWords {
  let pass: TracePass
  /// The gates that are drawn.
  let values: [TraceValue]

  private var trace: TraceGraph { pass.trace }

  /// Returns what a gate computes: `q = x + y = −2 + 5 = 3`.
  func forward(_ index: Int) -> String {
    let gate = values[index]
    let name = formula(gate.name)
    let symbols = operation(gate) { formula(values[$0.value].name) }
    let result = TraceNumber.table(pass.value(of: gate.node))
    let operands = gate.operands.map { pass.value(of: $0.node) }
    guard operands.allSatisfy({ $0.shape == .scalar }), !gate.isGroup else {
      return "$\(name)$ = \(symbols.isEmpty ? gate.symbol : symbols) = \(result)"
    }
    let numbers = operation(gate) { factor(pass.value(of: $0.node).values[0]) }
    return "$\(name)$ = \(symbols) = \(numbers) = \(result)"
  }

  /// Returns the chain-rule products that a gate hands to its operands, a line each: symbols, then
  /// numbers, then the result.
  func backward(_ index: Int) -> [String] {
    let output = values[trace.outputIndex].tex
    let gate = values[index]
    return gate.operands.compactMap { operand in
      guard let contribution = pass.contribution(operand) else { return nil }
      let source = values[operand.value]
      let useCount = values.reduce(0) { count, value in
        count + value.operands.count { $0.value == operand.value }
      }
      let local =
        trace.localRule(operand, of: gate) ?? "∂ \(gate.tex)/∂ \(source.tex)"
      let target = "∂ \(output)/∂ \(source.tex)"
      let rule = "∂ \(output)/∂ \(gate.tex) \\cdot \(local)"
      let left = useCount > 1 ? "$\(target)$ gains $\(rule)" : "$\(target) = \(rule)"
      let upstream = pass.gradient(of: gate.node)
      guard upstream.shape == .scalar, contribution.shape == .scalar,
        let factor = pass.localDerivative(operand), factor.shape == .scalar
      else { return "\(left)$ = \(TraceNumber.table(contribution))" }
      return "\(left) = \(self.factor(upstream.values[0])) \\cdot "
        + "\(self.factor(factor.values[0]))$ = \(TraceNumber.table(contribution.values[0]))"
    }
  }

  private func operation(
    _ gate: TraceValue, _ operand: (TraceValue.Operand) -> String
  ) -> String {
    if gate.isGroup { return "" }
    var rest = gate.operands[...]
    var text = ""
    for character in gate.pattern {
      if character == "#", let next = rest.popFirst() {
        text += "$\(operand(next))$"
      } else {
        text.append(character)
      }
    }
    return text
  }

  private func formula(_ name: String) -> String { DiagramName.formula(name) }

  private func factor(_ value: Double) -> String {
    value < 0 ? "(\(TraceNumber.tex(value)))" : TraceNumber.tex(value)
  }
}
