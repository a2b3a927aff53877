/// What the nodes of a circuit say and how much room that takes, each measured once.
struct CircuitSizes {
  struct Node {
    /// What stands left of an input's or a constant's wire.
    var name = ""
    var nameWidth = 0.0
    /// The name of an intermediate result, which stands before its value.
    var prefix = ""
    var prefixWidth = 0.0
    /// What stands above and below the wire.
    var value = CircuitMeasures.Widths()
    var gradient = CircuitMeasures.Widths()
    /// Of a gate.
    var symbolSize = 0.0
    var halfWidth = 0.0

    /// The width of the longer label, 0 for none.
    var labelWidth: Double { max(prefixWidth + value.total, gradient.total) }
  }

  private(set) var nodes: [Node]
  private let measures: CircuitMeasures

  init(of nodes: [CircuitDiagram.Node], outputs: [Int], _ measures: CircuitMeasures) {
    self.measures = measures
    self.nodes = []
    for (index, node) in nodes.enumerated() {
      self.nodes.append(size(of: node, isOutput: outputs.contains(index)))
    }
  }

  private func size(of node: CircuitDiagram.Node, isOutput: Bool) -> Node {
    var size = Node()
    switch node.kind {
    case .constant:
      size.name = node.symbol
      size.nameWidth = measures.width(size.name, size: measures.labelSize)
      return size
    case .input:
      size.name = DiagramName.typeset(node.name)
      size.nameWidth = measures.width(size.name, size: measures.nameSize)
    case .operation:
      (size.symbolSize, size.halfWidth) = gateSize(of: node.symbol)
      if !node.name.isEmpty, !isOutput { size.prefix = DiagramName.typeset(node.name) + " = " }
    }
    if let value = node.value {
      size.value = measures.widths(of: value)
      if !size.prefix.isEmpty {
        size.prefixWidth = measures.width(size.prefix, size: measures.labelSize)
      }
    }
    if let gradient = node.gradient { size.gradient = measures.widths(of: gradient) }
    return size
  }

  /// The usual size of a symbol, reduced a little where that makes it fit a circle, and half the width
  /// of the gate.
  private func gateSize(of symbol: String) -> (symbolSize: Double, halfWidth: Double) {
    let usual =
      switch symbol.count {
      case 1: measures.symbolSize
      case 2: measures.mediumSymbolSize
      default: measures.smallSymbolSize
      }
    let radius = measures.gateRadius
    let width = measures.width(symbol, size: usual)
    let fitting = usual * Self.symbolRoom * radius / max(width, 1)
    let isReduced = fitting < usual && fitting > 0.84 * measures.smallSymbolSize
    let size = isReduced ? fitting : usual
    let text = isReduced ? measures.width(symbol, size: size) : width
    let fitsCircle = text <= Self.symbolRoom * radius + 0.01
    return (size, fitsCircle ? radius : text / 2 + 0.6 * radius)
  }

  /// The width of the longest symbol in a circle, in radii.
  private static let symbolRoom = 1.6
}
