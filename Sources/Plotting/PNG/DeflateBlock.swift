/// A block of deflate with codes of its own (RFC 1951, sections 3.2.3 and 3.2.5).
struct DeflateBlock {
  /// How often each symbol occurs in a block.
  struct Frequencies {
    /// Literals, the end of the block, and lengths.
    var literals = [Int](repeating: 0, count: 286)
    var distances = [Int](repeating: 0, count: 30)
  }

  /// The symbol that ends a block.
  private static let end = 256

  /// The code of literals, lengths and the end.
  let literals: HuffmanCode
  /// The code of distances.
  let distances: HuffmanCode

  /// Makes the codes of a block; its end need not be counted.
  init(_ frequencies: Frequencies) {
    var (literals, distances) = (frequencies.literals, frequencies.distances)
    literals[Self.end] = 1
    // A code has a symbol even where none occurs.
    if !distances.contains(where: { $0 > 0 }) { distances[0] = 1 }
    self.literals = HuffmanCode(frequencies: literals, limit: 15)
    self.distances = HuffmanCode(frequencies: distances, limit: 15)
  }

  /// What a literal is written as.
  func word(literal: Int) -> BitWriter.Word {
    BitWriter.Word(UInt64(literals.codes[literal]), Int(literals.lengths[literal]))
  }

  /// Writes what comes before the block's symbols.
  func writeStart(isLast: Bool, to writer: inout BitWriter) {
    writer.write(isLast ? 1 : 0, 1)
    writer.write(2, 2)
    DeflateHeader(literals, distances).write(to: &writer)
  }

  /// Writes what comes after them.
  func writeEnd(to writer: inout BitWriter) { writer.write(word(literal: Self.end)) }
}
