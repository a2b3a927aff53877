/// A line of text resolved into glyphs at positions, in CSS pixels relative to the line's start.
struct TextLayout {
  struct Item {
    var identifier: Int
    var x: Double
    /// Downwards from the baseline.
    var y: Double
    var size: Double
    var isOblique: Bool

    var glyph: GlyphOutline { FontLibrary.shared.outline(of: identifier) }
  }

  private(set) var items: [Item] = []
  private(set) var extent = TextExtent(width: 0, ascent: 0, descent: 0)
  private let keepsItems: Bool

  /// How far the top of an oblique letter leans to the right, per unit of height.
  static let slant = 0.2

  /// Lays a line out.
  ///
  /// - Parameter keepsItems: Whether the glyphs are wanted, or only their extent.
  init(
    _ text: String, size: Double, weight: TextRun.Weight, isItalic: Bool, keepsItems: Bool = true
  ) {
    self.keepsItems = keepsItems
    let isBold = weight == .bold
    guard text.utf8.contains(UInt8(ascii: "$")) else {
      if keepsItems { items.reserveCapacity(text.utf8.count) }
      place(text, from: 0, size: size, baseline: 0, isBold: isBold, isOblique: isItalic)
      return
    }
    for piece in MathText.pieces(of: text) {
      if piece.isMath {
        for atom in MathText.atoms(of: piece.source) { place(atom, size: size, isBold: isBold) }
      } else {
        var atom = MathText.Atom(text: piece.source)
        atom.isItalic = isItalic
        place(atom, size: size, isBold: isBold)
      }
    }
  }

  private mutating func place(_ atom: MathText.Atom, size: Double, isBold: Bool) {
    let start = atom.startsAtPreviousScript ? previousScriptStart : extent.width
    if atom.isScript { previousScriptStart = start }
    place(
      atom.text, from: start + (atom.spaceBefore + atom.italicCorrection) * size,
      size: size * atom.scale, baseline: -atom.rise * size, isBold: isBold,
      isOblique: atom.isItalic, spaceAfter: atom.spaceAfter * size)
  }

  private mutating func place(
    _ text: String, from origin: Double, size: Double, baseline: Double, isBold: Bool,
    isOblique: Bool, spaceAfter: Double = 0
  ) {
    var x = origin
    FontLibrary.shared.forEachGlyph(of: text, bold: isBold) { positioned in
      let left = origin + positioned.x * size
      let metrics = positioned.metrics
      if !metrics.isBlank {
        if keepsItems {
          items.append(
            Item(
              identifier: positioned.identifier, x: left, y: baseline, size: size,
              isOblique: isOblique))
        }
        extent.ascent = max(extent.ascent, metrics.maxY * size - baseline)
        extent.descent = max(extent.descent, baseline - metrics.minY * size)
      }
      x = left + metrics.advance * size
    }
    extent.width = max(extent.width, x + spaceAfter)
  }

  private var previousScriptStart = 0.0
}
