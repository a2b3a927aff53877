import Kernels

/// Where the rows of a batch lie: instructions on images want them innermost.
extension GraphLowering {
  /// The order in which a node's elements lie in memory.
  enum Layout {
    case rowMajor
    /// Blocks of rows, each `[…, b]` (`ImageBlock`).
    case batchLast
    /// All elements are alike, so that any order is right.
    case any
  }

  /// Returns where an already computed node lies in an order; moves its elements where it lies in
  /// another one alone.
  mutating func place(of node: NodeID, in layout: Layout) -> Operand {
    guard let place = places[node.index] else { preconditionFailure("a node before its inputs") }
    if layouts[node.index] == layout || layouts[node.index] == .any { return place }
    if let place = otherPlaces[node.index] { return place }
    let shape = graph.shape(of: node)
    let rows = shape.extents.first ?? 1
    let columns = shape.count / max(rows, 1)
    if rows <= 1 || columns <= 1 { return place }
    let target = builder.temporary(shape.count)
    builder.emit(
      layout == .batchLast ? .batchLast : .batchFirst, rows: rows, columns: columns, a: place,
      c: target)
    otherPlaces[node.index] = target
    return target
  }

  /// Returns where a node that is being computed is to be written in an order.
  mutating func target(of node: NodeID, in layout: Layout) -> Operand {
    if layout == .rowMajor { return target(of: node) }
    let place = builder.temporary(graph.shape(of: node).count)
    places[node.index] = place
    layouts[node.index] = layout
    return place
  }

  /// The order in which an element-wise instruction of some nodes is to work.
  func commonLayout(of operands: [NodeID]) -> Layout {
    operands.contains { layouts[$0.index] == .batchLast } ? .batchLast : .rowMajor
  }

  /// Gives a node the place of another with the same elements in the same order.
  mutating func adopt(_ source: NodeID, as node: NodeID) {
    let layout = layouts[source.index]
    let isSameBatch =
      graph.shape(of: source).extents.first == graph.shape(of: node).extents.first
    if layout == .batchLast && !isSameBatch {
      places[node.index] = place(of: source)
    } else {
      places[node.index] = places[source.index]
      layouts[node.index] = layout
      if isSameBatch { otherPlaces[node.index] = otherPlaces[source.index] }
    }
  }
}
