/// A description of a chart: panels of marks with axes and titles, no pixels.
///
/// A figure knows no theme and no sizes of text; `picture(in:)` measures, places and colours.
package struct Figure: Drawable, Sendable, Equatable {
  package enum Legend: Sendable, Equatable {
    /// Names at the ends of lines where they fit, a legend where they do not.
    case automatic
    /// A legend above the panels.
    case top
    case none
  }

  /// In CSS pixels.
  package var width: Double
  package var height: Double
  /// Opens the alternative text, such as `Loss curves`.
  package var kind: String
  /// What to see; empty for none. May hold `$…$`, as every label.
  package var title: String
  package var subtitle: String
  package var panels: [Panel]
  /// Panels in a row; nil chooses by number and shape.
  package var columns: Int?
  package var legend: Legend
  /// Whether panels of one row share the y range, and of one column the x range; their numbers are
  /// then written once.
  package var sharesX: Bool
  package var sharesY: Bool
  /// Small print below the panels; empty for none.
  package var note: String

  /// Creates a figure.
  package init(
    kind: String, title: String = "", subtitle: String = "", panels: [Panel],
    columns: Int? = nil, legend: Legend = .automatic, sharesX: Bool = false, sharesY: Bool = false,
    note: String = "", width: Double = 720, height: Double = 450
  ) {
    self.kind = kind
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.columns = columns
    self.legend = legend
    self.sharesX = sharesX
    self.sharesY = sharesY
    self.note = note
    self.width = width
    self.height = height
  }
}

/// One coordinate system of a figure.
package struct Panel: Sendable, Equatable {
  package enum Corner: Sendable, Equatable { case topLeft, topRight, bottomLeft, bottomRight }

  /// A short remark inside the panel, such as an accuracy.
  package struct CornerNote: Sendable, Equatable {
    package var text: String
    package var corner: Corner

    /// Creates a note.
    package init(_ text: String, in corner: Corner = .topRight) {
      self.text = text
      self.corner = corner
    }
  }

  package enum Frame: Sendable, Equatable {
    /// Numbers outside, a line along the bottom, horizontal grid lines.
    case open
    /// A frame on all sides, as around maps and scatters of the plane.
    case box
    /// Axes drawn through zero, as in textbooks.
    case throughZero
  }

  package var title: String
  /// A second, quieter line below the title.
  package var subtitle: String
  package var x: Axis
  package var y: Axis
  package var marks: [Mark]
  package var note: CornerNote?
  /// What the alternative text says of the panel besides its marks; empty for nothing, or for the
  /// subtitle where there are several panels.
  package var summary: String
  package var frame: Frame
  /// Whether one unit is as long on both axes.
  package var hasEqualScales: Bool

  /// Creates a panel.
  package init(
    title: String = "", subtitle: String = "", x: Axis = Axis(), y: Axis = Axis(), marks: [Mark],
    note: CornerNote? = nil, summary: String = "", frame: Frame = .open,
    hasEqualScales: Bool = false
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.marks = marks
    self.note = note
    self.summary = summary
    self.frame = frame
    self.hasEqualScales = hasEqualScales
  }
}
