import Diagnostics

/// Builds the tree of blocks from cmark's events, with an explicit stack.
struct BlockBuilder {
  /// The most levels of block quotes, lists and footnotes; deeper ones are flattened.
  static let depthLimit = 256

  let source: SourceText
  let frontMatter: FrontMatter
  let lines: ContentMap
  let events: [MarkdownEvent]
  /// The index of the next event.
  var index = 0
  private var frames: [Frame] = []
  var diagnostics: [Diagnostic] = []

  /// An open container.
  struct Frame {
    var kind: MarkdownEvent.Kind
    var start: Int
    var blocks: [Block] = []
    var items: [ListBlock.Item] = []
    /// The end of the last thing inside.
    var end = 0
  }

  private init(_ source: SourceText, firstLine: Int, frontMatter: FrontMatter) {
    self.source = source
    self.frontMatter = frontMatter
    lines = ContentMap(source: source, firstLine: firstLine)
    guard source.lineStarts.indices.contains(firstLine) else {
      events = []
      return
    }
    let start = source.lineStarts[firstLine]
    events = MarkdownLibrary.events(of: Array(lines.bytes[start...]))
  }

  /// Returns the blocks of a source from a line on.
  static func blocks(
    of source: SourceText, firstLine: Int, frontMatter: FrontMatter
  ) -> (blocks: [Block], diagnostics: [Diagnostic]) {
    var builder = BlockBuilder(source, firstLine: firstLine, frontMatter: frontMatter)
    let blocks = builder.run()
    return (blocks, builder.diagnostics)
  }

  private mutating func run() -> [Block] {
    var blocks: [Block] = []
    while index < events.count {
      let event = events[index]
      index += 1
      if event.phase == .exit {
        if let frame = frames.popLast() {
          if frames.isEmpty { blocks = folded(frame) } else { close(frame) }
        }
      } else {
        take(event)
      }
    }
    return blocks
  }

  // MARK: - Containers

  private mutating func take(_ event: MarkdownEvent) {
    switch event.kind {
    case .document, .blockQuote, .list, .item, .footnoteDefinition: open(event)
    case .paragraph(let content): takeParagraph(event, content)
    case .heading(let level, let content): takeHeading(event, level, content)
    case .fencedCode(let literal, let length, let offset):
      takeFence(event, literal, length: length, indentation: offset)
    case .indentedCode(let literal):
      takeLines(event, literal, .listing(language: "", text: Self.text(literal)))
    case .htmlBlock(let literal): takeLines(event, literal, .html(Self.text(literal)))
    case .thematicBreak: add(.thematicBreak, at: lineRange(from: event))
    case .table(let alignments): takeTable(event, alignments)
    default: if !event.isLeaf { skipToExit() }
    }
  }

  private mutating func open(_ event: MarkdownEvent) {
    var start = lines.offset(line: event.startLine, column: event.startColumn)
    if case .footnoteDefinition = event.kind {
      let line = source.lineRange(lines.lineIndex(event.startLine))
      while start > line.lower, source.text(in: SourceRange(start, start + 2)) != "[^" {
        start -= 1
      }
    }
    if frames.count == Self.depthLimit {
      diagnostics.append(
        .error(
          .limitExceeded, "blocks are nested more than \(Self.depthLimit) levels deep",
          at: lineRange(from: event)))
    }
    let end = max(start, trimmedEnd(ofLine: source.lineIndex(of: start)))
    frames.append(Frame(kind: event.kind, start: start, end: end))
  }

  private mutating func close(_ frame: Frame) {
    let range = SourceRange(frame.start, frame.end)
    guard frames.count < Self.depthLimit else {
      let last = frames.count - 1
      frames[last].end = max(frames[last].end, frame.end)
      frames[last].blocks += frame.blocks + frame.items.flatMap(\.blocks)
      return
    }
    let blocks = folded(frame)
    switch frame.kind {
    case .blockQuote:
      if let callout = Callout.read(blocks) {
        add(.callout(callout.kind, callout.blocks), at: range)
      } else {
        add(.quote(blocks), at: range)
      }
    case .list(let start, let isTight):
      // Blocks stand here only where a deeper list was flattened.
      let flattened =
        blocks.isEmpty ? [] : [ListBlock.Item(isChecked: nil, blocks: blocks)]
      add(
        .list(ListBlock(start: start, isTight: isTight, items: frame.items + flattened)), at: range)
    case .item(let isChecked):
      let last = frames.count - 1
      frames[last].items.append(ListBlock.Item(isChecked: isChecked, blocks: blocks))
      frames[last].end = max(frames[last].end, frame.end)
    case .footnoteDefinition:
      let label = source.text(in: SourceRange(frame.start + 2, frame.end)).prefix { $0 != "]" }
      add(.footnoteDefinition(name: String(label), blocks), at: range)
    default: break
    }
  }

  private func folded(_ frame: Frame) -> [Block] {
    Fold.gather(frame.blocks, depthLimit: Self.depthLimit - frames.count)
  }

  mutating func add(_ kind: Block.Kind, at range: SourceRange) {
    guard !frames.isEmpty else { return }
    frames[frames.count - 1].blocks.append(Block(kind, at: range))
    frames[frames.count - 1].end = max(frames[frames.count - 1].end, range.upper)
  }

  // MARK: - Prose

  private mutating func takeParagraph(_ event: MarkdownEvent, _ content: [UInt8]) {
    let range: ClosedRange<Int>
    let map: MappedText
    if event.startLine > 0 {
      let first = lines.lineIndex(event.startLine)
      range = first...max(first, lines.lineIndex(event.endLine))
      map = lines.prose(content, lines: range, prefersEnd: true)
    } else {
      // The lines above a table in the same paragraph, which cmark cuts off without a place.
      range = linesAboveNextTable()
      map = lines.proseAboveTable(content, lines: range)
    }
    let whole = place(of: map, else: source.lineRange(range.lowerBound))
    let (inlines, _) = takeInlines(map, whole, isHeading: false)
    if !inlines.isEmpty { add(.paragraph(inlines), at: whole) }
  }

  private mutating func takeHeading(_ event: MarkdownEvent, _ level: Int, _ content: [UInt8]) {
    let start = lines.offset(line: event.startLine, column: event.startColumn)
    let first = lines.lineIndex(event.startLine)
    let line = source.lineRange(first)
    var map = MappedText()
    var whole: SourceRange
    if let text = Self.hashHeadingStart(start, line.upper, source.utf8) {
      let end = text + content.count
      if end <= line.upper, lines.bytes[text..<end].elementsEqual(content) {
        map.append(verbatim: content, at: text)
      } else {
        map = lines.prose(content, lines: first...first, prefersEnd: true)
      }
      whole = SourceRange(start, trimmedEnd(ofLine: first))
    } else {
      let last = max(first, lines.lineIndex(event.endLine))
      map = lines.prose(content, lines: first...last, prefersEnd: false)
      whole = place(of: map, else: line)
      let underline = source.lineIndex(of: whole.upper) + 1
      if source.lineStarts.indices.contains(underline) {
        whole.upper = trimmedEnd(ofLine: underline)
      }
    }
    let (inlines, label) = takeInlines(map, whole, isHeading: true)
    add(.heading(level: level, content: inlines, label: label), at: whole)
  }

  /// Returns where the words of a heading with `#` begin, nil where it is underlined instead.
  private static func hashHeadingStart(_ start: Int, _ end: Int, _ bytes: [UInt8]) -> Int? {
    var index = start
    while index < end, bytes[index] == UInt8(ascii: "#") { index += 1 }
    guard (1...6).contains(index - start) else { return nil }
    guard index == end || bytes[index] == 0x20 || bytes[index] == 0x09 else { return nil }
    while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return index
  }

  /// Takes the events up to the end of the block that was entered last.
  mutating func takeInlines(
    _ map: MappedText, _ whole: SourceRange, isHeading: Bool
  ) -> (inlines: [Inline], label: Label?) {
    var builder = InlineBuilder(content: map, whole: whole)
    var depth = 0
    while index < events.count {
      let event = events[index]
      index += 1
      if event.phase == .exit {
        if depth == 0 { break }
        depth -= 1
      } else if !event.isLeaf {
        depth += 1
      }
      builder.take(event)
    }
    let result = builder.finish(isHeading: isHeading)
    diagnostics += builder.diagnostics
    return result
  }

  mutating func skipToExit() {
    var depth = 0
    while index < events.count {
      let event = events[index]
      index += 1
      if event.phase == .exit {
        if depth == 0 { return }
        depth -= 1
      } else if !event.isLeaf {
        depth += 1
      }
    }
  }

  // MARK: - Code

  private mutating func takeLines(
    _ event: MarkdownEvent, _ literal: [UInt8], _ kind: Block.Kind
  ) {
    let map = lines.code(literal, firstLine: lines.lineIndex(event.startLine))
    let start = lines.offset(line: event.startLine, column: event.startColumn)
    let end = map.runs.last.map { trimmedEnd($0.source.upper, downTo: start) } ?? start
    add(kind, at: SourceRange(start, end))
  }

  // MARK: - Places

  var quoteDepth: Int {
    frames.count { frame in
      if case .blockQuote = frame.kind { true } else { false }
    }
  }

  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func lineRange(from event: MarkdownEvent) -> SourceRange {
    let start = lines.offset(line: event.startLine, column: event.startColumn)
    return SourceRange(start, trimmedEnd(ofLine: source.lineIndex(of: start)))
  }

  /// Returns the end of a line without the white space there.
  func trimmedEnd(ofLine index: Int) -> Int {
    let line = source.lineRange(index)
    return trimmedEnd(line.upper, downTo: line.lower)
  }

  func trimmedEnd(_ offset: Int, downTo start: Int) -> Int {
    var end = min(offset, source.utf8.count)
    while end > start, InlineSyntax.isSpace(source.utf8[end - 1]) { end -= 1 }
    return max(start, end)
  }

  func place(of map: MappedText, else fallback: SourceRange) -> SourceRange {
    var end = map.count
    while end > 0, InlineSyntax.isSpace(map.bytes[end - 1]) { end -= 1 }
    return end > 0 ? map.sourceRange(0, end, within: fallback) : fallback
  }
}
