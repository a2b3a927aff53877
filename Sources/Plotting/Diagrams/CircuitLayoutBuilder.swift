/// Computes a `CircuitLayout` column by column.
struct CircuitLayoutBuilder {
  let diagram: CircuitDiagram
  let graph: LayeredGraph
  let measures: CircuitMeasures
  private let sizes: CircuitSizes
  /// The width of the whole.
  private(set) var width = 0.0
  /// The heights of the vertices, around zero.
  private var heights: [Double] = []
  /// How far each vertex reaches above and below its height.
  private var above: [Double] = []
  private var below: [Double] = []
  /// The right end of each column's straight pieces of wire.
  private var stemEnds: [Double] = []
  private var columnStarts: [Double] = []
  private var boxWidths: [Double] = []

  /// Finds columns and heights, for `layout` to place everything there.
  ///
  /// - Parameter similar: What built the same graph with other measures, near which to search.
  init(
    diagram: CircuitDiagram, graph: LayeredGraph, measures: CircuitMeasures,
    near similar: CircuitLayoutBuilder? = nil
  ) {
    self.diagram = diagram
    self.graph = graph
    self.measures = measures
    sizes = CircuitSizes(of: diagram.nodes, outputs: diagram.outputs, measures)
    above = graph.vertices.map { extent(of: $0, isAbove: true) }
    below = graph.vertices.map { extent(of: $0, isAbove: false) }
    var solver = LayerCoordinates(
      graph: graph, above: above, below: below, gap: measures.rowGap + 0.5)
    let guess = similar.map { similar in
      similar.heights.map { $0 * measures.scale / similar.measures.scale }
    }
    heights = solver.solve(snap: 7 * measures.scale, from: guess)
    guard !diagram.nodes.isEmpty else {
      width = 2 * measures.margin
      return
    }
    placeColumns()
    let widest = notes.joined().map { measures.width($0, size: measures.nameSize) }.max() ?? 0
    width = ((stemEnds.last ?? 0) + measures.margin).rounded(.up)
    if widest > 0 { width = max(width, (widest + 2 * measures.margin).rounded(.up)) }
  }

  /// Returns where everything stands.
  func layout() -> CircuitLayout {
    var layout = CircuitLayout(measures: measures, width: width, height: 2 * measures.margin)
    guard !diagram.nodes.isEmpty else { return layout }
    let top = graph.vertices.indices.map { heights[$0] - above[$0] }.min() ?? 0
    let bottom = graph.vertices.indices.map { heights[$0] + below[$0] }.max() ?? 0
    let shift = ((measures.margin - top) * 2).rounded() / 2
    layout.height = (bottom + shift + measures.margin).rounded(.up)
    var shifted = self
    for vertex in heights.indices { shifted.heights[vertex] += shift }
    shifted.placeContents(&layout)
    shifted.connect(&layout)
    shifted.placeContributions(&layout)
    shifted.placeNotes(&layout)
    return layout
  }

  // MARK: Sizes

  private func extent(of vertex: LayeredGraph.Vertex, isAbove: Bool) -> Double {
    switch vertex.role {
    case .dummy: return measures.wireClearance
    case .output: return measures.nameSize * 0.7
    case .node(let index):
      let node = diagram.nodes[index]
      let body = node.kind == .operation ? measures.gateRadius : measures.nameSize * 0.6
      guard let quantity = isAbove ? node.value : node.gradient, node.kind != .constant else {
        return body
      }
      return max(body, measures.height(of: quantity) + measures.wireGap)
    }
  }

  private func boxWidth(of vertex: LayeredGraph.Vertex) -> Double {
    switch vertex.role {
    case .dummy: return 0
    case .output(let index):
      let name = DiagramName.typeset(diagram.nodes[index].name)
      return measures.width(name, size: measures.nameSize) + 4 * measures.scale
    case .node(let index):
      let node = diagram.nodes[index]
      if node.kind == .operation { return 2 * sizes.nodes[index].halfWidth }
      return sizes.nodes[index].nameWidth + 5 * measures.scale
    }
  }

  // MARK: Columns

  private mutating func placeColumns() {
    var x = measures.margin
    for (layer, members) in graph.layers.enumerated() {
      if layer > 0 { x += channelWidth(before: layer) }
      columnStarts.append(x)
      let box = members.map { boxWidth(of: graph.vertices[$0]) }.max() ?? 0
      boxWidths.append(box)
      var stem = layer + 1 < graph.layers.count ? measures.shortestStem : 0
      for vertex in members {
        guard case .node(let index) = graph.vertices[vertex].role else { continue }
        let widest = sizes.nodes[index].labelWidth
        if widest > 0 { stem = max(stem, widest + 2 * measures.labelPadding) }
      }
      x += box + stem
      stemEnds.append(x)
    }
  }

  /// Channels grow with the steepness of the wires in them.
  private func channelWidth(before layer: Int) -> Double {
    var climb = 0.0
    for vertex in graph.layers[layer - 1] {
      for index in graph.outgoing[vertex] {
        let segment = graph.segments[index]
        climb = max(climb, abs(heights[segment.from] - heights[segment.to]))
      }
    }
    let least = measures.shortestChannel
    return min(max(0.75 * least + 0.13 * climb, least), 56 * measures.scale)
  }

  // MARK: Gates, names and labels

  private func placeContents(_ layout: inout CircuitLayout) {
    for (layer, members) in graph.layers.enumerated() {
      for vertex in members {
        let y = heights[vertex]
        switch graph.vertices[vertex].role {
        case .dummy: continue
        case .output(let index):
          let text = DiagramName.typeset(diagram.nodes[index].name)
          let width = measures.width(text, size: measures.nameSize)
          layout.names.append(
            CircuitLayout.Name(
              node: index, text: text,
              rect: Rect(
                x: columnStarts[layer] + 4 * measures.scale, y: y - measures.nameSize * 0.6,
                width: width, height: measures.nameSize * 1.2),
              isOutput: true))
        case .node(let index):
          let start = placeNode(index, layer: layer, y: y, &layout)
          placeLabels(index, from: start, to: stemEnds[layer], y: y, &layout)
        }
      }
    }
  }

  /// Places a gate or a name and returns where its wire starts.
  private func placeNode(
    _ index: Int, layer: Int, y: Double, _ layout: inout CircuitLayout
  ) -> Double {
    let node = diagram.nodes[index]
    if node.kind == .operation {
      let halfWidth = sizes.nodes[index].halfWidth
      layout.gates.append(
        CircuitLayout.Gate(
          node: index, center: Point(columnStarts[layer] + halfWidth, y), halfWidth: halfWidth,
          radius: measures.gateRadius, symbolSize: sizes.nodes[index].symbolSize))
      return columnStarts[layer] + 2 * halfWidth
    }
    let size = node.kind == .constant ? measures.labelSize : measures.nameSize
    let width = sizes.nodes[index].nameWidth
    let right = columnStarts[layer] + boxWidths[layer]
    layout.names.append(
      CircuitLayout.Name(
        node: index, text: sizes.nodes[index].name,
        rect: Rect(
          x: right - width - 5 * measures.scale, y: y - size * 0.6, width: width,
          height: size * 1.2),
        isOutput: false))
    return right
  }

  private func placeLabels(
    _ index: Int, from start: Double, to end: Double, y: Double, _ layout: inout CircuitLayout
  ) {
    let node = diagram.nodes[index]
    guard node.kind != .constant else { return }
    let middle = (start + end) / 2
    let size = sizes.nodes[index]
    for kind in [CircuitLayout.LabelKind.value, .gradient] {
      guard let quantity = kind == .value ? node.value : node.gradient else { continue }
      let widths = kind == .value ? size.value : size.gradient
      let nameWidth = kind == .value ? size.prefixWidth : 0
      let width = nameWidth + widths.total
      let height = measures.height(of: quantity)
      let top = kind == .value ? y - measures.wireGap - height : y + measures.wireGap
      layout.labels.append(
        CircuitLayout.Label(
          node: index, kind: kind, name: kind == .value ? size.prefix : "", nameWidth: nameWidth,
          quantity: quantity, widths: widths,
          rect: Rect(x: middle - width / 2, y: top, width: width, height: height)))
    }
  }

  // MARK: Wires

  private func connect(_ layout: inout CircuitLayout) {
    var gateOfNode = [Int?](repeating: nil, count: diagram.nodes.count)
    for (position, gate) in layout.gates.enumerated() { gateOfNode[gate.node] = position }
    let entries = entryOffsets(gateOfNode)
    for (layer, members) in graph.layers.enumerated() {
      for vertex in members {
        let outgoing = graph.outgoing[vertex]
        guard !outgoing.isEmpty else { continue }
        let source = graph.vertices[vertex].source
        let y = heights[vertex]
        let end = Point(stemEnds[layer], y)
        layout.wires.append(
          CircuitLayout.Wire(
            source: source, start: Point(straightStart(vertex, layer, layout, gateOfNode), y),
            end: end))
        if outgoing.count > 1 { layout.dots.append((source, end)) }
        for index in outgoing {
          layout.wires.append(wire(index, from: end, entry: entries[index], layout, gateOfNode))
        }
      }
    }
  }

  private func straightStart(
    _ vertex: Int, _ layer: Int, _ layout: CircuitLayout, _ gateOfNode: [Int?]
  ) -> Double {
    guard case .node(let index) = graph.vertices[vertex].role else { return columnStarts[layer] }
    if let gate = gateOfNode[index] { return layout.gates[gate].bounds.maxX }
    return columnStarts[layer] + boxWidths[layer]
  }

  private func wire(
    _ index: Int, from start: Point, entry offset: Double, _ layout: CircuitLayout,
    _ gateOfNode: [Int?]
  ) -> CircuitLayout.Wire {
    let segment = graph.segments[index]
    let vertex = graph.vertices[segment.to]
    let y = heights[segment.to]
    let column = Point(columnStarts[vertex.layer], y)
    guard case .node(let node) = vertex.role, let position = gateOfNode[node] else {
      let isOutput = vertex.role != .dummy
      return CircuitLayout.Wire(
        source: vertex.source, target: nil, start: start,
        controls: start.y == y
          ? nil : curve(from: start, to: column, direction: Point(1, 0)), end: column,
        arrow: isOutput ? Point(1, 0) : nil)
    }
    let gate = layout.gates[position]
    let direction = EntryPoints.direction(
      offset: offset, level: start.y - gate.center.y, radius: gate.radius)
    let depth = (gate.radius * gate.radius - offset * offset).squareRoot()
    let tip = Point(
      gate.center.x - gate.halfWidth + gate.radius - depth, gate.center.y + offset)
    let isStraight = abs(start.y - tip.y) < 1e-9
    return CircuitLayout.Wire(
      source: vertex.source == node ? graph.vertices[segment.from].source : vertex.source,
      target: (node, segment.operand), start: start,
      controls: isStraight ? nil : curve(from: start, to: tip, direction: direction), end: tip,
      arrow: direction)
  }

  /// Control points of a curve that leaves to the right and arrives along a direction without
  /// leaving the band of heights between its ends.
  private func curve(from start: Point, to end: Point, direction: Point) -> (Point, Point) {
    let run = end.x - start.x
    let level = min(0.5 * run, 26 * measures.scale)
    let climb = abs(end.y - start.y)
    let reach =
      direction.y == 0 ? max(level, 0.45 * run) : min(level, 0.8 * climb / abs(direction.y))
    return (
      Point(start.x + 0.5 * run, start.y),
      Point(end.x - reach * direction.x, end.y - reach * direction.y)
    )
  }

  /// Returns how far below its gate's middle each segment enters it.
  private func entryOffsets(_ gateOfNode: [Int?]) -> [Double] {
    var result = [Double](repeating: 0, count: graph.segments.count)
    for vertex in graph.vertices.indices {
      guard case .node(let node) = graph.vertices[vertex].role, gateOfNode[node] != nil else {
        continue
      }
      let order = graph.incoming[vertex].sorted { first, second in
        let (a, b) = (graph.segments[first], graph.segments[second])
        if a.isOrdered || heights[a.from] == heights[b.from] { return a.operand < b.operand }
        return heights[a.from] < heights[b.from]
      }
      let levels = order.map { heights[graph.segments[$0].from] - heights[vertex] }
      let offsets = EntryPoints.offsets(levels: levels, radius: measures.gateRadius)
      for (segment, offset) in zip(order, offsets) { result[segment] = offset }
    }
    return result
  }

  // MARK: Contributions and notes

  private func placeContributions(_ layout: inout CircuitLayout) {
    guard let active = diagram.step?.activeNode else { return }
    var placed: [CircuitLayout.Label] = []
    for wire in layout.wires {
      guard let target = wire.target, target.node == active else { continue }
      let node = diagram.nodes[target.node]
      guard target.operand < node.contributions.count,
        let quantity = node.contributions[target.operand], let curve = wire.controls
      else { continue }
      let widths = measures.widths(of: quantity)
      let height = measures.height(of: quantity)
      let isRising = wire.end.y < wire.start.y
      for step in [0.5, 0.6, 0.4, 0.7, 0.3, 0.8] {
        let point = CircuitLayout.Wire.point(
          at: step, wire.start, curve.0, curve.1, wire.end)
        let gap = 3 * measures.scale
        let rect = Rect(
          x: point.x + gap, y: isRising ? point.y + gap : point.y - gap - height,
          width: widths.total, height: height)
        if isFree(rect, in: layout, besides: placed) {
          placed.append(
            CircuitLayout.Label(
              node: target.node, kind: .contribution, name: "", quantity: quantity, widths: widths,
              rect: rect))
          break
        }
      }
    }
    layout.labels += placed
  }

  private func isFree(
    _ rect: Rect, in layout: CircuitLayout, besides placed: [CircuitLayout.Label]
  ) -> Bool {
    let wide = rect.inset(by: -2 * measures.scale)
    if layout.gates.contains(where: { $0.bounds.intersects(wide) }) { return false }
    if layout.names.contains(where: { $0.rect.intersects(wide) }) { return false }
    if (layout.labels + placed).contains(where: { $0.rect.intersects(wide) }) { return false }
    return !layout.wires.contains { wire in
      wire.samples(16).contains { point in
        point.x > rect.x && point.x < rect.maxX && point.y > rect.y && point.y < rect.maxY
      }
    }
  }

  /// The lines of notes for which room is kept.
  private var notes: [[String]] { diagram.step.map { $0.reservedNotes + [$0.notes] } ?? [] }

  private func placeNotes(_ layout: inout CircuitLayout) {
    let lineCount = notes.map(\.count).max() ?? 0
    guard lineCount > 0 else { return }
    layout.noteBaseline = layout.height + measures.nameSize
    layout.height += (Double(lineCount) * 1.4 * measures.nameSize + measures.margin)
      .rounded(.up)
  }
}
