import NeuralEngine
import Plotting

/// Draws a pass as a circuit.
struct TraceCircuit {
  let pass: TracePass

  private var trace: TraceGraph { pass.trace }

  /// The whole circuit with all values and gradients.
  var diagram: CircuitDiagram {
    let values = trace.values
    var useCounts = [Int](repeating: 0, count: values.count)
    for value in values {
      for operand in value.operands { useCounts[operand.value] += 1 }
    }
    let nodes = values.indices.map { index -> CircuitDiagram.Node in
      let value = values[index]
      let quantity = TraceNumber.label(pass.value(of: value.node))
      let gradient =
        pass.showsGradient(ofValue: index)
        ? TraceNumber.label(pass.gradient(of: value.node)) : nil
      switch value.kind {
      case .input:
        return CircuitDiagram.Node(
          .input, name: shownName(of: value), value: quantity, gradient: gradient)
      case .constant:
        let symbol = value.names.isEmpty ? value.symbol : "\(value.name) = \(value.symbol)"
        return CircuitDiagram.Node(.constant, symbol: symbol, name: value.name)
      case .operation:
        return CircuitDiagram.Node(
          .operation, symbol: value.symbol, name: shownName(of: value), value: quantity,
          gradient: gradient, operands: value.operands.map(\.value),
          isCommutative: value.isCommutative,
          contributions: value.operands.map { operand in
            useCounts[operand.value] > 1
              ? pass.contribution(operand).map { TraceNumber.label($0) } : nil
          })
      }
    }
    return CircuitDiagram(nodes: nodes)
  }

  private func shownName(of value: TraceValue) -> String { value.names.joined(separator: " = ") }

  // MARK: Steps

  /// The circuit once before the backward pass moves and once after each gate that it passes.
  var steps: [CircuitDiagram] {
    let whole = diagram
    let output = trace.outputIndex
    var known = Set([output])
    let gates = trace.values.indices.reversed().filter { index in
      trace.values[index].operands.contains { pass.contribution($0) != nil }
    }
    let lines = gates.map { notes(ofGate: $0) }
    let lineCount = lines.map(\.count).max() ?? 0
    var frames: [CircuitDiagram] = []
    func frame(_ active: Int?, _ notes: [String]) -> CircuitDiagram {
      var frame = whole
      frame.step = CircuitDiagram.Step(
        activeNode: active, visibleGradients: known, notes: notes, noteLineCount: lineCount)
      return frame
    }
    let name = trace.values[output].tex
    frames.append(frame(nil, ["$\\partial \(name)/\\partial \(name) = 1$"]))
    var remaining = [Int](repeating: 0, count: trace.values.count)
    for value in trace.values {
      for operand in value.operands where pass.contribution(operand) != nil {
        remaining[operand.value] += 1
      }
    }
    for (gate, gateLines) in zip(gates, lines) {
      for operand in trace.values[gate].operands where pass.contribution(operand) != nil {
        remaining[operand.value] -= 1
        // A value that is used several times knows its gradient after the last use.
        if remaining[operand.value] == 0 { known.insert(operand.value) }
      }
      frames.append(frame(gate, gateLines))
    }
    return frames
  }

  /// The chain-rule products that a gate hands to its operands.
  private func notes(ofGate index: Int) -> [String] {
    let output = trace.values[trace.outputIndex].tex
    let gate = trace.values[index]
    return gate.operands.compactMap { operand in
      guard let contribution = pass.contribution(operand) else { return nil }
      let source = trace.values[operand.value]
      let useCount = trace.values.reduce(0) { count, value in
        count + value.operands.count { $0.value == operand.value }
      }
      let local =
        trace.localRule(operand, of: gate) ?? "\\partial \(gate.tex)/\\partial \(source.tex)"
      let target = "\\partial \(output)/\\partial \(source.tex)"
      let rule = "\\partial \(output)/\\partial \(gate.tex) \\cdot \(local)"
      let left = useCount > 1 ? "$\(target)$ gains $\(rule)" : "$\(target) = \(rule)"
      let upstream = pass.gradient(of: gate.node)
      guard upstream.shape == .scalar, contribution.shape == .scalar,
        let factor = pass.localDerivative(operand), factor.shape == .scalar
      else { return "\(left)$ = \(TraceNumber.table(contribution))" }
      return "\(left) = \(Self.factor(upstream.values[0])) \\cdot \(Self.factor(factor.values[0]))$"
        + " = \(TraceNumber.table(contribution.values[0]))"
    }
  }

  private static func factor(_ value: Double) -> String {
    value < 0 ? "(\(TraceNumber.tex(value)))" : TraceNumber.tex(value)
  }
}
