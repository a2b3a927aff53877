/// Something drawn in a panel, in the units of its axes. Marks paint in order.
package enum Mark: Sendable, Equatable {
  case line(LineMark)
  case points(PointMark)
  case bars(BarMark)
  case histogram(HistogramMark)
  case band(BandMark)
  case span(SpanMark)
  case heatMap(HeatMapMark)
  case contours(ContourMark)
  case regions(RegionMark)
  case rule(RuleMark)
  case text(TextMark)
  case arrow(ArrowMark)
  case trajectory(TrajectoryMark)
  case polygon(PolygonMark)
}

/// How a line is broken up.
package enum LineStyle: Sendable, Equatable {
  case solid, dashed, dotted
}

/// A curve through points. A coordinate that is not finite leaves a gap.
package struct LineMark: Sendable, Equatable {
  package var x: [Double]
  package var y: [Double]
  /// Written at the line's end, or in the legend where that does not fit; empty for none.
  package var name: String
  /// What tables call a line without a name.
  package var series: String
  package var ink: Ink
  package var style: LineStyle
  /// In CSS pixels.
  package var width: Double
  /// Whether the name is followed by the last value.
  package var showsEndValue: Bool

  /// Creates a line.
  package init(
    x: [Double], y: [Double], name: String = "", series: String = "", ink: Ink,
    style: LineStyle = .solid, width: Double = 2, showsEndValue: Bool = false
  ) {
    precondition(x.count == y.count)
    self.x = x
    self.y = y
    self.name = name
    self.series = series
    self.ink = ink
    self.style = style
    self.width = width
    self.showsEndValue = showsEndValue
  }
}

/// Single points. Points that are not finite are left out and counted in a note.
package struct PointMark: Sendable, Equatable {
  package enum Shape: Sendable, Equatable {
    case circle, square, triangle, diamond, cross, plus

    /// Returns the shape of a class, which tells classes apart whose hues look alike to some readers.
    package static func ofClass(_ index: Int) -> Shape {
      [.circle, .square, .triangle, .diamond][index % 4]
    }
  }

  package enum Style: Sendable, Equatable {
    /// Filled with the ink, with a thin rim that sets points apart from what is below.
    case filled
    /// Filled with the background, with an outline of the ink.
    case outlined
    /// Filled with the ink, with a rim of the foreground; used to single points out.
    case ringed
  }

  package var x: [Double]
  package var y: [Double]
  /// Named in the legend; empty for none.
  package var name: String
  package var ink: Ink
  package var shape: Shape
  package var style: Style
  /// The diameter in CSS pixels; nil adapts to the number of points.
  package var size: Double?

  /// Creates points.
  package init(
    x: [Double], y: [Double], name: String = "", ink: Ink, shape: Shape = .circle,
    style: Style = .filled, size: Double? = nil
  ) {
    precondition(x.count == y.count)
    self.x = x
    self.y = y
    self.name = name
    self.ink = ink
    self.shape = shape
    self.style = style
    self.size = size
  }
}

/// Bars over named categories, in groups where there are several series.
///
/// The categories' names become the ticks of the x axis (of the y axis where horizontal).
package struct BarMark: Sendable, Equatable {
  package struct Series: Sendable, Equatable {
    package var name: String
    package var values: [Double]
    package var ink: Ink
    /// Inks of single bars by category, instead of the series' own.
    package var highlights: [Int: Ink]

    /// Creates a series with a value for each category.
    package init(
      _ name: String = "", values: [Double], ink: Ink, highlights: [Int: Ink] = [:]
    ) {
      self.name = name
      self.values = values
      self.ink = ink
      self.highlights = highlights
    }
  }

  package var categories: [String]
  package var series: [Series]
  package var isHorizontal: Bool
  /// Whether values are written at the bars' ends.
  package var showsValues: Bool
  /// The value where bars start.
  package var baseline: Double

  /// Creates bars.
  package init(
    categories: [String], series: [Series], isHorizontal: Bool = false, showsValues: Bool = false,
    baseline: Double = 0
  ) {
    precondition(series.allSatisfy { $0.values.count == categories.count })
    self.categories = categories
    self.series = series
    self.isHorizontal = isHorizontal
    self.showsValues = showsValues
    self.baseline = baseline
  }
}

/// The area between two curves.
package struct BandMark: Sendable, Equatable {
  package var x: [Double]
  package var lower: [Double]
  package var upper: [Double]
  /// Named in the legend; empty for none.
  package var name: String
  /// What tables call a band without a name.
  package var series: String
  package var ink: Ink

  /// Creates a band; the ink is drawn at a fifth of its opacity.
  package init(
    x: [Double], lower: [Double], upper: [Double], name: String = "", series: String = "", ink: Ink
  ) {
    precondition(x.count == lower.count && x.count == upper.count)
    self.x = x
    self.lower = lower
    self.upper = upper
    self.name = name
    self.series = series
    self.ink = ink
  }
}

/// A direction of a panel.
package enum Dimension: Sendable, Equatable { case x, y }

/// A shaded range of one axis across the whole panel.
package struct SpanMark: Sendable, Equatable {
  package var dimension: Dimension
  package var range: ClosedRange<Double>
  package var ink: Ink
  /// Written at the top of the range; empty for none.
  package var name: String

  /// Creates a shaded range; the ink is drawn at an eighth of its opacity.
  package init(_ dimension: Dimension, _ range: ClosedRange<Double>, ink: Ink, name: String = "") {
    self.dimension = dimension
    self.range = range
    self.ink = ink
    self.name = name
  }
}

/// A reference line across the whole panel at one value of an axis.
package struct RuleMark: Sendable, Equatable {
  /// The axis that `value` is on: a rule of dimension `x` is vertical.
  package var dimension: Dimension
  package var value: Double
  package var ink: Ink
  package var style: LineStyle
  package var name: String

  /// Creates a rule.
  package init(
    _ dimension: Dimension, _ value: Double, ink: Ink = .muted, style: LineStyle = .dashed,
    name: String = ""
  ) {
    self.dimension = dimension
    self.value = value
    self.ink = ink
    self.style = style
    self.name = name
  }
}

/// Words at a place of the panel.
package struct TextMark: Sendable, Equatable {
  package var text: String
  package var x: Double
  package var y: Double
  package var ink: Ink
  package var alignment: TextRun.Alignment
  /// How far the text's middle is moved from the place, in CSS pixels, downwards.
  package var offset: Double
  /// In CSS pixels.
  package var size: Double

  /// Creates a text; it is moved inwards where it would leave the panel.
  package init(
    _ text: String, x: Double, y: Double, ink: Ink = .foreground,
    alignment: TextRun.Alignment = .center, offset: Double = 0, size: Double = 12
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.ink = ink
    self.alignment = alignment
    self.offset = offset
    self.size = size
  }
}

/// A straight arrow.
package struct ArrowMark: Sendable, Equatable {
  package var fromX: Double
  package var fromY: Double
  package var toX: Double
  package var toY: Double
  package var ink: Ink
  /// In CSS pixels.
  package var width: Double

  /// Creates an arrow.
  package init(
    fromX: Double, fromY: Double, toX: Double, toY: Double, ink: Ink = .foreground,
    width: Double = 1.5
  ) {
    self.fromX = fromX
    self.fromY = fromY
    self.toX = toX
    self.toY = toY
    self.ink = ink
    self.width = width
  }
}

/// A path with a dot for every step, as of an optimizer.
package struct TrajectoryMark: Sendable, Equatable {
  package var x: [Double]
  package var y: [Double]
  package var name: String
  package var ink: Ink

  /// Creates a trajectory; its start is marked with an outlined dot, its end with a large one.
  package init(x: [Double], y: [Double], name: String = "", ink: Ink) {
    precondition(x.count == y.count)
    self.x = x
    self.y = y
    self.name = name
    self.ink = ink
  }
}

/// A closed shape, such as a constraint's diamond.
package struct PolygonMark: Sendable, Equatable {
  package var x: [Double]
  package var y: [Double]
  package var name: String
  package var fill: Ink?
  package var outline: Ink?

  /// Creates a polygon.
  package init(
    x: [Double], y: [Double], name: String = "", fill: Ink? = nil, outline: Ink? = nil
  ) {
    precondition(x.count == y.count)
    self.x = x
    self.y = y
    self.name = name
    self.fill = fill
    self.outline = outline
  }
}
