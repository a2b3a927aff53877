/// Computes a `CircuitLayout` column by column.
struct CircuitLayoutBuilder {
  let diagram: CircuitDiagram
  let graph: LayeredGraph
  let measures: CircuitMeasures
  private var heights: [Double] = []
  /// How far each vertex reaches above and below its height.
  private var above: [Double] = []
  private var below: [Double] = []
  /// The right end of each column's straight pieces of wire.
  private var stemEnds: [Double] = []
  private var columnStarts: [Double] = []
  private var boxWidths: [Double] = []

  init(diagram: CircuitDiagram, graph: LayeredGraph, measures: CircuitMeasures) {
    self.diagram = diagram
    self.graph = graph
    self.measures = measures
  }

  /// Finds the heights of the vertices, around zero, for `build`.
  ///
  /// - Parameter guess: Heights near those to find, if there are any.
  mutating func solvedHeights(from guess: [Double]?) -> [Double] {
    above = graph.vertices.map { extent(of: $0, isAbove: true) }
    below = graph.vertices.map { extent(of: $0, isAbove: false) }
    var solver = LayerCoordinates(
      graph: graph, above: above, below: below, gap: measures.rowGap + 0.5)
    heights = solver.solve(snap: 7 * measures.scale, from: guess)
    return heights
  }

  /// Fills a layout.
  mutating func build(_ layout: inout CircuitLayout) {
    guard !diagram.nodes.isEmpty else {
      (layout.width, layout.height) = (2 * measures.margin, 2 * measures.margin)
      return
    }
    var top = Double.infinity
    var bottom = -Double.infinity
    for vertex in graph.vertices.indices {
      top = min(top, heights[vertex] - above[vertex])
      bottom = max(bottom, heights[vertex] + below[vertex])
    }
    let shift = ((measures.margin - top) * 2).rounded() / 2
    for vertex in heights.indices { heights[vertex] += shift }
    layout.height = (bottom + shift + measures.margin).rounded(.up)

    placeColumns()
    layout.width = ((stemEnds.last ?? 0) + measures.margin).rounded(.up)
    placeContents(&layout)
    connect(&layout)
    placeContributions(&layout)
    placeNotes(&layout)
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

  /// The usual size of a symbol, reduced a little where that makes it fit a circle.
  private func symbolSize(_ symbol: String) -> Double {
    let usual =
      switch symbol.count {
      case 1: measures.symbolSize
      case 2: measures.mediumSymbolSize
      default: measures.smallSymbolSize
      }
    let fitting =
      usual * Self.symbolRoom * measures.gateRadius
      / max(measures.width(symbol, size: usual), 1)
    return fitting < usual && fitting > 0.84 * measures.smallSymbolSize ? fitting : usual
  }

  /// The width of the longest symbol in a circle, in radii.
  private static let symbolRoom = 1.6

  private func halfWidth(ofGate node: CircuitDiagram.Node) -> Double {
    let text = measures.width(node.symbol, size: symbolSize(node.symbol))
    let radius = measures.gateRadius
    return text <= Self.symbolRoom * radius + 0.01 ? radius : text / 2 + 0.6 * radius
  }

  private func nameOf(_ node: CircuitDiagram.Node) -> String {
    node.kind == .constant ? node.symbol : DiagramName.typeset(node.name)
  }

  private func boxWidth(of vertex: LayeredGraph.Vertex) -> Double {
    switch vertex.role {
    case .dummy: return 0
    case .output(let index):
      let name = DiagramName.typeset(diagram.nodes[index].name)
      return measures.width(name, size: measures.nameSize) + 4 * measures.scale
    case .node(let index):
      let node = diagram.nodes[index]
      if node.kind == .operation { return 2 * halfWidth(ofGate: node) }
      let size = node.kind == .constant ? measures.labelSize : measures.nameSize
      return measures.width(nameOf(node), size: size) + 5 * measures.scale
    }
  }

  /// The name of an intermediate result, which stands before its value.
  private func prefix(of index: Int) -> String {
    let node = diagram.nodes[index]
    guard node.kind == .operation, !node.name.isEmpty, !diagram.outputs.contains(index) else {
      return ""
    }
    return DiagramName.typeset(node.name) + " = "
  }

  private func labelWidth(_ index: Int, _ kind: CircuitLayout.LabelKind) -> Double {
    let node = diagram.nodes[index]
    guard node.kind != .constant, let quantity = kind == .value ? node.value : node.gradient else {
      return 0
    }
    let name = kind == .value ? prefix(of: index) : ""
    return measures.widths(of: quantity).total
      + (name.isEmpty ? 0 : measures.width(name, size: measures.labelSize))
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
        let widest = max(labelWidth(index, .value), labelWidth(index, .gradient))
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
      let halfWidth = halfWidth(ofGate: node)
      layout.gates.append(
        CircuitLayout.Gate(
          node: index, center: Point(columnStarts[layer] + halfWidth, y), halfWidth: halfWidth,
          radius: measures.gateRadius, symbolSize: symbolSize(node.symbol)))
      return columnStarts[layer] + 2 * halfWidth
    }
    let size = node.kind == .constant ? measures.labelSize : measures.nameSize
    let width = measures.width(nameOf(node), size: size)
    let right = columnStarts[layer] + boxWidths[layer]
    layout.names.append(
      CircuitLayout.Name(
        node: index, text: nameOf(node),
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
    for kind in [CircuitLayout.LabelKind.value, .gradient] {
      guard let quantity = kind == .value ? node.value : node.gradient else { continue }
      let width = labelWidth(index, kind)
      let height = measures.height(of: quantity)
      let top = kind == .value ? y - measures.wireGap - height : y + measures.wireGap
      layout.labels.append(
        CircuitLayout.Label(
          node: index, kind: kind, name: kind == .value ? prefix(of: index) : "",
          quantity: quantity,
          rect: Rect(x: middle - width / 2, y: top, width: width, height: height)))
    }
  }

  // MARK: Wires

  private func connect(_ layout: inout CircuitLayout) {
    var gateOfNode = [Int?](repeating: nil, count: diagram.nodes.count)
    for (position, gate) in layout.gates.enumerated() { gateOfNode[gate.node] = position }
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
          layout.wires.append(wire(index, from: end, layout, gateOfNode))
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
    _ index: Int, from start: Point, _ layout: CircuitLayout, _ gateOfNode: [Int?]
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
    let offset = entryOffset(of: index, at: segment.to, gate)
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

  /// How far below a gate's middle a segment enters it.
  private func entryOffset(of segment: Int, at vertex: Int, _ gate: CircuitLayout.Gate) -> Double {
    let order = graph.incoming[vertex].sorted { first, second in
      let (a, b) = (graph.segments[first], graph.segments[second])
      if a.isOrdered || heights[a.from] == heights[b.from] { return a.operand < b.operand }
      return heights[a.from] < heights[b.from]
    }
    let levels = order.map { heights[graph.segments[$0].from] - heights[vertex] }
    let offsets = EntryPoints.offsets(levels: levels, radius: gate.radius)
    return offsets[order.firstIndex(of: segment) ?? 0]
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
      let width = measures.widths(of: quantity).total
      let height = measures.height(of: quantity)
      let isRising = wire.end.y < wire.start.y
      for step in [0.5, 0.6, 0.4, 0.7, 0.3, 0.8] {
        let point = CircuitLayout.Wire.point(
          at: step, wire.start, curve.0, curve.1, wire.end)
        let gap = 3 * measures.scale
        let rect = Rect(
          x: point.x + gap, y: isRising ? point.y + gap : point.y - gap - height, width: width,
          height: height)
        if isFree(rect, in: layout, besides: placed) {
          placed.append(
            CircuitLayout.Label(
              node: target.node, kind: .contribution, name: "", quantity: quantity, rect: rect))
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

  private func placeNotes(_ layout: inout CircuitLayout) {
    guard let step = diagram.step else { return }
    let notes = step.reservedNotes + [step.notes]
    let lineCount = notes.map(\.count).max() ?? 0
    guard lineCount > 0 else { return }
    layout.noteBaseline = layout.height + measures.nameSize
    layout.height += (Double(lineCount) * 1.4 * measures.nameSize + measures.margin)
      .rounded(.up)
    let widest = notes.joined().map { measures.width($0, size: measures.nameSize) }.max() ?? 0
    layout.width = max(layout.width, (widest + 2 * measures.margin).rounded(.up))
  }
}
