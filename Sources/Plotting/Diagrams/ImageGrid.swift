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

  /// Opens the alternative text, such as `Images`.
  package var kind: String
  package var title: String
  package var tiles: [Tile]
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
    precondition(!tiles.isEmpty)
    self.kind = kind
    self.title = title
    self.tiles = tiles
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
    let first = tiles[0]
    let sizes = tiles.allSatisfy { $0.columns == first.columns && $0.rows == first.rows }
    let size = sizes ? " of \(first.columns) × \(first.rows) pixels" : ""
    let name = title.isEmpty ? kind : "\(kind): \(MathText.plainText(title))"
    var text = "\(name). \(tiles.count) \(tiles.count == 1 ? "image" : "images")\(size)"
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

  package func picture(in theme: Theme) -> Picture {
    ImageGridPainter(grid: self, theme: theme).picture()
  }
}
