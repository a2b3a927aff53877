import NeuralEngine

/// Writes the chain rule of a pass as math: symbols first, then numbers, then the result.
struct TraceDerivation {
  let pass: TracePass
  private let sigmoids: [SigmoidChain]
  /// The gates that a recognised sigmoid stands for.
  private let hidden: Set<Int>

  /// The most lines; of more, the first and the last are written.
  private static let mostLines = 80

  init(pass: TracePass) {
    self.pass = pass
    sigmoids = SigmoidChain.all(in: pass.trace.values, of: pass.trace.graph)
    hidden = Set(sigmoids.flatMap(\.inner))
  }

  private var trace: TraceGraph { pass.trace }
  private var values: [TraceValue] { trace.values }
  private var output: String { values[trace.outputIndex].tex }

  /// A use of a value: by one operand of a gate, or by a whole sigmoid.
  private enum Use {
    case operand(TraceValue.Operand, gate: Int)
    case sigmoid(gate: Int)
  }

  /// Aligned equations from the output back to the inputs, one for each gradient.
  var tex: String {
    var lines = definitions
    lines.append("\\frac{\\partial \(output)}{\\partial \(output)} &= 1")
    let uses = uses()
    for index in values.indices.reversed()
    where index != trace.outputIndex && !hidden.contains(index) {
      let value = values[index]
      guard pass.showsGradient(of: value), !uses[index].isEmpty else { continue }
      lines.append(line(value, uses[index]))
    }
    if lines.count > Self.mostLines {
      let half = Self.mostLines / 2
      lines = lines.prefix(half) + ["&\\;\\;\\vdots"] + lines.suffix(half)
    }
    return "\\begin{aligned}\n" + lines.joined(separator: " \\\\\n") + "\n\\end{aligned}"
  }

  /// What the values without a name are, and what is recognised as a sigmoid.
  private var definitions: [String] {
    values.indices.compactMap { index in
      let value = values[index]
      let result = number(pass.value(of: value.node))
      if let sigmoid = sigmoids.first(where: { $0.output == index }) {
        let x = values[sigmoid.input].tex
        return "\(value.tex) &= \\frac{1}{1 + e^{-\(x)}} = \\sigma(\(x)) = \(result)"
      }
      guard value.kind == .operation, value.names.isEmpty, !hidden.contains(index) else {
        return nil
      }
      return "\(value.tex) &= \(trace.operationTeX(value)) = \(result)"
    }
  }

  private func uses() -> [[Use]] {
    var uses: [[Use]] = Array(repeating: [], count: values.count)
    for (gate, value) in values.enumerated() where !hidden.contains(gate) {
      if let sigmoid = sigmoids.first(where: { $0.output == gate }) {
        if trace.reachesOutput(value.node) { uses[sigmoid.input].append(.sigmoid(gate: gate)) }
        continue
      }
      for operand in value.operands where pass.contribution(operand) != nil {
        uses[operand.value].append(.operand(operand, gate: gate))
      }
    }
    return uses
  }

  // MARK: Lines

  private func line(_ value: TraceValue, _ uses: [Use]) -> String {
    let terms = uses.map { use in
      switch use {
      case .operand(let operand, let gate): term(operand, of: gate)
      case .sigmoid(let gate): sigmoidTerm(gate)
      }
    }
    let result = number(pass.gradient(of: value.node))
    var steps = [sum(terms.map(\.symbols))]
    var isExact = true
    let numbers = terms.map { $0.numbers }
    if numbers.contains(where: { $0 != nil }) || terms.count > 1 {
      let known = zip(terms, uses).map { term, use in term.numbers ?? contribution(of: use) }
      let texts = known.compactMap { $0 }
      if texts.count == terms.count {
        steps.append(sum(texts))
        isExact = terms.count == 1 || ChainTerm.add(texts, upTo: result)
      }
    }
    steps.append(result)
    // What says nothing new is left out: `1 = 1`, `∂L/∂a = ∂L/∂a`.
    let left = "\\frac{\\partial \(output)}{\\partial \(value.tex)}"
    var shown: [String] = []
    for step in steps where shown.last != step && step != left { shown.append(step) }
    guard !isExact, let last = shown.popLast() else {
      return "\(left) &= " + shown.joined(separator: " = ")
    }
    return "\(left) &= " + shown.joined(separator: " = ") + " \\approx \(last)"
  }

  private func sum(_ terms: [String]) -> String {
    terms.dropFirst().reduce(terms.first ?? "") { text, term in
      term.hasPrefix("-") ? "\(text) - \(term.dropFirst())" : "\(text) + \(term)"
    }
  }

  private func contribution(of use: Use) -> String? {
    guard case .operand(let operand, _) = use, let tensor = pass.contribution(operand) else {
      return nil
    }
    return ChainTerm.numbers(tensor)
  }

  // MARK: Terms

  /// ∂L/∂gate, nil for the output itself, whose gradient is 1.
  private func upstream(
    _ gate: Int, stands: Bool = false, transposed: Bool = false, sized: Bool = false
  ) -> ChainTerm.Factor? {
    if gate == trace.outputIndex { return nil }
    let gradient = pass.gradient(of: values[gate].node)
    let tex = "\\frac{\\partial \(output)}{\\partial \(values[gate].tex)}"
    return ChainTerm.Factor(
      tex: transposed ? "\\left(\(tex)\\right)^{\\top}" : tex,
      numbers: ChainTerm.numbers(gradient, stands: stands),
      size: sized ? ChainTerm.size(gradient.shape, stands: stands) : nil)
  }

  private func sigmoidTerm(_ gate: Int) -> ChainTerm {
    let value = values[gate]
    let result = pass.value(of: value.node)
    let sign = result.shape == .scalar ? "\\cdot" : "\\odot"
    var numbers: String?
    if result.shape == .scalar {
      let text = TraceNumber.tex(result.values[0])
      numbers = "\(text) \\cdot (1 - \(text))"
    }
    return ChainTerm(
      product: [
        upstream(gate),
        ChainTerm.Factor(tex: "\(value.tex)\\,(1 - \(value.tex))", numbers: numbers),
      ], by: sign
    ).withNumbers(gate == trace.outputIndex ? numbers : nil)
  }

  private func term(_ operand: TraceValue.Operand, of index: Int) -> ChainTerm {
    let gate = values[index]
    let source = values[operand.value]
    let shapes = (gate: shape(gate), source: shape(source))
    if gate.isDense, let term = denseTerm(operand, of: index) { return term }
    if !gate.isGroup {
      switch trace.graph[gate.node].operation {
      case .matmul where shapes.gate != .scalar || shape(of: gate, 0).rank != 1:
        return productTerm(operand, of: index)
      case .matmul:
        // A dot product hands each vector the other one.
        let other = gate.operands.first { $0.operandIndex != operand.operandIndex } ?? operand
        let tensor = pass.value(of: other.node)
        return ChainTerm(
          product: [
            upstream(index),
            ChainTerm.Factor(tex: values[other.value].tex, numbers: ChainTerm.numbers(tensor)),
          ], by: "\\cdot")
      case .softmax:
        let upstream = upstream(index)?.tex ?? "\\mathbf{1}"
        return ChainTerm(
          symbols: "\(gate.tex) \\odot \\left(\(upstream) - "
            + "\\textstyle\\sum \(gate.tex) \\odot \(upstream)\\right)")
      case .logSoftmax:
        let upstream = upstream(index)?.tex ?? "\\mathbf{1}"
        return ChainTerm(
          symbols: "\(upstream) - e^{\(gate.tex)} \\odot \\textstyle\\sum \(upstream)")
      case .transpose:
        return ChainTerm(
          product: [upstream(index, transposed: true) ?? ones], by: "\\odot")
      case .reduce(.sum, _) where shapes.source != shapes.gate:
        return ChainTerm(product: [upstream(index), ones], by: "\\cdot").withoutNumbers()
      case .reduce(.mean, _) where shapes.source != shapes.gate:
        let count = shapes.source.count / max(shapes.gate.count, 1)
        return ChainTerm(
          product: [
            upstream(index),
            ChainTerm.Factor(tex: "\\tfrac{1}{\(count)}\\,\\mathbf{1}", numbers: nil),
          ], by: "\\cdot")
      case .slice:
        // One element's gradient among zeros.
        let symbol = gate.symbol.filter { $0 != "[" && $0 != "]" }
        return ChainTerm(
          product: [
            upstream(index), ChainTerm.Factor(tex: "\\mathbf{e}_{\(symbol)}", numbers: nil),
          ], by: "\\cdot")
      default: break
      }
    }
    return elementTerm(operand, of: index)
  }

  private var ones: ChainTerm.Factor { ChainTerm.Factor(tex: "\\mathbf{1}", numbers: nil) }

  private func shape(_ value: TraceValue) -> Shape { trace.graph.shape(of: value.node) }

  private func shape(of gate: TraceValue, _ input: Int) -> Shape {
    trace.graph.shape(of: trace.graph[gate.node].inputs[input])
  }

  /// Upstream times the derivative of an element-wise operation, summed where the operand was
  /// repeated.
  private func elementTerm(_ operand: TraceValue.Operand, of index: Int) -> ChainTerm {
    let gate = values[index]
    let source = values[operand.value]
    let isScalar = shape(gate) == .scalar && shape(source) == .scalar
    let isRepeated = shape(source) != shape(gate) && !gate.isGroup
    let local = pass.localDerivative(operand)
    let rule = trace.localRule(operand, of: gate)
    let upstream = upstream(index)
    var factor: ChainTerm.Factor?
    var sign = ""
    switch rule {
    case "1": factor = nil
    case "(-1)":
      factor = nil
      sign = "-"
    case let rule:
      factor = ChainTerm.Factor(
        tex: rule ?? "\\frac{\\partial \(gate.tex)}{\\partial \(source.tex)}",
        numbers: isScalar ? local.flatMap { ChainTerm.numbers($0) } : nil)
    }
    let isElementwise = !isScalar && local != nil
    var term = ChainTerm(
      product: [upstream, factor], by: isElementwise ? "\\odot" : "\\cdot")
    if isRepeated, local != nil {
      term = ChainTerm(symbols: "\\textstyle\\sum " + (upstream == nil ? "1" : term.symbols))
    }
    guard !sign.isEmpty else { return term }
    return ChainTerm(symbols: sign + term.symbols, numbers: term.numbers.map { sign + $0 })
  }

  /// The two halves of a matrix product's gradient: G·Bᵀ and Aᵀ·G, with sizes.
  private func productTerm(_ operand: TraceValue.Operand, of index: Int) -> ChainTerm {
    let gate = values[index]
    let isLeft = operand.operandIndex == 0
    let other = gate.operands.first { $0.operandIndex != operand.operandIndex } ?? operand
    let tensor = pass.value(of: other.node)
    let otherName = values[other.value].tex
    let (left, right) = (shape(of: gate, 0), shape(of: gate, 1))
    if tensor.shape.rank == 1 {
      // An outer product: the vector lies for A·x, whose gradient stands, and stands for x·A.
      let isColumn = right.rank == 1
      let gradient = upstream(index, stands: isColumn, sized: true) ?? ones
      let vector = ChainTerm.Factor(
        tex: isColumn ? "\(otherName)^{\\top}" : otherName,
        numbers: ChainTerm.numbers(tensor, stands: !isColumn),
        size: ChainTerm.size(tensor.shape, stands: !isColumn))
      return ChainTerm(product: isLeft ? [gradient, vector] : [vector, gradient], by: "\\cdot")
    }
    let isVector = left.rank == 1 || right.rank == 1
    let stands = isVector && right.rank == 1
    let gradient = upstream(index, stands: stands, sized: true) ?? ones
    let transposed = tensor.transposed
    let matrix = ChainTerm.Factor(
      tex: "\(otherName)^{\\top}", numbers: ChainTerm.numbers(transposed),
      size: ChainTerm.size(transposed.shape))
    return ChainTerm(product: isLeft ? [gradient, matrix] : [matrix, gradient], by: "\\cdot")
  }

  /// The gradients of XW + b: G·Wᵀ, Xᵀ·G and the sum of G's rows.
  private func denseTerm(_ operand: TraceValue.Operand, of index: Int) -> ChainTerm? {
    let gate = values[index]
    guard gate.operands.count == 3,
      let place = gate.operands.firstIndex(where: { $0.value == operand.value })
    else { return nil }
    // X and W in the order of the product, b last: the reader meets the product first.
    let gradient = upstream(index, sized: true) ?? ones
    func transposedFactor(_ other: Int) -> ChainTerm.Factor {
      let value = values[gate.operands[other].value]
      let tensor = pass.value(of: value.node).transposed
      return ChainTerm.Factor(
        tex: "\(value.tex)^{\\top}", numbers: ChainTerm.numbers(tensor),
        size: ChainTerm.size(tensor.shape))
    }
    switch place {
    case 0: return ChainTerm(product: [gradient, transposedFactor(1)], by: "\\cdot")
    case 1: return ChainTerm(product: [transposedFactor(0), gradient], by: "\\cdot")
    default:
      return ChainTerm(
        symbols: "\\textstyle\\sum_{\\text{rows}} \(upstream(index)?.tex ?? "\\mathbf{1}")")
    }
  }

  private func number(_ tensor: Tensor) -> String {
    ChainTerm.numbers(tensor) ?? "[\(ChainTerm.size(tensor.shape))]"
  }
}
