/// Text that stays on one line.
///
/// A browser may break a line on either side of a formula, as it may around a picture, and after
/// every slash. Punctuation would begin a line, and a derivative would end one at its slash.
extension [HTMLNode] {
  /// Returns inlines with each formula in the text tied to the punctuation that touches it.
  func tyingMath() -> [HTMLNode] {
    guard contains(where: \.isFormula) else { return self }
    var tied: [HTMLNode] = []
    // What is still to come, the next one last.
    var rest = Array(reversed())
    while let node = rest.popLast() {
      guard node.isFormula else {
        tied.append(node)
        continue
      }
      let opening = tied.takeOpening()
      let closing = rest.takeClosing()
      tied.append(
        opening.isEmpty && closing.isEmpty
          ? node
          : .unbroken(
            (opening.isEmpty ? [] : [.text(opening)]) + [node]
              + (closing.isEmpty ? [] : [.text(closing)])))
    }
    return tied
  }

  /// Takes the brackets and quotation marks at the end, which open before what follows.
  private mutating func takeOpening() -> String {
    guard case .text(let text)? = last else { return "" }
    let rest = text.reversed().drop { "([{“‘«„".contains($0) }
    guard rest.count < text.count else { return "" }
    removeLast()
    if !rest.isEmpty { append(.text(String(rest.reversed()))) }
    return String(text.dropFirst(rest.count))
  }

  /// Takes the punctuation of the text that comes next, with the rest of a hyphenated word such as
  /// “-axis”; the next node is the last one.
  private mutating func takeClosing() -> String {
    var closing = ""
    while case .text(let text)? = last {
      var end = text.startIndex
      while end < text.endIndex, ".,;:!?…)]}”’»%-–—/'".contains(text[end]) {
        let mayEndWord = "-'’".contains(text[end])
        text.formIndex(after: &end)
        while mayEndWord, end < text.endIndex, text[end].isLetter { text.formIndex(after: &end) }
      }
      if end == text.startIndex { break }
      closing += text[..<end]
      removeLast()
      guard end < text.endIndex else { continue }
      append(.text(String(text[end...])))
      break
    }
    return closing
  }
}

extension HTMLNode {
  /// Creates a stretch without line breaks.
  static func unbroken(_ nodes: [HTMLNode]) -> HTMLNode { .span("nb", nodes) }

  /// Returns text with each derivative such as ∂f/∂x, and what is tied to it, on one line.
  static func tyingDerivatives(in text: String) -> [HTMLNode] {
    guard text.contains("/∂") else { return [.text(text)] }
    var nodes: [HTMLNode] = []
    var plain = ""
    func closePlain() {
      if !plain.isEmpty { nodes.append(.text(plain)) }
      plain = ""
    }
    for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { plain += " " }
      guard word.contains("/∂") else {
        plain += word
        continue
      }
      closePlain()
      nodes.append(.unbroken([.text(String(word))]))
    }
    closePlain()
    return nodes
  }

  /// Whether the node is a formula in the text; a displayed one stands in a span of its own.
  fileprivate var isFormula: Bool {
    if case .element("math", _, _) = self { true } else { false }
  }
}
