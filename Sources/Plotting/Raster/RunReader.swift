/// Reads the runs of a picture's rows, from top to bottom.
struct RunReader {
  private let width: Int
  private var census = ColorCensus()
  /// Runs with the numbers of their colours in the census.
  private var runs: [RunPicture.Run] = []
  private var rows: [Range<Int>] = []
  /// The runs of one row.
  private var row: [RunPicture.Run]

  /// Prepares to read rows of so many pixels.
  init(width: Int, height: Int) {
    self.width = width
    row = Array(repeating: RunPicture.Run(number: 0, length: 0), count: width)
    runs.reserveCapacity(width * height / 16)
    rows.reserveCapacity(height)
  }

  /// Reads the rows that a canvas holds, which follow those read before.
  mutating func read(_ canvas: borrowing Canvas) {
    for y in canvas.rows where !census.isFull {
      if y > 0, canvas.rowEqualsPrevious(y) {
        rows.append(rows[y - 1])
        continue
      }
      let start = runs.count
      let blank = Blank(
        background: canvas.background, painted: canvas.paintedStretches(y),
        stretchBits: canvas.stretchBits)
      unsafe canvas.withRow(y) { unsafe read($0, blank) }
      rows.append(start..<runs.count)
    }
  }

  private mutating func read(_ pixels: UnsafeMutableBufferPointer<UInt32>, _ blank: Blank) {
    let count = unsafe row.withUnsafeMutableBufferPointer { row in
      var (x, count) = (0, 0)
      while x < pixels.count {
        let pixel = unsafe pixels[x]
        // Smoothed edges are runs of one pixel.
        let isAlone = unsafe x &+ 1 < pixels.count && pixels[x &+ 1] != pixel
        let end = isAlone ? x &+ 1 : unsafe Self.endOfRun(in: pixels, from: x, blank)
        let length = end &- x
        unsafe row[count] = RunPicture.Run(
          number: census.number(of: pixel, isShort: length < 4),
          length: UInt16(truncatingIfNeeded: length))
        count &+= 1
        x = end
      }
      return count
    }
    runs.append(contentsOf: row[..<count])
  }

  /// What is known of a row before its pixels are looked at.
  private struct Blank {
    var background: UInt32
    /// The stretches that may have another colour.
    var painted: UInt64
    var stretchBits: Int
  }

  /// Returns where the run of equal pixels that starts at `x` ends.
  private static func endOfRun(
    in pixels: UnsafeMutableBufferPointer<UInt32>, from x: Int, _ blank: Blank
  ) -> Int {
    let pixel = unsafe pixels[x]
    guard pixel == blank.background else {
      return unsafe endOfRun(of: pixel, in: pixels, from: x &+ 1, to: pixels.count)
    }
    var end = x &+ 1
    while end < pixels.count {
      let place = end >> blank.stretchBits
      let rest = blank.painted >> UInt64(truncatingIfNeeded: place)
      if rest == 0 { return pixels.count }
      let clean = rest.trailingZeroBitCount
      if clean > 0 {
        end = (place &+ clean) << blank.stretchBits
        continue
      }
      let next = place &+ (~rest).trailingZeroBitCount
      let limit = min(next << blank.stretchBits, pixels.count)
      end = unsafe endOfRun(of: pixel, in: pixels, from: end, to: limit)
      if end < limit { break }
    }
    return end
  }

  /// Returns the first place from `start` on with another colour, at most `limit`; eight pixels are
  /// compared at a time.
  private static func endOfRun(
    of pixel: UInt32, in pixels: UnsafeMutableBufferPointer<UInt32>, from start: Int, to limit: Int
  ) -> Int {
    var end = start
    let pattern = UInt64(pixel) << 32 | UInt64(pixel)
    let bytes = UnsafeRawBufferPointer(pixels)
    while end &+ 8 <= limit {
      let a = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4, as: UInt64.self)
      let b = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4 &+ 8, as: UInt64.self)
      let c = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4 &+ 16, as: UInt64.self)
      let d = unsafe bytes.loadUnaligned(fromByteOffset: end &* 4 &+ 24, as: UInt64.self)
      guard (a ^ pattern) | (b ^ pattern) | (c ^ pattern) | (d ^ pattern) == 0 else { break }
      end &+= 8
    }
    while end < limit, unsafe pixels[end] == pixel { end &+= 1 }
    return end
  }

  /// Returns the picture with a palette; nil where 256 colours do not suffice.
  consuming func picture() -> RunPicture? {
    guard let (colors, places) = census.palette(of: runs) else { return nil }
    var palette: [UInt8] = []
    for color in colors {
      palette += [
        UInt8(truncatingIfNeeded: color), UInt8(truncatingIfNeeded: color >> 8),
        UInt8(truncatingIfNeeded: color >> 16),
      ]
    }
    if census.colors.count == colors.count {
      return RunPicture(width: width, rows: rows, runs: runs, palette: palette)
    }
    join(places)
    return RunPicture(width: width, rows: rows, runs: runs, palette: palette)
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
