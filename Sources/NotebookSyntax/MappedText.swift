import Diagnostics

/// Bytes under construction, with the place in the source of each of them.
struct MappedText {
  private(set) var bytes: [UInt8] = []
  private(set) var runs: [ScalarText.Run] = []

  init() {}

  init(_ text: ScalarText) {
    bytes = Array(text.text.utf8)
    runs = text.runs
  }

  var count: Int { bytes.count }

  /// Appends bytes that stand verbatim in the source from an offset on.
  mutating func append(verbatim piece: some Collection<UInt8>, at offset: Int) {
    append(piece, for: SourceRange(offset, offset + piece.count))
  }

  /// Appends bytes that stand for a range of the source.
  mutating func append(_ piece: some Collection<UInt8>, for source: SourceRange) {
    guard !piece.isEmpty else { return }
    defer { bytes.append(contentsOf: piece) }
    if let last = runs.last, last.source.upper == source.lower,
      last.textCount == last.source.count, piece.count == source.count
    {
      runs[runs.count - 1].textCount += piece.count
      runs[runs.count - 1].source.upper = source.upper
    } else {
      runs.append(
        ScalarText.Run(textOffset: bytes.count, textCount: piece.count, source: source))
    }
  }

  /// Appends a part of another text with its places.
  mutating func append(_ part: Range<Int>, of other: MappedText) {
    var index = other.runs.partitioningIndex { $0.textOffset + $0.textCount > part.lowerBound }
    while index < other.runs.count, other.runs[index].textOffset < part.upperBound {
      let run = other.runs[index]
      let lower = max(part.lowerBound, run.textOffset)
      let upper = min(part.upperBound, run.textOffset + run.textCount)
      if run.textCount == run.source.count {
        let offset = run.source.lower + lower - run.textOffset
        append(verbatim: other.bytes[lower..<upper], at: offset)
      } else {
        append(other.bytes[lower..<upper], for: run.source)
      }
      index += 1
    }
  }

  /// Makes spaces of tabs, line ends and other control characters.
  mutating func replaceControlCharacters() {
    for index in bytes.indices where bytes[index] < 0x20 { bytes[index] = 0x20 }
  }

  /// Returns the place in the source of the offsets `lower..<upper`.
  func sourceRange(_ lower: Int, _ upper: Int, within whole: SourceRange) -> SourceRange {
    runs.sourceRange(lower, upper, within: whole)
  }

  /// Returns the text, which was written at a range of the source.
  func scalarText(at range: SourceRange) -> ScalarText {
    ScalarText(text: String(decoding: bytes, as: UTF8.self), runs: runs, range: range)
  }
}

extension ScalarText {
  /// Returns a part of the text, given by the offsets of its bytes.
  package func slice(_ part: Range<Int>) -> ScalarText {
    var mapped = MappedText()
    mapped.append(part, of: MappedText(self))
    return mapped.scalarText(at: sourceRange(part.lowerBound, part.upperBound))
  }

  /// The text without the white space at its ends.
  package var trimmed: ScalarText {
    let bytes = Array(text.utf8)
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return slice(0..<0) }
    return slice(first..<(last + 1))
  }
}

extension Collection {
  /// Returns the first index whose element meets a condition that holds from there on.
  ///
  /// - Complexity: O(log n) for random access.
  func partitioningIndex(where belongsAfter: (Element) -> Bool) -> Index {
    var low = startIndex
    var length = count
    while length > 0 {
      let half = length / 2
      let middle = index(low, offsetBy: half)
      if belongsAfter(self[middle]) {
        length = half
      } else {
        low = index(after: middle)
        length -= half + 1
      }
    }
    return low
  }
}
