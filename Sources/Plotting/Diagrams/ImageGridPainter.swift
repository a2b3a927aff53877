/// Lays out and draws a grid of images.
struct ImageGridPainter {
  private let grid: ImageGrid
  private let theme: Theme
  private let columns: Int
  /// The side of the square that each image is fitted into.
  private let side: Double
  private let left: Double
  private let colorBar: ResolvedPanel.ColorBar?

  private static let gap = 10.0
  private static let largestSide = 112.0
  private static let labelSize = 12.0

  init(grid: ImageGrid, theme: Theme) {
    self.grid = grid
    self.theme = theme
    let columns = min(max(grid.columns ?? Self.columns(for: grid.tiles.count), 1), grid.tiles.count)
    self.columns = columns
    var bar = grid.colorBar.map {
      ResolvedPanel.ColorBar(map: grid.map, range: grid.range, levels: nil, label: $0)
    }
    bar?.ticks = Ticks.linear(grid.range, limit: 4)
    colorBar = bar
    let room = grid.width - 2 * Typography.margin - (bar?.space ?? 0)
    let gaps = Self.gap * Double(columns - 1)
    side = min(max((room - gaps) / Double(columns), 12), Self.largestSide).rounded(.down)
    let used = side * Double(columns) + gaps
    left = (Typography.margin + max(room - used, 0) / 2).roundedToHalf
  }

  /// As few empty places in the last row as possible, with eight or so images in a row.
  private static func columns(for count: Int) -> Int {
    guard count > 8 else { return count }
    func empty(_ columns: Int) -> Int { (columns - count % columns) % columns }
    return (6...12).min { (empty($0), abs($0 - 8)) < (empty($1), abs($1 - 8)) } ?? 8
  }

  private var labelHeight: Double {
    grid.tiles.contains { !$0.label.isEmpty } ? Self.labelSize * 1.5 : 0
  }

  private var rowCount: Int { (grid.tiles.count + columns - 1) / columns }

  func picture() -> Picture {
    var commands: [DrawCommand] = []
    var top = Typography.margin
    let inner = grid.width - 2 * Typography.margin
    let title = TextBlock(grid.title, width: inner, size: Typography.title, weight: .bold)
    commands += title.commands(x: Typography.margin, top: top, theme: theme)
    if title.height > 0 { top += title.height + 8 }
    let pitch = side + labelHeight + Self.gap
    let colors = grid.map.colors(in: theme)
    for (index, tile) in grid.tiles.enumerated() {
      let rect = Rect(
        x: left + Double(index % columns) * (side + Self.gap),
        y: (top + Double(index / columns) * pitch).roundedToHalf, width: side, height: side)
      commands += self.commands(for: tile, in: rect, colors)
    }
    let bottom = top + Double(rowCount) * pitch - Self.gap
    if let colorBar {
      commands += self.commands(
        for: colorBar, x: left + Double(columns) * (side + Self.gap) - Self.gap,
        top: top, bottom: min(bottom - labelHeight, top + 260))
    }
    let note = TextBlock(grid.note, width: inner, size: Typography.note, ink: .muted)
    commands += note.commands(x: Typography.margin, top: bottom + 8, theme: theme)
    let height = bottom + (note.height > 0 ? note.height + 8 : 0) + Typography.margin
    return Picture(
      width: grid.width, height: height.rounded(.up), background: theme.background,
      commands: commands)
  }

  private func commands(
    for tile: ImageGrid.Tile, in cell: Rect, _ colors: [Color]
  ) -> [DrawCommand] {
    let unit = side / Double(max(tile.columns, tile.rows))
    let (width, height) = (unit * Double(tile.columns), unit * Double(tile.rows))
    let rect = Rect(
      x: cell.x + (side - width) / 2, y: cell.y + (side - height) / 2, width: width,
      height: height
    ).roundedToHalf
    let scale = Double(colors.count) / (grid.range.upperBound - grid.range.lowerBound)
    let image = PixelImage(columns: tile.columns, rows: tile.rows) { column, row in
      let value = tile.values[row * tile.columns + column]
      guard value.isFinite else { return theme.grid }
      let place = (value - grid.range.lowerBound) * scale
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
          TextMetrics.shortened(tile.label, width: side + Self.gap - 2, size: Self.labelSize),
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
