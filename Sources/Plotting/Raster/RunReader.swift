/// Reads the runs of a picture's rows, from top to bottom, as long as its colours are told apart.
struct RunReader: ~Copyable {
  private let width: Int
  private let height: Int
  private var census = ColorCensus()
  /// Runs with the numbers of their colours in the census.
  private var runs: [RunPicture.Run] = []
  private var rows: [Range<Int>] = []
  /// The rows after those.
  private var coarseRows: CoarseRows
  /// The runs of one row.
  private var row: [RunPicture.Run]

  /// Prepares to read rows of so many pixels.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    coarseRows = CoarseRows(width: width)
    row = Array(repeating: RunPicture.Run(number: 0, length: 0), count: width)
    runs.reserveCapacity(width * height / 16)
    rows.reserveCapacity(height)
  }

  /// Reads the rows that a canvas holds, which follow those read before.
  mutating func read(_ canvas: borrowing Canvas) {
    for y in canvas.rows where !census.isFull {
      if census.isCoarse {
        coarseRows.read(y, of: canvas, &census)
        continue
      }
      if y > 0, canvas.rowEqualsPrevious(y) {
        rows.append(rows[y - 1])
        continue
      }
      let start = runs.count
      let painted = canvas.paintedStretches(y)
      unsafe canvas.withRow(y) { pixels in
        unsafe read(pixels, painted: painted, stretchBits: canvas.stretchBits)
      }
      rows.append(start..<runs.count)
    }
  }

  /// Reads a row of which only some stretches may differ from the background.
  private mutating func read(
    _ pixels: UnsafeMutableBufferPointer<UInt32>, painted: UInt64, stretchBits: Int
  ) {
    let count = unsafe row.withUnsafeMutableBufferPointer { row in
      var count = 0
      /// Where the present run begins.
      var start = 0
      func finishRun(at end: Int) {
        let length = end &- start
        unsafe row[count] = RunPicture.Run(
          number: census.number(of: pixels[start], isShort: length < ColorCensus.areaLength),
          length: UInt16(truncatingIfNeeded: length))
        count &+= 1
        start = end
      }
      guard let bytes = UnsafeRawPointer(pixels.baseAddress) else { return 0 }
      var x = 1
      while x < pixels.count {
        // Whatever has not been painted needs no look, but for its first pixel.
        let place = x >> stretchBits
        let rest = painted >> UInt64(truncatingIfNeeded: place)
        if rest & 1 == 0, x & (1 << stretchBits &- 1) != 0 {
          x = rest == 0 ? pixels.count : (place &+ rest.trailingZeroBitCount) << stretchBits
          continue
        }
        guard x &+ 8 <= pixels.count else {
          if unsafe pixels[x] != pixels[x &- 1] { finishRun(at: x) }
          x &+= 1
          continue
        }
        var borders = unsafe UInt64(Canvas.borders(bytes + 4 &* x))
        while borders != 0 {
          finishRun(at: x &+ borders.trailingZeroBitCount)
          borders &= borders &- 1
        }
        x &+= 8
      }
      finishRun(at: pixels.count)
      return count
    }
    runs.append(contentsOf: row[..<count])
  }

  /// Returns the picture as a file with a palette; nil where 256 colours do not suffice.
  consuming func file() -> [UInt8]? {
    let palette = census.palette(of: runs, areaCounts: coarseRows.areaCounts)
    guard let (colors, places) = palette else { return nil }
    var bytes: [UInt8] = []
    for color in colors {
      bytes += [
        UInt8(truncatingIfNeeded: color), UInt8(truncatingIfNeeded: color >> 8),
        UInt8(truncatingIfNeeded: color >> 16),
      ]
    }
    if census.colors.count > colors.count { join(places) }
    var compressor = RunCompressor(RunPicture(width: width, rows: rows, runs: runs))
    let capacity = compressor.capacity + 2 * coarseRows.tokens.count
    return PNGFile.encode(width, height, palette: bytes, capacity: capacity) { writer in
      if coarseRows.isEmpty {
        compressor.write(to: &writer)
      } else {
        compressor.write(&coarseRows, places: places, to: &writer)
      }
    }
  }

  /// Gives runs the places of their colours in a palette; neighbours of one place become one run.
  private mutating func join(_ places: [UInt8]) {
    let total = unsafe runs.withUnsafeMutableBufferPointer { runs in
      unsafe places.withUnsafeBufferPointer { places in
        var count = 0
        var (old, new) = (0..<0, 0..<0)
        for row in rows.indices {
          if rows[row] != old {
            old = rows[row]
            let start = count
            var last = -1
            for index in old {
              let run = unsafe runs[index]
              let place = unsafe Int(places[Int(run.number)])
              if place == last {
                unsafe runs[count &- 1].length &+= run.length
              } else {
                unsafe runs[count] = RunPicture.Run(
                  index: UInt8(truncatingIfNeeded: place), length: run.length)
                count &+= 1
                last = place
              }
            }
            new = start..<count
          }
          rows[row] = new
        }
        return count
      }
    }
    runs.removeLast(runs.count - total)
  }
}
