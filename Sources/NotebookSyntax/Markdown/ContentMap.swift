import Diagnostics

/// Finds where in the source the lines of a block's content stand.
///
/// cmark strips the prefixes of containers and indentation, so a content line is the tail of its
/// source line; definitions of links may have been cut off before the first.
struct ContentMap {
  let source: SourceText
  /// The index of the source line that cmark calls line 1.
  let firstLine: Int
  /// The source's bytes as cmark reads them: spaces in place of NULs, of which it would make three
  /// bytes each.
  let bytes: [UInt8]

  init(source: SourceText, firstLine: Int) {
    self.source = source
    self.firstLine = firstLine
    bytes = source.utf8.contains(0) ? source.utf8.map { $0 == 0 ? 0x20 : $0 } : source.utf8
  }

  /// Returns the source line of a 1-based line of the Markdown, kept inside the source.
  func lineIndex(_ line: Int) -> Int {
    min(max(0, firstLine + line - 1), source.lineStarts.count - 1)
  }

  /// Returns the offset of a 1-based line and byte column.
  func offset(line: Int, column: Int) -> Int {
    let range = source.lineRange(lineIndex(line))
    return min(range.lower + max(0, column - 1), range.upper)
  }

  /// Maps lines of code, of which the first one's source line is known.
  func code(_ literal: [UInt8], firstLine: Int) -> MappedText {
    var result = MappedText()
    for (index, line) in lines(of: literal).enumerated() {
      append(line, atLine: firstLine + index, to: &result)
    }
    return result
  }

  /// Maps the content of a paragraph or heading that ends at or before one source line and begins
  /// at or after another. The lines are tried from the end where `prefersEnd`.
  func prose(_ content: [UInt8], lines range: ClosedRange<Int>, prefersEnd: Bool) -> MappedText {
    let lines = lines(of: content)
    let last = max(range.lowerBound, range.upperBound - max(0, lines.count - 1))
    let starts = Array(range.lowerBound...last)
    let best = (prefersEnd ? starts.reversed() : starts).first { start in
      lines.enumerated().allSatisfy { index, line in
        tail(line.text, ofLine: start + index) != nil
      }
    }
    var result = MappedText()
    for (index, line) in lines.enumerated() {
      append(line, atLine: (best ?? starts[0]) + index, to: &result)
    }
    return result
  }

  /// Maps the lines above a table in the same paragraph, in which cmark has already made `|` of
  /// `\|`; the last of them is the last of the range.
  func proseAboveTable(_ content: [UInt8], lines range: ClosedRange<Int>) -> MappedText {
    let lines = lines(of: content)
    let first = max(range.lowerBound, range.upperBound - max(0, lines.count - 1))
    var result = MappedText()
    for (index, line) in lines.enumerated() where source.lineStarts.indices.contains(first + index)
    {
      let place = source.lineRange(first + index)
      let row = TableRowMap.unescaped(place.lower..<place.upper, bytes)
      let start = (0...row.count).last { start in row.bytes[start...].starts(with: line.text) }
      if let start {
        result.append(start..<(start + line.text.count), of: row)
      } else {
        result.append(line.text, for: place)
      }
      if line.hasEnding { appendLineEnd(after: first + index, to: &result) }
    }
    return result
  }

  // MARK: - Lines

  private typealias Line = (text: ArraySlice<UInt8>, hasEnding: Bool)

  private func lines(of content: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    for (index, byte) in content.enumerated() where byte == 0x0A {
      lines.append((content[start..<index], true))
      start = index + 1
    }
    if start < content.count { lines.append((content[start...], false)) }
    return lines
  }

  /// Returns where a content line begins in its source line: its end, or its only occurrence.
  private func tail(_ text: ArraySlice<UInt8>, ofLine index: Int) -> Int? {
    guard source.lineStarts.indices.contains(index) else { return nil }
    let range = source.lineRange(index)
    let end = text.endIndex
    if text.count <= range.count {
      let start = range.upper - text.count
      if bytes[start..<range.upper].elementsEqual(text) { return start }
    }
    // The end of a block's last line is cut: white space, or the `#`s that close a heading.
    guard text.startIndex < end else { return range.upper }
    var start = range.upper - text.count
    while start >= range.lower {
      if bytes[start..<(start + text.count)].elementsEqual(text) { return start }
      start -= 1
    }
    return nil
  }

  private func append(_ line: Line, atLine index: Int, to result: inout MappedText) {
    guard source.lineStarts.indices.contains(index) else {
      let end = source.utf8.count
      result.append(line.text + (line.hasEnding ? [0x0A] : []), for: SourceRange(end, end))
      return
    }
    let range = source.lineRange(index)
    if let start = tail(line.text, ofLine: index) {
      result.append(verbatim: line.text, at: start)
    } else {
      appendPartly(line.text, range, to: &result)
    }
    if line.hasEnding { appendLineEnd(after: index, to: &result) }
  }

  private func appendLineEnd(after index: Int, to result: inout MappedText) {
    let next = index + 1
    let end = next < source.lineStarts.count ? source.lineStarts[next] : source.utf8.count
    result.append([0x0A], for: SourceRange(source.lineRange(index).upper, end))
  }

  /// Maps a line that differs from its source at the start, where cmark makes spaces of a tab.
  private func appendPartly(
    _ text: ArraySlice<UInt8>, _ range: SourceRange, to result: inout MappedText
  ) {
    var (lower, upper) = (text.endIndex, range.upper)
    while lower > text.startIndex, upper > range.lower, text[lower - 1] == bytes[upper - 1] {
      lower -= 1
      upper -= 1
    }
    let isSpaces = text[text.startIndex..<lower].allSatisfy { $0 == 0x20 }
    if isSpaces {
      result.append(
        text[text.startIndex..<lower], for: SourceRange(max(range.lower, upper - 1), upper))
      result.append(verbatim: text[lower...], at: upper)
    } else {
      result.append(text, for: range)
    }
  }
}

/// The cells of a table's row in the source.
struct TableRowMap {
  private(set) var cells: [MappedText] = []
  /// The row without its container's prefix.
  private(set) var range: SourceRange

  /// Splits a source line at its pipes; a backslash before a pipe makes it a part of its cell.
  init(line: SourceRange, in bytes: [UInt8], quoteDepth: Int) {
    var index = line.lower
    var end = line.upper
    var quotes = 0
    while index < end,
      bytes[index] == 0x20 || bytes[index] == 0x09
        || (bytes[index] == UInt8(ascii: ">") && quotes < quoteDepth)
    {
      if bytes[index] == UInt8(ascii: ">") { quotes += 1 }
      index += 1
    }
    while end > index, InlineSyntax.isSpace(bytes[end - 1]) { end -= 1 }
    range = SourceRange(index, end)
    if index < end, bytes[index] == UInt8(ascii: "|") { index += 1 }
    while index < end {
      while index < end, InlineSyntax.isSpace(bytes[index]) { index += 1 }
      let start = index
      while index < end, bytes[index] != UInt8(ascii: "|") {
        let escapes =
          bytes[index] == UInt8(ascii: "\\") && index + 1 < end
          && InlineSyntax.isPunctuation(bytes[index + 1])
        index += escapes ? 2 : 1
      }
      var cellEnd = min(index, end)
      while cellEnd > start, InlineSyntax.isSpace(bytes[cellEnd - 1]) { cellEnd -= 1 }
      cells.append(Self.unescaped(start..<cellEnd, bytes))
      index += 1
    }
  }

  /// Returns a part of a line in which `\|` is a pipe.
  static func unescaped(_ part: Range<Int>, _ bytes: [UInt8]) -> MappedText {
    let end = part.upperBound
    var result = MappedText()
    var index = part.lowerBound
    while index < end {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < end, bytes[index + 1] == UInt8(ascii: "|")
      {
        result.append([UInt8(ascii: "|")], for: SourceRange(index, index + 2))
        index += 2
      } else {
        result.append(verbatim: [bytes[index]], at: index)
        index += 1
      }
    }
    return result
  }
}
