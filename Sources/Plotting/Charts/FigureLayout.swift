extension Figure {
  /// Lays the figure out.
  package func picture(in theme: Theme) -> Picture {
    var layout = FigureLayout(self, theme: theme)
    return layout.picture()
  }
}

extension Figure {
  /// Returns the figure no higher than its panels need at its width.
  package func fittedToPanels() -> Figure {
    guard panels.contains(where: \.hasEqualScales) else { return self }
    var layout = FigureLayout(self, theme: .light)
    layout.arrange()
    var figure = self
    figure.height = (height - layout.spareHeight).rounded(.up)
    return figure
  }
}

/// Places titles, legend, panels and notes of a figure.
struct FigureLayout {
  let figure: Figure
  let theme: Theme
  var panels: [ResolvedPanel]
  private let columns: Int
  private let rows: Int
  var commands: [DrawCommand] = []
  /// The maps and contour lines of the picture, once it has been laid out.
  private(set) var fields: [Field] = []
  /// How much lower the figure could be with panels of the same size: equal scales may keep them
  /// from filling their places.
  private(set) var spareHeight = 0.0

  /// A map or contour lines among the commands of a picture.
  struct Field {
    var drawing: PanelDrawing
    /// The place of the panel, and of the mark within it.
    var panel: Int
    var mark: Int
    var commands: Range<Int>
  }

  init(_ figure: Figure, theme: Theme) {
    self.figure = figure
    self.theme = theme
    panels = figure.panels.map { ResolvedPanel($0) }
    columns = min(
      max(figure.columns ?? Self.columns(for: panels.count, figure), 1), max(panels.count, 1))
    rows = (panels.count + columns - 1) / columns
  }

  private static func columns(for count: Int, _ figure: Figure) -> Int {
    switch count {
    case ...3: count
    case 4: figure.width >= figure.height * 2.4 ? 4 : 2
    case 5, 6, 9: 3
    default: 4
    }
  }

  mutating func picture() -> Picture {
    arrange()
    for (index, panel) in panels.enumerated() {
      let drawing = PanelDrawing(panel, showsSpanNames: panels.count == 1, theme: theme)
      let drawn = drawing.drawn()
      for field in drawn.fields {
        let place = field.commands.lowerBound + commands.count
        fields.append(
          Field(
            drawing: drawing, panel: index, mark: field.mark,
            commands: place..<place + field.commands.count))
      }
      commands += drawn.commands
    }
    return Picture(
      width: figure.width, height: figure.height, background: theme.background,
      commands: commands)
  }

  /// Draws what surrounds the panels and gives each its place.
  mutating func arrange() {
    shareRanges()
    let margin = Typography.margin
    var area = Rect(
      x: margin, y: margin, width: max(figure.width - 2 * margin, 40),
      height: max(figure.height - 2 * margin, 40))
    let title = TextBlock(figure.title, width: area.width, size: Typography.title, weight: .bold)
    let subtitle = TextBlock(
      figure.subtitle, width: area.width, size: Typography.subtitle, ink: .muted)
    commands += title.commands(x: area.x, top: area.y, theme: theme)
    area.cut(top: title.height)
    commands += subtitle.commands(x: area.x, top: area.y + 1, theme: theme)
    area.cut(top: subtitle.height)
    if title.height + subtitle.height > 0 { area.cut(top: 6) }

    let notes = TextBlock(noteText, width: area.width, size: Typography.note, ink: .muted)
    commands += notes.commands(x: area.x, top: area.maxY - notes.height, theme: theme)
    if notes.height > 0 { area.cut(bottom: notes.height + 4) }

    let entries = chooseLabels(in: area)
    if hasSideLegend(entries) {
      placeBeside(entries, in: area)
    } else {
      area.cut(top: drawLegend(entries, in: area))
      place(in: area, centered: panels.count == 1)
    }
  }

  // MARK: Ranges

  private mutating func shareRanges() {
    for index in panels.indices {
      let (row, column) = (index / columns, index % columns)
      if figure.sharesY {
        panels[index].showsY = column == 0
        panels[index].y = union(.y, panels[row * columns..<min((row + 1) * columns, panels.count)])
      }
      if figure.sharesX {
        // The last panel of a column has the numbers.
        panels[index].showsX = index + columns >= panels.count
        panels[index].x = union(
          .x, panels.indices.filter { $0 % columns == column }.map { panels[$0] }[...])
      }
    }
  }

  private func union(_ dimension: Dimension, _ group: ArraySlice<ResolvedPanel>)
    -> ClosedRange<Double>
  {
    guard let first = group.first?.panel else { return 0...1 }
    let axis = dimension == .x ? first.x : first.y
    var extent = DataExtent(isLogarithmic: axis.scale == .logarithmic)
    for member in group {
      extent.formUnion(member.panel.extent(dimension))
      let range = dimension == .x ? member.panel.x.range : member.panel.y.range
      if let range { extent.add([range.lowerBound, range.upperBound], isTight: true) }
    }
    let ranges = group.compactMap { dimension == .x ? $0.panel.x.range : $0.panel.y.range }
    if ranges.count == group.count, let low = ranges.map(\.lowerBound).min(),
      let high = ranges.map(\.upperBound).max()
    {
      return ResolvedPanel.range(Axis(scale: axis.scale, range: low...high), extent)
    }
    return ResolvedPanel.range(Axis(scale: axis.scale), extent)
  }

  /// The author's note and what had to be left out.
  private var noteText: String {
    var sentences = figure.note.isEmpty ? [] : [figure.note]
    let omissions = figure.panels.map(\.omissions)
    let notFinite = omissions.reduce(0) { $0 + $1.notFinite }
    let notPositive = omissions.reduce(0) { $0 + $1.notPositive }
    if notFinite > 0 {
      sentences.append(
        notFinite == 1
          ? "1 value that is not finite is left out."
          : "\(NumberText.count(notFinite)) values that are not finite are left out.")
    }
    if notPositive > 0 {
      sentences.append(
        notPositive == 1
          ? "1 value that is not positive has no place on the logarithmic axis."
          : "\(NumberText.count(notPositive)) values that are not positive have no place on the logarithmic axis."
      )
    }
    return sentences.joined(separator: " ")
  }

  // MARK: Panels

  /// Gives every panel its plot rectangle; plots of one column share left and right edges, plots of
  /// one row share top and bottom.
  mutating func place(in area: Rect, centered: Bool) {
    guard !panels.isEmpty else { return }
    let cellWidth = (area.width - Typography.gutter * Double(columns - 1)) / Double(columns)
    let cellHeight = (area.height - 14 * Double(rows - 1)) / Double(rows)
    var margins = Array(repeating: ResolvedPanel.Margins(), count: panels.count)
    for index in panels.indices {
      panels[index].plot = Rect(
        x: 0, y: 0, width: max(cellWidth - 50, 20), height: max(cellHeight - 50, 20))
    }
    // Ticks depend on sizes and sizes on ticks; margins only grow, so this settles.
    for _ in 0..<3 {
      for index in panels.indices {
        margins[index].formMaximum(panels[index].measure())
      }
      let columnMargins = (0..<columns).map { column in
        combined(margins, panels.indices.filter { $0 % columns == column })
      }
      let rowMargins = (0..<rows).map { row in
        combined(margins, panels.indices.filter { $0 / columns == row })
      }
      // All plots are equally large, whatever stands beside them.
      let plotWidth =
        (area.width - Typography.gutter * Double(columns - 1)
          - columnMargins.reduce(0) { $0 + $1.left + $1.right }) / Double(columns)
      let plotHeight =
        (area.height - 14 * Double(rows - 1)
          - rowMargins.reduce(0) { $0 + $1.top + $1.bottom }) / Double(rows)
      for index in panels.indices {
        let (row, column) = (index / columns, index % columns)
        var x = area.x + (Typography.gutter + plotWidth) * Double(column)
        for before in columnMargins[..<column] { x += before.left + before.right }
        x += columnMargins[column].left
        var y = area.y + (14 + plotHeight) * Double(row)
        for before in rowMargins[..<row] { y += before.top + before.bottom }
        y += rowMargins[row].top
        panels[index].plot = Rect(
          x: x, y: y, width: max(plotWidth, 8), height: max(plotHeight, 8))
        panels[index].equalizeScales()
      }
      let highest = panels.map(\.plot.height).max() ?? plotHeight
      spareHeight = max(plotHeight - highest, 0) * Double(rows)
    }
    if centered, panels[0].panel.hasEqualScales {
      let slack = area.width - margins[0].left - margins[0].right - panels[0].plot.width
      panels[0].plot.x = area.x + margins[0].left + max(slack, 0) / 2
    }
    for index in panels.indices {
      panels[index].plot = panels[index].plot.roundedToHalf
      panels[index].chooseTicks()
    }
  }

  private func combined(
    _ margins: [ResolvedPanel.Margins], _ indices: [Int]
  ) -> ResolvedPanel.Margins {
    var result = ResolvedPanel.Margins()
    for index in indices { result.formMaximum(margins[index]) }
    return result
  }
}

extension ResolvedPanel {
  /// Shrinks the plot where one unit must be as long on both axes.
  fileprivate mutating func equalizeScales() {
    let (width, height) = (x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
    guard panel.hasEqualScales, panel.x.scale == .linear, panel.y.scale == .linear,
      width > 0, height > 0, (width / height).isFinite, width / height > 0.05, width / height < 20
    else { return }
    let unit = min(plot.width / width, plot.height / height)
    plot.width = unit * width
    plot.height = unit * height
  }
}

extension Double {
  /// The nearest multiple of ½, where lines of 1 CSS pixel have sharp edges at twice the density.
  var roundedToHalf: Double { (self * 2).rounded() / 2 }
}

extension Rect {
  fileprivate mutating func cut(top amount: Double) {
    y += amount
    height -= amount
  }

  fileprivate mutating func cut(bottom amount: Double) { height -= amount }

  var roundedToHalf: Rect {
    let (left, top) = (x.roundedToHalf, y.roundedToHalf)
    return Rect(
      x: left, y: top, width: maxX.roundedToHalf - left, height: maxY.roundedToHalf - top)
  }
}
