/// Reads the rows of a picture, from top to bottom, as long as its colours are told apart, and turns
/// them into a PNG file with a palette.
///
/// Hardly a pixel of a figure is new: most repeat the one before or the one above. Both are looked for
/// with a bit a pixel; only what is neither gets a number.
@safe struct PixelReader: ~Copyable {
  private var width = 0
  private var height = 0
  private var census = ColorCensus()
  /// Repetitions, and numbers of colours plus one; 0 is the byte that begins each row.
  private var tokens = TokenBuffer()
  /// How many pixels have each number, of those that do not repeat the row above: those of areas
  /// `areaWeight` times.
  private let counts: UnsafeMutablePointer<Int>
  /// Where pixels differ from those before and above them, or their numbers do.
  private var borders = PixelBits(pixelCount: 0)
  private var differences = PixelBits(pixelCount: 0)
  /// Where areas, then repetitions begin.
  private var starts = PixelBits(pixelCount: 0)
  /// The numbers of a row's colours plus one, and those above, once cubes of colours are taken
  /// together; 0 where none has been read.
  private var numbers = RowOfNumbers()
  private var numbersAbove = RowOfNumbers()

  /// Repetitions of fewer pixels take no fewer bits than the pixels: one of the pixel before takes about
  /// seven bits, one of the row above 15, since it is so far away, and a pixel five.
  private static let (shortestBefore, shortestAbove) = (3, 4)
  /// How many pixels that follow their own colour make the end of an area.
  private static let areaRest = ColorCensus.areaLength - 1

  /// Whatever repeats from row to row is counted once, so that a pixel of an area stands for many.
  private static let areaWeight = 1 << 32

  /// Creates a reader for many pictures, one after the other.
  init() {
    unsafe counts = .allocate(capacity: ColorCensus.numberLimit)
    unsafe counts.initialize(repeating: 0, count: ColorCensus.numberLimit)
  }

  deinit { unsafe counts.deallocate() }

  /// Readers of earlier pictures: their storage.
  static let idle = Pool<PixelReader>()

  /// Starts a picture.
  mutating func begin(width: Int) {
    precondition(
      width <= Renderer.largestSide, "a row may have more colours than there are numbers")
    self.width = width
    height = 0
    unsafe counts.update(repeating: 0, count: census.colors.count)
    census.removeAll()
    tokens.removeAll()
    borders.reset(pixelCount: width)
    differences.reset(pixelCount: width)
    starts.reset(pixelCount: width)
    numbers.reset(count: width)
    numbersAbove.reset(count: width)
  }

  /// Reads the rows that a canvas holds, which follow those read before.
  mutating func read(_ canvas: borrowing Canvas) {
    precondition(canvas.width == width && canvas.rows.lowerBound == height)
    for y in canvas.rows where !census.isFull { read(y, of: canvas) }
    height = canvas.rows.upperBound
  }

  private mutating func read(_ y: Int, of canvas: borrowing Canvas) {
    tokens.reserve(width + 1)
    if y == 0 {
      differences.fill(true)
      tokens.appendLiteral(0)
    } else {
      guard canvas.compareWithPrevious(y, differences) else {
        tokens.appendRepeatedAbove(width + 1)
        return
      }
      tokens.appendRepeatedAbove(1)
    }
    canvas.compareNeighbours(y, borders)
    unsafe canvas.withRow(y) { pixels in
      if census.isCoarse {
        unsafe readCubes(UnsafeBufferPointer(pixels))
      } else {
        unsafe readColors(UnsafeBufferPointer(pixels))
      }
    }
  }

  /// Goes from repetition to repetition.
  ///
  /// - Parameters:
  ///   - readNew: Appends pixels that are neither.
  ///   - willRepeat: Learns that some pixels repeat the one before them.
  @inline(__always)
  private mutating func findRepetitions(
    _ readNew: (inout Self, Range<Int>) -> Void, _ willRepeat: (inout Self, Range<Int>) -> Void
  ) {
    starts.markClear(borders, Self.shortestBefore, or: differences, Self.shortestAbove)
    var x = 0
    while x < width {
      let start = starts.next(from: x)
      guard start < width else {
        readNew(&self, x..<width)
        break
      }
      // The run of equal pixels from here may begin with a new one.
      let second = borders[start] ? start &+ 1 : start
      let runEnd = borders.next(from: second)
      let above = differences.next(from: start)
      if runEnd &- second < Self.shortestBefore
        || Self.isCheaper(above: above &- start, before: runEnd &- second, above &- runEnd)
      {
        if start > x { readNew(&self, x..<start) }
        tokens.appendRepeatedAbove(above &- start)
        x = above
      } else {
        if second > x { readNew(&self, x..<second) }
        tokens.appendRepeatedBefore(runEnd &- second)
        willRepeat(&self, second..<runEnd)
        x = runEnd
      }
    }
  }

  /// Whether so many pixels like those above take fewer bits than some like the one before, after which
  /// `rest` pixels like those above are left.
  @inline(__always)
  private static func isCheaper(above: Int, before: Int, _ rest: Int) -> Bool {
    if rest < 2 { return false }
    // Both take as many tokens as their lengths need.
    return above <= TokenBuffer.longest
      || 15 * (above / TokenBuffer.longest - rest / TokenBuffer.longest)
        <= 7 * (before / TokenBuffer.longest + 1)
  }

  // MARK: Colours

  /// Reads a row whose colours are all told apart.
  private mutating func readColors(_ pixels: UnsafeBufferPointer<UInt32>) {
    findRepetitions { reader, range in
      let literals = unsafe reader.tokens.appendLiterals(range.count)
      for x in range {
        // The first pixel of an area is one that the next ones repeat.
        let number = unsafe reader.census.number(
          of: pixels[x],
          isShort: reader.borders.next(from: x &+ 1) &- x < ColorCensus.areaLength)
        unsafe literals[x &- range.lowerBound] = TokenBuffer.literal(number &+ 1)
        unsafe reader.counts[Int(number)] &+= 1
      }
    } _: { reader, range in
      guard range.count >= Self.areaRest else { return }
      unsafe reader.countArea(of: pixels[range.lowerBound], range.count)
    }
  }

  private mutating func countArea(of color: UInt32, _ count: Int) {
    let number = Int(census.number(of: color))
    unsafe counts[number] += Self.areaWeight * count
  }

  // MARK: Cubes of colours

  /// Reads a row of so many colours that cubes of them are taken together.
  private mutating func readCubes(_ pixels: UnsafeBufferPointer<UInt32>) {
    swap(&numbers, &numbersAbove)
    unsafe census.numberCubes(of: pixels, into: numbers.start)
    unsafe numberAreas(pixels)
    numbers.compareNeighbours(borders)
    numbers.compare(with: numbersAbove, differences)
    findRepetitions { reader, range in
      unsafe reader.tokens.appendLiterals(
        reader.numbers.start + range.lowerBound, count: range.count)
    } _: { _, _ in
    }
  }

  /// Gives areas the numbers of their very colours.
  private mutating func numberAreas(_ pixels: UnsafeBufferPointer<UInt32>) {
    starts.markClear(borders, Self.areaRest, or: borders, Self.areaRest)
    var second = starts.next(from: 0)
    while second < width {
      let start = second &- 1
      let end = borders.next(from: second)
      let color = unsafe pixels[start]
      unsafe (numbers.start + start).update(
        repeating: census.number(of: color) &+ 1, count: end &- start)
      countArea(of: color, end &- start)
      second = starts.next(from: end)
    }
  }

  // MARK: Files

  /// Returns the picture as a file with a palette; nil where 256 colours do not suffice.
  mutating func file() -> [UInt8]? {
    // Where cubes were needed, most pixels are edges, whose exact colour no one can see.
    let least = census.isCoarse ? Self.areaWeight : 1
    let palette = census.palette {
      census.colors.indices.map { number in
        let count = unsafe counts[number]
        return count < least ? 0 : count
      }
    }
    guard let (colors, places) = palette else { return nil }
    var bytes: [UInt8] = []
    for color in colors {
      bytes += [
        UInt8(truncatingIfNeeded: color), UInt8(truncatingIfNeeded: color >> 8),
        UInt8(truncatingIfNeeded: color >> 16),
      ]
    }
    return PNGFile.encode(width, height, palette: bytes, capacity: tokens.byteCount) { writer in
      // Cubes share too many bytes to look at each.
      let joins = census.colors.count > colors.count && !census.isCoarse
      tokens.write(rowLength: width + 1, places: [0] + places, joins: joins, to: &writer)
    }
  }

  /// Returns the compressed rows of a picture whose pixels are places in a palette.
  ///
  /// - Parameter fill: Sets those pixels of a row that are not 0. Rows come from top to bottom.
  static func compress(
    width: Int, height: Int, _ fill: (_ y: Int, _ row: UnsafeMutablePointer<UInt32>) -> Void
  ) -> [UInt8] {
    var reader = idle.take() ?? PixelReader()
    reader.begin(width: width)
    var canvas = Canvas(width: width, height: 1, background: Color(0))
    for y in 0..<height {
      if y > 0 { canvas.advance(to: height) }
      canvas.mark(y: y, from: 0, to: width)
      unsafe fill(y, canvas.row(y))
      reader.read(canvas)
    }
    let places = reader.census.colors.map { UInt8(truncatingIfNeeded: $0) }
    var writer = BitWriter(after: [], capacity: reader.tokens.byteCount)
    reader.tokens.write(rowLength: width + 1, places: [0] + places, joins: false, to: &writer)
    idle.keep(reader)
    return writer.bytes
  }
}
