import Diagnostics

/// What follows the opening fence of a code block.
struct FenceInfo {
  /// The directive that the block is, nil for a listing.
  var kind: Located<DirectiveKind>?
  var argument: Located<String>?
  var isRun = true
  /// The first word of a listing, without braces.
  var language = ""
  private(set) var diagnostics: [Diagnostic] = []

  /// Names that people use for a directive; none is a language.
  private static let otherNames: [String: DirectiveKind] = [
    "backprop": .backpropTrace, "back-prop": .backpropTrace, "back-prop-trace": .backpropTrace,
    "backproptrace": .backpropTrace, "backpropagation": .backpropTrace,
    "back-propagation": .backpropTrace, "backward": .backpropTrace, "trace": .backpropTrace,
    "training": .train, "fit": .train, "dataset": .data, "figure": .plot, "plots": .plot,
  ]
  /// Languages that are spelled nearly like a directive.
  private static let languages: Set<String> = ["dart", "rain", "tablegen", "text", "tap"]

  /// Reads an info string as it stands in the source.
  init(_ info: SourceRange, in source: SourceText) {
    var words = Self.words(in: info, of: source)
    guard let first = words.first else { return }
    var name = first
    if name.value.hasPrefix("{") {
      words = Self.unbraced(words)
      guard let inner = words.first else { return }
      name = inner
    }
    language = name.value
    guard let kind = DirectiveKind(rawValue: name.value) else {
      warnOfNearMiss(name)
      return
    }
    self.kind = Located(kind, at: name.range)
    for word in words.dropFirst() { take(word, of: kind) }
  }

  private mutating func take(_ word: Located<String>, of kind: DirectiveKind) {
    let parts = word.value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 {
      takeOption(String(parts[0]), String(parts[1]), word)
    } else if argument != nil {
      diagnostics.append(
        .error(
          .badFenceOption, "`\(kind.rawValue)` takes one argument", at: word.range,
          label: "options go into the block, as `key: value`"))
    } else if Directive.isName(word.value) {
      argument = word
    } else {
      diagnostics.append(Directive.badName(word))
    }
  }

  private mutating func takeOption(_ key: String, _ value: String, _ word: Located<String>) {
    guard key == "run" else {
      let option = key.isEmpty ? word.value : key
      diagnostics.append(
        .error(
          .badFenceOption, "`\(option)` is not an option of the fence", at: word.range,
          label: "in the block, write `\(option): \(value)`"))
      return
    }
    switch value {
    case "true": isRun = true
    case "false": isRun = false
    default:
      diagnostics.append(
        .error(
          .badFenceOption, "`run` is `true` or `false`, not `\(value)`", at: word.range))
    }
  }

  private mutating func warnOfNearMiss(_ name: Located<String>) {
    let word = String(name.value.lowercased().map { $0 == "_" ? "-" : $0 })
    guard !Self.languages.contains(word), word.count < 40 else { return }
    let meant =
      DirectiveKind(rawValue: word) ?? Self.otherNames[word]
      ?? DirectiveKind.allCases.first { kind in
        let limit = kind.rawValue.count > 6 ? 3 : 1
        return Suggestions.distance(from: Array(word), to: Array(kind.rawValue)) <= limit
      }
    guard let meant else { return }
    diagnostics.append(
      .warning(
        .nearMissDirective, "`\(name.value)` is not a directive, so this block is a listing",
        at: name.range, label: "did you mean `\(meant.rawValue)`?"))
  }

  // MARK: - Words

  private static func words(in info: SourceRange, of source: SourceText) -> [Located<String>] {
    var words: [Located<String>] = []
    var index = info.lower
    while index < info.upper {
      while index < info.upper, InlineSyntax.isSpace(source.utf8[index]) { index += 1 }
      let start = index
      while index < info.upper, !InlineSyntax.isSpace(source.utf8[index]) { index += 1 }
      guard index > start else { break }
      let range = SourceRange(start, index)
      words.append(Located(source.text(in: range), at: range))
    }
    return words
  }

  /// Drops the braces around the first words, and the commas that Quarto has between them.
  private static func unbraced(_ words: [Located<String>]) -> [Located<String>] {
    var result: [Located<String>] = []
    var isInside = true
    for (index, word) in words.enumerated() {
      var (text, range) = (Substring(word.value), word.range)
      if index == 0 {
        text = text.dropFirst()
        range.lower += 1
      }
      if isInside {
        if text.hasSuffix("}") {
          isInside = false
          text = text.dropLast()
          range.upper -= 1
        }
        if text.hasSuffix(",") {
          text = text.dropLast()
          range.upper -= 1
        }
      }
      if !text.isEmpty { result.append(Located(String(text), at: range)) }
    }
    return result
  }
}
