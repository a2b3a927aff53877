import Kernels

/// The lowering of normalisation, and of products and sums with a number for each channel or column.
extension GraphLowering {
  /// How the elements that are normalised together, or share a factor, lie in memory.
  private enum Grouping {
    /// The columns of rows.
    case columns(rows: Int, columns: Int)
    /// The channels of images, which lie batch last.
    case channels(rows: Int, channels: Int, plane: Int)
    /// Each row for itself.
    case rows(rows: Int, columns: Int)

    var layout: Layout { if case .channels = self { .batchLast } else { .rowMajor } }

    /// The extents of an instruction: rows, columns, inner.
    var extents: (Int, Int, Int) {
      switch self {
      case .columns(let rows, let columns): (rows, columns, 0)
      case .channels(let rows, let channels, let plane): (rows, channels, plane)
      case .rows(let rows, let columns): (1, rows, columns)
      }
    }

    var groupCount: Int { extents.1 }

    func opcode(groups: Opcode, columns: Opcode) -> Opcode {
      if case .columns = self { columns } else { groups }
    }
  }

  private static func grouping(_ shape: Shape, along axes: [Int]) -> Grouping? {
    let rows = shape.extents.first ?? 1
    let rest = shape.count / max(rows, 1)
    switch (shape.rank, axes) {
    case (2..., Array(1..<shape.rank)): return .rows(rows: rows, columns: rest)
    case (2, [0]): return .columns(rows: rows, columns: rest)
    case (4, [0, 2, 3]):
      return .channels(
        rows: rows, channels: shape.extents[1], plane: shape.extents[2] * shape.extents[3])
    default: return nil
    }
  }

  /// Emits the normalised values of x and keeps their statistics: s, μ and the unbiased variance of
  /// each group.
  mutating func emitNormalization(_ id: NodeID, along axes: [Int], epsilon: Double) {
    let x = graph[id].inputs[0]
    let shape = graph.shape(of: x)
    guard let grouping = Self.grouping(shape, along: axes) else {
      let rows = withReducedAxesLast(place(of: x), shape, axes)
      let groups = axes.reduce(shape.count) { $0 / max(shape.extents[$1], 1) }
      let moved = builder.temporary(shape.count)
      let statistics = builder.temporary(3 * groups)
      builder.emit(
        .normalizeGroups, columns: groups, inner: shape.count / max(groups, 1),
        s0: Float(epsilon), a: rows, c: moved, d: statistics)
      self.statistics[id.index] = statistics
      emitMoveBack(moved, shape, axes, to: target(of: id))
      return
    }
    let (rows, columns, inner) = grouping.extents
    let statistics = builder.temporary(3 * grouping.groupCount)
    self.statistics[id.index] = statistics
    builder.emit(
      grouping.opcode(groups: .normalizeGroups, columns: .normalizeColumns), rows: rows,
      columns: columns, inner: inner, s0: Float(epsilon), a: place(of: x, in: grouping.layout),
      c: target(of: id, in: grouping.layout), d: statistics)
  }

  /// Emits the gradient of x from its normalised values and the gradient of these.
  mutating func emitNormalizationGradient(
    _ id: NodeID, along axes: [Int], normalized: NodeID, upstream: NodeID
  ) {
    let shape = graph.shape(of: id)
    guard let statistics = statistics[normalized.index] else {
      preconditionFailure("values without statistics")
    }
    guard let grouping = Self.grouping(shape, along: axes) else {
      let values = withReducedAxesLast(place(of: normalized), shape, axes)
      let gradient = withReducedAxesLast(place(of: upstream), shape, axes)
      let groups = axes.reduce(shape.count) { $0 / max(shape.extents[$1], 1) }
      let moved = builder.temporary(shape.count)
      builder.emit(
        .normalizeGroupsGradient, columns: groups, inner: shape.count / max(groups, 1),
        a: values, b: gradient, c: moved, d: statistics)
      emitMoveBack(moved, shape, axes, to: target(of: id))
      return
    }
    let (rows, columns, inner) = grouping.extents
    builder.emit(
      grouping.opcode(groups: .normalizeGroupsGradient, columns: .normalizeColumnsGradient),
      rows: rows, columns: columns, inner: inner, a: place(of: normalized, in: grouping.layout),
      b: place(of: upstream, in: grouping.layout), c: target(of: id, in: grouping.layout),
      d: statistics)
  }

  /// The vector whose elements a node repeats for every index of axis 1, nil for others.
  func vectorOverAxis1(_ id: NodeID) -> NodeID? {
    let node = graph[id]
    guard node.operation == .broadcast, node.shape.rank == 2 || node.shape.rank == 4 else {
      return nil
    }
    let source = graph.shape(of: node.inputs[0])
    let added = node.shape.rank - source.rank
    guard source.count > 1, source.count == node.shape.extents[1],
      added <= 1, source.extents[1 - added] == source.count
    else { return nil }
    return node.inputs[0]
  }

  /// Emits x · s + t, or x · s, with an element of s and t for each index of axis 1.
  mutating func emitScaling(_ id: NodeID, _ x: NodeID, by s: NodeID, _ t: NodeID?) {
    let shape = graph.shape(of: id)
    let axes = shape.rank == 4 ? [0, 2, 3] : [0]
    guard let grouping = Self.grouping(shape, along: axes) else {
      preconditionFailure("vectors over axis 1 of rows or images")
    }
    let (rows, columns, inner) = grouping.extents
    builder.emit(
      grouping.opcode(groups: .scaleGroups, columns: .scaleColumns), rows: rows,
      columns: columns, inner: inner, a: place(of: x, in: grouping.layout), b: place(of: s),
      c: target(of: id, in: grouping.layout), d: t.map { place(of: $0) })
  }

  /// Emits the sum over the rows and pixels of each channel of images; returns whether the node is
  /// one.
  mutating func emitChannelSums(_ id: NodeID) -> Bool {
    let node = graph[id]
    let shape = graph.shape(of: node.inputs[0])
    guard node.operation == .reduce(.sum, axes: [0, 2, 3]), shape.count > 0,
      let grouping = Self.grouping(shape, along: [0, 2, 3])
    else { return false }
    let (rows, columns, inner) = grouping.extents
    builder.emit(
      .sumGroups, rows: rows, columns: columns, inner: inner,
      a: place(of: node.inputs[0], in: .batchLast), c: target(of: id))
    return true
  }

  /// Emits running = (1 − momentum)·running + momentum·(μ, variance) for a normalisation.
  mutating func emitRunningStatistics(
    of normalized: NodeID, _ running: Operand, momentum: Double
  ) {
    guard let statistics = statistics[normalized.index],
      case .normalize(let axes, _) = graph[normalized].operation
    else { preconditionFailure("only normalisations have statistics") }
    let groups = graph[normalized].shape.removing(axes: axes).count
    builder.emit(
      .blend, columns: 2 * groups, s0: Float(momentum), s1: Float(1 - momentum),
      a: statistics.advanced(by: groups), c: running)
  }
}
