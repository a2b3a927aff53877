/// A piece of inline syntax that this notebook language adds to Markdown, by its offsets in the
/// content of a block.
struct InlineMatch: Hashable {
  enum Kind: Character {
    /// `$…$`
    case inlineMath = "m"
    /// `$$…$$`
    case displayedMath = "d"
    /// `{{ path:format }}`
    case value = "v"
    /// `{#label}`
    case attribute = "a"
    /// `@fig-label`
    case reference = "r"
  }

  var kind: Kind
  var range: Range<Int>
}

/// Recognises math, inline values, labels and references while cmark scans a block's content.
enum InlineSyntax {
  /// The characters at which a match can begin.
  static let firstCharacters: [UInt8] = [UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "@")]
  /// What a reference's label begins with, before its `-`.
  static let labelPrefixes = ["fig", "tbl", "eq", "sec"]

  /// Returns the match that begins at an offset; `peek` gives the byte at an offset, 0 at the end.
  ///
  /// - Complexity: O(length of the match, or of the text up to the next `$`, `}` or line end).
  static func match(at start: Int, peek: (Int) -> UInt8) -> InlineMatch? {
    let found: (InlineMatch.Kind, Int)? =
      switch peek(start) {
      case UInt8(ascii: "$"): math(at: start, peek: peek)
      case UInt8(ascii: "{"): braces(at: start, peek: peek)
      case UInt8(ascii: "@"): reference(at: start, peek: peek)
      default: nil
      }
    return found.map { InlineMatch(kind: $0.0, range: start..<$0.1) }
  }

  /// Pandoc's rule: no space after the opening or before the closing dollar and no digit after the
  /// closing one; the first dollar that is not escaped decides.
  private static func math(
    at start: Int, peek: (Int) -> UInt8
  ) -> (InlineMatch.Kind, Int)? {
    let dollar = UInt8(ascii: "$")
    let isDisplayed = peek(start + 1) == dollar
    let contentStart = start + (isDisplayed ? 2 : 1)
    if !isDisplayed, isSpace(peek(contentStart)) { return nil }
    var index = contentStart
    var hasContent = false
    while peek(index) != 0 {
      let byte = peek(index)
      if byte == UInt8(ascii: "\\"), peek(index + 1) != 0 {
        hasContent = true
        index += 2
        continue
      }
      if byte == dollar {
        if isDisplayed {
          if peek(index + 1) == dollar { return hasContent ? (.displayedMath, index + 2) : nil }
        } else {
          let isClosed = !isSpace(peek(index - 1)) && !isDigit(peek(index + 1))
          return isClosed && hasContent ? (.inlineMath, index + 1) : nil
        }
      }
      if !isSpace(byte) { hasContent = true }
      index += 1
    }
    return nil
  }

  private static func braces(
    at start: Int, peek: (Int) -> UInt8
  ) -> (InlineMatch.Kind, Int)? {
    switch peek(start + 1) {
    case UInt8(ascii: "{"):
      var index = start + 2
      while true {
        switch peek(index) {
        case 0, 0x0A, 0x0D, UInt8(ascii: "{"): return nil
        case UInt8(ascii: "}") where peek(index + 1) == UInt8(ascii: "}"):
          return (.value, index + 2)
        default: index += 1
        }
      }
    case UInt8(ascii: "#"):
      var index = start + 2
      while isLabelByte(peek(index)) { index += 1 }
      let isClosed = index > start + 2 && peek(index) == UInt8(ascii: "}")
      return isClosed ? (.attribute, index + 1) : nil
    default: return nil
    }
  }

  private static func reference(
    at start: Int, peek: (Int) -> UInt8
  ) -> (InlineMatch.Kind, Int)? {
    if start > 0, isLabelByte(peek(start - 1)) || peek(start - 1) == UInt8(ascii: ".") {
      let opensBareNumber =
        start > 1 && peek(start - 1) == UInt8(ascii: "-") && peek(start - 2) == UInt8(ascii: "[")
      guard opensBareNumber else { return nil }
    }
    var index = start + 1
    var prefix: [UInt8] = []
    while (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(peek(index)), prefix.count < 4 {
      prefix.append(peek(index))
      index += 1
    }
    guard peek(index) == UInt8(ascii: "-"),
      labelPrefixes.contains(String(decoding: prefix, as: UTF8.self))
    else { return nil }
    index += 1
    let name = index
    while isLabelByte(peek(index)) { index += 1 }
    while index > name, peek(index - 1) == UInt8(ascii: "-") || peek(index - 1) == UInt8(ascii: "_")
    {
      index -= 1
    }
    return index > name ? (.reference, index) : nil
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Letters, digits, `-`, `_` and every byte beyond ASCII.
  static func isLabelByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...0xFF:
      true
    default: false
    }
  }

  /// ASCII punctuation, which a backslash makes literal.
  static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }
}
