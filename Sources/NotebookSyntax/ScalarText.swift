package import Diagnostics

/// A decoded text and the place in the source of each of its bytes: escapes, folding, indentation
/// and substituted parameters make the two differ.
package struct ScalarText: Sendable, Hashable {
  package var text: String
  /// The pieces that the text is made of, ascending and without gaps; empty for an empty text.
  package var runs: [Run]
  /// Where the whole text was written, quotes and block indicators included.
  package var range: SourceRange

  /// A piece of a text.
  package struct Run: Sendable, Hashable {
    /// The offset in the text of the piece's first byte.
    package var textOffset: Int
    /// The number of bytes of the text.
    package var textCount: Int
    /// What the author wrote for the piece. A piece as long as its source is verbatim, byte by
    /// byte; each byte of any other piece stands for the whole source.
    package var source: SourceRange

    /// Creates a piece.
    package init(textOffset: Int, textCount: Int, source: SourceRange) {
      self.textOffset = textOffset
      self.textCount = textCount
      self.source = source
    }
  }

  /// Creates the text of a scalar that stands verbatim in the source.
  package init(verbatim text: String, at offset: Int) {
    self.text = text
    let count = text.utf8.count
    range = SourceRange(offset, offset + count)
    runs = count == 0 ? [] : [Run(textOffset: 0, textCount: count, source: range)]
  }

  /// Creates a text with its map into the source.
  package init(text: String, runs: [Run], range: SourceRange) {
    self.text = text
    self.runs = runs
    self.range = range
  }

  /// Returns the place in the source of the UTF-8 offsets `lower..<upper` of the text.
  package func sourceRange(_ lower: Int, _ upper: Int) -> SourceRange {
    runs.sourceRange(lower, upper, within: range)
  }
}

extension [ScalarText.Run] {
  /// Returns the place in the source of the offsets `lower..<upper` of a text made of these pieces.
  ///
  /// An empty range before the first byte maps to the start of `whole`, one after the last byte to
  /// the end of the last piece.
  ///
  /// - Complexity: O(log n) in the number of pieces.
  func sourceRange(_ lower: Int, _ upper: Int, within whole: SourceRange) -> SourceRange {
    guard let start = bounds(of: lower)?.lower else {
      let end = last?.source.upper ?? whole.lower
      return SourceRange(end, end)
    }
    guard upper > lower, let end = bounds(of: upper - 1)?.upper ?? last?.source.upper else {
      return SourceRange(start, start)
    }
    return SourceRange(start, end)
  }

  /// Returns the place in the source of one byte of the text, nil outside it.
  private func bounds(of offset: Int) -> SourceRange? {
    let low = partitioningIndex { $0.textOffset + $0.textCount > offset }
    guard low < count, offset >= self[low].textOffset else { return nil }
    let run = self[low]
    guard run.textCount == run.source.count else { return run.source }
    let start = run.source.lower + offset - run.textOffset
    return SourceRange(start, start + 1)
  }
}
