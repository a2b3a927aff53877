/// Small images in rows on one shared scale: rows of an image data set, filters, feature maps.
package struct ImageGrid: Sendable {
  /// Whether an image stands out.
  package enum Emphasis: Sendable, Equatable {
    case none
    /// Framed in the colour of errors, its words too.
    case wrong
  }

  /// One image with its words.
  package struct Tile: Sendable, Equatable {
    package var columns: Int
    package var rows: Int
    /// Row by row, the top row first.
    package var values: [Double]
    /// Written below; empty for nothing.
    package var label: String
    package var emphasis: Emphasis

    /// Creates a tile.
    ///
    /// - Precondition: There are `columns * rows` values and at least one.
    package init(
      columns: Int, rows: Int, values: [Double], label: String = "", emphasis: Emphasis = .none
    ) {
      precondition(columns > 0 && rows > 0 && values.count == columns * rows)
      self.columns = columns
      self.rows = rows
      self.values = values
      self.label = label
      self.emphasis = emphasis
    }
  }

  /// How values become colours.
  package struct Scale: Sendable, Equatable {
    package var map: ColorMap
    /// The values at the ends of the map.
    package var range: ClosedRange<Double>

    /// Creates a scale.
    package init(map: ColorMap, range: ClosedRange<Double>) {
      self.map = map
      self.range = range
    }
  }

  /// Images that belong together, below a heading.
  package struct Group: Sendable, Equatable {
    /// Written above; empty for none.
    package var title: String
    package var tiles: [Tile]
    /// Nil for the scale of the grid.
    package var scale: Scale?

    /// Creates a group.
    ///
    /// - Precondition: There is at least one tile.
    package init(title: String = "", tiles: [Tile], scale: Scale? = nil) {
      precondition(!tiles.isEmpty)
      self.title = title
      self.tiles = tiles
      self.scale = scale
    }
  }

  /// Opens the alternative text, such as `Images`.
  package var kind: String
  package var title: String
  package var groups: [Group]
  /// The images of all groups.
  package var tiles: [Tile] { groups.flatMap(\.tiles) }
  package var map: ColorMap
  /// The values at the ends of the map.
  package var range: ClosedRange<Double>
  /// Written beside the colour bar; nil draws none.
  package var colorBar: String?
  /// Images in a row; nil chooses by their number.
  package var columns: Int?
  /// Small print below; empty for none.
  package var note: String
  /// In CSS pixels; the height follows from the number of rows.
  package var width: Double

  /// Creates a grid of images.
  ///
  /// - Precondition: There is at least one tile.
  package init(
    kind: String, title: String = "", tiles: [Tile], map: ColorMap, range: ClosedRange<Double>,
    colorBar: String? = nil, columns: Int? = nil, note: String = "", width: Double = 720
  ) {
    self.init(
      kind: kind, title: title, groups: [Group(tiles: tiles)], map: map, range: range,
      colorBar: colorBar, columns: columns, note: note, width: width)
  }

  /// Creates groups of images, one below the other.
  ///
  /// - Precondition: There is at least one group.
  package init(
    kind: String, title: String = "", groups: [Group], map: ColorMap, range: ClosedRange<Double>,
    colorBar: String? = nil, columns: Int? = nil, note: String = "", width: Double = 720
  ) {
    precondition(!groups.isEmpty)
    self.kind = kind
    self.title = title
    self.groups = groups
    self.map = map
    self.range = range
    self.colorBar = colorBar
    self.columns = columns
    self.note = note
    self.width = width
  }
}

extension ImageGrid: Drawable {
  package var alternativeText: String {
    let name = title.isEmpty ? kind : "\(kind): \(MathText.plainText(title))"
    var text = "\(name). " + groups.map(words).joined(separator: "; ")
    if let colorBar {
      text += ", colours for \(MathText.plainText(colorBar)) from "
      text += "\(NumberText.spoken(range.lowerBound)) to \(NumberText.spoken(range.upperBound))"
    }
    let wrong = tiles.filter { $0.emphasis == .wrong }
    if !wrong.isEmpty { text += ", \(wrong.count) marked as wrong" }
    let labels = tiles.map { MathText.plainText($0.label) }.filter { !$0.isEmpty }
    if !labels.isEmpty {
      let shown = labels.prefix(24).joined(separator: ", ")
      text += ": \(shown)" + (labels.count > 24 ? ", and \(labels.count - 24) more" : "")
    }
    if !note.isEmpty { text += ". \(MathText.plainText(note))" }
    return text.hasSuffix(".") ? text : text + "."
  }

  private func words(_ group: Group) -> String {
    let first = group.tiles[0]
    let sizes = group.tiles.allSatisfy { $0.columns == first.columns && $0.rows == first.rows }
    let count = "\(group.tiles.count) \(group.tiles.count == 1 ? "image" : "images")"
    let size = sizes ? " of \(first.columns) × \(first.rows) pixels" : ""
    return (group.title.isEmpty ? "" : "\(MathText.plainText(group.title)): ") + count + size
  }

  package func picture(in theme: Theme) -> Picture {
    ImageGridPainter(grid: self, theme: theme).picture()
  }
}
