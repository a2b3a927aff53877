import Diagnostics

extension BlockBuilder {
  /// Takes a fenced block: a directive, or a listing.
  mutating func takeFence(
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
}
