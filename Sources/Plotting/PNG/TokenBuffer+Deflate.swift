extension TokenBuffer {
  /// How many tokens share a code: figures change too little to gain from shorter blocks.
  private static var blockLength: Int { 1 << 15 }
  /// Repetitions and literals of one byte.
  private static var kindCount: Int { Int(literalBase) + 256 }

  /// Appends a zlib stream (RFC 1950) of rows and turns numbers into bytes.
  ///
  /// - Parameters:
  ///   - rowLength: The bytes of a row: how far back the row above is.
  ///   - places: The byte of each number.
  ///   - joins: Whether to look for what repeats because numbers share bytes.
  mutating func write(
    rowLength: Int, places: [UInt8], joins: Bool, to writer: inout BitWriter
  ) {
    let checksum = resolve(places, rowLength: rowLength, joins: joins)
    // Deflate with a window of 32 KiB, no dictionary, fastest level.
    writer.write(0x0178, 16)
    unsafe withTokens { tokens in
      var start = 0
      repeat {
        let end = min(start + Self.blockLength, tokens.count)
        unsafe Self.write(
          UnsafeBufferPointer(rebasing: tokens[start..<end]), isLast: end == tokens.count,
          rowLength: rowLength, to: &writer)
        start = end
      } while start < tokens.count
    }
    writer.finishByte()
    writer.appendBigEndian(checksum.value)
  }

  private static func write(
    _ block: UnsafeBufferPointer<Token>, isLast: Bool, rowLength: Int, to writer: inout BitWriter
  ) {
    var counts = [Int](repeating: 0, count: kindCount)
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      for index in 0..<block.count { unsafe counts[Int(block[index])] &+= 1 }
    }
    let distances = [DeflateSymbol(distance: 1), DeflateSymbol(distance: rowLength)]
    var frequencies = DeflateBlock.Frequencies()
    for byte in 0..<256 { frequencies.literals[byte] = counts[Int(literalBase) + byte] }
    for length in shortest...longest {
      for kind in 0..<2 {
        let count = counts[256 * kind + length - shortest]
        frequencies.literals[DeflateSymbol(length: length).symbol] += count
        frequencies.distances[distances[kind].symbol] += count
      }
    }
    let codes = DeflateBlock(frequencies)
    codes.writeStart(isLast: isLast, to: &writer)
    // What each token is written as.
    var words: [BitWriter.Word] = []
    words.reserveCapacity(kindCount)
    for kind in 0..<2 {
      let distance = distances[kind].word(codes.distances)
      for length in shortest...longest {
        words.append(DeflateSymbol(length: length).word(codes.literals).followed(by: distance))
      }
    }
    for byte in 0..<256 { words.append(codes.word(literal: byte)) }
    unsafe writer.write(block, as: words)
    codes.writeEnd(to: &writer)
  }
}
