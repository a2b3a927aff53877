package import Diagnostics

extension Inline {
  /// Parses the Markdown of a caption or an alt text: one paragraph, in which line ends are spaces
  /// and nothing begins a list or heading. Inline values and math are recognised.
  package static func parse(
    markdown text: ScalarText
  ) -> (inlines: [Inline], diagnostics: [Diagnostic]) {
    let trimmed = text.trimmed
    guard !trimmed.text.isEmpty else { return ([], []) }
    // A first word keeps what follows from being read as a block.
    let guardWord: [UInt8] = [UInt8(ascii: "."), 0x20]
    var content = MappedText()
    content.append(guardWord, for: SourceRange(trimmed.range.lower, trimmed.range.lower))
    content.append(0..<trimmed.text.utf8.count, of: MappedText(trimmed))
    content.replaceControlCharacters()
    var builder = InlineBuilder(content: content, whole: text.range)
    var depth = 0
    for event in MarkdownLibrary.events(of: content.bytes) {
      if depth < 2 {
        depth += event.phase == .enter ? 1 : -1
        continue
      }
      if event.phase == .exit {
        depth -= 1
        if depth < 2 { break }
      } else if !event.isLeaf {
        depth += 1
      }
      builder.take(event)
    }
    var (inlines, _) = builder.finish()
    if let first = inlines.first, case .text(let words) = first.kind {
      let rest = String(words.dropFirst(guardWord.count))
      if rest.isEmpty {
        inlines.removeFirst()
      } else {
        inlines[0] = Inline(.text(rest), at: SourceRange(trimmed.range.lower, first.range.upper))
      }
    }
    return (inlines, builder.diagnostics)
  }
}
