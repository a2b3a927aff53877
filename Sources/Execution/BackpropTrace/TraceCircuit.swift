import NeuralEngine
import Plotting

/// Draws a pass as a circuit.
struct TraceCircuit {
  let pass: TracePass
  /// The gates that are drawn: operations, or statements of a graph with too many operations.
  private let values: [TraceValue]

  /// The most values that are drawn one by one.
  static let mostValues = 60

  init(pass: TracePass) {
    self.pass = pass
    let trace = pass.trace
    values = trace.values.count > Self.mostValues ? trace.statementValues : trace.values
  }

  private var trace: TraceGraph { pass.trace }

  /// The whole circuit with all values and gradients, every value drawn.
  var diagram: CircuitDiagram { CircuitDiagram(nodes: nodes) }

  /// The whole circuit, consecutive gates drawn as one where there are too many.
  var overview: CircuitDiagram {
    let nodes = nodes
    let drawn = nodes.count > Self.mostValues ? CircuitBundles.bundled(nodes) : nodes
    return CircuitDiagram(nodes: drawn).arranged()
  }

  /// What the reader has to know of a circuit that does not draw each operation; nil for others.
  var note: String? {
    let count = trace.values.count { $0.kind == .operation }
    let drawn = overview.nodes.count { $0.kind == .operation }
    guard trace.values.count > Self.mostValues, drawn < count else { return nil }
    let isBundled = values.count > Self.mostValues
    return "The circuit shows \(ValueText.grouped(count)) operations in \(drawn) groups: "
      + (isBundled
        ? "consecutive statements stand in one gate."
        : "the operations of a statement stand in one gate.")
  }

  private var nodes: [CircuitDiagram.Node] {
    let sums = sums()
    let useCounts = useCounts
    return values.indices.map { index in
      let value = values[index]
      let quantity = TraceNumber.label(pass.value(of: value.node))
      let isShown = pass.showsGradient(of: value) && trace.reachesOutput(value.node)
      let gradient =
        isShown ? sums[index] ?? TraceNumber.label(pass.gradient(of: value.node)) : nil
      switch value.kind {
      case .input:
        return CircuitDiagram.Node(
          .input, name: shownName(of: value), value: quantity, gradient: gradient,
          standsBesideUse: trace.isSample && pass.trace.inputs.first?.node != value.node)
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
  }

  private func shownName(of value: TraceValue) -> String { value.names.joined(separator: " = ") }

  /// How many gates use each value.
  private var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    for value in values {
      for operand in value.operands { counts[operand.value] += 1 }
    }
    return counts
  }

  /// The gradients that are sums of a few contributions, written as such: `2 + 3 = 5`.
  private func sums() -> [Int: CircuitDiagram.Quantity] {
    var summands: [Int: [Tensor]] = [:]
    for value in values {
      for operand in value.operands {
        guard let contribution = pass.contribution(operand) else { continue }
        summands[operand.value, default: []].append(contribution)
      }
    }
    return summands.compactMapValues { tensors in
      let numbers = tensors.compactMap { $0.shape == .scalar ? $0.values[0] : nil }
      guard (2...3).contains(tensors.count), numbers.count == tensors.count else { return nil }
      let sum = TraceSum(numbers)
      let isShort = sum.terms.count + sum.total.count < 14
      return isShort
        ? CircuitDiagram.Quantity("\(sum.terms) \(sum.total)")
        : CircuitDiagram.Quantity(lines: [sum.terms, sum.total])
    }
  }

  // MARK: Steps

  /// A pass step by step: the circuit before anything is computed, after each gate of the forward
  /// pass, at the start of the backward pass and after each gate that it passes; all in one layout.
  var steps: FrameSequence {
    let frames = forwardSteps + backwardSteps
    let notes = frames.map(\.step.notes)
    let whole = diagram.arranged()
    return FrameSequence(
      frames.map { label, step in
        var frame = whole
        frame.step = step
        frame.step?.reservedNotes = notes
        return FrameSequence.Frame(label, frame)
      }, printing: .stacked)
  }

  private typealias LabeledStep = (label: String, step: CircuitDiagram.Step)

  private var words: TraceWords { TraceWords(pass: pass, values: values) }

  private var forwardSteps: [LabeledStep] {
    let gates = values.indices.filter { values[$0].kind == .operation }
    var known = Set(values.indices.filter { values[$0].kind != .operation })
    var steps: [LabeledStep] = [
      (
        "inputs",
        CircuitDiagram.Step(
          phase: .forward, visibleValues: known, visibleGradients: [],
          notes: ["Forward pass: the values of the inputs are known"])
      )
    ]
    for (place, gate) in gates.enumerated() {
      known.insert(gate)
      steps.append(
        (
          "forward \(place + 1)/\(gates.count)",
          CircuitDiagram.Step(
            phase: .forward, activeNode: gate, visibleValues: known, visibleGradients: [],
            notes: [words.forward(gate)])
        ))
    }
    return steps
  }

  private var backwardSteps: [LabeledStep] {
    let gates = values.indices.reversed().filter { gate in
      values[gate].operands.contains { pass.contribution($0) != nil }
    }
    let output = trace.outputIndex
    let name = values[output].tex
    var reached = Set([output])
    var steps: [LabeledStep] = [
      (
        "output",
        CircuitDiagram.Step(
          phase: .backward, visibleGradients: reached,
          notes: ["Backward pass: $∂ \(name)/∂ \(name) = 1$"])
      )
    ]
    var remaining = [Int](repeating: 0, count: values.count)
    for value in values {
      for operand in value.operands where pass.contribution(operand) != nil {
        remaining[operand.value] += 1
      }
    }
    for (place, gate) in gates.enumerated() {
      for operand in values[gate].operands where pass.contribution(operand) != nil {
        remaining[operand.value] -= 1
        // A value that is used several times knows its gradient after the last use.
        if remaining[operand.value] == 0 { reached.insert(operand.value) }
      }
      steps.append(
        (
          "backward \(place + 1)/\(gates.count)",
          CircuitDiagram.Step(
            phase: .backward, activeNode: gate, visibleGradients: reached,
            notes: words.backward(gate))
        ))
    }
    return steps
  }
}
