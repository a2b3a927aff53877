/// A half-open range of UTF-8 offsets into one `SourceText`.
package struct SourceRange: Hashable, Sendable {
  /// The offset of the first byte.
  package var lower: Int
  /// The offset after the last byte.
  package var upper: Int

  /// Creates the range `lower..<upper`; an `upper` below `lower` makes it empty.
  package init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = max(lower, upper)
  }

  /// The number of bytes in the range.
  package var count: Int { upper - lower }

  /// Returns the smallest range that covers both ranges.
  package func union(_ other: SourceRange) -> SourceRange {
    SourceRange(min(lower, other.lower), max(upper, other.upper))
  }
}

/// A value and the place in the source where its author wrote it.
package struct Located<Value: Sendable>: Sendable {
  /// What was written.
  package var value: Value
  /// Where it was written.
  package var range: SourceRange

  /// Creates a located value.
  package init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// The text of one file, with the table that turns offsets into lines and columns.
package struct SourceText: Sendable {
  /// The name shown in diagnostics, as the user wrote it.
  package let name: String
  /// The bytes of the file, known to be UTF-8.
  package let utf8: [UInt8]
  /// The offset of each line's first byte; never empty.
  package let lineStarts: [Int]

  /// Creates a source from text.
  package init(name: String, text: String) {
    self.init(name: name, utf8: Array(text.utf8))
  }

  /// Creates a source from bytes that are UTF-8, without a byte order mark at their start. Lines end
  /// at `\n`, `\r\n` or a lone `\r`, as CommonMark has it.
  package init(name: String, utf8 bytes: [UInt8]) {
    self.name = name
    let utf8 = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    self.utf8 = utf8
    var starts = [0]
    for (offset, byte) in utf8.enumerated() {
      let next = offset + 1
      let isLoneReturn = byte == 0x0D && !(next < utf8.count && utf8[next] == 0x0A)
      if byte == 0x0A || isLoneReturn { starts.append(next) }
    }
    lineStarts = starts
  }

  /// Returns the text in a range, which is clamped to the file.
  package func text(in range: SourceRange) -> String {
    let lower = min(max(0, range.lower), utf8.count)
    let upper = min(max(lower, range.upper), utf8.count)
    return String(decoding: utf8[lower..<upper], as: UTF8.self)
  }

  /// Returns the zero-based index of the line that holds an offset.
  ///
  /// - Complexity: O(log n) in the number of lines.
  package func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// Returns the range of a line without its line ending.
  package func lineRange(_ index: Int) -> SourceRange {
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] : utf8.count
    while end > start, utf8[end - 1] == 0x0A || utf8[end - 1] == 0x0D { end -= 1 }
    return SourceRange(start, end)
  }

  /// Returns the 1-based line and the 1-based column, counted in characters, of an offset.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let clamped = min(max(0, offset), utf8.count)
    let index = lineIndex(of: clamped)
    let prefix = text(in: SourceRange(lineStarts[index], clamped))
    return (index + 1, prefix.count + 1)
  }
}
