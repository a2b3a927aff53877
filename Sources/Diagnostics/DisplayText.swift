/// One character of a source line as a terminal shows it.
struct DisplayCell {
  /// What is printed; never a control character.
  var text: String
  /// The number of terminal columns that `text` takes.
  var width: Int
  /// The number of UTF-8 bytes in the source.
  var byteCount: Int
}

/// Text made safe and measurable for a terminal.
enum DisplayText {
  private static let tabWidth = 4

  /// Splits a line into cells: tabs become spaces, control and direction-changing characters become
  /// visible marks.
  static func cells(of line: String) -> [DisplayCell] {
    var cells: [DisplayCell] = []
    var column = 0
    for character in line {
      var cell: DisplayCell
      if character == "\t" {
        let width = tabWidth - column % tabWidth
        cell = DisplayCell(
          text: String(repeating: " ", count: width), width: width, byteCount: 1)
      } else {
        let text = sanitized(String(character))
        cell = DisplayCell(
          text: text, width: width(of: text), byteCount: character.utf8.count)
      }
      column += cell.width
      cells.append(cell)
    }
    return cells
  }

  /// Returns a text on one line without characters that steer a terminal.
  static func sanitized(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: result.append(" ")
      case 0x00..<0x20: result.append(Unicode.Scalar(scalar.value + 0x2400) ?? "\u{FFFD}")
      default: result.append(isUnprintable(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(result)
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// Returns the number of terminal columns of one character.
  private static func width(of text: String) -> Int {
    var width = 0
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format:
        if scalar.value == 0xFE0F { width = 2 }
      default: width = max(width, isWide(scalar.value) ? 2 : 1)
      }
    }
    return width
  }

  /// True for the blocks that Unicode's East Asian Width table (UAX #11) calls wide or full-width.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
