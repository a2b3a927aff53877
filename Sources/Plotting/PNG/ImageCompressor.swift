import CPNG

/// Compresses rows of palette places to a zlib stream for PNG, each pixel as its difference from the
/// one to its left.
///
/// Made for maps of a smooth function in steps: differences are mostly 0, and what a row has, the row
/// above has a pixel or two further on. Those places alone are searched, which is a fraction of a
/// general compressor's work.
struct ImageCompressor {
  /// A byte with bit 20 set, or a repetition: its length times 256 and the place of its distance.
  private typealias Token = UInt32

  private static let shortest = 3
  private static let longest = 258
  private static let blockLength = 1 << 16
  /// How far back deflate can look.
  private static let farthest = 32_768

  /// Returns the compressed rows of `width * height` places, each after a filter byte of 1.
  static func compress(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    precondition(pixels.count == width * height && width > 0)
    let rows = differences(pixels, width: width, height: height)
    let stride = width + 1
    var distances = [1]
    for distance in [stride, stride - 1, stride + 1, stride - 2, stride + 2]
    where (2...farthest).contains(distance) {
      distances.append(distance)
    }
    let tokens = tokens(rows, distances)
    // Deflate with a window of 32 KiB, no dictionary, fastest level.
    var writer = BitWriter(after: [0x78, 0x01], capacity: tokens.count * 2 + 1_024)
    var start = 0
    repeat {
      let end = min(start + blockLength, tokens.count)
      write(tokens[start..<end], distances, isLast: end == tokens.count, to: &writer)
      start = end
    } while start < tokens.count
    writer.finishByte()
    writer.appendBigEndian(UInt32(truncatingIfNeeded: unsafe adler32(1, rows, UInt32(rows.count))))
    return writer.bytes
  }

  /// Returns the rows as PNG's filter "Sub" gives them, each after the filter's number.
  private static func differences(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity((width + 1) * height)
    for row in 0..<height {
      rows.append(1)
      var left: UInt8 = 0
      for pixel in pixels[row * width..<(row + 1) * width] {
        rows.append(pixel &- left)
        left = pixel
      }
    }
    return rows
  }

  private static func tokens(_ rows: [UInt8], _ distances: [Int]) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(rows.count / 8)
    let count = rows.count
    unsafe rows.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < count {
        let limit = min(count &- position, longest)
        var best = 0
        var choice = 0
        for (place, distance) in distances.enumerated() where distance <= position {
          // No longer than the best so far unless it agrees there.
          if best > 0, best < limit,
            unsafe bytes[position &+ best] != bytes[position &+ best &- distance]
          {
            continue
          }
          var length = 0
          while length < limit,
            unsafe bytes[position &+ length] == bytes[position &+ length &- distance]
          {
            length &+= 1
          }
          if length > best {
            best = length
            choice = place
            if best == limit { break }
          }
        }
        if best >= shortest {
          tokens.append(Token(truncatingIfNeeded: best << 8 | choice))
          position &+= best
        } else {
          tokens.append(unsafe Token(bytes[position]) | 1 << 20)
          position &+= 1
        }
      }
    }
    return tokens
  }

  private static func write(
    _ block: ArraySlice<Token>, _ distances: [Int], isLast: Bool, to writer: inout BitWriter
  ) {
    let distanceSymbols = distances.map { DeflateSymbol(distance: $0) }
    let lengthSymbols = (0...longest).map { DeflateSymbol(length: max($0, shortest)) }
    var literalCounts = [Int](repeating: 0, count: 286)
    var distanceCounts = [Int](repeating: 0, count: 30)
    literalCounts[256] = 1
    for token in block {
      if token & 1 << 20 != 0 {
        literalCounts[Int(token & 255)] &+= 1
      } else {
        literalCounts[lengthSymbols[Int(token >> 8)].symbol] &+= 1
        distanceCounts[distanceSymbols[Int(token & 255)].symbol] &+= 1
      }
    }
    if !distanceCounts.contains(where: { $0 > 0 }) { distanceCounts[0] = 1 }
    let literals = HuffmanCode(frequencies: literalCounts, limit: 15)
    let distanceCode = HuffmanCode(frequencies: distanceCounts, limit: 15)
    writer.write(isLast ? 1 : 0, 1)
    writer.write(2, 2)
    DeflateHeader(literals, distanceCode).write(to: &writer)
    let lengthWords = lengthSymbols.map { $0.word(literals) }
    let distanceWords = distanceSymbols.map { $0.word(distanceCode) }
    for token in block {
      if token & 1 << 20 != 0 {
        let literal = Int(token & 255)
        writer.write(UInt64(literals.codes[literal]), Int(literals.lengths[literal]))
      } else {
        let length = lengthWords[Int(token >> 8)]
        let distance = distanceWords[Int(token & 255)]
        writer.write(length.bits, length.count)
        writer.write(distance.bits, distance.count)
      }
    }
    writer.write(UInt64(literals.codes[256]), Int(literals.lengths[256]))
  }
}
