extension HeatMapMark {
  /// Returns the samples as pixels, the row of the largest y first.
  func pixels(in theme: Theme) -> PixelImage {
    let palette = Palette(self, in: theme)
    return PixelImage(columns: field.columns, rows: field.rows) { column, row in
      palette.color(of: field.values[(field.rows - 1 - row) * field.columns + column])
    }
  }

  /// Red, green and blue of the colours of a map between nodes, then of what is not finite.
  func palette(in theme: Theme) -> [UInt8] {
    (map.colors(in: theme, count: max(colorCount, 2)) + [theme.grid]).flatMap {
      [$0.red, $0.green, $0.blue]
    }
  }

  /// The colours of a map in a theme.
  struct Palette {
    private let map: HeatMapMark
    private let colors: [Color]
    private let undefined: Color
    private let low: Double
    private let scale: Double

    init(_ map: HeatMapMark, in theme: Theme) {
      self.map = map
      colors = map.map.colors(in: theme, count: max(map.colorCount, 2))
      undefined = theme.grid
      let range = map.resolvedRange
      low = range.lowerBound
      scale = Double(colors.count) / (range.upperBound - range.lowerBound)
    }

    /// Returns the colour of a value; that of the grid where it is not finite.
    func color(of value: Double) -> Color {
      guard value.isFinite else { return undefined }
      let index = (map.place(of: value) - low) * scale
      return colors[Int(min(max(index, 0), Double(colors.count - 1)))]
    }
  }
}
