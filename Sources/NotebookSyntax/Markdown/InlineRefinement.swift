import Diagnostics

/// Joins neighbouring inlines that mean one thing together: labels with equations and headings,
/// `[-@label]`, and runs of text.
struct InlineRefinement {
  /// The places of texts `{#label}`.
  let attributes: Set<SourceRange>
  /// True where a label may end the inlines.
  let isHeading: Bool
  /// The label at the end of a heading.
  private(set) var label: Label?
  private(set) var diagnostics: [Diagnostic] = []

  init(attributes: Set<SourceRange>, isHeading: Bool) {
    self.attributes = attributes
    self.isHeading = isHeading
  }

  /// Returns the inlines of one level.
  mutating func refine(_ inlines: [Inline]) -> [Inline] {
    var result: [Inline] = []
    var index = 0
    while index < inlines.count {
      let inline = inlines[index]
      index += 1
      switch inline.kind {
      case .text(let text) where attributes.contains(inline.range):
        let isLast = inlines[index...].allSatisfy(Self.isBlank)
        takeLabel(text, inline, isLast: isLast, into: &result)
      case .reference(let label, _):
        if index < inlines.count,
          let bare = bareNumber(label, after: result, before: inlines[index])
        {
          shorten(&result, by: 2)
          result.append(bare.number)
          index += 1
          if let rest = bare.rest { Self.append(rest, to: &result) }
        } else {
          result.append(inline)
        }
      default: Self.append(inline, to: &result)
      }
    }
    return result
  }

  // MARK: - Labels

  private mutating func takeLabel(
    _ text: String, _ inline: Inline, isLast: Bool, into result: inout [Inline]
  ) {
    let name = Label(
      String(text.dropFirst(2).dropLast()),
      at: SourceRange(inline.range.lower + 2, inline.range.upper - 1))
    let owner = result.lastIndex { !Self.isBlank($0) }
    if let owner, case .math(let tex, true, nil) = result[owner].kind {
      result.removeSubrange((owner + 1)...)
      result[owner] = Inline(
        .math(tex: tex, isDisplayed: true, label: name),
        at: result[owner].range.union(inline.range))
      if !name.value.hasPrefix("eq-") {
        diagnostics.append(
          .warning(
            .badName, "the label of an equation begins with `eq-`", at: name.range,
            label: "write `eq-\(name.value)`"))
      }
    } else if isHeading, isLast {
      label = name
      while let last = result.last, Self.isBlank(last) { result.removeLast() }
      if let last = result.last, case .text(let words) = last.kind {
        let kept = String(words.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        shorten(&result, by: words.utf8.count - kept.utf8.count)
      }
    } else {
      diagnostics.append(
        .warning(
          .unsupported, "a label belongs after a heading or a displayed equation",
          at: inline.range, notes: ["a block's figure gets its label by `label: \(name.value)`"]))
      Self.append(inline, to: &result)
    }
  }

  // MARK: - `[-@label]`

  /// Returns the bare number that `[-`, a reference and `]` make, and the text after it.
  private func bareNumber(
    _ label: String, after left: [Inline], before right: Inline
  ) -> (number: Inline, rest: Inline?)? {
    guard let opening = left.last, case .text(let before) = opening.kind, before.hasSuffix("[-"),
      case .text(let after) = right.kind, after.hasPrefix("]")
    else { return nil }
    let number = Inline(
      .reference(label: label, isBareNumber: true),
      at: SourceRange(opening.range.upper - 2, right.range.lower + 1))
    let rest = String(after.dropFirst())
    let range = SourceRange(right.range.lower + 1, right.range.upper)
    return (number, rest.isEmpty ? nil : Inline(.text(rest), at: range))
  }

  /// Cuts bytes that stand verbatim off the end of the last text.
  private func shorten(_ inlines: inout [Inline], by count: Int) {
    guard count > 0, let last = inlines.last, case .text(let text) = last.kind else { return }
    let kept = String(decoding: text.utf8.dropLast(count), as: UTF8.self)
    if kept.isEmpty {
      inlines.removeLast()
    } else {
      let range = SourceRange(last.range.lower, last.range.upper - count)
      inlines[inlines.count - 1] = Inline(.text(kept), at: range)
    }
  }

  // MARK: - Text

  private static func isBlank(_ inline: Inline) -> Bool {
    guard case .text(let text) = inline.kind else { return false }
    return text.allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// Appends an inline; text that follows text becomes one with it.
  private static func append(_ inline: Inline, to result: inout [Inline]) {
    if case .text(let text) = inline.kind, let last = result.last,
      case .text(let before) = last.kind
    {
      result[result.count - 1] = Inline(.text(before + text), at: last.range.union(inline.range))
    } else {
      result.append(inline)
    }
  }
}

/// Finds what looks like the notebook's syntax in plain text but is not.
enum TextProblems {
  private static let prefixes = [
    "tab": "tbl", "table": "tbl", "figure": "fig", "equation": "eq", "section": "sec",
  ]

  /// Returns warnings about the plain parts of a block's content.
  static func find(
    in parts: [Range<Int>], of content: MappedText, within whole: SourceRange
  ) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    let bytes = content.bytes
    func place(_ lower: Int, _ upper: Int) -> SourceRange {
      content.sourceRange(lower, upper, within: whole)
    }
    for part in parts {
      var index = part.lowerBound
      while index < part.upperBound {
        let next = index + 1 < part.upperBound ? bytes[index + 1] : 0
        switch bytes[index] {
        case UInt8(ascii: "\\"): index += 1
        case UInt8(ascii: "{") where next == UInt8(ascii: "{"):
          diagnostics.append(
            .warning(
              .badInlineValue, "`{{` is not closed by `}}` on its line",
              at: place(index, index + 2),
              notes: ["to show the braces themselves, write `\\{{` or put them in a code span"]))
          while index < part.upperBound, bytes[index] == UInt8(ascii: "{") { index += 1 }
          continue
        case UInt8(ascii: "[") where next == UInt8(ascii: "^"):
          var end = index + 2
          while end < part.upperBound, bytes[end] != UInt8(ascii: "]"),
            bytes[end] != UInt8(ascii: "["), !InlineSyntax.isSpace(bytes[end])
          {
            end += 1
          }
          if end < part.upperBound, bytes[end] == UInt8(ascii: "]"), end > index + 2 {
            let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
            diagnostics.append(
              .warning(
                .unknownFootnote, "no footnote is named `\(name)`", at: place(index, end + 1),
                label: "define it with `[^\(name)]: …`"))
          }
        case UInt8(ascii: "@"):
          if index == 0 || !InlineSyntax.isLabelByte(bytes[index - 1]),
            let (end, word, prefix) = nearReference(
              after: index + 1, before: part.upperBound, bytes)
          {
            diagnostics.append(
              .warning(
                .brokenReference, "`@\(word)-` begins no reference", at: place(index, end),
                label: "write `@\(prefix)-…`"))
          }
        default: break
        }
        index += 1
      }
    }
    return diagnostics
  }

  /// Returns the end of `table-x`, the word and the prefix that it stands for.
  private static func nearReference(
    after start: Int, before end: Int, _ bytes: [UInt8]
  ) -> (end: Int, word: String, prefix: String)? {
    var index = start
    while index < end, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[index]) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let prefix = prefixes[word], index + 1 < end, bytes[index] == UInt8(ascii: "-"),
      InlineSyntax.isLabelByte(bytes[index + 1])
    else { return nil }
    while index < end, InlineSyntax.isLabelByte(bytes[index]) { index += 1 }
    return (index, word, prefix)
  }
}
