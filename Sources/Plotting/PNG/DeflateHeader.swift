/// The codes of a block as they stand before it (RFC 1951, section 3.2.7).
struct DeflateHeader {
  /// A code length, or a repetition of the one before or of zeros, with its extra bits.
  private struct Entry {
    var symbol: Int
    var extra = 0
    var extraBits = 0
  }

  private let literalCount: Int
  private let distanceCount: Int
  private let entries: [Entry]

  /// The order in which the lengths of the code of code lengths are written.
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// Describes the codes of a block's literals, lengths and distances.
  init(_ literals: HuffmanCode, _ distances: HuffmanCode) {
    func used(_ lengths: [UInt8], atLeast count: Int) -> Int {
      max((lengths.lastIndex { $0 > 0 } ?? 0) + 1, count)
    }
    literalCount = used(literals.lengths, atLeast: 257)
    distanceCount = used(distances.lengths, atLeast: 1)
    entries = Self.entries(
      literals.lengths.prefix(literalCount) + distances.lengths.prefix(distanceCount))
  }

  private static func entries(_ lengths: ArraySlice<UInt8>) -> [Entry] {
    var entries: [Entry] = []
    var index = lengths.startIndex
    while index < lengths.endIndex {
      let length = lengths[index]
      let end = lengths[index...].firstIndex { $0 != length } ?? lengths.endIndex
      var rest = end - index
      if length > 0 {
        entries.append(Entry(symbol: Int(length)))
        rest -= 1
      }
      while rest > 0 {
        if rest < 3 {
          entries.append(Entry(symbol: Int(length)))
          rest -= 1
        } else if length > 0 {
          let part = min(rest, 6)
          entries.append(Entry(symbol: 16, extra: part - 3, extraBits: 2))
          rest -= part
        } else if rest < 11 {
          entries.append(Entry(symbol: 17, extra: rest - 3, extraBits: 3))
          rest = 0
        } else {
          let part = min(rest, 138)
          entries.append(Entry(symbol: 18, extra: part - 11, extraBits: 7))
          rest -= part
        }
      }
      index = end
    }
    return entries
  }

  /// Writes the header.
  func write(to writer: inout BitWriter) {
    var frequencies = [Int](repeating: 0, count: 19)
    for entry in entries { frequencies[entry.symbol] += 1 }
    let code = HuffmanCode(frequencies: frequencies, limit: 7)
    let orderCount = max((Self.order.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1, 4)
    writer.write(UInt64(literalCount - 257), 5)
    writer.write(UInt64(distanceCount - 1), 5)
    writer.write(UInt64(orderCount - 4), 4)
    for symbol in Self.order.prefix(orderCount) { writer.write(UInt64(code.lengths[symbol]), 3) }
    for entry in entries {
      writer.write(UInt64(code.codes[entry.symbol]), Int(code.lengths[entry.symbol]))
      writer.write(UInt64(entry.extra), entry.extraBits)
    }
  }
}
