/// Values over a rectangle of the plane.
package struct ScalarField: Sendable, Equatable {
  package enum Sampling: Sendable, Equatable {
    /// The outermost samples lie on the rectangle's edges.
    case nodes
    /// The rectangle is divided into as many cells; samples are their centres.
    case cells
  }

  package var columns: Int
  package var rows: Int
  /// Row by row, the row of the smallest y first, `columns * rows` values.
  package var values: [Double]
  package var x: ClosedRange<Double>
  package var y: ClosedRange<Double>
  package var sampling: Sampling

  /// Creates a field.
  package init(
    columns: Int, rows: Int, values: [Double], x: ClosedRange<Double>, y: ClosedRange<Double>,
    sampling: Sampling = .nodes
  ) {
    precondition(columns >= 1 && rows >= 1 && values.count == columns * rows)
    self.columns = columns
    self.rows = rows
    self.values = values
    self.x = x
    self.y = y
    self.sampling = sampling
  }
}

/// A field as colours: interpolated between nodes, flat in cells.
package struct HeatMapMark: Sendable, Equatable {
  package var field: ScalarField
  package var map: ColorMap
  /// The values at the ends of the map; nil takes them from the field (symmetric about 0 for a
  /// diverging map).
  package var range: ClosedRange<Double>?
  /// Written beside the colour bar; nil draws no bar.
  package var colorBar: String?
  /// Whether each cell's value is written into it.
  package var showsValues: Bool
  /// Steps the map is divided into, as between filled contours; nil varies smoothly.
  package var levels: Int?
  /// Ascending values at which the colour changes, for filled contours at uneven levels; below the
  /// first and above the last the map has its two ends. Takes precedence over `levels` and `range`.
  package var bounds: [Double]
  /// The side of the squares that a map between nodes is made of, in CSS pixels.
  package var cell: Double

  /// Creates a heat map.
  package init(
    _ field: ScalarField, map: ColorMap, range: ClosedRange<Double>? = nil,
    colorBar: String? = nil, showsValues: Bool = false, levels: Int? = nil, bounds: [Double] = [],
    cell: Double? = nil
  ) {
    precondition(levels ?? 2 < 256 && bounds.count < 255, "a map has at most 255 colours")
    self.field = field
    self.map = map
    self.range = range
    self.colorBar = colorBar
    self.showsValues = showsValues
    self.levels = levels
    self.bounds = bounds
    // Neighbouring shades of a smooth map differ so little that their border needs no finer pixels
    // than CSS's; the borders between wide steps do.
    self.cell = cell ?? (levels != nil || !bounds.isEmpty ? 0.5 : 1)
  }
}

/// Lines along which a field has given values (marching squares).
package struct ContourMark: Sendable, Equatable {
  package var field: ScalarField
  package var levels: [Double]
  package var ink: Ink
  /// In CSS pixels.
  package var width: Double
  package var style: LineStyle
  /// Named in the legend; empty for none.
  package var name: String

  /// Creates contour lines.
  package init(
    _ field: ScalarField, levels: [Double], ink: Ink = .foreground, width: Double = 1.5,
    style: LineStyle = .solid, name: String = ""
  ) {
    self.field = field
    self.levels = levels
    self.ink = ink
    self.width = width
    self.style = style
    self.name = name
  }
}

/// The plane divided among classes, each in a light tint of its colour: at every place the class of
/// the highest score.
package struct RegionMark: Sendable, Equatable {
  /// One field of scores for each class, all over the same samples.
  package var scores: [ScalarField]
  /// One ink for each class.
  package var inks: [Ink]

  /// Creates regions.
  package init(scores: [ScalarField], inks: [Ink]) {
    precondition(scores.count == inks.count && scores.count <= 256)
    self.scores = scores
    self.inks = inks
  }
}
