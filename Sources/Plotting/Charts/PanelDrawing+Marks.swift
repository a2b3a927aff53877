extension PanelDrawing {
  /// Returns the commands of one mark, without its words.
  func commands(for mark: Mark) -> [DrawCommand] {
    switch mark {
    case .line(let line): commands(for: line)
    case .points(let points): commands(for: points)
    case .bars(let bars): commands(for: bars)
    case .histogram(let histogram): commands(for: histogram)
    case .band(let band): commands(for: band)
    case .heatMap(let map): commands(for: map)
    case .contours(let contours): commands(for: contours)
    case .regions(let regions): commands(for: regions)
    case .rule(let rule): commands(for: rule)
    case .arrow(let arrow): commands(for: arrow)
    case .trajectory(let path): commands(for: path)
    case .polygon(let polygon): commands(for: polygon)
    case .text, .span: []
    }
  }

  private func place(_ x: Double, _ y: Double) -> Point {
    guard abs(x) <= DataExtent.largest, abs(y) <= DataExtent.largest else {
      return Point(.nan, .nan)
    }
    return Point(xScale.position(x), yScale.position(y))
  }

  private func place(_ xs: [Double], _ ys: [Double]) -> [Point] {
    zip(xs, ys).map { place($0, $1) }
  }

  private func path(_ points: [Point]) -> Path {
    var path = Path()
    let pieces = Clipping.pieces(of: points, in: plot.inset(by: -40))
    for piece in pieces {
      path.elements += Path(polyline: Clipping.thinned(piece)).elements
    }
    return path
  }

  private func commands(for line: LineMark) -> [DrawCommand] {
    let points = place(line.x, line.y)
    let color = line.ink.color(in: theme)
    var commands: [DrawCommand] = [
      .stroke(path(points), line.style.stroke(width: line.width), color)
    ]
    // A value between two gaps has no line to be seen by.
    var dots: [Point] = []
    for index in points.indices where points[index].isFinite {
      let isAlone =
        (index == 0 || !points[index - 1].isFinite)
        && (index == points.count - 1 || !points[index + 1].isFinite)
      if isAlone, plot.inset(by: -1).contains(points[index]) { dots.append(points[index]) }
    }
    if !dots.isEmpty {
      commands.append(.markers(Marker([.circle(radius: line.width * 1.5, color)]), at: dots))
    }
    return commands
  }

  private func commands(for mark: PointMark) -> [DrawCommand] {
    let size = mark.size ?? PointMark.size(forCount: mark.x.count)
    let color = mark.ink.color(in: theme)
    let area = plot.inset(by: -0.5)
    let marker = PointMark.marker(mark.shape, mark.style, size: size, color: color, theme: theme)
    return [
      .markers(marker, at: place(mark.x, mark.y).filter { $0.isFinite && area.contains($0) })
    ]
  }

  private func commands(for band: BandMark) -> [DrawCommand] {
    let color = band.ink.color(in: theme).opacity(0.2 * band.ink.opacity)
    var commands: [DrawCommand] = []
    let upper = place(band.x, band.upper)
    let lower = place(band.x, band.lower)
    var start = 0
    for index in 0...upper.count {
      if index < upper.count, upper[index].isFinite, lower[index].isFinite { continue }
      if index - start > 1 {
        let outline = Array(upper[start..<index]) + lower[start..<index].reversed()
        commands.append(.fill(Path(polygon: outline.map { limited($0) }), color))
      }
      start = index + 1
    }
    return commands
  }

  /// Moves far places next to the plot.
  private func limited(_ point: Point) -> Point {
    Point(
      min(max(point.x, plot.x - 1e4), plot.maxX + 1e4),
      min(max(point.y, plot.y - 1e4), plot.maxY + 1e4))
  }

  func commands(for span: SpanMark) -> [DrawCommand] {
    guard let rect = rect(of: span) else { return [] }
    return [.fill(Path(rect), span.ink.color(in: theme).opacity(0.125 * span.ink.opacity))]
  }

  private func commands(for rule: RuleMark) -> [DrawCommand] {
    let color = rule.ink.color(in: theme)
    let stroke = rule.style.stroke(width: 1.25)
    if rule.dimension == .x {
      let x = xScale.position(rule.value)
      guard x >= plot.x - 1, x <= plot.maxX + 1 else { return [] }
      return [.stroke(Path(polyline: [Point(x, plot.maxY), Point(x, plot.y)]), stroke, color)]
    }
    let y = yScale.position(rule.value)
    guard y >= plot.y - 1, y <= plot.maxY + 1 else { return [] }
    return [.stroke(Path(polyline: [Point(plot.x, y), Point(plot.maxX, y)]), stroke, color)]
  }

  private func commands(for arrow: ArrowMark) -> [DrawCommand] {
    let (from, to) = (place(arrow.fromX, arrow.fromY), place(arrow.toX, arrow.toY))
    guard from.isFinite, to.isFinite else { return [] }
    return DrawCommand.arrow(
      from: limited(from), to: limited(to), width: arrow.width,
      color: arrow.ink.color(in: theme))
  }

  private func commands(for mark: TrajectoryMark) -> [DrawCommand] {
    let points = place(mark.x, mark.y)
    let color = mark.ink.color(in: theme)
    var commands: [DrawCommand] = [
      .stroke(path(points), Stroke(width: 2, cap: .round), color)
    ]
    // Dots that would merge say less than the line alone.
    var dots: [Point] = []
    for point in points where point.isFinite && plot.contains(point) {
      if let last = dots.last {
        let (dx, dy) = (point.x - last.x, point.y - last.y)
        guard dx * dx + dy * dy > 30 else { continue }
      }
      dots.append(point)
    }
    commands.append(.markers(Marker([.circle(radius: 2.6, color)]), at: dots))
    if let end = points.last, points.count > 1, end.isFinite, plot.contains(end) {
      let dot = Marker([.circle(radius: 5, theme.background), .circle(radius: 3.8, color)])
      commands.append(.markers(dot, at: [end]))
    }
    if let start = points.first, start.isFinite, plot.contains(start) {
      let ring = PointMark.marker(.circle, .outlined, size: 8, color: color, theme: theme)
      commands.append(.markers(ring, at: [start]))
    }
    return commands
  }

  private func commands(for mark: PolygonMark) -> [DrawCommand] {
    let points = place(mark.x, mark.y).filter(\.isFinite).map { limited($0) }
    guard points.count > 1 else { return [] }
    var commands: [DrawCommand] = []
    if let fill = mark.fill {
      commands.append(.fill(Path(polygon: points), fill.color(in: theme)))
    }
    if let outline = mark.outline {
      commands.append(
        .stroke(Path(polygon: points), Stroke(width: 2), outline.color(in: theme)))
    }
    return commands
  }

  private func commands(for mark: BarMark) -> [DrawCommand] {
    var commands: [DrawCommand] = []
    var labels: [DrawCommand] = []
    let along = mark.isHorizontal ? yScale : xScale
    let across = mark.isHorizontal ? xScale : yScale
    let groupWidth = mark.series.count > 1 ? 0.8 : 0.66
    let width = groupWidth / Double(max(mark.series.count, 1))
    let ends = mark.isHorizontal ? (plot.x, plot.maxX) : (plot.y, plot.maxY)
    let base = min(max(across.position(mark.baseline), ends.0), ends.1)
    for (index, series) in mark.series.enumerated() {
      let color = series.ink.color(in: theme)
      let texts = NumberText.alike(series.values)
      for (category, value) in series.values.enumerated() {
        guard abs(value) <= DataExtent.largest else { continue }
        let order = mark.isHorizontal ? mark.series.count - 1 - index : index
        let offset = mark.place(of: category) - groupWidth / 2 + Double(order) * width
        let first = along.position(offset)
        let second = along.position(offset + width)
        let unclipped = across.position(value)
        guard unclipped.isFinite, base.isFinite else { continue }
        let tip = min(max(unclipped, ends.0), ends.1)
        let (low, high) = (
          min(first, second).roundedToHalf, max(first, second).roundedToHalf
        )
        let start = min(base, tip).roundedToHalf
        let length = max(base, tip).roundedToHalf - start
        let gap = high - low > 6 && mark.series.count > 1 ? 0.5 : 0
        let rect =
          mark.isHorizontal
          ? Rect(x: start, y: low + gap, width: length, height: high - low - 2 * gap)
          : Rect(x: low + gap, y: start, width: high - low - 2 * gap, height: length)
        let barColor = series.highlights[category]?.color(in: theme) ?? color
        commands.append(.fill(Path(rect), barColor))
        if mark.showsValues {
          labels += label(texts[category], tip: tip, base: base, rect, mark)
        }
      }
    }
    return commands + labels
  }

  /// A bar's value beyond its end where it is not wider than the bar's place.
  private func label(
    _ text: String, tip: Double, base: Double, _ rect: Rect, _ mark: BarMark
  ) -> [DrawCommand] {
    let size = Typography.tick
    let width = TextMetrics.width(of: text, size: size)
    let cap = size * TextMetrics.capHeight
    if mark.isHorizontal {
      guard cap + 2 <= rect.height else { return [] }
      let isLeft = tip < base
      let x = isLeft ? tip - 4 : tip + 4
      guard isLeft ? x - width >= plot.x : x + width <= plot.maxX else { return [] }
      return [
        self.text(text, x, rect.midY + cap / 2, size, theme.foreground, isLeft ? .end : .start)
      ]
    }
    guard width <= rect.width * (mark.series.count > 1 ? 1 : 1.4) else { return [] }
    let isDown = tip > base
    let baseline = isDown ? tip + 4 + cap : tip - 4
    guard baseline - cap >= plot.y - 12, baseline <= plot.maxY else { return [] }
    return [self.text(text, rect.midX, baseline, size, theme.foreground, .center)]
  }

  private func commands(for mark: HistogramMark) -> [DrawCommand] {
    let color = mark.ink.color(in: theme)
    let base = yScale.position(panel.y.scale == .logarithmic ? resolved.y.lowerBound : 0)
    var commands: [DrawCommand] = []
    for (index, count) in mark.counts.enumerated() where count > 0 {
      let left = xScale.position(mark.edges[index]).roundedToHalf
      let right = xScale.position(mark.edges[index + 1]).roundedToHalf
      let top = yScale.position(Double(count)).roundedToHalf
      guard left.isFinite, right.isFinite, top.isFinite, base.isFinite, top < base else { continue }
      let gap = right - left > 4 ? 0.5 : 0
      commands.append(
        .fill(
          Path(Rect(x: left, y: top, width: right - left - gap, height: base - top)), color))
    }
    return commands
  }

  private func commands(for mark: ContourMark) -> [DrawCommand] {
    var path = Path()
    for line in Contours.lines(of: mark.field, at: mark.levels) {
      path.elements += self.path(line.map { place($0.x, $0.y) }).elements
    }
    return [.stroke(path, mark.style.stroke(width: mark.width), mark.ink.color(in: theme))]
  }
}

extension PointMark {
  /// The diameter at which so many points are told apart, in CSS pixels.
  static func size(forCount count: Int) -> Double {
    switch count {
    case ...40: 8
    case ...150: 7
    case ...400: 6
    case ...1500: 4.5
    default: 3.2
    }
  }

  /// Returns the symbol that stands at each point.
  static func marker(
    _ shape: Shape, _ style: Style, size: Double, color: Color, theme: Theme
  ) -> Marker {
    let radius = size / 2
    if shape == .cross || shape == .plus {
      let r = shape == .cross ? radius * 0.8 : radius
      let rise = shape == .cross ? r : 0
      var path = Path(polyline: [Point(-r, -rise), Point(r, rise)])
      path.elements += Path(polyline: [Point(-rise, r), Point(rise, -r)]).elements
      return Marker([Marker.Part(.stroke(path, Stroke(width: 2, cap: .round)), color)])
    }
    func part(_ radius: Double, _ color: Color) -> Marker.Part {
      Marker.Part(.fill(outline(shape, radius: radius)), color)
    }
    let rim = size >= 4 ? min(size / 6, 1.25) : 0.5
    switch style {
    case .filled: return Marker([part(radius + rim, theme.background), part(radius, color)])
    case .outlined:
      let width = min(max(size / 4, 1.25), 2)
      return Marker([
        part(radius + 0.25, color), part(radius + 0.25 - width, theme.background),
      ])
    case .ringed: return Marker([part(radius + rim, theme.foreground), part(radius, color)])
    }
  }

  /// Returns a symbol's outline; all shapes of one radius look about equally large.
  private static func outline(_ shape: Shape, radius r: Double) -> Path {
    switch shape {
    case .circle, .cross, .plus: return Path(circleAt: Point(0, 0), radius: r)
    case .square:
      let side = r * 1.76
      return Path(Rect(x: -side / 2, y: -side / 2, width: side, height: side))
    case .diamond:
      let d = r * 1.22
      return Path(polygon: [Point(0, -d), Point(d, 0), Point(0, d), Point(-d, 0)])
    case .triangle:
      let d = r * 1.3
      return Path(polygon: [
        Point(0, -d), Point(0.866 * d, 0.5 * d), Point(-0.866 * d, 0.5 * d),
      ])
    }
  }
}

extension Marker.Part {
  /// Returns a disc around the point.
  static func circle(radius: Double, _ color: Color) -> Marker.Part {
    Marker.Part(.fill(Path(circleAt: Point(0, 0), radius: radius)), color)
  }
}

extension DrawCommand {
  /// Returns a line with a filled head.
  package static func arrow(
    from: Point, to: Point, width: Double, color: Color, headLength: Double = 8
  ) -> [DrawCommand] {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0.01 else { return [] }
    let (ux, uy) = (dx / length, dy / length)
    let head = min(headLength, length)
    let back = Point(to.x - ux * head, to.y - uy * head)
    let half = head * 0.42
    return [
      .stroke(
        Path(polyline: [from, Point(to.x - ux * head * 0.8, to.y - uy * head * 0.8)]),
        Stroke(width: width), color),
      .fill(
        Path(polygon: [
          to, Point(back.x - uy * half, back.y + ux * half),
          Point(back.x + uy * half, back.y - ux * half),
        ]), color),
    ]
  }
}
