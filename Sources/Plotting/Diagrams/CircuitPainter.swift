/// Turns a laid-out circuit into draw commands.
struct CircuitPainter {
  let diagram: CircuitDiagram
  let layout: CircuitLayout
  let theme: Theme

  private var measures: CircuitMeasures { layout.measures }

  func picture() -> Picture {
    var commands: [DrawCommand] = []
    drawWires(into: &commands)
    drawGates(into: &commands)
    drawNames(into: &commands)
    for label in layout.labels { draw(label, into: &commands) }
    drawNotes(into: &commands)
    return Picture(
      width: layout.width, height: layout.height, background: theme.background, commands: commands)
  }

  // MARK: Wires

  /// What the active gate hands on: values forwards, gradients backwards.
  private var activeColor: Color {
    diagram.step?.phase == .forward ? theme.value : theme.gradient
  }

  private func isActive(_ wire: CircuitLayout.Wire) -> Bool {
    guard let active = diagram.step?.activeNode else { return false }
    if let target = wire.target { return target.node == active }
    // The rest of an operand's wire, unless it serves other gates too.
    return diagram.nodes[active].operands.contains(wire.source)
      && !layout.wires.contains {
        $0.source == wire.source && $0.target.map { $0.node != active } ?? false
      }
  }

  private func drawWires(into commands: inout [DrawCommand]) {
    for wire in layout.wires {
      let color = isActive(wire) ? activeColor : wireColor(of: wire.source)
      let width = measures.wireWidth * (isActive(wire) ? 1.5 : 1)
      commands.append(.stroke(path(of: wire), Stroke(width: width, cap: .round), color))
      if let direction = wire.arrow {
        commands.append(.fill(arrow(at: wire.end, along: direction), color))
      }
    }
    for dot in layout.dots {
      commands.append(
        .fill(
          Path(circleAt: dot.center, radius: measures.dotRadius), wireColor(of: dot.source)))
    }
  }

  private func wireColor(of source: Int) -> Color {
    diagram.nodes[source].kind == .constant ? theme.muted : theme.foreground
  }

  private func path(of wire: CircuitLayout.Wire) -> Path {
    var path = Path()
    path.move(to: wire.start)
    // Stop inside the arrow head, so that its tip stays sharp.
    let back = wire.arrow == nil ? 0 : 0.6 * measures.arrowLength
    let direction = wire.arrow ?? Point(1, 0)
    let end = Point(wire.end.x - back * direction.x, wire.end.y - back * direction.y)
    if let (first, second) = wire.controls {
      path.cubic(first, second, to: end)
    } else {
      path.line(to: end)
    }
    return path
  }

  private func arrow(at tip: Point, along direction: Point) -> Path {
    let length = measures.arrowLength
    let half = 0.42 * length
    let base = Point(tip.x - length * direction.x, tip.y - length * direction.y)
    let notch = Point(tip.x - 0.75 * length * direction.x, tip.y - 0.75 * length * direction.y)
    return Path(polygon: [
      tip, Point(base.x - half * direction.y, base.y + half * direction.x), notch,
      Point(base.x + half * direction.y, base.y - half * direction.x),
    ])
  }

  // MARK: Gates and names

  private func drawGates(into commands: inout [DrawCommand]) {
    for gate in layout.gates {
      let isActive = diagram.step?.activeNode == gate.node
      let outline = outline(of: gate)
      commands.append(.fill(outline, theme.background))
      if isActive { commands.append(.fill(outline, activeColor.opacity(0.14))) }
      commands.append(
        .stroke(
          outline, Stroke(width: measures.wireWidth * (isActive ? 1.9 : 1.2)),
          isActive ? activeColor : theme.foreground))
      commands.append(
        .text(
          TextRun(
            diagram.nodes[gate.node].symbol,
            at: Point(gate.center.x, gate.center.y + 0.355 * gate.symbolSize),
            size: gate.symbolSize, color: theme.foreground, alignment: .center)))
    }
  }

  private func outline(of gate: CircuitLayout.Gate) -> Path {
    let radius = gate.radius
    guard gate.halfWidth > radius else { return Path(circleAt: gate.center, radius: radius) }
    let bend = 0.5522847498307936 * radius
    let (left, right) = (
      gate.center.x - gate.halfWidth + radius, gate.center.x + gate.halfWidth - radius
    )
    let (top, bottom, middle) = (gate.center.y - radius, gate.center.y + radius, gate.center.y)
    var path = Path()
    path.move(to: Point(left, top))
    path.line(to: Point(right, top))
    path.cubic(
      Point(right + bend, top), Point(right + radius, middle - bend),
      to: Point(right + radius, middle))
    path.cubic(
      Point(right + radius, middle + bend), Point(right + bend, bottom), to: Point(right, bottom))
    path.line(to: Point(left, bottom))
    path.cubic(
      Point(left - bend, bottom), Point(left - radius, middle + bend),
      to: Point(left - radius, middle))
    path.cubic(
      Point(left - radius, middle - bend), Point(left - bend, top), to: Point(left, top))
    path.close()
    return path
  }

  private func drawNames(into commands: inout [DrawCommand]) {
    for name in layout.names {
      let isConstant = diagram.nodes[name.node].kind == .constant
      let size = isConstant ? measures.labelSize : measures.nameSize
      commands.append(
        .text(
          TextRun(
            name.text, at: Point(name.rect.x, name.rect.midY + 0.36 * size), size: size,
            color: isConstant ? theme.muted : theme.foreground)))
    }
  }

  // MARK: Labels

  private func draw(_ label: CircuitLayout.Label, into commands: inout [DrawCommand]) {
    if let step = diagram.step, !isVisible(label, in: step) { return }
    let color = label.kind == .value ? theme.value : theme.gradient
    let size = label.kind == .contribution ? measures.labelSize * 0.9 : measures.labelSize
    var x = label.rect.x
    let firstBaseline = label.rect.y + 0.5 * measures.lineHeight + 0.36 * measures.labelSize
    if !label.name.isEmpty {
      commands.append(
        .text(
          TextRun(
            label.name, at: Point(x, label.rect.midY + 0.36 * measures.labelSize),
            size: measures.labelSize, color: theme.foreground)))
      x += label.nameWidth
    }
    let widths = label.widths
    if label.quantity.isBracketed {
      drawBrackets(
        Rect(x: x, y: label.rect.y, width: widths.total, height: label.rect.height), color,
        into: &commands)
      x += measures.bracketWidth
    }
    for (row, cells) in label.quantity.rows.enumerated() {
      var cellEnd = x
      for (column, cell) in cells.enumerated() {
        cellEnd += widths.columns[column]
        commands.append(
          .text(
            TextRun(
              cell, at: Point(cellEnd, firstBaseline + Double(row) * measures.lineHeight),
              size: size, color: color, alignment: .end)))
        cellEnd += measures.cellGap
      }
    }
  }

  private func isVisible(_ label: CircuitLayout.Label, in step: CircuitDiagram.Step) -> Bool {
    switch label.kind {
    case .value: step.visibleValues?.contains(label.node) ?? true
    case .gradient: step.visibleGradients.contains(label.node)
    case .contribution: step.phase == .backward
    }
  }

  private func drawBrackets(_ rect: Rect, _ color: Color, into commands: inout [DrawCommand]) {
    let tick = 3 * measures.scale
    let (top, bottom) = (rect.y + 1.5 * measures.scale, rect.maxY - 1.5 * measures.scale)
    let stroke = Stroke(width: 1.1 * measures.scale, join: .miter)
    for (x, side) in [(rect.x + measures.scale, 1.0), (rect.maxX - measures.scale, -1.0)] {
      commands.append(
        .stroke(
          Path(polyline: [
            Point(x + side * tick, top), Point(x, top), Point(x, bottom),
            Point(x + side * tick, bottom),
          ]), stroke, color))
    }
  }

  private func drawNotes(into commands: inout [DrawCommand]) {
    for (index, note) in (diagram.step?.notes ?? []).enumerated() {
      commands.append(
        .text(
          TextRun(
            note,
            at: Point(
              layout.width / 2, layout.noteBaseline + Double(index) * 1.4 * measures.nameSize),
            size: measures.nameSize, color: theme.foreground, alignment: .center)))
    }
  }
}
