import Diagnostics

/// Builds the tree of blocks from cmark's events, with an explicit stack.
struct BlockBuilder {
  /// The most levels of block quotes, lists and footnotes; deeper ones are flattened.
  static let depthLimit = 256

  let source: SourceText
  let frontMatter: FrontMatter
  let lines: ContentMap
  private let events: [MarkdownEvent]
  private var index = 0
  private var frames: [Frame] = []
  private(set) var diagnostics: [Diagnostic] = []

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
          if frames.isEmpty { blocks = frame.blocks } else { close(frame) }
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
    switch frame.kind {
    case .blockQuote:
      if let callout = Callout.read(frame.blocks) {
        add(.callout(callout.kind, callout.blocks), at: range)
      } else {
        add(.quote(frame.blocks), at: range)
      }
    case .list(let start, let isTight):
      // Blocks stand here only where a deeper list was flattened.
      let flattened =
        frame.blocks.isEmpty ? [] : [ListBlock.Item(isChecked: nil, blocks: frame.blocks)]
      add(
        .list(ListBlock(start: start, isTight: isTight, items: frame.items + flattened)), at: range)
    case .item(let isChecked):
      let last = frames.count - 1
      frames[last].items.append(ListBlock.Item(isChecked: isChecked, blocks: frame.blocks))
      frames[last].end = max(frames[last].end, frame.end)
    case .footnoteDefinition:
      let label = source.text(in: SourceRange(frame.start + 2, frame.end)).prefix { $0 != "]" }
      add(.footnoteDefinition(name: String(label), frame.blocks), at: range)
    default: break
    }
  }

  private mutating func add(_ kind: Block.Kind, at range: SourceRange) {
    guard !frames.isEmpty else { return }
    frames[frames.count - 1].blocks.append(Block(kind, at: range))
    frames[frames.count - 1].end = max(frames[frames.count - 1].end, range.upper)
  }

  // MARK: - Prose

  private mutating func takeParagraph(_ event: MarkdownEvent, _ content: [UInt8]) {
    let range: ClosedRange<Int>
    if event.startLine > 0 {
      let first = lines.lineIndex(event.startLine)
      range = first...max(first, lines.lineIndex(event.endLine))
    } else {
      // The lines above a table in the same paragraph, which cmark cuts off without a place.
      range = linesAboveNextTable()
    }
    let map = lines.prose(content, lines: range, prefersEnd: true)
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
  private mutating func takeInlines(
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

  private mutating func skipToExit() {
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

  // MARK: - Tables

  private mutating func takeTable(_ event: MarkdownEvent, _ alignments: [TableBlock.Alignment]) {
    let header = headerLine(of: event, at: index)
    var table = TableBlock(alignments: alignments, header: [], rows: [])
    var range = SourceRange(source.lineRange(header).lower, 0)
    var isFirst = true
    while index < events.count, events[index].phase == .enter {
      guard case .tableRow(let isHeader) = events[index].kind else {
        skipToExit()
        continue
      }
      let line = isHeader ? header : lines.lineIndex(events[index].startLine)
      index += 1
      let row = TableRowMap(line: source.lineRange(line), in: lines.bytes, quoteDepth: quoteDepth)
      if isFirst { range.lower = row.range.lower }
      isFirst = false
      range.upper = max(range.upper, row.range.upper)
      let cells = takeCells(of: row)
      if isHeader { table.header = cells } else { table.rows.append(cells) }
    }
    index += 1
    if table.rows.isEmpty {
      let delimiters = min(header + 1, source.lineStarts.count - 1)
      range.upper = max(range.upper, trimmedEnd(ofLine: delimiters))
    }
    add(.table(table), at: range)
  }

  /// Takes the events up to the end of a row.
  private mutating func takeCells(of row: TableRowMap) -> [[Inline]] {
    var cells: [[Inline]] = []
    while index < events.count, events[index].phase == .enter {
      guard case .tableCell(let content) = events[index].kind else {
        index += 1
        continue
      }
      index += 1
      let end = SourceRange(row.range.upper, row.range.upper)
      var map = cells.count < row.cells.count ? row.cells[cells.count] : MappedText()
      if map.bytes != content {
        map = MappedText()
        map.append(content, for: content.isEmpty ? end : row.range)
      }
      cells.append(takeInlines(map, place(of: map, else: end), isHeading: false).inlines)
    }
    index += 1
    return cells
  }

  /// Returns the index of the source line of a table's header, which cmark mistakes where the
  /// paragraph that became the table had lines above it.
  private func headerLine(of table: MarkdownEvent, at position: Int) -> Int {
    var next = position
    var depth = 0
    while next < events.count, depth >= 0 {
      let event = events[next]
      next += 1
      if event.phase == .exit {
        depth -= 1
      } else if !event.isLeaf {
        if depth == 0, case .tableRow(false) = event.kind {
          return max(0, lines.lineIndex(event.startLine) - 2)
        }
        depth += 1
      }
    }
    let last = lines.lineIndex(table.endLine)
    let first = lines.lineIndex(table.startLine)
    let delimiters = (first...max(first, last)).last { index in
      let text = source.text(in: source.lineRange(index))
      return text.contains("-") && text.allSatisfy { "|:->  \t".contains($0) }
    }
    return max(first, (delimiters ?? last) - 1)
  }

  private func linesAboveNextTable() -> ClosedRange<Int> {
    var next = index
    while next < events.count {
      if events[next].phase == .enter, case .table = events[next].kind {
        let first = lines.lineIndex(events[next].startLine)
        return first...max(first, headerLine(of: events[next], at: next + 1) - 1)
      }
      next += 1
    }
    return 0...0
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

  private mutating func takeFence(
    _ event: MarkdownEvent, _ literal: [UInt8], length: Int, indentation: Int
  ) {
    let line = lines.lineIndex(event.startLine)
    let start = lines.offset(line: event.startLine, column: event.startColumn)
    let opening = source.lineRange(line)
    let fence = SourceRange(start, min(opening.upper, start + length))
    let info = FenceInfo(
      SourceRange(fence.upper, trimmedEnd(opening.upper, downTo: fence.upper)), in: source)
    let body = lines.code(literal, firstLine: line + 1)
    let closing = line + 1 + literal.count { $0 == 0x0A }
    let text = Self.text(literal)
    guard isClosing(closing, fence: fence, indentation: indentation) else {
      let end = trimmedEnd(body.runs.last?.source.upper ?? opening.upper, downTo: fence.upper)
      let mark = source.text(in: fence)
      diagnostics.append(
        .error(
          .unclosedFence, "the code block is not closed", at: fence,
          label: "close it with a line of \(mark)"))
      add(.listing(language: info.language, text: text), at: SourceRange(start, end))
      return
    }
    let range = SourceRange(start, trimmedEnd(ofLine: closing))
    guard let kind = info.kind else {
      diagnostics += info.diagnostics
      add(.listing(language: info.language, text: text), at: range)
      return
    }
    let bodyStart = source.lineStarts[line + 1]
    let bodyRange =
      body.count > 0
      ? body.sourceRange(0, body.count, within: range) : SourceRange(bodyStart, bodyStart)
    let (directive, problems) = Directive.parse(
      info, kind: kind, body: body, bodyRange: bodyRange, range: range, frontMatter: frontMatter,
      source: source)
    diagnostics += problems
    add(.directive(directive), at: range)
  }

  /// True where a line closes a fence: at least as many of its characters, nothing after them, and
  /// before them only the prefixes of the containers that the fence is in.
  private func isClosing(_ index: Int, fence: SourceRange, indentation: Int) -> Bool {
    guard source.lineStarts.indices.contains(index), fence.count > 0 else { return false }
    let line = source.lineRange(index)
    let mark = source.utf8[fence.lower]
    let end = trimmedEnd(ofLine: index)
    var start = end
    while start > line.lower, source.utf8[start - 1] == mark { start -= 1 }
    let prefix = source.utf8[line.lower..<start]
    let quotes = prefix.count { $0 == UInt8(ascii: ">") }
    let isPrefix = prefix.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ">") }
    // A quote's mark may lack the space after it.
    let least = column(of: fence.lower) - indentation - quoteDepth
    return end - start >= fence.count && isPrefix && quotes == quoteDepth
      && column(of: start) >= least
  }

  /// Returns the zero-based column of an offset where tabs reach to the next multiple of four.
  private func column(of offset: Int) -> Int {
    let start = source.lineStarts[source.lineIndex(of: offset)]
    return source.utf8[start..<offset].reduce(0) { column, byte in
      byte == 0x09 ? (column / 4 + 1) * 4 : column + 1
    }
  }

  // MARK: - Places

  private var quoteDepth: Int {
    frames.count { frame in
      if case .blockQuote = frame.kind { true } else { false }
    }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func lineRange(from event: MarkdownEvent) -> SourceRange {
    let start = lines.offset(line: event.startLine, column: event.startColumn)
    return SourceRange(start, trimmedEnd(ofLine: source.lineIndex(of: start)))
  }

  /// Returns the end of a line without the white space there.
  private func trimmedEnd(ofLine index: Int) -> Int {
    let line = source.lineRange(index)
    return trimmedEnd(line.upper, downTo: line.lower)
  }

  private func trimmedEnd(_ offset: Int, downTo start: Int) -> Int {
    var end = min(offset, source.utf8.count)
    while end > start, InlineSyntax.isSpace(source.utf8[end - 1]) { end -= 1 }
    return max(start, end)
  }

  private func place(of map: MappedText, else fallback: SourceRange) -> SourceRange {
    var end = map.count
    while end > 0, InlineSyntax.isSpace(map.bytes[end - 1]) { end -= 1 }
    return end > 0 ? map.sourceRange(0, end, within: fallback) : fallback
  }
}

/// Recognises GitHub's alerts: a quote whose first line is `[!NOTE]` alone.
private enum Callout {
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
