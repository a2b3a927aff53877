/// Turns rows of so many colours that cubes of them are taken together into tokens.
///
/// Hardly a pixel of such rows is like the one before or above: what repeats is found eight pixels at a
/// time, and the rest is copied.
@safe struct CoarseRows: ~Copyable {
  /// The numbers of a row's colours plus one, after and before 0.
  private var numbers: UnsafeMutablePointer<UInt16>
  private var numbersAbove: UnsafeMutablePointer<UInt16>
  /// Numbers and repetitions; `finish` turns the numbers into places.
  var tokens: TokenBuffer
  /// Where pixels, then numbers, differ from those before them.
  private let borders: PixelBits
  /// Where numbers differ from those above them.
  private let differences: PixelBits
  /// Where areas, then repetitions begin.
  private let starts: PixelBits
  private let width: Int
  /// How many pixels of each number were in areas.
  private(set) var areaCounts: [Int] = []

  private static let margin = 8
  /// Repetitions of fewer pixels are not looked for.
  private static let shortest = 4

  init(width: Int) {
    self.width = width
    func row() -> UnsafeMutablePointer<UInt16> {
      let count = width + 2 * Self.margin
      let row = UnsafeMutablePointer<UInt16>.allocate(capacity: count)
      unsafe row.initialize(repeating: 0, count: count)
      return unsafe row + Self.margin
    }
    unsafe numbers = row()
    unsafe numbersAbove = row()
    tokens = TokenBuffer(capacity: width + 32)
    borders = PixelBits(pixelCount: width)
    differences = PixelBits(pixelCount: width)
    starts = PixelBits(pixelCount: width)
  }

  deinit {
    unsafe (numbers - Self.margin).deallocate()
    unsafe (numbersAbove - Self.margin).deallocate()
  }

  /// Whether no row has been read.
  var isEmpty: Bool { tokens.count == 0 }

  /// Reads a row that follows those read before.
  mutating func read(_ y: Int, of canvas: borrowing Canvas, _ census: inout ColorCensus) {
    tokens.reserve(width + 1)
    if !isEmpty, canvas.rowEqualsPrevious(y) {
      tokens.appendRepeatedAbove(width + 1)
      return
    }
    tokens.appendRepeatedAbove(1)
    unsafe swap(&numbers, &numbersAbove)
    canvas.compareNeighbours(y, borders)
    unsafe canvas.withRow(y) { pixels in
      let pixels = UnsafeBufferPointer(pixels)
      unsafe census.numberCubes(of: pixels, into: numbers)
      unsafe numberAreas(pixels, &census)
    }
    findRepetitions()
  }

  /// Gives areas the numbers of their very colours.
  private mutating func numberAreas(
    _ pixels: UnsafeBufferPointer<UInt32>, _ census: inout ColorCensus
  ) {
    starts.mark(ColorCensus.areaLength - 1, clearIn: borders, or: borders)
    var second = starts.next(from: 0)
    while second < width {
      let start = second &- 1
      let end = borders.next(from: second)
      let number = unsafe Int(census.number(of: pixels[start]))
      unsafe (numbers + start).update(
        repeating: UInt16(truncatingIfNeeded: number + 1), count: end &- start)
      if areaCounts.count <= number {
        areaCounts += Array(repeating: 0, count: census.colors.count - areaCounts.count)
      }
      areaCounts[number] += end &- start
      second = starts.next(from: end)
    }
  }

  /// Turns the numbers of a row into tokens.
  private mutating func findRepetitions() {
    for x in stride(from: 0, to: width, by: 8) {
      let group = unsafe load(numbers + x)
      unsafe borders.set(Self.differing(group, load(numbers + x - 1)), at: x)
      unsafe differences.set(Self.differing(group, load(numbersAbove + x)), at: x)
    }
    starts.mark(Self.shortest, clearIn: borders, or: differences)
    var x = 0
    while x < width {
      let start = starts.next(from: x)
      unsafe tokens.appendLiterals(numbers + x, count: start &- x)
      guard start < width else { break }
      let above = differences.next(from: start)
      let before = borders.next(from: start)
      if above >= before {
        tokens.appendRepeatedAbove(above &- start)
      } else {
        tokens.appendRepeatedBefore(before &- start)
      }
      x = max(above, before)
    }
  }

  @inline(__always)
  private func load(_ numbers: UnsafePointer<UInt16>) -> SIMD8<UInt16> {
    unsafe UnsafeRawPointer(numbers).loadUnaligned(as: SIMD8<UInt16>.self)
  }

  @inline(__always)
  private static func differing(_ a: SIMD8<UInt16>, _ b: SIMD8<UInt16>) -> UInt8 {
    let ones = SIMD8<UInt16>.zero.replacing(with: 1, where: a .!= b)
    return PixelBits.group(SIMD8<UInt8>(truncatingIfNeeded: ones))
  }

  /// Gives literals the places of their numbers and adds all rows to a checksum.
  mutating func finish(places: [UInt8], _ checksum: inout Adler32) {
    // Number 0 is the filter's byte.
    let places = [0] + places
    // Of the bytes of the row above, only those change that do not repeat it.
    let row = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: width + 1)
    unsafe row.initialize(repeating: 0)
    defer { unsafe row.deallocate() }
    var sums = unsafe Adler32.Sums(of: UnsafeBufferPointer(row))
    var isChanged = false
    var x = 0
    unsafe tokens.withTokens { tokens in
      unsafe places.withUnsafeBufferPointer { places in
        for index in 0..<tokens.count {
          let token = unsafe tokens[index]
          if token >= TokenBuffer.literalBase {
            let place = unsafe places[Int(token &- TokenBuffer.literalBase)]
            unsafe tokens[index] = TokenBuffer.literalBase &+ UInt16(place)
            unsafe row[x] = place
            x &+= 1
            isChanged = true
          } else if token < TokenBuffer.aboveBase {
            let length = Int(token) &+ TokenBuffer.shortest
            unsafe row[x..<x &+ length].update(repeating: row[x &- 1])
            x &+= length
            isChanged = true
          } else {
            x &+= Int(token &- TokenBuffer.aboveBase) &+ TokenBuffer.shortest
          }
          // Repetitions of the row above go on from row to row.
          while x > width {
            if isChanged { sums = unsafe Adler32.Sums(of: UnsafeBufferPointer(row)) }
            isChanged = false
            checksum.append(sums)
            x &-= width &+ 1
          }
        }
      }
    }
  }
}
