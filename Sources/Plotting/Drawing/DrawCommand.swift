/// One thing to paint. Commands paint in order, each over the ones before.
package enum DrawCommand: Sendable, Equatable {
  case fill(Path, Color, rule: FillRule = .nonzero)
  case stroke(Path, Stroke, Color)
  /// A small drawing repeated at points: all of it at one point before the next, so that later
  /// points lie over earlier ones.
  case markers(Marker, at: [Point])
  case text(TextRun)
  /// Pixels stretched over a rectangle, nearest neighbour unless `isSmooth`.
  case image(PixelImage, in: Rect, isSmooth: Bool)
  /// Limits what follows to a rectangle, within the current limit.
  case pushClip(Rect)
  case popClip
}

/// What counts as inside a self-overlapping path.
package enum FillRule: Sendable, Equatable { case nonzero, evenOdd }

/// How a path's outline is drawn.
package struct Stroke: Hashable, Sendable {
  package enum Cap: String, Hashable, Sendable { case butt, round, square }
  package enum Join: String, Hashable, Sendable { case round, miter, bevel }

  /// In CSS pixels.
  package var width: Double
  /// Alternating lengths of dashes and gaps in CSS pixels; empty draws a solid line.
  package var dash: [Double]
  package var cap: Cap
  package var join: Join

  /// Creates a stroke.
  package init(width: Double, dash: [Double] = [], cap: Cap = .butt, join: Join = .round) {
    self.width = width
    self.dash = dash
    self.cap = cap
    self.join = join
  }
}

/// A small drawing that is painted at many points, in coordinates relative to them.
///
/// Its pixels are found once for all points. For that, points are rounded to quarters of a device
/// pixel; points that are not finite are left out.
package struct Marker: Sendable, Equatable {
  package enum Shape: Hashable, Sendable {
    case fill(Path, rule: FillRule = .nonzero)
    case stroke(Path, Stroke)
  }

  /// A shape in one color. Parts are painted in order, each over the ones before.
  package struct Part: Sendable, Equatable {
    package var shape: Shape
    package var color: Color

    /// Creates a part.
    package init(_ shape: Shape, _ color: Color) {
      self.shape = shape
      self.color = color
    }
  }

  package var parts: [Part]

  /// Creates a marker.
  package init(_ parts: [Part]) { self.parts = parts }
}

/// A line of text at a position.
package struct TextRun: Sendable, Equatable {
  package enum Alignment: Sendable, Equatable { case start, center, end }
  package enum Weight: Sendable, Equatable { case regular, bold }

  package var text: String
  /// The anchor: on the baseline, at the start, the middle or the end of the text.
  package var origin: Point
  /// In CSS pixels.
  package var size: Double
  package var color: Color
  package var alignment: Alignment
  package var weight: Weight
  package var isItalic: Bool
  /// Clockwise quarter turns about the origin; 3 reads upwards.
  package var quarterTurns: Int

  /// Creates a text run.
  package init(
    _ text: String, at origin: Point, size: Double, color: Color, alignment: Alignment = .start,
    weight: Weight = .regular, isItalic: Bool = false, quarterTurns: Int = 0
  ) {
    self.text = text
    self.origin = origin
    self.size = size
    self.color = color
    self.alignment = alignment
    self.weight = weight
    self.isItalic = isItalic
    self.quarterTurns = quarterTurns
  }
}

/// Rows of opaque pixels, top row first.
package struct PixelImage: Sendable, Equatable {
  package enum Pixels: Sendable, Equatable {
    /// Red, green and blue of each pixel.
    case colors([UInt8])
    /// A place in the palette for each pixel; red, green and blue of each place.
    case places([UInt8], palette: [UInt8])
  }

  package let width: Int
  package let height: Int
  package let pixels: Pixels

  /// Creates an image of `width * height * 3` bytes.
  package init(width: Int, height: Int, rgb: [UInt8]) {
    precondition(rgb.count == width * height * 3)
    self.width = width
    self.height = height
    pixels = .colors(rgb)
  }

  /// Creates an image of at most 256 colours, `width * height` places in their palette.
  package init(width: Int, height: Int, places: [UInt8], palette: [UInt8]) {
    precondition(places.count == width * height && palette.count % 3 == 0)
    self.width = width
    self.height = height
    pixels = .places(places, palette: palette)
  }

  /// Red, green and blue of each pixel.
  ///
  /// - Complexity: O(n) for an image with a palette.
  package var rgb: [UInt8] {
    switch pixels {
    case .colors(let rgb): rgb
    case .places(let places, let palette):
      places.flatMap { palette[3 * Int($0)..<3 * Int($0) + 3] }
    }
  }
}

/// A laid-out picture: what to paint on a canvas of CSS pixels.
package struct Picture: Sendable, Equatable {
  /// In CSS pixels.
  package var width: Double
  package var height: Double
  package var background: Color
  package var commands: [DrawCommand]

  /// Creates a picture.
  package init(width: Double, height: Double, background: Color, commands: [DrawCommand] = []) {
    self.width = width
    self.height = height
    self.background = background
    self.commands = commands
  }
}

/// A description of a figure that can be laid out in a theme.
package protocol Drawable: Sendable {
  /// Lays the figure out.
  func picture(in theme: Theme) -> Picture
  /// One to four sentences that say what the figure shows.
  var alternativeText: String { get }
  /// The figures that lead up to the picture, itself included; nil, the default, for none.
  var sequence: FrameSequence? { get }
  /// The numbers of the picture's curves; nil, the default, for pictures without.
  var data: FigureData? { get }
}

extension Drawable {
  package var sequence: FrameSequence? { nil }
  package var data: FigureData? { nil }
}
