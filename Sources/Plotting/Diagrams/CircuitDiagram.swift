/// A computation graph drawn as courses draw it: inputs left, outputs right, operations in circles,
/// **values in green above the wires, gradients in red below them**.
///
/// The model is the figure of Stanford's cs231n notes on backpropagation. Layout is layered
/// (Sugiyama, Tagawa and Toda 1981); wires that serve several gates branch at dots.
package struct CircuitDiagram: Sendable {
  /// What a node of the graph is.
  package enum Kind: Sendable, Hashable {
    /// A named value that the reader chose; its name stands at the start of its wire.
    case input
    /// A literal; drawn quietly, without gradient.
    case constant
    /// A gate with operands.
    case operation
  }

  /// A number, vector or matrix as formatted text.
  package struct Quantity: Sendable, Hashable {
    /// Rows of cells; columns align where there are several rows.
    package var rows: [[String]]
    /// Whether brackets surround the cells.
    package var isBracketed: Bool

    /// Creates a matrix, or a vector of one row, in brackets.
    package init(rows: [[String]]) {
      self.rows = rows
      isBracketed = true
    }

    /// Creates plain text: a scalar, or the shape of something too large to spell out.
    package init(_ text: String) {
      rows = [[text]]
      isBracketed = false
    }

    /// Creates lines of plain text.
    package init(lines: [String]) {
      rows = lines.map { [$0] }
      isBracketed = false
    }

    /// The quantity in one line, as alternative texts say it.
    var spoken: String {
      guard isBracketed else { return rows.map { $0.joined() }.joined(separator: " ") }
      let lines = rows.map { "[" + $0.joined(separator: ", ") + "]" }
      return lines.count == 1 ? lines[0] : "[" + lines.joined(separator: ", ") + "]"
    }
  }

  /// A value of the graph and what computes it.
  package struct Node: Sendable, Hashable {
    package var kind: Kind
    /// What stands in the gate (`×`, `exp`, `1/x`), or a constant's literal.
    package var symbol: String
    /// The author's name, empty for anonymous intermediate results.
    package var name: String
    package var value: Quantity?
    /// The derivative of the output with respect to this value.
    package var gradient: Quantity?
    /// Indices of earlier nodes, in the operation's order.
    package var operands: [Int]
    /// Whether operands may be drawn in any order from top to bottom.
    package var isCommutative: Bool
    /// Whether an input stands right before its first use instead of at the left edge, as the
    /// parameters of a layer do.
    package var standsBesideUse: Bool
    /// What flows back through each operand's wire; shown at the active gate of a step, where room
    /// allows.
    package var contributions: [Quantity?]

    /// Creates a node.
    package init(
      _ kind: Kind, symbol: String = "", name: String = "", value: Quantity? = nil,
      gradient: Quantity? = nil, operands: [Int] = [], isCommutative: Bool = false,
      standsBesideUse: Bool = false, contributions: [Quantity?] = []
    ) {
      self.kind = kind
      self.symbol = symbol
      self.name = name
      self.value = value
      self.gradient = gradient
      self.operands = operands
      self.isCommutative = isCommutative
      self.standsBesideUse = standsBesideUse
      self.contributions = contributions
    }
  }

  /// One frame of a pass, drawn with the same layout as the whole circuit.
  package struct Step: Sendable, Hashable {
    /// Which way the circuit is being followed.
    package enum Phase: Sendable, Hashable {
      /// Values appear from left to right.
      case forward
      /// Gradients appear from right to left.
      case backward
    }

    package var phase: Phase
    /// The gate that has just been computed, or through which the gradient has just passed.
    package var activeNode: Int?
    /// The nodes whose values are known by now; nil for all.
    package var visibleValues: Set<Int>?
    /// The nodes whose gradients are known by now.
    package var visibleGradients: Set<Int>
    /// What the active gate did, such as `∂f/∂q = z · ∂f/∂f = −4 · 1 = −4`.
    package var notes: [String]
    /// The notes of all frames, for which room is kept below the circuit, so that all have one
    /// size.
    package var reservedNotes: [[String]]

    /// Creates a frame.
    package init(
      phase: Phase = .backward, activeNode: Int? = nil, visibleValues: Set<Int>? = nil,
      visibleGradients: Set<Int>, notes: [String], reservedNotes: [[String]] = []
    ) {
      self.phase = phase
      self.activeNode = activeNode
      self.visibleValues = visibleValues
      self.visibleGradients = visibleGradients
      self.notes = notes
      self.reservedNotes = reservedNotes
    }
  }

  /// Values in an order in which operands precede the operations that use them.
  package var nodes: [Node]
  /// The nodes whose wires end in an arrow and a name at the right; nodes that nothing uses.
  package var outputs: [Int]
  /// The columns in their order, nil until `arranged` has found them.
  private var arrangement: LayeredGraph?
  /// Nil shows every gradient.
  package var step: Step?
  /// Below this width the figure grows, above it it shrinks, as far as its text stays legible.
  package var preferredWidth: Double

  /// Creates a circuit whose outputs are the nodes that no other node uses.
  ///
  /// - Precondition: Operands precede the nodes that use them.
  package init(nodes: [Node], step: Step? = nil, preferredWidth: Double = 720) {
    var isUsed = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for operand in node.operands {
        precondition(operand >= 0 && operand < index, "operands precede their operations")
        isUsed[operand] = true
      }
    }
    self.nodes = nodes
    outputs = nodes.indices.filter { !isUsed[$0] }
    self.step = step
    self.preferredWidth = preferredWidth
  }
}

extension CircuitDiagram: Drawable {
  package var alternativeText: String {
    guard !nodes.isEmpty else { return "An empty computation graph." }
    let inputs = nodes.filter { $0.kind == .input }
    let gates = nodes.filter { $0.kind == .operation }
    let shown = 8
    var sentences: [String] = []

    var opening = "Computation graph with \(Self.count(gates.count, "operation"))"
    if !inputs.isEmpty {
      let list = inputs.prefix(shown).map { node in
        node.value.map { "\(node.name) = \($0.spoken)" } ?? node.name
      }
      let more = inputs.count > shown ? " and \(inputs.count - shown) more" : ""
      opening +=
        " from the \(inputs.count == 1 ? "input" : "inputs") " + list.joined(separator: ", ") + more
    }
    // A frame says only the values that it shows.
    func isKnown(_ index: Int) -> Bool { step?.visibleValues?.contains(index) ?? true }
    let results = outputs.map { index in
      let name = nodes[index].name.isEmpty ? "the output" : nodes[index].name
      guard isKnown(index), let value = nodes[index].value else { return name }
      return "\(name) = \(value.spoken)"
    }
    sentences.append(opening + " to " + results.joined(separator: ", ") + ".")

    let named = nodes.indices.filter { index in
      nodes[index].kind == .operation && !nodes[index].name.isEmpty && !outputs.contains(index)
        && isKnown(index)
    }
    if !gates.isEmpty {
      var symbols: [String] = []
      for gate in gates where !symbols.contains(gate.symbol) { symbols.append(gate.symbol) }
      var sentence = "Gates: " + symbols.prefix(12).joined(separator: ", ")
      if !named.isEmpty {
        let values = named.prefix(shown).compactMap { index in
          nodes[index].value.map { "\(nodes[index].name) = \($0.spoken)" }
        }
        sentence += "; on the way " + values.joined(separator: ", ")
      }
      sentences.append(sentence + ".")
    }
    let slopes = inputs.prefix(shown).compactMap { node in
      node.gradient.map { "\($0.spoken) for \(node.name)" }
    }
    if !slopes.isEmpty, step == nil {
      sentences.append("Gradients of the output: " + slopes.joined(separator: ", ") + ".")
    }
    if let step, !step.notes.isEmpty {
      sentences.append(
        "This step: " + step.notes.map(MathText.plainText).joined(separator: "; ") + ".")
    }
    return sentences.joined(separator: " ")
  }

  package func picture(in theme: Theme) -> Picture {
    CircuitPainter(diagram: self, layout: layout(), theme: theme).picture()
  }

  /// Returns the circuit with its order found, so that drawing it in both themes and at every step
  /// does not look for it again.
  package func arranged() -> CircuitDiagram {
    var copy = self
    copy.arrangement = LayeredGraph.arranged(self)
    return copy
  }

  /// Returns where everything stands, at the scale that suits the preferred width.
  func layout() -> CircuitLayout {
    let graph = arrangement ?? LayeredGraph.arranged(self)
    let natural = CircuitLayoutBuilder(
      diagram: self, graph: graph, measures: CircuitMeasures(scale: 1))
    let fitting = preferredWidth / natural.width
    if fitting >= CircuitMeasures.smallest {
      guard fitting != 1 else { return natural.layout() }
      return CircuitLayoutBuilder(
        diagram: self, graph: graph, measures: CircuitMeasures(scale: min(fitting, 1.3)),
        near: natural
      ).layout()
    }
    var measures = CircuitMeasures(scale: CircuitMeasures.smallest, isCompact: true)
    let compact = CircuitLayoutBuilder(
      diagram: self, graph: graph, measures: measures, near: natural)
    guard compact.width < preferredWidth else { return compact.layout() }
    measures.scale *= preferredWidth / compact.width
    return CircuitLayoutBuilder(diagram: self, graph: graph, measures: measures, near: compact)
      .layout()
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
