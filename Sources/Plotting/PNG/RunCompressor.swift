/// Compresses the rows of a palette picture to a zlib stream (RFC 1950, 1951), from runs alone.
///
/// Every byte is either new, repeats the one before, or repeats the one above: figures hold little
/// else. The work is proportional to the runs, where a general compressor visits every pixel, and
/// the result is smaller, since repetitions of the row above are found wherever they are.
@safe struct RunCompressor: ~Copyable {
  /// A byte to write (0…255), a repetition of the byte before by its length less 3 (256…511), or
  /// one of the row above (512…767).
  fileprivate typealias Token = UInt16

  fileprivate static let shortest = 3
  fileprivate static let longest = 258
  fileprivate static let beforeBase = 256
  fileprivate static let aboveBase = 512
  /// How many tokens share a code: figures change too little to gain from shorter blocks.
  private static let blockLength = 1 << 15
  /// How far back deflate can look.
  private static let farthest = 32_768

  private let picture: RunPicture
  /// Room for more tokens than there can be.
  private let tokens: UnsafeMutableBufferPointer<Token>
  private var tokenCount = 0
  private var checksum = Adler32()

  /// Returns the compressed rows, each after a filter byte of 0.
  static func compress(_ picture: RunPicture) -> [UInt8] {
    var compressor = RunCompressor(picture)
    compressor.findRepetitions()
    return compressor.write()
  }

  private init(_ picture: RunPicture) {
    self.picture = picture
    // A run is at most a byte and two more like it, or a byte and as many repetitions as its length
    // takes; a row has a filter byte before.
    let long = (picture.width + 1) / (Self.longest - Self.shortest) + 4
    unsafe tokens = .allocate(capacity: picture.runs.count * 4 + picture.rows.count * long)
  }

  deinit { unsafe tokens.deallocate() }

  /// The bytes of a row: the filter's and the pixels.
  private var rowLength: Int { picture.width + 1 }

  // MARK: Repetitions

  private mutating func findRepetitions() {
    let canRepeatAbove = (Self.shortest...Self.farthest).contains(rowLength)
    var above: Range<Int>?
    var sums = Adler32.Sums()
    var writer = unsafe TokenWriter(tokens)
    unsafe picture.runs.withUnsafeBufferPointer { runs in
      for row in picture.rows {
        if row == above, canRepeatAbove {
          writer.repeatedAbove += rowLength
        } else {
          sums = Adler32.Sums()
          sums.append(0, count: 1)
          for index in row {
            let run = unsafe runs[index]
            sums.append(run.index, count: Int(run.length))
          }
          if let above, canRepeatAbove {
            writer.repeatedAbove += 1
            writer.last = 0
            unsafe appendRow(runs, row, below: above, to: &writer)
          } else {
            writer.appendRun(0, count: 1)
            for index in row {
              let run = unsafe runs[index]
              writer.appendRun(run.index, count: Int(run.length))
            }
          }
        }
        checksum.append(sums)
        above = row
      }
    }
    writer.finishRepeatedAbove()
    tokenCount = writer.count
  }

  /// Goes along a row and the one above it at once.
  @inline(__always)
  private func appendRow(
    _ runs: UnsafeBufferPointer<RunPicture.Run>, _ row: Range<Int>, below above: Range<Int>,
    to writer: inout TokenWriter
  ) {
    let width = picture.width
    var index = row.lowerBound
    var aboveIndex = above.lowerBound
    var x = 0
    var end = unsafe Int(runs[index].length)
    var aboveEnd = unsafe Int(runs[aboveIndex].length)
    while x < width {
      // How far both agree from here, over as many runs as it takes.
      var (scout, scoutEnd, aboveScout, aboveScoutEnd) = (index, end, aboveIndex, aboveEnd)
      var agreed = x
      while unsafe runs[scout].index == runs[aboveScout].index {
        agreed = min(scoutEnd, aboveScoutEnd)
        if agreed == width { break }
        if scoutEnd == agreed {
          scout &+= 1
          unsafe scoutEnd &+= Int(runs[scout].length)
        }
        if aboveScoutEnd == agreed {
          aboveScout &+= 1
          unsafe aboveScoutEnd &+= Int(runs[aboveScout].length)
        }
      }
      if agreed &- x >= Self.shortest, agreed >= end {
        writer.repeatedAbove &+= agreed &- x
        x = agreed
        (index, end, aboveIndex, aboveEnd) = (scout, scoutEnd, aboveScout, aboveScoutEnd)
        // The byte before the next one: the last that both have.
        let isWhole = unsafe end &- Int(runs[index].length) == x
        writer.last = unsafe runs[isWhole ? index &- 1 : index].index
      } else {
        unsafe writer.appendRun(runs[index].index, count: end &- x)
        x = end
        guard x < width else { break }
        index &+= 1
        unsafe end &+= Int(runs[index].length)
        while aboveEnd <= x {
          aboveIndex &+= 1
          unsafe aboveEnd &+= Int(runs[aboveIndex].length)
        }
      }
    }
  }

  // MARK: Blocks

  private func write() -> [UInt8] {
    // Deflate with a window of 32 KiB, no dictionary, fastest level.
    var writer = BitWriter(after: [0x78, 0x01], capacity: tokenCount * 2 + 1_024)
    var start = 0
    repeat {
      let end = min(start + Self.blockLength, tokenCount)
      unsafe write(
        UnsafeBufferPointer(rebasing: tokens[start..<end]), isLast: end == tokenCount, to: &writer)
      start = end
    } while start < tokenCount
    writer.finishByte()
    writer.appendBigEndian(checksum.value)
    return writer.bytes
  }

  private func write(
    _ block: UnsafeBufferPointer<Token>, isLast: Bool, to writer: inout BitWriter
  ) {
    var counts = [Int](repeating: 0, count: 768)
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      for index in 0..<block.count { unsafe counts[Int(block[index])] &+= 1 }
    }
    let distances = [DeflateSymbol(distance: 1), DeflateSymbol(distance: rowLength)]
    var literalCounts = [Int](repeating: 0, count: 286)
    var distanceCounts = [Int](repeating: 0, count: 30)
    literalCounts[256] = 1
    for byte in 0..<256 { literalCounts[byte] = counts[byte] }
    for length in Self.shortest...Self.longest {
      for kind in 0..<2 {
        let count = counts[256 * (kind + 1) + length - Self.shortest]
        literalCounts[DeflateSymbol(length: length).symbol] += count
        distanceCounts[distances[kind].symbol] += count
      }
    }
    if !distanceCounts.contains(where: { $0 > 0 }) { distanceCounts[0] = 1 }
    let literals = HuffmanCode(frequencies: literalCounts, limit: 15)
    let distanceCode = HuffmanCode(frequencies: distanceCounts, limit: 15)
    writer.write(isLast ? 1 : 0, 1)
    writer.write(2, 2)
    DeflateHeader(literals, distanceCode).write(to: &writer)
    // What each token is written as.
    var words: [BitWriter.Word] = []
    words.reserveCapacity(768)
    for byte in 0..<256 {
      words.append(
        BitWriter.Word(UInt64(literals.codes[byte]), Int(literals.lengths[byte])))
    }
    for kind in 0..<2 {
      let distance = distances[kind].word(distanceCode)
      for length in Self.shortest...Self.longest {
        words.append(DeflateSymbol(length: length).word(literals).followed(by: distance))
      }
    }
    unsafe writer.write(block, as: words)
    writer.write(UInt64(literals.codes[256]), Int(literals.lengths[256]))
  }
}

/// Turns bytes and repetitions into tokens.
@safe private struct TokenWriter {
  fileprivate typealias Token = RunCompressor.Token

  private let tokens: UnsafeMutableBufferPointer<Token>
  private(set) var count = 0
  /// Bytes that repeat the row above and are not tokens yet.
  var repeatedAbove = 0
  /// The byte before the next one.
  var last: UInt8 = 0

  init(_ tokens: UnsafeMutableBufferPointer<Token>) { unsafe self.tokens = tokens }

  @inline(__always)
  private mutating func append(_ token: Token) {
    assert(unsafe count < tokens.count)
    unsafe tokens[count] = token
    count &+= 1
  }

  /// Appends equal bytes.
  @inline(__always)
  mutating func appendRun(_ byte: UInt8, count: Int) {
    finishRepeatedAbove()
    var rest = count
    if byte != last {
      append(Token(byte))
      last = byte
      rest &-= 1
      if rest == 0 { return }
    }
    if rest < RunCompressor.shortest {
      for _ in 0..<rest { append(Token(byte)) }
    } else {
      appendRepetition(rest, base: RunCompressor.beforeBase)
    }
  }

  @inline(__always)
  mutating func finishRepeatedAbove() {
    if repeatedAbove == 0 { return }
    if repeatedAbove >= RunCompressor.shortest {
      appendRepetition(repeatedAbove, base: RunCompressor.aboveBase)
    } else {
      // Nothing but a filter byte is so short.
      for _ in 0..<repeatedAbove { append(0) }
    }
    repeatedAbove = 0
  }

  private mutating func appendRepetition(_ length: Int, base: Int) {
    var rest = length
    while rest > 0 {
      var part = min(rest, RunCompressor.longest)
      if rest &- part > 0, rest &- part < RunCompressor.shortest { part &-= RunCompressor.shortest }
      append(Token(truncatingIfNeeded: base &+ part &- RunCompressor.shortest))
      rest &-= part
    }
  }
}
