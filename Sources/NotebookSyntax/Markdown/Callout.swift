import Diagnostics

/// Recognises GitHub's alerts: a quote whose first line is `[!NOTE]` alone.
enum Callout {
  static func read(_ blocks: [Block]) -> (kind: CalloutKind, blocks: [Block])? {
    guard let first = blocks.first, case .paragraph(var inlines) = first.kind,
      let mark = inlines.first, case .text(let text) = mark.kind,
      text.hasPrefix("[!"), let close = text.firstIndex(of: "]"),
      let kind = CalloutKind(
        rawValue: text[text.index(text.startIndex, offsetBy: 2)..<close].lowercased()),
      text[text.index(after: close)...].allSatisfy({ $0 == " " || $0 == "\t" })
    else { return nil }
    inlines.removeFirst()
    if let next = inlines.first {
      switch next.kind {
      case .softBreak, .hardBreak: inlines.removeFirst()
      default: return nil
      }
    }
    guard let start = inlines.first?.range.lower else { return (kind, Array(blocks.dropFirst())) }
    let rest = Block(.paragraph(inlines), at: SourceRange(start, first.range.upper))
    return (kind, [rest] + blocks.dropFirst())
  }
}
