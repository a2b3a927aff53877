import Diagnostics

/// Recognises folded blocks, which every Markdown viewer knows as HTML: `<details>` and
/// `<summary>Title</summary>` in one HTML block, Markdown, and `</details>` in another.
enum Fold {
  /// Returns sibling blocks with those between a pair of such tags folded; tags without a partner,
  /// with attributes, or nested deeper than `depthLimit` stay raw HTML.
  static func gather(_ blocks: [Block], depthLimit: Int) -> [Block] {
    guard blocks.contains(where: isEnd) else { return blocks }
    var open: [(start: Block, title: String, before: [Block])] = []
    var gathered: [Block] = []
    for block in blocks {
      if let title = title(of: block), open.count < depthLimit {
        open.append((block, title, gathered))
        gathered = []
      } else if isEnd(block), let fold = open.popLast() {
        let range = SourceRange(fold.start.range.lower, block.range.upper)
        let folded = Block(.fold(title: fold.title, gathered), at: range)
        gathered = fold.before
        gathered.append(folded)
      } else {
        gathered.append(block)
      }
    }
    while let unclosed = open.popLast() { gathered = unclosed.before + [unclosed.start] + gathered }
    return gathered
  }

  /// Returns the words of the summary if the block starts a fold.
  private static func title(of block: Block) -> String? {
    guard case .html(let html) = block.kind,
      let afterDetails = html.trimmingPrefix("<details>", where: \.isWhitespace),
      let afterSummary = afterDetails.trimmingPrefix("<summary>", where: \.isWhitespace),
      let end = afterSummary.firstIndex(of: "<"),
      let rest = afterSummary[end...].trimmingPrefix("</summary>", where: \.isWhitespace),
      rest.allSatisfy(\.isWhitespace)
    else { return nil }
    let title = afterSummary[..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return title.isEmpty || title.contains("&") ? nil : title
  }

  private static func isEnd(_ block: Block) -> Bool {
    guard case .html(let html) = block.kind,
      let rest = html.trimmingPrefix("</details>", where: \.isWhitespace)
    else { return false }
    return rest.allSatisfy(\.isWhitespace)
  }
}

extension StringProtocol {
  /// Returns what follows a prefix that may stand after blanks, nil where it is missing.
  fileprivate func trimmingPrefix(
    _ prefix: String, where isBlank: (Character) -> Bool
  ) -> SubSequence? {
    let text = drop(while: isBlank)
    return text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
  }
}
