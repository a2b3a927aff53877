/// Lays out and draws matrices.
struct MatrixPainter {
  private let diagram: MatrixDiagram
  private let theme: Theme
  private let colors: [Color]

  private static let textSize = 12.5
  private static let nameSize = 12.0
  private static let cellHeight = 25.0
  private static let gap = 30.0
  private static let titleHeight = 24.0
  private static let nameGap = 7.0
  private static let largestMap = 260.0
  private static let barWidth = 10.0

  init(diagram: MatrixDiagram, theme: Theme) {
    self.diagram = diagram
    self.theme = theme
    colors = ColorMap.diverging.colors(in: theme)
  }

  /// A matrix with its place.
  private struct Block {
    var matrix: MatrixDiagram.Matrix
    /// Of the row names' column.
    var nameWidth: Double
    var cellWidth: Double
    var cellHeight: Double
    /// Of the colours' legend, 0 without.
    var barHeight = 0.0
    var size: (width: Double, height: Double)
    var origin = Point(0, 0)

    var cells: Rect {
      Rect(
        x: origin.x + nameWidth, y: origin.y + MatrixPainter.titleHeight + MatrixPainter.cellHeight,
        width: cellWidth * Double(matrix.columnNames.count),
        height: cellHeight * Double(matrix.rowNames.count))
    }
  }

  func picture() -> Picture {
    var blocks = diagram.matrices.map(block)
    let limit = diagram.width - 2 * Typography.margin
    var (x, y, rowHeight, widest) = (0.0, 0.0, 0.0, 0.0)
    for index in blocks.indices {
      let size = blocks[index].size
      if x > 0, x + size.width > limit {
        x = 0
        y += rowHeight + Self.gap * 0.7
        rowHeight = 0
      }
      blocks[index].origin = Point(Typography.margin + x, Typography.margin + y)
      x += size.width + Self.gap
      rowHeight = max(rowHeight, size.height)
      widest = max(widest, x - Self.gap)
    }
    return Picture(
      width: (widest + 2 * Typography.margin).rounded(.up),
      height: (y + rowHeight + 2 * Typography.margin).rounded(.up),
      background: theme.background, commands: blocks.flatMap(commands))
  }

  // MARK: Sizes

  private func width(_ text: String, _ size: Double, bold: Bool = false) -> Double {
    TextMetrics.width(of: text, size: size, weight: bold ? .bold : .regular)
  }

  private func block(_ matrix: MatrixDiagram.Matrix) -> Block {
    let longest = Double(max(matrix.rowNames.count, matrix.columnNames.count))
    let side = min(max((Self.largestMap / longest * 2).rounded(.down) / 2, 1), 14)
    let shownRows =
      matrix.isWritten ? matrix.rowNames : marked(matrix.rowNames, cell: side).map(\.name)
    let names = (shownRows.map { width($0, Self.nameSize) }.max() ?? 0) + Self.nameGap
    var cell = (width: 0.0, height: Self.cellHeight)
    var bar = 0.0
    var barHeight = 0.0
    if matrix.isWritten {
      let texts = matrix.values.map { width(DiagramNumber.text($0), Self.textSize) }
      let headers = matrix.columnNames.map { width($0, Self.nameSize) }
      cell.width = max((texts + headers).max() ?? 0, 22) + 14
    } else {
      let room = diagram.width - 2 * Typography.margin - names - 70
      cell = (min(side, room / Double(matrix.columnNames.count)), side)
      bar =
        14 + Self.barWidth + 6 + barLabels(matrix).map { width($0, Typography.tick) }.reduce(0, max)
    }
    let title = width(matrix.title, Typography.panelTitle, bold: true)
    let note = matrix.note.isEmpty ? 0 : 10 + width(matrix.note, Typography.note)
    let columns = Double(matrix.columnNames.count)
    let rows = Double(matrix.rowNames.count)
    if bar > 0 { barHeight = min(max(cell.height * rows, 60), 140) }
    let body = names + cell.width * columns + bar
    return Block(
      matrix: matrix, nameWidth: names, cellWidth: cell.width, cellHeight: cell.height,
      barHeight: barHeight,
      size: (
        max(body, names + title + note),
        Self.titleHeight + Self.cellHeight + max(cell.height * rows, barHeight)
      ))
  }

  /// The first, the last and, where they divide what lies between evenly, a few other names, by
  /// their places; names stand at least 14 pixels apart.
  private func marked(_ names: [String], cell: Double) -> [(place: Int, name: String)] {
    let last = names.count - 1
    let steps = [4, 3, 2, 1].first { last.isMultiple(of: $0) && Double(last / $0) * cell >= 14 }
    guard let steps else { return names.prefix(1).map { (0, $0) } }
    return (0...steps).map { ($0 * last / steps, names[$0 * last / steps]) }
  }

  private func barLabels(_ matrix: MatrixDiagram.Matrix) -> [String] {
    [matrix.largest, 0, -matrix.largest].map { DiagramNumber.text($0) }
  }

  // MARK: Drawing

  private func commands(_ block: Block) -> [DrawCommand] {
    let matrix = block.matrix
    let cells = block.cells
    var commands: [DrawCommand] = [
      .text(
        TextRun(
          matrix.title, at: Point(cells.x, block.origin.y + Typography.panelTitle),
          size: Typography.panelTitle, color: theme.foreground, weight: .bold))
    ]
    if !matrix.note.isEmpty {
      let titleWidth = width(matrix.title, Typography.panelTitle, bold: true)
      commands.append(
        .text(
          TextRun(
            matrix.note,
            at: Point(cells.x + titleWidth + 10, block.origin.y + Typography.panelTitle),
            size: Typography.note, color: theme.muted)))
    }
    return commands + (matrix.isWritten ? written(block) : mapped(block))
  }

  private func color(_ value: Double, _ matrix: MatrixDiagram.Matrix) -> Color {
    guard value.isFinite else { return theme.grid }
    let place = (value / matrix.largest + 1) / 2 * Double(colors.count - 1)
    return colors[Int(min(max(place.rounded(), 0), Double(colors.count - 1)))]
  }

  private func name(_ text: String, at point: Point, _ alignment: TextRun.Alignment) -> DrawCommand
  {
    .text(
      TextRun(
        text, at: point, size: Self.nameSize, color: theme.muted, alignment: alignment))
  }

  private func written(_ block: Block) -> [DrawCommand] {
    let (matrix, cells) = (block.matrix, block.cells)
    var commands: [DrawCommand] = []
    let columns = matrix.columnNames.count
    for (column, text) in matrix.columnNames.enumerated() {
      let x = cells.x + (Double(column) + 0.5) * block.cellWidth
      commands.append(name(text, at: Point(x, cells.y - Self.nameGap), .center))
    }
    for (row, text) in matrix.rowNames.enumerated() {
      let middle = cells.y + (Double(row) + 0.5) * block.cellHeight
      commands.append(
        name(text, at: Point(cells.x - Self.nameGap, middle + 0.36 * Self.nameSize), .end))
      for column in 0..<columns {
        let value = matrix.values[row * columns + column]
        let rect = Rect(
          x: cells.x + Double(column) * block.cellWidth,
          y: cells.y + Double(row) * block.cellHeight, width: block.cellWidth,
          height: block.cellHeight)
        commands.append(.fill(Path(rect.inset(by: 0.75)), color(value, matrix)))
        commands.append(
          .text(
            TextRun(
              DiagramNumber.text(value), at: Point(rect.midX, middle + 0.36 * Self.textSize),
              size: Self.textSize, color: value == 0 ? theme.muted : theme.foreground,
              alignment: .center)))
      }
    }
    commands.append(.stroke(Path(cells), Stroke(width: 1), theme.grid))
    return commands
  }

  private func mapped(_ block: Block) -> [DrawCommand] {
    let (matrix, cells) = (block.matrix, block.cells)
    let (rows, columns) = (matrix.rowNames.count, matrix.columnNames.count)
    let image = PixelImage(columns: columns, rows: rows) { column, row in
      color(matrix.values[row * columns + column], matrix)
    }
    var commands: [DrawCommand] = [
      .fill(Path(cells.inset(by: -1)), theme.grid), .image(image, in: cells, isSmooth: false),
    ]
    for (place, text) in marked(matrix.rowNames, cell: block.cellHeight) {
      let middle = cells.y + (Double(place) + 0.5) * block.cellHeight
      commands.append(
        name(text, at: Point(cells.x - Self.nameGap, middle + 0.36 * Self.nameSize), .end))
    }
    // The first and the last column's name, where both have room.
    var end = -Double.infinity
    for place in Set([0, columns - 1]).sorted() {
      let text = matrix.columnNames[place]
      let half = width(text, Self.nameSize) / 2
      let x = cells.x + (Double(place) + 0.5) * block.cellWidth
      if x - half < end + 6 { continue }
      commands.append(name(text, at: Point(x, cells.y - Self.nameGap), .center))
      end = x + half
    }
    return commands + bar(block)
  }

  private func bar(_ block: Block) -> [DrawCommand] {
    let cells = block.cells
    let rect = Rect(
      x: cells.maxX + 14, y: cells.y, width: Self.barWidth, height: block.barHeight)
    let image = PixelImage(columns: 1, rows: colors.count) { _, row in
      colors[colors.count - 1 - row]
    }
    var commands: [DrawCommand] = [.image(image, in: rect, isSmooth: true)]
    for (label, share) in zip(barLabels(block.matrix), [0.0, 0.5, 1]) {
      let y = rect.y + share * rect.height
      commands.append(
        .text(
          TextRun(
            label, at: Point(rect.maxX + 6, y + (share == 0 ? 9 : share == 1 ? 0 : 4)),
            size: Typography.tick, color: theme.muted)))
    }
    return commands
  }
}
