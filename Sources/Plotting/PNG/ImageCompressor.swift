import CPNG

/// Compresses rows of pixels to a zlib stream for PNG.
///
/// A general compressor searches all that it has seen for repetitions. What repeats in figures is the
/// pixel before, and the row above, a pixel or two further on: those places alone are searched.
struct ImageCompressor {
  /// A byte with bit 20 set, or a repetition: its length times 256 and the place of its distance.
  private typealias Token = UInt32

  private static let shortest = 3
  private static let longest = 258
  private static let blockLength = 1 << 16
  /// How far back deflate can look.
  private static let farthest = 32_768

  /// Returns the compressed rows of `width * height` places in a palette, each as its difference from
  /// the one to its left, after a filter byte of 1.
  ///
  /// Made for maps of a smooth function in steps, whose differences are mostly 0.
  static func compress(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    precondition(pixels.count == width * height && width > 0)
    let stride = width + 1
    return compress(
      differences(pixels, width: width, height: height),
      [1, stride, stride - 1, stride + 1, stride - 2, stride + 2])
  }

  /// Returns the compressed rows of `width * height` pixels of three bytes, each after a filter byte
  /// of 0.
  static func compress(rgb pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    precondition(pixels.count == 3 * width * height && width > 0)
    var rows: [UInt8] = []
    let stride = 3 * width + 1
    rows.reserveCapacity(stride * height)
    for row in 0..<height {
      rows.append(0)
      rows += pixels[3 * row * width..<3 * (row + 1) * width]
    }
    return compress(rows, [3, stride, stride - 3, stride + 3])
  }

  private static func compress(_ rows: [UInt8], _ places: [Int]) -> [UInt8] {
    // A narrow picture has some of the places twice.
    var distances: [Int] = []
    for distance in places where (1...farthest).contains(distance) && !distances.contains(distance)
    {
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
          let length = unsafe agreement(bytes, position, distance, limit)
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

  /// Returns how many bytes repeat those a distance before, at most `limit`.
  @inline(__always)
  private static func agreement(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int, _ distance: Int, _ limit: Int
  ) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var length = 0
    while length &+ 8 <= limit {
      let a = unsafe raw.loadUnaligned(fromByteOffset: position &+ length, as: UInt64.self)
      let b = unsafe raw.loadUnaligned(
        fromByteOffset: position &+ length &- distance, as: UInt64.self)
      if a != b { return length &+ UInt64(littleEndian: a ^ b).trailingZeroBitCount / 8 }
      length &+= 8
    }
    while length < limit,
      unsafe bytes[position &+ length] == bytes[position &+ length &- distance]
    {
      length &+= 1
    }
    return length
  }

  private static func write(
    _ block: ArraySlice<Token>, _ distances: [Int], isLast: Bool, to writer: inout BitWriter
  ) {
    let distanceSymbols = distances.map { DeflateSymbol(distance: $0) }
    let lengthSymbols = (0...longest).map { DeflateSymbol(length: max($0, shortest)) }
    var frequencies = DeflateBlock.Frequencies()
    for token in block {
      if token & 1 << 20 != 0 {
        frequencies.literals[Int(token & 255)] &+= 1
      } else {
        frequencies.literals[lengthSymbols[Int(token >> 8)].symbol] &+= 1
        frequencies.distances[distanceSymbols[Int(token & 255)].symbol] &+= 1
      }
    }
    let codes = DeflateBlock(frequencies)
    codes.writeStart(isLast: isLast, to: &writer)
    let lengthWords = lengthSymbols.map { $0.word(codes.literals) }
    let distanceWords = distanceSymbols.map { $0.word(codes.distances) }
    for token in block {
      if token & 1 << 20 != 0 {
        writer.write(codes.word(literal: Int(token & 255)))
      } else {
        writer.write(
          lengthWords[Int(token >> 8)].followed(by: distanceWords[Int(token & 255)]))
      }
    }
    codes.writeEnd(to: &writer)
  }
}
