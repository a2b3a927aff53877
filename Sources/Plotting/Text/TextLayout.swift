/// A line of text resolved into glyphs at positions, in CSS pixels relative to the line's start.
struct TextLayout {
  struct Item {
    var glyph: GlyphOutline
    var identifier: Int
    var x: Double
    /// Downwards from the baseline.
    var y: Double
    var size: Double
    var isOblique: Bool
  }

  private(set) var items: [Item] = []
  private(set) var extent = TextExtent(width: 0, ascent: 0, descent: 0)

  /// How far the top of an oblique letter leans to the right, per unit of height.
  static let slant = 0.2

  init(_ text: String, size: Double, weight: TextRun.Weight, isItalic: Bool) {
    for piece in MathText.pieces(of: text) {
      if piece.isMath {
        for atom in MathText.atoms(of: piece.source) {
          place(atom, size: size, weight: weight)
        }
      } else {
        var atom = MathText.Atom(text: piece.source)
        atom.isItalic = isItalic
        place(atom, size: size, weight: weight)
      }
    }
  }

  private mutating func place(_ atom: MathText.Atom, size: Double, weight: TextRun.Weight) {
    let atomSize = size * atom.scale
    let baseline = -atom.rise * size
    let start = atom.startsAtPreviousScript ? previousScriptStart : extent.width
    if atom.isScript { previousScriptStart = start }
    let origin = start + (atom.spaceBefore + atom.italicCorrection) * size
    var x = origin
    let glyphs = FontLibrary.shared.glyphs(
      for: Array(atom.text.unicodeScalars), bold: weight == .bold)
    for positioned in glyphs {
      let left = origin + positioned.x * atomSize
      if !positioned.glyph.isBlank {
        items.append(
          Item(
            glyph: positioned.glyph, identifier: positioned.identifier, x: left, y: baseline,
            size: atomSize, isOblique: atom.isItalic))
        extent.ascent = max(extent.ascent, positioned.glyph.maxY * atomSize - baseline)
        extent.descent = max(extent.descent, baseline - positioned.glyph.minY * atomSize)
      }
      x = left + positioned.glyph.advance * atomSize
    }
    extent.width = max(extent.width, x + atom.spaceAfter * size)
  }

  private var previousScriptStart = 0.0
}
