extension PanelDrawing {
  /// Returns titles, names and remarks.
  mutating func words() -> [DrawCommand] {
    var commands: [DrawCommand] = []
    let height = resolved.title.height + resolved.subtitle.height
    let top = plot.y - 6 - height
    commands += resolved.title.commands(x: plot.x, top: top, theme: theme)
    commands += resolved.subtitle.commands(
      x: plot.x, top: top + resolved.title.height, theme: theme)
    if resolved.labelsEnds {
      let labels = EndLabel.placed(in: resolved, theme: theme)
      let gap = EndLabel.gap(of: labels)
      for label in labels {
        commands += label.commands(right: plot.maxX, gap: gap, theme: theme)
      }
    }
    for mark in panel.marks {
      if case .text(let mark) = mark { commands += words(of: mark) }
    }
    if let note = panel.note { commands += cornerNote(note) }
    for mark in panel.marks {
      switch mark {
      case .rule(let rule): commands += name(of: rule)
      case .span(let span): if showsSpanNames { commands += name(of: span) }
      default: break
      }
    }
    return commands
  }

  /// Keeps a run's ink inside the plot; nil where it is larger than that.
  private func movedInside(_ run: TextRun) -> TextRun? {
    let inner = plot.inset(by: 3)
    let box = TextMetrics.box(of: run)
    guard box.width <= inner.width, box.height <= inner.height else { return nil }
    var moved = run
    moved.origin.x += max(inner.x - box.x, 0) - max(box.maxX - inner.maxX, 0)
    moved.origin.y += max(inner.y - box.y, 0) - max(box.maxY - inner.maxY, 0)
    return moved
  }

  /// Returns the first of some runs that keeps clear of curves, or else the one that crosses them
  /// least, on a plate of the page's colour; none that touches earlier text.
  private mutating func placed(_ candidates: [TextRun]) -> [DrawCommand] {
    var best: (run: TextRun, box: Rect, crossings: Int)?
    for candidate in candidates {
      guard let run = movedInside(candidate) else { continue }
      let box = TextMetrics.box(of: run).inset(by: -2)
      if occupied.contains(where: { $0.intersects(box) }) { continue }
      let crossings = curves.reduce(0) { count, curve in
        count
          + zip(curve, curve.dropFirst()).count {
            $0.isFinite && $1.isFinite && Clipping.segment($0, $1, in: box) != nil
          }
      }
      if best == nil || crossings < best?.crossings ?? 0 { best = (run, box, crossings) }
      if crossings == 0 { break }
    }
    guard let best else { return [] }
    occupied.append(best.box)
    guard best.crossings > 0 else { return [.text(best.run)] }
    return [
      .fill(Path(roundedRect: best.box, radius: 3), theme.background.opacity(0.8)),
      .text(best.run),
    ]
  }

  private mutating func words(of mark: TextMark) -> [DrawCommand] {
    let (x, y) = (xScale.position(mark.x), yScale.position(mark.y))
    guard x.isFinite, y.isFinite else { return [] }
    let middle = y + mark.size * TextMetrics.capHeight / 2
    let width = TextMetrics.width(of: mark.text, size: mark.size)
    let line = mark.size * 1.4
    // Words beside a place may go to any side of it; words on a place move as little as they can.
    let heights =
      abs(mark.offset) >= 8
      ? [mark.offset, -mark.offset, 0, 2 * mark.offset, -2 * mark.offset]
      : [mark.offset, mark.offset + line, mark.offset - line, mark.offset + 2 * line]
    var candidates: [TextRun] = []
    for height in heights {
      for side in [0.0, 1, -1] {
        if height == 0 && side == 0 && mark.offset != 0 { continue }
        candidates.append(
          TextRun(
            mark.text, at: Point(x + side * (width / 2 + 8), middle + height), size: mark.size,
            color: mark.ink.color(in: theme), alignment: mark.alignment))
      }
    }
    return placed(candidates)
  }

  /// A remark on a plate of the page's colour, in the wanted corner or the next that is free.
  private mutating func cornerNote(_ note: Panel.CornerNote) -> [DrawCommand] {
    let size = Typography.label
    let text = TextMetrics.shortened(note.text, width: plot.width - 28, size: size, weight: .bold)
    let extent = TextMetrics.extent(of: text, size: size, weight: .bold)
    let (padX, height) = (7.0, size * 1.7)
    var corners: [Panel.Corner] = [note.corner]
    corners += [.topRight, .topLeft, .bottomRight, .bottomLeft].filter { $0 != note.corner }
    for corner in corners {
      let width = extent.width + 2 * padX
      let x =
        corner == .topLeft || corner == .bottomLeft
        ? plot.x + 7 : plot.maxX - 7 - width
      let y =
        corner == .topLeft || corner == .topRight
        ? plot.y + 7 : plot.maxY - 7 - height
      let plate = Rect(x: x, y: y, width: width, height: height)
      guard plate.height + 14 <= plot.height, width + 14 <= plot.width,
        !occupied.contains(where: { $0.intersects(plate) })
      else { continue }
      occupied.append(plate)
      return [
        .fill(Path(roundedRect: plate, radius: 4), theme.background.opacity(0.88)),
        .text(
          TextRun(
            text, at: Point(plate.midX, plate.midY + size * TextMetrics.capHeight / 2),
            size: size, color: theme.foreground, alignment: .center, weight: .bold)),
      ]
    }
    return []
  }

  private mutating func name(of rule: RuleMark) -> [DrawCommand] {
    guard !rule.name.isEmpty else { return [] }
    let size = Typography.tick
    let color = rule.ink.color(in: theme)
    var candidates: [TextRun] = []
    if rule.dimension == .y {
      let y = yScale.position(rule.value)
      guard y >= plot.y, y <= plot.maxY else { return [] }
      for (x, alignment) in [
        (plot.maxX - 4, TextRun.Alignment.end), (plot.x + 4, .start), (plot.midX, .center),
      ] {
        for baseline in [y - 5, y + 4 + size * TextMetrics.capHeight] {
          candidates.append(
            TextRun(
              rule.name, at: Point(x, baseline), size: size, color: color, alignment: alignment))
        }
      }
    } else {
      let x = xScale.position(rule.value)
      guard x >= plot.x, x <= plot.maxX else { return [] }
      for baseline in [plot.y + 14, plot.y + 32, plot.maxY - 8] {
        for (place, alignment) in [(x + 5, TextRun.Alignment.start), (x - 5, .end)] {
          candidates.append(
            TextRun(
              rule.name, at: Point(place, baseline), size: size, color: color,
              alignment: alignment))
        }
      }
    }
    return placed(candidates)
  }

  private mutating func name(of span: SpanMark) -> [DrawCommand] {
    guard !span.name.isEmpty, let rect = rect(of: span) else { return [] }
    let size = Typography.tick
    let candidates = [rect.y + 14, rect.y + 30, rect.maxY - 8].map {
      TextRun(
        span.name, at: Point(rect.midX, $0), size: size, color: theme.muted, alignment: .center)
    }
    return placed(candidates)
  }
}
