/// The size of a line of text in CSS pixels.
package struct TextExtent: Hashable, Sendable {
  /// The sum of the kerned advances.
  package var width: Double
  /// How far the ink reaches above the baseline.
  package var ascent: Double
  /// How far the ink reaches below the baseline.
  package var descent: Double

  package var height: Double { ascent + descent }
}

/// Measures text exactly as it will be drawn, `$…$` markup included.
package enum TextMetrics {
  /// The height of capital letters and digits in units of the font size (DejaVu Sans).
  package static let capHeight = 0.729

  /// Returns the size of a line of text.
  package static func extent(
    of text: String, size: Double, weight: TextRun.Weight = .regular, isItalic: Bool = false
  ) -> TextExtent {
    TextLayout(text, size: size, weight: weight, isItalic: isItalic, keepsItems: false).extent
  }

  /// Returns the width of a line of text.
  package static func width(
    of text: String, size: Double, weight: TextRun.Weight = .regular, isItalic: Bool = false
  ) -> Double {
    extent(of: text, size: size, weight: weight, isItalic: isItalic).width
  }

  /// Returns the rectangle that a run's ink fills, its turns included.
  package static func box(of run: TextRun) -> Rect {
    let extent = extent(of: run.text, size: run.size, weight: run.weight, isItalic: run.isItalic)
    let left =
      switch run.alignment {
      case .start: 0.0
      case .center: -extent.width / 2
      case .end: -extent.width
      }
    let (x0, y0, x1, y1) = (left, -extent.ascent, left + extent.width, extent.descent)
    let (x, y) = (run.origin.x, run.origin.y)
    switch ((run.quarterTurns % 4) + 4) % 4 {
    case 0: return Rect(x: x + x0, y: y + y0, width: x1 - x0, height: y1 - y0)
    case 1: return Rect(x: x - y1, y: y + x0, width: y1 - y0, height: x1 - x0)
    case 2: return Rect(x: x - x1, y: y - y1, width: x1 - x0, height: y1 - y0)
    default: return Rect(x: x + y0, y: y - x1, width: y1 - y0, height: x1 - x0)
    }
  }

  /// Returns text broken at spaces into lines no wider than `width`, at most `maximum` of them; what
  /// does not fit ends in an ellipsis.
  package static func lines(
    of text: String, width: Double, size: Double, weight: TextRun.Weight = .regular,
    maximum: Int = 3
  ) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words(of: text) {
      let longer = line.isEmpty ? word : line + " " + word
      if line.isEmpty || self.width(of: longer, size: size, weight: weight) <= width {
        line = longer
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    if lines.count > maximum {
      lines = Array(lines[..<maximum])
      lines[maximum - 1] += " …"
    }
    return lines.map { shortened($0, width: width, size: size, weight: weight) }
  }

  /// Returns text cut to a width, with an ellipsis where something is missing.
  package static func shortened(
    _ text: String, width: Double, size: Double, weight: TextRun.Weight = .regular
  ) -> String {
    guard self.width(of: text, size: size, weight: weight) > width else { return text }
    var characters = Array(MathText.plainText(text))
    while characters.last == "…" || characters.last == " " { characters.removeLast() }
    var low = 0
    var high = characters.count
    while low < high {
      let middle = (low + high + 1) / 2
      let candidate = String(characters[..<middle]) + "…"
      if self.width(of: candidate, size: size, weight: weight) <= width {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low == 0 ? "…" : String(characters[..<low]) + "…"
  }

  /// Splits at spaces outside `$…$`.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for piece in MathText.pieces(of: text) {
      if piece.isMath {
        word += "$" + piece.source + "$"
        continue
      }
      for character in piece.source {
        if character == " " || character == "\n" {
          if !word.isEmpty { words.append(word) }
          word = ""
        } else {
          word.append(character == "$" ? "\\$" : String(character))
        }
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
