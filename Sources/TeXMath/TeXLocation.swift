package import Diagnostics

/// Where the bytes of a formula stand in its notebook, so that problems point at the author's own
/// characters even inside quotes and lists, whose markers interrupt a formula's lines.
package struct TeXLocation: Sendable {
  /// Runs of bytes copied verbatim, ascending in both offsets.
  private var runs: [(texOffset: Int, sourceOffset: Int)]
  /// The place of everything that could not be found.
  private var fallback: SourceRange

  /// Creates the location of TeX that stands verbatim in the source.
  package init(verbatimAt offset: Int) {
    runs = [(0, offset)]
    fallback = SourceRange(offset, offset)
  }

  /// Creates the location of generated TeX: every problem points at the whole range.
  package init(generatedAt range: SourceRange) {
    runs = []
    fallback = range
  }

  /// Finds each line of `tex` in a range of the source, one after the other.
  package init(of tex: String, in range: SourceRange, of source: SourceText) {
    fallback = range
    runs = []
    let bytes = Array(tex.utf8)
    let upper = min(range.upper, source.utf8.count)
    var searchStart = max(0, range.lower)
    // Past the opening dollars, which a formula never contains.
    while searchStart < upper, source.utf8[searchStart] == UInt8(ascii: "$") { searchStart += 1 }
    var lineStart = 0
    while lineStart <= bytes.count {
      var lineEnd = lineStart
      while lineEnd < bytes.count, bytes[lineEnd] != 0x0A { lineEnd += 1 }
      let line = bytes[lineStart..<lineEnd]
      if let found = Self.find(line, in: source.utf8, from: searchStart, to: upper) {
        runs.append((lineStart, found))
        searchStart = found + line.count
      }
      lineStart = lineEnd + 1
    }
  }

  /// Returns the place of the UTF-8 offsets `lower..<upper` of the TeX.
  package func sourceRange(_ lower: Int, _ upper: Int) -> SourceRange {
    guard let start = sourceOffset(lower) else { return fallback }
    guard upper > lower, let end = sourceOffset(upper - 1) else { return SourceRange(start, start) }
    return SourceRange(start, end + 1)
  }

  private func sourceOffset(_ offset: Int) -> Int? {
    guard let run = runs.last(where: { $0.texOffset <= offset }) else { return nil }
    return run.sourceOffset + offset - run.texOffset
  }

  private static func find(
    _ needle: ArraySlice<UInt8>, in haystack: [UInt8], from start: Int, to end: Int
  ) -> Int? {
    guard !needle.isEmpty else { return nil }
    var position = start
    while position + needle.count <= end {
      if haystack[position..<position + needle.count].elementsEqual(needle) { return position }
      position += 1
    }
    return nil
  }
}
