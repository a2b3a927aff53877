/// A line's name beside its end.
struct EndLabel {
  var text: String
  var color: Color
  /// The end of the line.
  var anchor: Point
  /// The height of the text's middle.
  var y: Double
  var hasDot: Bool

  static let spacing = 15.0
  /// Between the plot and the labels: where none is moved, and where thin lines lead to those moved.
  static let narrowGap = 10.0
  static let wideGap = 26.0
  private static let visibleShift = 4.0

  /// The gap that the labels of a panel need.
  static func gap(of labels: [EndLabel]) -> Double {
    labels.contains { abs($0.y - $0.anchor.y) > visibleShift } ? wideGap : narrowGap
  }

  private static func text(_ line: LineMark) -> String {
    guard line.showsEndValue, let index = lastIndex(line) else { return line.name }
    let value = NumberText.compact(line.y[index], padded: true)
    return line.name.isEmpty ? value : "\(line.name) \(value)"
  }

  private static func lastIndex(_ line: LineMark) -> Int? {
    line.x.indices.last { line.x[$0].isFinite && line.y[$0].isFinite }
  }

  private static func lines(in panel: Panel) -> [LineMark] {
    panel.marks.compactMap { mark in
      if case .line(let line) = mark, !line.name.isEmpty || line.showsEndValue { line } else { nil }
    }
  }

  /// Whether all named lines of a panel end near its right side, inside it, and are few enough.
  static func fit(_ resolved: ResolvedPanel, width: Double, height: Double) -> Bool {
    let lines = lines(in: resolved.panel)
    guard !lines.isEmpty, lines.count <= 8, Double(lines.count) * spacing <= height,
      self.width(in: resolved) <= width * 0.34
    else { return false }
    var unit = resolved
    unit.plot = Rect(x: 0, y: 0, width: 1, height: 1)
    return lines.allSatisfy { line in
      guard let index = lastIndex(line) else { return false }
      let x = unit.xScale.position(line.x[index])
      let y = unit.yScale.position(line.y[index])
      return x >= 0.96 && x <= 1.000_001 && y >= -0.000_001 && y <= 1.000_001
    }
  }

  static func width(in resolved: ResolvedPanel) -> Double {
    lines(in: resolved.panel).map {
      TextMetrics.width(of: text($0), size: Typography.label)
    }.max() ?? 0
  }

  /// Returns the labels of a placed panel, moved apart where they would touch.
  static func placed(in resolved: ResolvedPanel, theme: Theme) -> [EndLabel] {
    let (xScale, yScale) = (resolved.xScale, resolved.yScale)
    var labels: [EndLabel] = lines(in: resolved.panel).compactMap { line in
      guard let index = lastIndex(line) else { return nil }
      let anchor = Point(xScale.position(line.x[index]), yScale.position(line.y[index]))
      guard anchor.x.isFinite, anchor.y.isFinite else { return nil }
      return EndLabel(
        text: text(line), color: line.ink.color(in: theme), anchor: anchor, y: anchor.y,
        hasDot: line.showsEndValue)
    }
    // Ties keep the order of the marks.
    labels = labels.enumerated().sorted {
      ($0.element.y, $0.offset) < ($1.element.y, $1.offset)
    }.map(\.element)
    let half = spacing / 2
    let places = spread(
      labels.map(\.y), spacing: spacing, low: resolved.plot.y + half - 6,
      high: resolved.plot.maxY - half + 6)
    for index in labels.indices { labels[index].y = places[index] }
    return labels
  }

  /// Returns places as near to the wanted ones as a minimal distance allows (least squares, by
  /// pooling neighbours that would violate it).
  static func spread(_ wanted: [Double], spacing: Double, low: Double, high: Double) -> [Double] {
    // Subtracting each place's share of the stack turns distances into an order to keep.
    var blocks: [(sum: Double, count: Int)] = []
    for (index, place) in wanted.enumerated() {
      blocks.append((place - Double(index) * spacing, 1))
      while blocks.count > 1 {
        let last = blocks[blocks.count - 1]
        let before = blocks[blocks.count - 2]
        guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
        blocks.removeLast()
        blocks[blocks.count - 1] = (before.sum + last.sum, before.count + last.count)
      }
    }
    let top = max(high - Double(wanted.count - 1) * spacing, low)
    var places: [Double] = []
    for block in blocks {
      let mean = min(max(block.sum / Double(block.count), low), top)
      for _ in 0..<block.count { places.append(mean + Double(places.count) * spacing) }
    }
    return places
  }

  /// Returns the text, and a thin line to the curve where they are apart.
  func commands(right edge: Double, gap: Double, theme: Theme) -> [DrawCommand] {
    var commands: [DrawCommand] = []
    if hasDot {
      commands.append(.fill(Path(circleAt: anchor, radius: 3), color, rule: .nonzero))
    }
    if abs(y - anchor.y) > Self.visibleShift {
      commands.append(
        .stroke(
          Path(polyline: [Point(anchor.x + 5, anchor.y), Point(edge + Self.wideGap - 4, y)]),
          Stroke(width: 1), color.opacity(0.7)))
    }
    commands.append(
      .text(
        TextRun(
          text, at: Point(edge + gap, y + Typography.label * TextMetrics.capHeight / 2),
          size: Typography.label, color: color)))
    return commands
  }
}
