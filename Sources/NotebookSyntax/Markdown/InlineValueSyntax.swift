import Diagnostics

/// What stands between `{{` and `}}`: a path to a result and an optional format.
enum InlineValueSyntax {
  /// Reads `path` or `path:format` from a part of a text.
  static func parse(
    _ part: Range<Int>, of content: MappedText, within whole: SourceRange
  ) -> (value: (path: Located<String>, format: Located<String>?)?, diagnostics: [Diagnostic]) {
    let bytes = content.bytes
    func located(_ part: Range<Int>) -> Located<String> {
      let text = String(decoding: bytes[part], as: UTF8.self)
      return Located(
        text, at: content.sourceRange(part.lowerBound, part.upperBound, within: whole))
    }
    let inner = trimmed(part, bytes)
    let colon = bytes[inner].firstIndex(of: UInt8(ascii: ":"))
    let path = located(trimmed(inner.lowerBound..<(colon ?? inner.upperBound), bytes))
    guard isPath(path.value) else {
      let message =
        path.value.isEmpty
        ? "an inline value needs a path" : "`\(path.value)` is not a path to a result"
      let range = path.value.isEmpty ? located(part).range : path.range
      let problem = Diagnostic.error(
        .badInlineValue, message, at: range,
        notes: [
          "a path is names and indices, such as `xor.test.accuracy` or `xor.layer1.w[0,1]`",
          "to show the braces themselves, write `\\{{` or put them in a code span",
        ])
      return (nil, [problem])
    }
    guard let colon else { return ((path, nil), []) }
    let format = located(trimmed((colon + 1)..<inner.upperBound, bytes))
    guard FormatSpec.parse(format.value) != nil else {
      let problem = Diagnostic.error(
        .badInlineValue, "`\(format.value)` is not a number format", at: format.range,
        notes: ["formats are Python's: `.3f`, `.1%`, `.2e`, `,`, `,.2f`, `g`"])
      return ((path, nil), [problem])
    }
    return ((path, format.value.isEmpty ? nil : format), [])
  }

  /// True for names joined by dots, each with any number of indices: `a.b[0,1].c`.
  static func isPath(_ path: String) -> Bool {
    var needsName = true
    var isInBrackets = false
    var hasDigit = false
    for scalar in path.unicodeScalars {
      if isInBrackets {
        switch scalar {
        case "0"..."9": hasDigit = true
        case "," where hasDigit: hasDigit = false
        case " ": break
        case "]" where hasDigit: isInBrackets = false
        default: return false
        }
        continue
      }
      switch scalar {
      case ".":
        if needsName { return false }
        needsName = true
      case "[":
        if needsName { return false }
        isInBrackets = true
        hasDigit = false
      case "-", "_", "0"..."9": needsName = false
      default:
        guard scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
        else { return false }
        needsName = false
      }
    }
    return !needsName && !isInBrackets
  }

  private static func trimmed(_ part: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var (lower, upper) = (part.lowerBound, part.upperBound)
    while lower < upper, InlineSyntax.isSpace(bytes[lower]) { lower += 1 }
    while upper > lower, InlineSyntax.isSpace(bytes[upper - 1]) { upper -= 1 }
    return lower..<upper
  }
}
