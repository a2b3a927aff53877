/// Compresses the rows of a palette picture to a zlib stream (RFC 1950, 1951), from runs alone.
///
/// Every byte is either new, repeats the one before, or repeats the one above: figures hold little
/// else. The work is proportional to the runs, where a general compressor visits every pixel, and
/// the result is smaller, since repetitions of the row above are found wherever they are.
struct RunCompressor {
  /// A byte to write (0…255), a repetition of the byte before by its length less 3 (256…511), or
  /// one of the row above (512…767).
  private typealias Token = UInt16

  private static let shortest = 3
  private static let longest = 258
  private static let beforeBase = 256
  private static let aboveBase = 512
  /// How many tokens share a code: figures change too little to gain from shorter blocks.
  private static let blockLength = 1 << 15
  /// How far back deflate can look.
  private static let farthest = 32_768

  private let picture: RunPicture
  private var tokens: [Token] = []
  /// Bytes that repeat the row above and are not tokens yet.
  private var repeatedAbove = 0
  /// The byte before the next one.
  private var last: UInt8 = 0
  private var checksum = Adler32()

  /// Returns the compressed rows, each after a filter byte of 0.
  static func compress(_ picture: RunPicture) -> [UInt8] {
    var compressor = RunCompressor(picture)
    compressor.findRepetitions()
    return compressor.write()
  }

  private init(_ picture: RunPicture) {
    self.picture = picture
    tokens.reserveCapacity(picture.runs.count * 2 + picture.rows.count)
  }

  /// The bytes of a row: the filter's and the pixels.
  private var rowLength: Int { picture.width + 1 }

  // MARK: Repetitions

  private mutating func findRepetitions() {
    let canRepeatAbove = (Self.shortest...Self.farthest).contains(rowLength)
    var above: Range<Int>?
    var sums = Adler32.Sums()
    unsafe picture.runs.withUnsafeBufferPointer { runs in
      for row in picture.rows {
        if row == above, canRepeatAbove {
          repeatedAbove += rowLength
        } else {
          sums = Adler32.Sums()
          sums.append(0, count: 1)
          for index in row {
            let run = unsafe runs[index]
            sums.append(run.index, count: Int(run.length))
          }
          if let above, canRepeatAbove {
            repeatedAbove += 1
            last = 0
            unsafe appendRow(runs, row, below: above)
          } else {
            appendRun(0, count: 1)
            for index in row {
              let run = unsafe runs[index]
              appendRun(run.index, count: Int(run.length))
            }
          }
        }
        checksum.append(sums)
        above = row
      }
    }
    finishRepeatedAbove()
  }

  /// Goes along a row and the one above it at once.
  private mutating func appendRow(
    _ runs: UnsafeBufferPointer<RunPicture.Run>, _ row: Range<Int>, below above: Range<Int>
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
        repeatedAbove &+= agreed &- x
        x = agreed
        (index, end, aboveIndex, aboveEnd) = (scout, scoutEnd, aboveScout, aboveScoutEnd)
        // The byte before the next one: the last that both have.
        let isWhole = unsafe end &- Int(runs[index].length) == x
        last = unsafe runs[isWhole ? index &- 1 : index].index
      } else {
        unsafe appendRun(runs[index].index, count: end &- x)
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

  /// Appends equal bytes.
  private mutating func appendRun(_ byte: UInt8, count: Int) {
    finishRepeatedAbove()
    var count = count
    if byte != last {
      tokens.append(Token(byte))
      last = byte
      count &-= 1
    }
    if count < Self.shortest {
      for _ in 0..<count { tokens.append(Token(byte)) }
    } else {
      appendRepetition(count, base: Self.beforeBase)
    }
  }

  private mutating func finishRepeatedAbove() {
    if repeatedAbove >= Self.shortest {
      appendRepetition(repeatedAbove, base: Self.aboveBase)
    } else {
      // Nothing but a filter byte is so short.
      for _ in 0..<repeatedAbove { tokens.append(0) }
    }
    repeatedAbove = 0
  }

  private mutating func appendRepetition(_ length: Int, base: Int) {
    var rest = length
    while rest > 0 {
      var part = min(rest, Self.longest)
      if rest &- part > 0, rest &- part < Self.shortest { part &-= Self.shortest }
      tokens.append(Token(truncatingIfNeeded: base &+ part &- Self.shortest))
      rest &-= part
    }
  }

  // MARK: Blocks

  private func write() -> [UInt8] {
    // Deflate with a window of 32 KiB, no dictionary, fastest level.
    var writer = BitWriter(after: [0x78, 0x01], capacity: tokens.count * 2 + 1_024)
    var start = 0
    repeat {
      let end = min(start + Self.blockLength, tokens.count)
      write(tokens[start..<end], isLast: end == tokens.count, to: &writer)
      start = end
    } while start < tokens.count
    writer.finishByte()
    writer.appendBigEndian(checksum.value)
    return writer.bytes
  }

  private func write(_ block: ArraySlice<Token>, isLast: Bool, to writer: inout BitWriter) {
    var counts = [Int](repeating: 0, count: 768)
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      for token in block { unsafe counts[Int(token)] &+= 1 }
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
    var words: [(bits: UInt64, count: Int)] = []
    words.reserveCapacity(768)
    for byte in 0..<256 {
      words.append((UInt64(literals.codes[byte]), Int(literals.lengths[byte])))
    }
    for kind in 0..<2 {
      for length in Self.shortest...Self.longest {
        var word = DeflateSymbol(length: length).word(literals)
        let distance = distances[kind].word(distanceCode)
        word.bits |= distance.bits << UInt64(word.count)
        words.append((word.bits, word.count + distance.count))
      }
    }
    for token in block {
      let word = words[Int(token)]
      writer.write(word.bits, word.count)
    }
    writer.write(UInt64(literals.codes[256]), Int(literals.lengths[256]))
  }
}
