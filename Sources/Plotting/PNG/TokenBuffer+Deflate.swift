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
  mutating func write(rowLength: Int, places: [UInt8], to writer: inout BitWriter) {
    let checksum = resolve(places, rowLength: rowLength)
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

  /// Gives single numbers their bytes and returns the checksum of all rows.
  private mutating func resolve(_ places: [UInt8], rowLength: Int) -> Adler32 {
    var checksum = Adler32()
    // Of the bytes of the row above, only those change that do not repeat it, and with them its sums.
    let row = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rowLength)
    unsafe row.initialize(repeating: 0)
    defer { unsafe row.deallocate() }
    var sums = Adler32.Sums(zeros: rowLength)
    var x = 0
    unsafe withTokens { tokens in
      unsafe places.withUnsafeBufferPointer { places in
        for index in 0..<tokens.count {
          let token = unsafe tokens[index]
          if token >= Self.literalBase {
            let place = unsafe places[Int(token &- Self.literalBase)]
            unsafe tokens[index] = Self.literal(UInt16(place))
            unsafe sums.change(by: Int(place) &- Int(row[x]), rowLength &- x)
            unsafe row[x] = place
            x &+= 1
          } else if token < Self.aboveBase {
            let range = x..<x &+ Int(token) &+ Self.shortest
            let byte = unsafe row[x &- 1]
            unsafe sums.replace(
              UnsafeBufferPointer(rebasing: row[range]), by: byte, rowLength &- x)
            unsafe row[range].update(repeating: byte)
            x = range.upperBound
          } else {
            x &+= Int(token &- Self.aboveBase) &+ Self.shortest
          }
          // Repetitions of the row above go on from row to row.
          while x >= rowLength {
            checksum.append(sums)
            x &-= rowLength
          }
        }
      }
    }
    return checksum
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
