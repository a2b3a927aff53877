/// A lexical element of TeX with its place, in UTF-8 offsets of the formula.
struct TeXToken: Equatable {
  enum Kind: Equatable {
    /// `\frac`, `\,`: the characters after the backslash.
    case command(String)
    case character(Character)
    case beginGroup
    case endGroup
    case raised
    case lowered
    case alignment
    /// One or more blanks, which matter in text alone.
    case space
    case end
  }

  var kind: Kind
  var lower: Int
  var upper: Int
}

extension TeXToken {
  /// Splits a formula; the last token is always `.end`.
  ///
  /// - Complexity: O(n)
  static func tokens(of tex: String) -> [TeXToken] {
    var tokens: [TeXToken] = []
    var offset = 0
    var index = tex.startIndex
    while index < tex.endIndex {
      let start = index
      let character = tex[index]
      index = tex.index(after: index)
      let kind: Kind?
      switch character {
      case "\\":
        let nameStart = index
        while index < tex.endIndex, tex[index].isTeXLetter { index = tex.index(after: index) }
        if index == nameStart, index < tex.endIndex { index = tex.index(after: index) }
        let name = String(tex[nameStart..<index])
        kind = .command(name.first?.isWhitespace == true ? " " : name)
      case "{": kind = .beginGroup
      case "}": kind = .endGroup
      case "^": kind = .raised
      case "_": kind = .lowered
      case "&": kind = .alignment
      case "%":
        while index < tex.endIndex, !tex[index].isNewline { index = tex.index(after: index) }
        kind = nil
      default:
        if character.isWhitespace {
          while index < tex.endIndex, tex[index].isWhitespace, tex[index] != "\u{A0}" {
            index = tex.index(after: index)
          }
          kind = character == "\u{A0}" ? .command(" ") : .space
        } else {
          kind = .character(character)
        }
      }
      let upper = offset + tex.utf8.distance(from: start, to: index)
      if let kind { tokens.append(TeXToken(kind: kind, lower: offset, upper: upper)) }
      offset = upper
    }
    tokens.append(TeXToken(kind: .end, lower: offset, upper: offset))
    return tokens
  }
}

extension Character {
  /// Whether the character may stand in a command's name.
  var isTeXLetter: Bool { isASCII && isLetter }
}
