/// Draws one placed panel: grid, marks, axes, words.
struct PanelDrawing {
  let resolved: ResolvedPanel
  let theme: Theme
  let xScale: AxisScale
  let yScale: AxisScale
  var plot: Rect { resolved.plot }
  var panel: Panel { resolved.panel }
  /// Rectangles of text inside the plot that further text keeps clear of.
  private(set) var occupied: [Rect] = []

  /// Whether shaded ranges are named where they are; else the legend names them.
  private let showsSpanNames: Bool

  init(_ resolved: ResolvedPanel, showsSpanNames: Bool, theme: Theme) {
    self.resolved = resolved
    self.showsSpanNames = showsSpanNames
    self.theme = theme
    xScale = resolved.xScale
    yScale = resolved.yScale
  }

  /// Returns everything that belongs to the panel.
  func commands() -> [DrawCommand] {
    var copy = self
    return copy.draw()
  }

  private mutating func draw() -> [DrawCommand] {
    var commands: [DrawCommand] = []
    let hasMap = panel.marks.contains { $0.isMap }
    if !hasMap { commands += grid() }
    commands.append(.pushClip(plot))
    for mark in panel.marks where mark.isMap { commands += self.commands(for: mark) }
    for case .span(let span) in panel.marks { commands += self.commands(for: span) }
    commands.append(.popClip)
    if panel.frame == .throughZero { commands += zeroLines() }
    // Lines at the very edge of the range are drawn whole.
    commands.append(.pushClip(plot.inset(by: -1)))
    for mark in panel.marks where !mark.isMap && !mark.isUnclipped {
      commands += self.commands(for: mark)
    }
    commands.append(.popClip)
    for mark in panel.marks where mark.isUnclipped { commands += self.commands(for: mark) }
    commands += frame()
    commands += axes()
    commands += words()
    if let bar = resolved.colorBar { commands += colorBar(bar) }
    return commands
  }

  // MARK: Frame

  private func line(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> DrawCommand {
    // A line of 1 CSS pixel as a rectangle on whole device pixels.
    let (x, y) = (x0.roundedToHalf, y0.roundedToHalf)
    let rect =
      x0 == x1
      ? Rect(x: x - 0.5, y: min(y0, y1), width: 1, height: abs(y1 - y0))
      : Rect(x: min(x0, x1), y: y - 0.5, width: abs(x1 - x0), height: 1)
    return .fill(Path(rect), theme.grid)
  }

  private func line(
    _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ color: Color
  ) -> DrawCommand {
    guard case .fill(let path, _, let rule) = line(x0, y0, x1, y1) else {
      return .fill(Path(), color)
    }
    return .fill(path, color, rule: rule)
  }

  private func grid() -> [DrawCommand] {
    var commands: [DrawCommand] = []
    let bars = panel.marks.compactMap { if case .bars(let bars) = $0 { bars } else { nil } }
    let hasVerticalBars = bars.contains { !$0.isHorizontal }
    let hasHorizontalBars = bars.contains { $0.isHorizontal }
    if !hasHorizontalBars {
      for tick in resolved.yTicks.major {
        let y = yScale.position(tick.value)
        commands.append(line(plot.x, y, plot.maxX, y))
      }
    }
    if panel.frame != .open && !hasVerticalBars || hasHorizontalBars {
      for tick in resolved.xTicks.major {
        let x = xScale.position(tick.value)
        commands.append(line(x, plot.y, x, plot.maxY))
      }
    }
    return commands
  }

  private func zeroLines() -> [DrawCommand] {
    var commands: [DrawCommand] = []
    if panel.x.scale == .linear, resolved.x.contains(0) {
      let x = xScale.position(0)
      commands.append(line(x, plot.y, x, plot.maxY, theme.muted))
    }
    if panel.y.scale == .linear, resolved.y.contains(0) {
      let y = yScale.position(0)
      commands.append(line(plot.x, y, plot.maxX, y, theme.muted))
    }
    return commands
  }

  private func frame() -> [DrawCommand] {
    switch panel.frame {
    case .open:
      let hasHorizontalBars = panel.marks.contains {
        if case .bars(let bars) = $0 { bars.isHorizontal } else { false }
      }
      if hasHorizontalBars {
        let base = xScale.position(resolved.x.contains(0) ? 0 : resolved.x.lowerBound)
        return [line(base, plot.y, base, plot.maxY, theme.muted)]
      }
      var commands = [line(plot.x, plot.maxY, plot.maxX, plot.maxY, theme.muted)]
      if panel.y.scale == .logarithmic {
        // The minor ticks tell a logarithmic axis; they need a line to stand on.
        commands.append(line(plot.x, plot.y, plot.x, plot.maxY + 0.5, theme.muted))
      }
      if panel.y.scale == .linear, resolved.y.lowerBound < 0, resolved.y.upperBound > 0 {
        let y = yScale.position(0)
        commands.append(line(plot.x, y, plot.maxX, y, theme.muted))
      }
      return commands
    case .box:
      return [
        line(plot.x - 0.5, plot.y, plot.maxX + 0.5, plot.y, theme.muted),
        line(plot.x - 0.5, plot.maxY, plot.maxX + 0.5, plot.maxY, theme.muted),
        line(plot.x, plot.y, plot.x, plot.maxY, theme.muted),
        line(plot.maxX, plot.y, plot.maxX, plot.maxY, theme.muted),
      ]
    case .throughZero: return []
    }
  }

  // MARK: Axes

  private func axes() -> [DrawCommand] {
    var commands: [DrawCommand] = []
    let size = Typography.tick
    let length = Typography.tickLength
    let hasTickLines = panel.frame != .throughZero
    if hasTickLines {
      for tick in resolved.xTicks.major {
        let x = xScale.position(tick.value)
        commands.append(line(x, plot.maxY, x, plot.maxY + length, theme.muted))
      }
      for value in resolved.xTicks.minor {
        let x = xScale.position(value)
        commands.append(line(x, plot.maxY, x, plot.maxY + length / 2, theme.muted))
      }
    }
    if panel.frame == .box || panel.frame == .open && panel.y.scale == .logarithmic {
      for tick in resolved.yTicks.major {
        let y = yScale.position(tick.value)
        commands.append(line(plot.x - length, y, plot.x, y, theme.muted))
      }
    }
    if panel.frame != .throughZero {
      for value in resolved.yTicks.minor {
        let y = yScale.position(value)
        commands.append(line(plot.x - length / 2, y, plot.x, y, theme.muted))
      }
    }
    var bottom = plot.maxY
    if resolved.showsX {
      if !resolved.xTicks.major.isEmpty {
        let baseline = plot.maxY + length + Typography.tickGap + size * 0.85
        for tick in resolved.xTicks.major {
          commands.append(
            text(
              tick.text, xScale.position(tick.value), baseline, size, theme.muted, .center))
        }
        bottom += length + Typography.tickGap + size * Typography.leading
      }
      let label = ResolvedPanel.label(panel.x, resolved.xTicks)
      if !label.isEmpty {
        let fitting = TextMetrics.shortened(
          label, width: plot.width + 16, size: Typography.label)
        commands.append(
          text(
            fitting, plot.midX, bottom + Typography.label + 2, Typography.label,
            theme.foreground, .center))
      }
    }
    if resolved.showsY { commands += yAxisWords() }
    return commands
  }

  private func yAxisWords() -> [DrawCommand] {
    var commands: [DrawCommand] = []
    let size = Typography.tick
    var widest = 0.0
    let right = plot.x - Typography.tickGap - 4
    for tick in resolved.yTicks.major {
      widest = max(widest, TextMetrics.width(of: tick.text, size: size))
      let middle = yScale.position(tick.value) + size * TextMetrics.capHeight / 2
      commands.append(text(tick.text, right, middle, size, theme.muted, .end))
    }
    let label = ResolvedPanel.label(panel.y, resolved.yTicks)
    if !label.isEmpty {
      let fitting = TextMetrics.shortened(
        label, width: plot.height, size: Typography.label)
      let x = widest > 0 ? right - widest - 8 : plot.x - 10
      var run = TextRun(
        fitting, at: Point(x, plot.midY), size: Typography.label, color: theme.foreground,
        alignment: .center)
      run.quarterTurns = 3
      commands.append(.text(run))
    }
    return commands
  }

  private func colorBar(_ bar: ResolvedPanel.ColorBar) -> [DrawCommand] {
    let rect = Rect(
      x: (plot.maxX + ResolvedPanel.ColorBar.gap).roundedToHalf, y: plot.y,
      width: ResolvedPanel.ColorBar.width, height: plot.height)
    let colors = bar.map.colors(in: theme, count: bar.levels ?? 128).reversed()
    var bytes: [UInt8] = []
    for color in colors { bytes += [color.red, color.green, color.blue] }
    var commands: [DrawCommand] = [
      .image(PixelImage(width: 1, height: colors.count, rgb: bytes), in: rect, isSmooth: false)
    ]
    let scale = AxisScale(
      range: bar.range, isLogarithmic: false, start: rect.maxY, end: rect.y)
    var widest = 0.0
    for tick in bar.ticks.major {
      let y = scale.position(tick.value)
      let size = Typography.tick
      commands.append(line(rect.maxX, y, rect.maxX + 3, y, theme.muted))
      commands.append(
        text(
          tick.text, rect.maxX + 7, y + size * TextMetrics.capHeight / 2, size, theme.muted,
          .start))
      widest = max(widest, TextMetrics.width(of: tick.text, size: size))
    }
    let label = ResolvedPanel.label(Axis(bar.label), bar.ticks)
    if !label.isEmpty {
      var run = TextRun(
        TextMetrics.shortened(label, width: plot.height, size: Typography.label),
        at: Point(rect.maxX + 7 + widest + 8 + Typography.label, rect.midY),
        size: Typography.label, color: theme.foreground, alignment: .center)
      run.quarterTurns = 3
      commands.append(.text(run))
    }
    return commands
  }

  // MARK: Words

  func text(
    _ text: String, _ x: Double, _ y: Double, _ size: Double, _ color: Color,
    _ alignment: TextRun.Alignment
  ) -> DrawCommand {
    .text(TextRun(text, at: Point(x, y), size: size, color: color, alignment: alignment))
  }

  private mutating func words() -> [DrawCommand] {
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

  /// Returns the first of some runs that keeps clear of all earlier text, and remembers it.
  private mutating func firstFree(_ candidates: [TextRun]) -> TextRun? {
    for candidate in candidates {
      guard let run = movedInside(candidate) else { continue }
      let box = TextMetrics.box(of: run).inset(by: -2)
      if occupied.contains(where: { $0.intersects(box) }) { continue }
      occupied.append(box)
      return run
    }
    return nil
  }

  private mutating func words(of mark: TextMark) -> [DrawCommand] {
    let (x, y) = (xScale.position(mark.x), yScale.position(mark.y))
    guard x.isFinite, y.isFinite else { return [] }
    let middle = y + mark.size * TextMetrics.capHeight / 2
    let run = TextRun(
      mark.text, at: Point(x, middle + mark.offset), size: mark.size,
      color: mark.ink.color(in: theme), alignment: mark.alignment)
    var candidates = [run]
    for shift in [-1.4, 1.4, -2.8, 2.8] {
      var moved = run
      moved.origin.y += shift * mark.size
      candidates.append(moved)
    }
    return firstFree(candidates).map { [.text($0)] } ?? []
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
    return firstFree(candidates).map { [.text($0)] } ?? []
  }

  private mutating func name(of span: SpanMark) -> [DrawCommand] {
    guard !span.name.isEmpty, let rect = rect(of: span) else { return [] }
    let size = Typography.tick
    let candidates = [rect.y + 14, rect.y + 30, rect.maxY - 8].map {
      TextRun(
        span.name, at: Point(rect.midX, $0), size: size, color: theme.muted, alignment: .center)
    }
    return firstFree(candidates).map { [.text($0)] } ?? []
  }

  /// The part of the plot that a span shades.
  func rect(of span: SpanMark) -> Rect? {
    let scale = span.dimension == .x ? xScale : yScale
    let ends = [scale.position(span.range.lowerBound), scale.position(span.range.upperBound)]
    guard ends[0].isFinite, ends[1].isFinite else { return nil }
    let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    if span.dimension == .x {
      let (left, right) = (max(low, plot.x), min(high, plot.maxX))
      guard left < right else { return nil }
      return Rect(x: left, y: plot.y, width: right - left, height: plot.height)
    }
    let (top, bottom) = (max(low, plot.y), min(high, plot.maxY))
    guard top < bottom else { return nil }
    return Rect(x: plot.x, y: top, width: plot.width, height: bottom - top)
  }
}

extension Mark {
  /// Whether the mark covers the plane, below everything else.
  var isMap: Bool {
    switch self {
    case .heatMap, .regions: true
    default: false
    }
  }

  /// Whether the mark's symbols may reach over the plot's edge.
  var isUnclipped: Bool {
    switch self {
    case .points, .bars: true
    default: false
    }
  }
}

extension Path {
  /// Creates a rectangle with rounded corners.
  package init(roundedRect rect: Rect, radius: Double) {
    self.init()
    let r = min(radius, rect.width / 2, rect.height / 2)
    let k = r * (1 - 0.5522847498307936)
    let (x0, y0, x1, y1) = (rect.x, rect.y, rect.maxX, rect.maxY)
    move(to: Point(x0 + r, y0))
    line(to: Point(x1 - r, y0))
    cubic(Point(x1 - k, y0), Point(x1, y0 + k), to: Point(x1, y0 + r))
    line(to: Point(x1, y1 - r))
    cubic(Point(x1, y1 - k), Point(x1 - k, y1), to: Point(x1 - r, y1))
    line(to: Point(x0 + r, y1))
    cubic(Point(x0 + k, y1), Point(x0, y1 - k), to: Point(x0, y1 - r))
    line(to: Point(x0, y0 + r))
    cubic(Point(x0, y0 + k), Point(x0 + k, y0), to: Point(x0 + r, y0))
    close()
  }
}
