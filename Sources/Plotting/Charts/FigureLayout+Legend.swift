extension FigureLayout {
  /// Decides panel by panel between names at the lines' ends and a legend; returns the legend.
  mutating func chooseLabels(in area: Rect) -> [LegendEntry] {
    guard figure.legend != .none else { return [] }
    if figure.legend == .automatic, panels.count == 1 {
      panels[0].labelsEnds = EndLabel.fit(
        panels[0], width: area.width, height: area.height * 0.75)
    }
    return LegendEntry.entries(
      of: figure.panels, omittingLines: panels.map(\.labelsEnds))
  }

  /// Draws a legend at the top of an area and returns its height.
  mutating func drawLegend(_ entries: [LegendEntry], in area: Rect) -> Double {
    let legend = LegendEntry.rows(of: entries, width: area.width)
    for (index, row) in legend.enumerated() {
      var x = area.x
      let middle = area.y + (Double(index) + 0.5) * LegendEntry.lineHeight
      for entry in row {
        commands += entry.commands(x: x, middle: middle, theme: theme)
        x += entry.width + 18
      }
    }
    return legend.isEmpty ? 0 : Double(legend.count) * LegendEntry.lineHeight + 8
  }

  /// A square panel leaves room at its side, where a legend is nearer to what it names.
  func hasSideLegend(_ entries: [LegendEntry]) -> Bool {
    panels.count == 1 && panels[0].panel.hasEqualScales && !entries.isEmpty
      && entries.count <= 10 && figure.width > figure.height * 1.35
  }

  /// Places one square panel and its legend side by side, in the middle of the area.
  mutating func placeBeside(_ entries: [LegendEntry], in area: Rect) {
    let gap = 20.0
    let sampleSpace = entries.map(\.sampleWidth).max() ?? 0
    let widest = min(
      entries.map { $0.width - $0.sampleWidth + sampleSpace }.max() ?? 0, area.width * 0.35)
    var rest = area
    rest.width -= widest + gap
    place(in: rest, centered: false)
    let panel = panels[0]
    let right = panel.plot.maxX + (panel.colorBar?.space ?? 0)
    let shift = max((area.maxX - (right + gap + widest)) / 2, 0)
    panels[0].plot.x = (panels[0].plot.x + shift).roundedToHalf
    var middle = panel.plot.y + LegendEntry.lineHeight / 2
    for row in LegendEntry.rows(of: entries, width: widest) {
      for entry in row {
        commands += entry.commands(
          x: right + shift + gap, middle: middle, sampleSpace: sampleSpace, theme: theme)
        middle += LegendEntry.lineHeight + 2
      }
    }
  }
}
