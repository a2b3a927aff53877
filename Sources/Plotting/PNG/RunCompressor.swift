/// Compresses the rows of a palette picture to a zlib stream (RFC 1950), from runs alone.
///
/// The work is proportional to the runs, where a general compressor visits every pixel, and the result
/// is smaller, since repetitions of the row above are found wherever they are.
struct RunCompressor: ~Copyable {
  /// The bytes of a row: the filter's and the pixels.
  private let rowLength: Int
  private var tokens: TokenBuffer
  private var checksum: Adler32

  /// Returns the compressed rows, each after a filter byte of 0.
  static func compress(_ picture: RunPicture) -> [UInt8] {
    var compressor = RunCompressor(picture)
    var writer = BitWriter(after: [], capacity: compressor.capacity)
    compressor.write(to: &writer)
    return writer.bytes
  }

  /// Finds what repeats in a picture.
  init(_ picture: RunPicture) {
    rowLength = picture.width + 1
    // A run is a byte and two more like it, or a byte and as many repetitions as its length takes.
    let longest = rowLength / (TokenBuffer.longest - TokenBuffer.shortest) + 4
    var tokens = TokenBuffer(
      capacity: 4 * picture.runs.count + longest * picture.rows.count)
    let rowLength = rowLength
    var checksum = Adler32()
    var above: Range<Int>?
    var sums = Adler32.Sums()
    unsafe picture.runs.withUnsafeBufferPointer { runs in
      for row in picture.rows {
        tokens.reserve(rowLength)
        if row == above {
          tokens.appendRepeatedAbove(rowLength)
        } else {
          sums = Adler32.Sums()
          sums.append(0, count: 1)
          for index in row {
            let run = unsafe runs[index]
            sums.append(run.index, count: Int(run.length))
          }
          if let above {
            tokens.appendRepeatedAbove(1)
            unsafe Self.appendRow(runs, row, below: above, width: picture.width, to: &tokens)
          } else {
            tokens.appendRun(0, isNew: false, count: 1)
            var last: UInt8 = 0
            for index in row {
              let run = unsafe runs[index]
              tokens.appendRun(run.number, isNew: run.index != last, count: Int(run.length))
              last = run.index
            }
          }
        }
        checksum.append(sums)
        above = row
      }
    }
    self.tokens = tokens
    self.checksum = checksum
  }

  /// Goes along a row and the one above it at once.
  @inline(__always)
  private static func appendRow(
    _ runs: UnsafeBufferPointer<RunPicture.Run>, _ row: Range<Int>, below above: Range<Int>,
    width: Int, to tokens: inout TokenBuffer
  ) {
    var index = row.lowerBound
    var aboveIndex = above.lowerBound
    var x = 0
    var end = unsafe Int(runs[index].length)
    var aboveEnd = unsafe Int(runs[aboveIndex].length)
    // The byte before the next one: at first the filter's.
    var last: UInt8 = 0
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
      if agreed &- x >= TokenBuffer.shortest, agreed >= end {
        tokens.appendRepeatedAbove(agreed &- x)
        x = agreed
        (index, end, aboveIndex, aboveEnd) = (scout, scoutEnd, aboveScout, aboveScoutEnd)
        let isWhole = unsafe end &- Int(runs[index].length) == x
        last = unsafe runs[isWhole ? index &- 1 : index].index
      } else {
        let run = unsafe runs[index]
        tokens.appendRun(run.number, isNew: run.index != last, count: end &- x)
        last = run.index
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

  /// More bytes than are likely to be written.
  var capacity: Int { tokens.count * 2 + 1_024 }

  /// Appends the zlib stream.
  mutating func write(to writer: inout BitWriter) {
    begin(&writer, isEnd: true)
    Self.finish(&writer, checksum)
  }

  /// Appends the zlib stream with further rows, whose numbers have some places in the palette.
  mutating func write(_ rows: inout CoarseRows, places: [UInt8], to writer: inout BitWriter) {
    begin(&writer, isEnd: false)
    rows.finish(places: places, &checksum)
    rows.tokens.write(rowLength: rowLength, isEnd: true, to: &writer)
    Self.finish(&writer, checksum)
  }

  private mutating func begin(_ writer: inout BitWriter, isEnd: Bool) {
    // Deflate with a window of 32 KiB, no dictionary, fastest level.
    writer.write(0x0178, 16)
    tokens.write(rowLength: rowLength, isEnd: isEnd, to: &writer)
  }

  private static func finish(_ writer: inout BitWriter, _ checksum: Adler32) {
    writer.finishByte()
    writer.appendBigEndian(checksum.value)
  }
}
