/// Lays out and draws a grid of images.
struct ImageGridPainter {
  private let grid: ImageGrid
  private let theme: Theme
  private let places: [Place]
  private let labelHeight: Double
  private let colorBar: ResolvedPanel.ColorBar?

  /// How the images of a group are arranged.
  private struct Place {
    var columns: Int
    var rows: Int
    /// The side of the square that each image is fitted into.
    var side: Double
    var left: Double
    /// The right edge of the last column.
    var right: Double { left + Double(columns) * (side + gap) - gap }
  }

  private static let gap = 10.0
  private static let largestSide = 112.0
  /// That of groups below each other.
  private static let largestGroupSide = 72.0
  private static let labelSize = 12.0
  private static let headingSize = 13.0
  private static let headingHeight = 24.0

  init(grid: ImageGrid, theme: Theme) {
    self.grid = grid
    self.theme = theme
    var bar = grid.colorBar.map {
      ResolvedPanel.ColorBar(map: grid.map, range: grid.range, levels: nil, label: $0)
    }
    bar?.ticks = Ticks.linear(grid.range, limit: 4)
    colorBar = bar
    let room = grid.width - 2 * Typography.margin - (bar?.space ?? 0)
    let isAlone = grid.groups.count == 1
    places = grid.groups.map { group in
      let count = group.tiles.count
      let columns = min(max(grid.columns ?? Self.columns(for: count), 1), count)
      let gaps = Self.gap * Double(columns - 1)
      let largest = isAlone ? Self.largestSide : Self.largestGroupSide
      let side = min(max((room - gaps) / Double(columns), 12), largest).rounded(.down)
      let used = side * Double(columns) + gaps
      let shift = isAlone ? max(room - used, 0) / 2 : 0
      return Place(
        columns: columns, rows: (count + columns - 1) / columns, side: side,
        left: (Typography.margin + shift).roundedToHalf)
    }
    let hasLabels = grid.groups.contains { $0.tiles.contains { !$0.label.isEmpty } }
    labelHeight = hasLabels ? Self.labelSize * 1.5 : 0
  }

  /// As few empty places in the last row as possible, with eight or so images in a row.
  private static func columns(for count: Int) -> Int {
    guard count > 8 else { return count }
    func empty(_ columns: Int) -> Int { (columns - count % columns) % columns }
    return (6...12).min { (empty($0), abs($0 - 8)) < (empty($1), abs($1 - 8)) } ?? 8
  }

  func picture() -> Picture {
    var commands: [DrawCommand] = []
    var top = Typography.margin
    let inner = grid.width - 2 * Typography.margin
    let title = TextBlock(grid.title, width: inner, size: Typography.title, weight: .bold)
    commands += title.commands(x: Typography.margin, top: top, theme: theme)
    if title.height > 0 { top += title.height + 8 }
    let firstTop = top
    for (group, place) in zip(grid.groups, places) {
      if !group.title.isEmpty {
        commands.append(
          .text(
            TextRun(
              TextMetrics.shortened(group.title, width: inner, size: Self.headingSize),
              at: Point(place.left, top + Self.headingSize), size: Self.headingSize,
              color: theme.foreground)))
        top += Self.headingHeight
      }
      let scale = group.scale ?? ImageGrid.Scale(map: grid.map, range: grid.range)
      let colors = scale.map.colors(in: theme)
      let pitch = place.side + labelHeight + Self.gap
      for (index, tile) in group.tiles.enumerated() {
        let rect = Rect(
          x: place.left + Double(index % place.columns) * (place.side + Self.gap),
          y: (top + Double(index / place.columns) * pitch).roundedToHalf, width: place.side,
          height: place.side)
        commands += self.commands(for: tile, in: rect, scale.range, colors)
      }
      top += Double(place.rows) * pitch
    }
    let bottom = top - Self.gap
    if let colorBar {
      commands += self.commands(
        for: colorBar, x: places.map(\.right).max() ?? 0, top: firstTop,
        bottom: min(bottom - labelHeight, firstTop + 260))
    }
    let note = TextBlock(grid.note, width: inner, size: Typography.note, ink: .muted)
    commands += note.commands(x: Typography.margin, top: bottom + 8, theme: theme)
    let height = bottom + (note.height > 0 ? note.height + 8 : 0) + Typography.margin
    return Picture(
      width: grid.width, height: height.rounded(.up), background: theme.background,
      commands: commands)
  }

  private func commands(
    for tile: ImageGrid.Tile, in cell: Rect, _ range: ClosedRange<Double>, _ colors: [Color]
  ) -> [DrawCommand] {
    let unit = cell.width / Double(max(tile.columns, tile.rows))
    let (width, height) = (unit * Double(tile.columns), unit * Double(tile.rows))
    let rect = Rect(
      x: cell.x + (cell.width - width) / 2, y: cell.y + (cell.width - height) / 2, width: width,
      height: height
    ).roundedToHalf
    let scale = Double(colors.count) / (range.upperBound - range.lowerBound)
    let image = PixelImage(columns: tile.columns, rows: tile.rows) { column, row in
      let value = tile.values[row * tile.columns + column]
      guard value.isFinite else { return theme.grid }
      let place = (value - range.lowerBound) * scale
      return colors[Int(min(max(place, 0), Double(colors.count - 1)))]
    }
    let isWrong = tile.emphasis == .wrong
    let frame = isWrong ? theme.gradient : theme.grid
    let border = isWrong ? 2.0 : 1.0
    var commands: [DrawCommand] = [
      .fill(Path(rect.inset(by: -border)), frame),
      .image(image, in: rect, isSmooth: false),
    ]
    guard !tile.label.isEmpty else { return commands }
    commands.append(
      .text(
        TextRun(
          TextMetrics.shortened(
            tile.label, width: cell.width + Self.gap - 2, size: Self.labelSize),
          at: Point(cell.midX, cell.maxY + Self.labelSize * 1.25), size: Self.labelSize,
          color: isWrong ? theme.gradient : theme.foreground, alignment: .center,
          weight: isWrong ? .bold : .regular)))
    return commands
  }

  private func commands(
    for bar: ResolvedPanel.ColorBar, x: Double, top: Double, bottom: Double
  ) -> [DrawCommand] {
    var panel = ResolvedPanel(Panel(marks: []))
    panel.plot = Rect(x: x - 1, y: top, width: 1, height: max(bottom - top, 20)).roundedToHalf
    return PanelDrawing(panel, showsSpanNames: false, theme: theme).colorBar(bar)
  }
}
