import Diagnostics
import NotebookSyntax

/// Math with inline values: `$w_1 = {{ cubic.w1:.3f }}$`.
///
/// Double braces are also grouping in TeX, so only a path with a dot between them is a value.
struct MathValues {
  /// The math's place, by which the report finds it.
  var range: SourceRange
  /// The TeX between the values, one piece more than there are values.
  private var pieces: [String]
  private(set) var values: [NotebookInlines.Value]

  /// Finds the values in math; nil where there are none.
  init?(tex: String, at range: SourceRange, in source: SourceText) {
    let found = Self.find(in: Array(tex.utf8))
    guard !found.isEmpty else { return nil }
    // The same braces in the source give the places; where escapes or folding make the two differ,
    // the whole math stands for each.
    let bytes = Array(source.text(in: range).utf8)
    let written = Self.find(in: bytes)
    self.range = range
    pieces = []
    values = []
    var end = 0
    let texBytes = Array(tex.utf8)
    for (index, match) in found.enumerated() {
      pieces.append(String(decoding: texBytes[end..<match.braces.lowerBound], as: UTF8.self))
      end = match.braces.upperBound
      func place(_ part: (Match) -> Range<Int>) -> SourceRange {
        guard written.count == found.count else { return range }
        let part = part(written[index])
        return SourceRange(range.lower + part.lowerBound, range.lower + part.upperBound)
      }
      func text(_ part: Range<Int>) -> String { String(decoding: texBytes[part], as: UTF8.self) }
      let braces =
        written.count == found.count
        ? place(\.braces) : SourceRange(range.lower + index, range.upper)
      values.append(
        NotebookInlines.Value(
          range: braces, path: Located(text(match.path), at: place(\.path)),
          format: match.format.map { format in
            Located(text(format), at: place { $0.format ?? $0.path })
          }))
    }
    pieces.append(String(decoding: texBytes[end...], as: UTF8.self))
  }

  /// Returns the TeX with the values filled in; a value without a text stays a question mark.
  func tex(with texts: [SourceRange: String]) -> String {
    var tex = pieces[0]
    for (value, piece) in zip(values, pieces.dropFirst()) {
      tex += texts[value.range].map(Self.tex(of:)) ?? "\\text{?}"
      tex += piece
    }
    return tex
  }

  /// Returns a value's text as TeX: `1e-05` is 10⁻⁵, commas group digits, words are text.
  private static func tex(of text: String) -> String {
    let digits = Set("0123456789.,-+e%[] ")
    guard text.allSatisfy({ digits.contains($0) }), text.contains(where: { $0.isNumber }) else {
      return "\\text{\(text.filter { !"\\{}$".contains($0) })}"
    }
    var tex = ""
    for number in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !tex.isEmpty { tex += " " }
      // Only a comma at the end of a word separates numbers; inside of one it groups digits.
      let isFollowed = number.last == ","
      let body = isFollowed ? number.dropLast() : number
      let parts = body.split(separator: "e")
      tex += String(parts.first ?? "").flatMap { $0 == "," ? "{,}" : $0 == "%" ? "\\%" : "\($0)" }
      if parts.count == 2, let exponent = Int(parts[1].filter { $0 != "]" }) {
        tex += " \\times 10^{\(exponent)}" + (parts[1].hasSuffix("]") ? "]" : "")
      }
      if isFollowed { tex += "," }
    }
    return tex
  }

  private struct Match {
    var braces: Range<Int>
    var path: Range<Int>
    var format: Range<Int>?
  }

  /// Returns the places of `{{ path }}` and `{{ path:format }}`.
  private static func find(in bytes: [UInt8]) -> [Match] {
    let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
    var matches: [Match] = []
    var index = 0
    while index + 4 <= bytes.count {
      guard bytes[index] == open, bytes[index + 1] == open,
        let end = bytes[(index + 2)...].firstIndex(where: { $0 == open || $0 == close }),
        bytes[end] == close, end + 1 < bytes.count, bytes[end + 1] == close,
        let match = match(index..<(end + 2), bytes)
      else {
        index += 1
        continue
      }
      matches.append(match)
      index = end + 2
    }
    return matches
  }

  private static func match(_ braces: Range<Int>, _ bytes: [UInt8]) -> Match? {
    func trimmed(_ part: Range<Int>) -> Range<Int> {
      var part = part
      func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
      while let first = part.first, isSpace(bytes[first]) { part = (first + 1)..<part.upperBound }
      while let last = part.last, isSpace(bytes[last]) { part = part.lowerBound..<last }
      return part
    }
    let inner = (braces.lowerBound + 2)..<(braces.upperBound - 2)
    let colon = bytes[inner].firstIndex(of: UInt8(ascii: ":"))
    let path = trimmed(inner.lowerBound..<(colon ?? inner.upperBound))
    let text = String(decoding: bytes[path], as: UTF8.self)
    let isPath =
      text.first?.isLetter == true && text.contains(".") && text.last != "."
      && text.allSatisfy { $0.isLetter || $0.isNumber || "_-.[], ".contains($0) }
    guard isPath else { return nil }
    let format = colon.map { trimmed(($0 + 1)..<inner.upperBound) }
    return Match(braces: braces, path: path, format: format?.isEmpty == true ? nil : format)
  }
}
