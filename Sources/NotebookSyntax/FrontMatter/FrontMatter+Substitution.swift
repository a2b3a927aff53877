import Diagnostics

extension ParameterValue {
  /// The value as it is written into text: numbers in their shortest form.
  package var text: String {
    switch self {
    case .number(let number): FormatSpec.shortest(number)
    case .text(let text): text
    case .boolean(let boolean): boolean ? "true" : "false"
    }
  }
}

extension FrontMatter {
  /// Puts the values of `{{ params.name }}` and `{{ params.name:format }}` into a text. Other inline
  /// values stay as they are. An unknown name is NB037, a format of what is not a number NB018;
  /// both become 0, which upsets the least of what reads the text next.
  func substituteParameters(
    in text: MappedText, within whole: SourceRange
  ) -> (text: MappedText, diagnostics: [Diagnostic]) {
    var result = MappedText()
    var diagnostics: [Diagnostic] = []
    let bytes = text.bytes
    var index = 0
    var copied = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "{"),
        let match = InlineSyntax.match(at: index, peek: { $0 < bytes.count ? bytes[$0] : 0 }),
        match.kind == .value
      else {
        index += 1
        continue
      }
      let range = match.range
      index = range.upperBound
      let inner = (range.lowerBound + 2)..<(range.upperBound - 2)
      let words = String(decoding: bytes[inner], as: UTF8.self).drop { $0 == " " || $0 == "\t" }
      guard words.hasPrefix("params.") else { continue }
      let (value, problems) = InlineValueSyntax.parse(inner, of: text, within: whole)
      diagnostics += problems
      let replacement: String
      if let value, problems.isEmpty {
        let (found, problem) = self.value(at: value.path, format: value.format)
        if let problem { diagnostics.append(problem) }
        replacement = found ?? "0"
      } else {
        replacement = "0"
      }
      result.append(copied..<range.lowerBound, of: text)
      result.append(
        replacement.utf8,
        for: text.sourceRange(range.lowerBound, range.upperBound, within: whole))
      copied = range.upperBound
    }
    guard copied > 0 else { return (text, diagnostics) }
    result.append(copied..<bytes.count, of: text)
    return (result, diagnostics)
  }

  private func value(
    at path: Located<String>, format: Located<String>?
  ) -> (text: String?, problem: Diagnostic?) {
    let name = String(path.value.dropFirst("params.".count))
    guard let parameter = parameters.first(where: { $0.name.value == name }) else {
      let names = parameters.map(\.name.value)
      return (
        nil,
        .error(
          .unknownParameter, "no parameter is named `\(name)`", at: path.range,
          label: Suggestions.question(for: name, in: names), notes: [Self.list(names)])
      )
    }
    guard let format, let spec = FormatSpec.parse(format.value) else {
      return (parameter.value.text, nil)
    }
    guard case .number(let number) = parameter.value else {
      return (
        nil,
        .error(.badInlineValue, "only a number can have a format", at: format.range)
      )
    }
    return (spec.format(number), nil)
  }
}
