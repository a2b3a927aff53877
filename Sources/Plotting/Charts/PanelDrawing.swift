/// Draws one placed panel: grid, marks, axes, words.
struct PanelDrawing {
  let resolved: ResolvedPanel
  let theme: Theme
  let xScale: AxisScale
  let yScale: AxisScale
  var plot: Rect { resolved.plot }
  var panel: Panel { resolved.panel }
  /// Rectangles of text inside the plot that further text keeps clear of.
  var occupied: [Rect] = []

  /// The places of all lines, where there are words to keep away from them.
  let curves: [[Point]]
  /// Whether shaded ranges are named where they are; else the legend names them.
  let showsSpanNames: Bool

  init(_ resolved: ResolvedPanel, showsSpanNames: Bool, theme: Theme) {
    self.resolved = resolved
    self.showsSpanNames = showsSpanNames
    self.theme = theme
    xScale = resolved.xScale
    yScale = resolved.yScale
    let (xScale, yScale) = (xScale, yScale)
    let hasWords = resolved.panel.marks.contains { $0.hasWords }
    curves =
      !hasWords
      ? []
      : resolved.panel.marks.compactMap { mark in
        guard let (xs, ys) = mark.curve else { return nil }
        return Clipping.thinned(
          zip(xs, ys).map { Point(xScale.position($0), yScale.position($1)) })
      }
  }

  /// A panel as commands.
  struct Drawn {
    var commands: [DrawCommand] = []
    /// Where maps and contour lines, by their places among the marks, stand among the commands.
    var fields: [(mark: Int, commands: Range<Int>)] = []
  }

  /// Returns everything that belongs to the panel.
  func drawn() -> Drawn {
    var copy = self
    return copy.draw()
  }

  private mutating func draw() -> Drawn {
    var commands: [DrawCommand] = []
    var fields: [(mark: Int, commands: Range<Int>)] = []
    let hasMap = panel.marks.contains { $0.isMap }
    if !hasMap { commands += grid() }
    commands.append(.pushClip(plot))
    for (index, mark) in panel.marks.enumerated() where mark.isMap {
      let map = self.commands(for: mark)
      fields.append((index, commands.count..<commands.count + map.count))
      commands += map
    }
    for case .span(let span) in panel.marks { commands += self.commands(for: span) }
    commands.append(.popClip)
    if panel.frame == .throughZero { commands += zeroLines() }
    // Lines at the very edge of the range are drawn whole.
    commands.append(.pushClip(plot.inset(by: -1)))
    for (index, mark) in panel.marks.enumerated() where !mark.isMap && !mark.isUnclipped {
      let drawn = self.commands(for: mark)
      if case .contours = mark {
        fields.append((index, commands.count..<commands.count + drawn.count))
      }
      commands += drawn
    }
    commands.append(.popClip)
    for mark in panel.marks where mark.isUnclipped { commands += self.commands(for: mark) }
    commands += frame()
    commands += axes()
    commands += words()
    if let bar = resolved.colorBar { commands += colorBar(bar) }
    return Drawn(commands: commands, fields: fields)
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

  /// Returns a scale at the right of the plot.
  func colorBar(_ bar: ResolvedPanel.ColorBar) -> [DrawCommand] {
    let rect = Rect(
      x: (plot.maxX + ResolvedPanel.ColorBar.gap).roundedToHalf, y: plot.y,
      width: ResolvedPanel.ColorBar.width, height: plot.height)
    let colors = bar.map.colors(in: theme, count: bar.levels ?? HeatMapMark.smoothLevels).reversed()
    var bytes: [UInt8] = []
    for color in colors { bytes += [color.red, color.green, color.blue] }
    var commands: [DrawCommand] = [
      .image(PixelImage(width: 1, height: colors.count, rgb: bytes), in: rect, isSmooth: false)
    ]
    if !bar.bounds.isEmpty {
      // A step in the colour of the page needs an edge.
      commands.insert(.fill(Path(rect.inset(by: -0.5)), theme.muted.opacity(0.6)), at: 0)
    }
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

  /// The points of a curve that words keep clear of.
  var curve: (x: [Double], y: [Double])? {
    switch self {
    case .line(let line): (line.x, line.y)
    case .trajectory(let path): (path.x, path.y)
    default: nil
    }
  }

  /// Whether words inside the plot belong to the mark.
  var hasWords: Bool {
    switch self {
    case .text: true
    case .rule(let rule): !rule.name.isEmpty
    case .span(let span): !span.name.isEmpty
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
