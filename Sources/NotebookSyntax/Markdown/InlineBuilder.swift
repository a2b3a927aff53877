import Diagnostics

/// Builds the inlines of one block from cmark's events, each with its exact place.
///
/// cmark's own columns are wrong in nested containers and tables and missing on some nodes, so the
/// places come from following the nodes through the block's content: text advances by its letters,
/// containers by their delimiters. Matches of the notebook's own syntax carry their offsets, which
/// keeps the two in step.
struct InlineBuilder {
  /// The most levels of inline containers; deeper ones are flattened.
  static let depthLimit = 256

  let content: MappedText
  /// The place of the block, for what the content cannot tell.
  let whole: SourceRange
  private(set) var diagnostics: [Diagnostic] = []
  private var cursor = 0
  /// The places of `{#label}`, which are text until it is known whether a label may stand there.
  private var attributes: Set<SourceRange> = []
  /// The parts of the content that are plain text, ascending.
  private var textParts: [Range<Int>] = []
  private var frames: [Frame] = [Frame(kind: .other, start: 0, closing: .nothing)]
  private var flattened = 0

  /// What ends a container in the content.
  private enum Closing {
    case nothing
    /// A number of delimiter characters.
    case delimiters(Int)
    /// `]` and what follows it in a link or image.
    case bracket
    /// `>` of an autolink.
    case angle
  }

  private struct Frame {
    var kind: MarkdownEvent.Kind
    var start: Int
    var closing: Closing
    var children: [Inline] = []
  }

  /// How the source writes the characters of a text.
  enum TextForm {
    /// Backslash escapes and entities.
    case escaped
    /// Entities alone, as in `<https://…>`.
    case entities
    /// As they are, as in `www.example.org`.
    case verbatim
  }

  init(content: MappedText, whole: SourceRange, startingAt start: Int = 0) {
    self.content = content
    self.whole = whole
    cursor = start
  }

  /// Takes the next event of the block's inlines.
  mutating func take(_ event: MarkdownEvent) {
    if event.phase == .exit {
      exit()
      return
    }
    switch event.kind {
    case .text(let text): takeText(text)
    case .softBreak, .hardBreak: takeBreak(event.kind)
    case .code(let text):
      let start = cursor
      skipCode()
      add(.code(text), from: start)
    case .html(let text):
      let start = cursor
      cursor = min(content.count, cursor + text.utf8.count)
      add(.html(text), from: start)
    case .match(let match): takeMatch(match)
    default: enter(event.kind)
    }
  }

  /// Returns the block's inlines after its last event, and the label at the end of a heading.
  mutating func finish(isHeading: Bool = false) -> (inlines: [Inline], label: Label?) {
    while frames.count > 1 { exit() }
    diagnostics += TextProblems.find(in: textParts, of: content, within: whole)
    var refinement = InlineRefinement(attributes: attributes, isHeading: isHeading)
    let inlines = refinement.refine(frames[0].children)
    diagnostics += refinement.diagnostics
    return (inlines, refinement.label)
  }

  // MARK: - Containers

  private mutating func enter(_ kind: MarkdownEvent.Kind) {
    let start = cursor
    var closing = Closing.nothing
    switch kind {
    case .emphasis: closing = skipDelimiters(1)
    case .strong: closing = skipDelimiters(2)
    case .strikethrough:
      var count = 0
      while count < 2, byte(cursor + count) == UInt8(ascii: "~") { count += 1 }
      closing = skipDelimiters(count)
    case .link:
      switch byte(cursor) {
      case UInt8(ascii: "["):
        cursor += 1
        closing = .bracket
      case UInt8(ascii: "<"):
        cursor += 1
        closing = .angle
      default: break
      }
    case .image:
      cursor += byte(cursor) == UInt8(ascii: "!") ? 2 : 0
      closing = .bracket
    case .footnoteReference:
      skip(to: UInt8(ascii: "]"))
    default: break
    }
    if frames.count >= Self.depthLimit {
      if flattened == 0 {
        diagnostics.append(
          .error(
            .limitExceeded, "inline markup is nested more than \(Self.depthLimit) levels deep",
            at: place(start, cursor)))
      }
      flattened += 1
    }
    frames.append(Frame(kind: kind, start: start, closing: closing))
  }

  private mutating func exit() {
    guard frames.count > 1, var frame = frames.popLast() else { return }
    var refinement = InlineRefinement(attributes: attributes, isHeading: false)
    frame.children = refinement.refine(frame.children)
    diagnostics += refinement.diagnostics
    switch frame.closing {
    case .nothing: break
    case .delimiters(let count): cursor = min(content.count, cursor + count)
    case .angle: cursor += byte(cursor) == UInt8(ascii: ">") ? 1 : 0
    case .bracket:
      if byte(cursor) == UInt8(ascii: "]") {
        cursor = LinkTail.end(after: cursor + 1, in: content.bytes)
      }
    }
    if frames.count >= Self.depthLimit {
      frames[frames.count - 1].children += frame.children
      return
    }
    switch frame.kind {
    case .emphasis: add(.emphasis(frame.children), from: frame.start)
    case .strong: add(.strong(frame.children), from: frame.start)
    case .strikethrough: add(.strikethrough(frame.children), from: frame.start)
    case .link(let destination, let title):
      add(
        .link(destination: destination, title: title, frame.children), from: frame.start)
    case .image(let source, let title):
      add(
        .image(source: source, title: title, alternative: frame.children), from: frame.start)
    case .footnoteReference:
      let name = content.bytes[min(frame.start + 2, cursor)..<max(frame.start + 2, cursor - 1)]
      add(.footnoteReference(name: String(decoding: name, as: UTF8.self)), from: frame.start)
    default: frames[frames.count - 1].children += frame.children
    }
  }

  private mutating func skipDelimiters(_ count: Int) -> Closing {
    cursor = min(content.count, cursor + count)
    return .delimiters(count)
  }

  // MARK: - Leaves

  private mutating func takeMatch(_ match: InlineMatch) {
    guard match.range.upperBound <= content.count else { return }
    let range = match.range
    cursor = range.upperBound
    let bytes = content.bytes
    func text(_ part: Range<Int>) -> String { String(decoding: bytes[part], as: UTF8.self) }
    let (lower, upper) = (range.lowerBound, range.upperBound)
    let kind: Inline.Kind
    switch match.kind {
    case .inlineMath:
      kind = .math(tex: text((lower + 1)..<(upper - 1)), isDisplayed: false, label: nil)
    case .displayedMath:
      kind = .math(tex: text((lower + 2)..<(upper - 2)), isDisplayed: true, label: nil)
    case .reference:
      kind = .reference(label: text((lower + 1)..<upper), isBareNumber: false)
    case .attribute:
      attributes.insert(place(lower, upper))
      kind = .text(text(range))
    case .value:
      let parsed = InlineValueSyntax.parse((lower + 2)..<(upper - 2), of: content, within: whole)
      diagnostics += parsed.diagnostics
      kind = parsed.value.map { .value(path: $0.path, format: $0.format) } ?? .text(text(range))
    }
    add(kind, from: lower)
  }

  private mutating func takeBreak(_ kind: MarkdownEvent.Kind) {
    let start = cursor
    skipSpaces()
    if byte(cursor) == UInt8(ascii: "\\") { cursor += 1 }
    if byte(cursor) == 0x0A { cursor += 1 }
    let range = place(start, cursor)
    skipSpaces()
    if case .hardBreak = kind {
      append(Inline(.hardBreak, at: range))
    } else {
      append(Inline(.softBreak, at: range))
    }
  }

  private mutating func takeText(_ text: String) {
    guard !text.isEmpty else { return }
    let bytes = Array(text.utf8)
    if !TextAlignment.matches(bytes, at: cursor, in: content.bytes, form: form) {
      resynchronise(with: bytes)
    }
    let start = cursor
    cursor = TextAlignment.end(of: bytes, from: cursor, in: content.bytes, form: form)
    add(.text(text), from: start)
    if let last = textParts.last, last.upperBound == start {
      textParts[textParts.count - 1] = last.lowerBound..<cursor
    } else {
      textParts.append(start..<cursor)
    }
  }

  /// Moves to the next place where a text can stand, if there is one.
  private mutating func resynchronise(with text: [UInt8]) {
    let limit = min(content.count, cursor + 4_096)
    var candidate = cursor + 1
    while candidate < limit {
      if TextAlignment.matches(text, at: candidate, in: content.bytes, form: form) {
        cursor = candidate
        return
      }
      candidate += 1
    }
  }

  private var form: TextForm {
    for frame in frames.reversed() {
      guard case .link = frame.kind else { continue }
      switch frame.closing {
      case .angle: return .entities
      case .nothing: return .verbatim
      default: return .escaped
      }
    }
    return .escaped
  }

  /// Skips a code span: a run of back quotes up to the next run of the same length.
  private mutating func skipCode() {
    let start = cursor
    while byte(cursor) == UInt8(ascii: "`") { cursor += 1 }
    let length = cursor - start
    while cursor < content.count {
      let run = cursor
      while byte(cursor) == UInt8(ascii: "`") { cursor += 1 }
      if cursor - run == length { return }
      if cursor == run { cursor += 1 }
    }
  }

  // MARK: - Places

  private func byte(_ offset: Int) -> UInt8 {
    offset < content.count ? content.bytes[offset] : 0
  }

  private mutating func skipSpaces() {
    while byte(cursor) == 0x20 || byte(cursor) == 0x09 { cursor += 1 }
  }

  private mutating func skip(to end: UInt8) {
    while cursor < content.count, byte(cursor) != end { cursor += 1 }
    cursor = min(content.count, cursor + 1)
  }

  private func place(_ lower: Int, _ upper: Int) -> SourceRange {
    content.sourceRange(lower, upper, within: whole)
  }

  private mutating func add(_ kind: Inline.Kind, from start: Int) {
    append(Inline(kind, at: place(start, cursor)))
  }

  private mutating func append(_ inline: Inline) {
    frames[frames.count - 1].children.append(inline)
  }
}
