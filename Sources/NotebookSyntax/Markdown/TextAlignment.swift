/// Follows the letters of a decoded text through the Markdown that they were written in.
enum TextAlignment {
  /// True where the Markdown at an offset can be the beginning of a text.
  static func matches(
    _ text: [UInt8], at offset: Int, in content: [UInt8], form: InlineBuilder.TextForm
  ) -> Bool {
    let step = self.step(text[...], at: offset, in: content, form: form)
    return step != nil
  }

  /// Returns the offset after a text that begins at an offset; where the two part, the offset there.
  static func end(
    of text: [UInt8], from start: Int, in content: [UInt8], form: InlineBuilder.TextForm
  ) -> Int {
    var rest = text[...]
    var offset = start
    while !rest.isEmpty, let step = step(rest, at: offset, in: content, form: form) {
      rest.removeFirst(min(rest.count, step.letters))
      offset += step.written
    }
    return offset
  }

  /// Returns how many bytes of the text and of the Markdown belong together at their starts.
  private static func step(
    _ text: ArraySlice<UInt8>, at offset: Int, in content: [UInt8], form: InlineBuilder.TextForm
  ) -> (letters: Int, written: Int)? {
    guard let first = text.first, offset < content.count else { return nil }
    let byte = content[offset]
    if form == .escaped, byte == UInt8(ascii: "\\"), offset + 1 < content.count,
      InlineSyntax.isPunctuation(content[offset + 1])
    {
      return content[offset + 1] == first ? (1, 2) : nil
    }
    if form != .verbatim, byte == UInt8(ascii: "&"),
      let entity = entity(at: offset, in: content), text.starts(with: entity.decoded)
    {
      return (entity.decoded.count, entity.length)
    }
    return byte == first ? (1, 1) : nil
  }

  /// Returns what a character reference such as `&amp;` or `&#65;` stands for.
  private static func entity(at start: Int, in content: [UInt8]) -> (decoded: [UInt8], length: Int)?
  {
    var end = start + 1
    while end < content.count, end - start < 40, content[end] != UInt8(ascii: ";") {
      let byte = content[end]
      guard byte == UInt8(ascii: "#") || InlineSyntax.isLabelByte(byte) else { return nil }
      end += 1
    }
    guard end < content.count, content[end] == UInt8(ascii: ";"), end > start + 1 else {
      return nil
    }
    let written = Array(content[start...end])
    let common: [(String, String)] = [
      ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", "\u{A0}"),
    ]
    if let known = common.first(where: { $0.0.utf8.elementsEqual(written) }) {
      return (Array(known.1.utf8), written.count)
    }
    // cmark knows the other two thousand names.
    for event in MarkdownLibrary.events(of: written) {
      if case .text(let decoded) = event.kind, !decoded.utf8.elementsEqual(written) {
        return (Array(decoded.utf8), written.count)
      }
    }
    return nil
  }
}

/// Finds the end of a link or image.
enum LinkTail {
  /// Returns the offset after what follows the `]` of a link: `(destination "title")`, `[label]`,
  /// `[]` or nothing.
  static func end(after start: Int, in content: [UInt8]) -> Int {
    guard start < content.count else { return start }
    if content[start] == UInt8(ascii: "("), let end = inlineEnd(start, content) { return end }
    if content[start] == UInt8(ascii: "["), let end = labelEnd(start, content) { return end }
    return start
  }

  private static func inlineEnd(_ start: Int, _ content: [UInt8]) -> Int? {
    var index = skipSpaces(start + 1, content)
    guard let destination = destinationEnd(index, content) else { return nil }
    index = skipSpaces(destination, content)
    if index > destination, let title = titleEnd(index, content) {
      index = skipSpaces(title, content)
    }
    return index < content.count && content[index] == UInt8(ascii: ")") ? index + 1 : nil
  }

  private static func destinationEnd(_ start: Int, _ content: [UInt8]) -> Int? {
    var index = start
    guard index < content.count else { return nil }
    if content[index] == UInt8(ascii: "<") {
      index += 1
      while index < content.count, content[index] != UInt8(ascii: ">") {
        if content[index] == 0x0A || content[index] == UInt8(ascii: "<") { return nil }
        index += content[index] == UInt8(ascii: "\\") ? 2 : 1
      }
      return index < content.count ? index + 1 : nil
    }
    var depth = 0
    while index < content.count {
      let byte = content[index]
      if byte == UInt8(ascii: "\\"), index + 1 < content.count,
        InlineSyntax.isPunctuation(content[index + 1])
      {
        index += 2
        continue
      }
      if byte <= 0x20 { break }
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth -= 1
      }
      index += 1
    }
    return index
  }

  private static func titleEnd(_ start: Int, _ content: [UInt8]) -> Int? {
    guard start < content.count else { return nil }
    let closing: UInt8
    switch content[start] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): closing = content[start]
    case UInt8(ascii: "("): closing = UInt8(ascii: ")")
    default: return nil
    }
    var index = start + 1
    while index < content.count, content[index] != closing {
      index += content[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index < content.count ? index + 1 : nil
  }

  private static func labelEnd(_ start: Int, _ content: [UInt8]) -> Int? {
    var index = start + 1
    while index < content.count, content[index] != UInt8(ascii: "]") {
      if content[index] == UInt8(ascii: "[") { return nil }
      index += content[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index < content.count ? index + 1 : nil
  }

  private static func skipSpaces(_ start: Int, _ content: [UInt8]) -> Int {
    var index = start
    while index < content.count, InlineSyntax.isSpace(content[index]) { index += 1 }
    return index
  }
}
