/// Sizes of text and distances in figures, in CSS pixels.
enum Typography {
  static let title = 15.0
  static let subtitle = 12.0
  static let panelTitle = 13.0
  static let label = 12.0
  static let tick = 11.0
  static let note = 11.0
  /// Between baselines, in units of the size.
  static let leading = 1.3
  /// Around the figure.
  static let margin = 12.0
  /// Between panels.
  static let gutter = 22.0
  static let tickLength = 4.0
  /// Between a tick and its number.
  static let tickGap = 4.0
}

/// A block of lines of one style, measured before it is placed.
struct TextBlock {
  var lines: [String]
  var size: Double
  var weight: TextRun.Weight
  var ink: Ink

  init(
    _ text: String, width: Double, size: Double, weight: TextRun.Weight = .regular,
    ink: Ink = .foreground, maximum: Int = 2
  ) {
    lines =
      text.isEmpty
      ? [] : TextMetrics.lines(of: text, width: width, size: size, weight: weight, maximum: maximum)
    self.size = size
    self.weight = weight
    self.ink = ink
  }

  var height: Double { Double(lines.count) * size * Typography.leading }

  /// Returns the lines below a height, their starts or middles at `x`.
  func commands(
    x: Double, top: Double, alignment: TextRun.Alignment = .start, theme: Theme
  ) -> [DrawCommand] {
    lines.enumerated().map { index, line in
      .text(
        TextRun(
          line, at: Point(x, top + size + Double(index) * size * Typography.leading), size: size,
          color: ink.color(in: theme), alignment: alignment, weight: weight))
    }
  }
}
