/// Rows of opaque pixels that are painted on: a whole picture, or one band of it after the other.
@safe struct Canvas: ~Copyable {
  let width: Int
  /// The rows of the picture that the canvas holds.
  private(set) var rows: Range<Int>
  private let background: UInt32
  /// Red in the lowest byte, then green and blue; the highest byte is 0. One row more than `rows`,
  /// the row above them, and room for the pixels that are read with the last.
  private let pixels: UnsafeMutablePointer<UInt32>
  /// For each row, likewise from the one above `rows` on, the stretches that may differ from the
  /// background: 64 of 2^`stretchBits` pixels, the first in the lowest bit.
  private let painted: UnsafeMutablePointer<UInt64>
  private let stretchBits: Int
  private let capacity: Int

  /// Creates a canvas of the first rows of a picture.
  init(width: Int, height: Int, background: Color) {
    precondition(width > 0 && height > 0)
    self.width = width
    rows = 0..<height
    self.background = background.packed
    let count = width * (height + 1) + PixelBits.groupLength
    unsafe pixels = .allocate(capacity: count)
    unsafe pixels.initialize(repeating: background.packed, count: count)
    stretchBits = max(Int.bitWidth - (width - 1).leadingZeroBitCount - 6, 3)
    capacity = height
    unsafe painted = .allocate(capacity: height + 1)
    unsafe painted.initialize(repeating: 0, count: height + 1)
  }

  deinit {
    unsafe pixels.deallocate()
    unsafe painted.deallocate()
  }

  /// How many pixels are mixed at a time.
  static let groupLength = 8

  var height: Int { rows.count }

  var bounds: PixelRect {
    PixelRect(minX: 0, minY: rows.lowerBound, maxX: width, maxY: rows.upperBound)
  }

  /// Goes on to the next rows, as many as at first but none from `end` on, and clears them.
  mutating func advance(to end: Int) {
    let next = rows.upperBound..<min(rows.upperBound + capacity, end)
    precondition(!next.isEmpty, "no rows are left")
    // What was the last row is the row above from now on.
    let last = rows.count
    unsafe pixels.update(from: pixels + last * width, count: width)
    unsafe painted[0] = painted[last]
    rows = next
    for slot in 1...rows.count {
      let row = unsafe pixels + slot * width
      unsafe forEachStretch(of: painted[slot]) { start, end in
        unsafe (row + start).update(repeating: background, count: end - start)
      }
      unsafe painted[slot] = 0
    }
  }

  /// Calls `body` with the first pixel and the end of each group of neighbouring stretches.
  @inline(__always)
  func forEachStretch(of stretches: UInt64, _ body: (_ start: Int, _ end: Int) -> Void) {
    var rest = stretches
    var place = 0
    while rest != 0 {
      place &+= rest.trailingZeroBitCount
      rest = stretches >> UInt64(truncatingIfNeeded: place)
      let count = (~rest).trailingZeroBitCount
      body(place << stretchBits, min((place &+ count) << stretchBits, width))
      place &+= count
      rest = place < 64 ? stretches >> UInt64(truncatingIfNeeded: place) : 0
    }
  }

  /// The stretches of a row that may differ from the background, the first in the lowest bit.
  func paintedStretches(_ y: Int) -> UInt64 {
    precondition(rows.contains(y))
    return unsafe painted[y &- rows.lowerBound &+ 1]
  }

  /// The same of the row above one.
  func paintedStretches(above y: Int) -> UInt64 {
    precondition(rows.contains(y))
    return unsafe painted[y &- rows.lowerBound]
  }

  /// Says that some pixels of a row are going to be painted.
  @inline(__always)
  func mark(y: Int, from start: Int, to end: Int) {
    assert(rows.contains(y) && start >= 0 && start < end && end <= width)
    let low = ~UInt64(0) &<< UInt64(truncatingIfNeeded: start &>> stretchBits)
    let high = ~UInt64(0) &>> UInt64(truncatingIfNeeded: 63 &- (end &- 1) &>> stretchBits)
    unsafe painted[y &- rows.lowerBound &+ 1] |= low & high
  }

  /// The first pixel of a row.
  @inline(__always)
  func row(_ y: Int) -> UnsafeMutablePointer<UInt32> {
    unsafe pixels + (y &- rows.lowerBound &+ 1) &* width
  }

  subscript(x: Int, y: Int) -> UInt32 {
    precondition(x >= 0 && x < width && rows.contains(y))
    return unsafe row(y)[x]
  }

  /// Calls `body` with the pixels of one row.
  @inline(__always)
  func withRow<R>(_ y: Int, _ body: (UnsafeMutableBufferPointer<UInt32>) -> R) -> R {
    precondition(rows.contains(y))
    return unsafe body(UnsafeMutableBufferPointer(start: row(y), count: width))
  }

  /// Paints a run of pixels, which must have been marked. `opacity` is 0 to 256.
  ///
  /// Colours are mixed as they are stored, in sRGB, and deliberately not by their light: that is how
  /// browsers, Matplotlib and the design of text fonts mix. By light, thin dark lines and words on a
  /// white page would look lighter than on paper, and those on a dark page bolder.
  @inline(__always)
  static func paint(
    _ pixels: UnsafeMutablePointer<UInt32>, count: Int, color: UInt32, opacity: Int
  ) {
    if opacity >= 256 {
      unsafe pixels.update(repeating: color, count: count)
      return
    }
    let opacities = SIMD8(repeating: UInt16(truncatingIfNeeded: opacity))
    var x = 0
    while x &+ groupLength <= count {
      unsafe paintGroup(pixels + x, color: color, opacities: opacities)
      x &+= groupLength
    }
    if x < count {
      unsafe paintGroup(pixels + x, color: color, opacities: first(count &- x, of: opacities))
    }
  }

  /// Returns the first of some opacities, and zeros instead of the others.
  @inline(__always)
  static func first(_ count: Int, of opacities: SIMD8<UInt16>) -> SIMD8<UInt16> {
    let numbers = SIMD8<Int16>(0, 1, 2, 3, 4, 5, 6, 7)
    // The sign of a number below the count, in all bits.
    let mask = (numbers &- SIMD8(repeating: Int16(truncatingIfNeeded: min(count, 8)))) &>> 15
    return opacities & SIMD8<UInt16>(truncatingIfNeeded: mask)
  }

  /// Paints eight marked pixels with an opacity of 0 to 256 each, as `paint` would one by one.
  ///
  /// Pixels beyond the end of the row must have an opacity of 0.
  @inline(__always)
  static func paintGroup(
    _ pixels: UnsafeMutablePointer<UInt32>, color: UInt32, opacities: SIMD8<UInt16>
  ) {
    let target = UnsafeMutableRawPointer(pixels)
    let below = unsafe target.loadUnaligned(as: SIMD8<UInt32>.self)
    // Two channels of a pixel share 32 bits and have a multiplication of 16 bits each, which all
    // processors have for eight at a time: no sum exceeds 255 · 256 + 128.
    typealias Channels = SIMD16<UInt16>
    func channels(_ pixels: SIMD8<UInt32>) -> Channels {
      unsafe unsafeBitCast(pixels, to: Channels.self)
    }
    let weight = Channels(
      opacities[0], opacities[0], opacities[1], opacities[1], opacities[2], opacities[2],
      opacities[3], opacities[3], opacities[4], opacities[4], opacities[5], opacities[5],
      opacities[6], opacities[6], opacities[7], opacities[7])
    let rest = Channels(repeating: 256) &- weight
    let mask = SIMD8<UInt32>(repeating: 0xFF00FF)
    let half = Channels(repeating: 128)
    let redBlue = channels(SIMD8(repeating: color & 0xFF00FF))
    let green = channels(SIMD8(repeating: color >> 8 & 0xFF))
    let mixedRedBlue =
      (redBlue &* weight &+ channels(below & mask) &* rest &+ half) &>> 8
    let mixedGreen = green &* weight &+ (channels(below) &>> 8) &* rest &+ half
    let mixed =
      unsafe unsafeBitCast(mixedRedBlue, to: SIMD8<UInt32>.self)
      | unsafeBitCast(mixedGreen, to: SIMD8<UInt32>.self) & SIMD8(repeating: 0xFF00)
    unsafe target.storeBytes(of: mixed, as: SIMD8<UInt32>.self)
  }

  /// Stretches an image over a rectangle of pixels, limited to `clip`.
  func draw(_ image: PixelImage, in target: PixelRect, isSmooth: Bool, clip: PixelRect) {
    let visible = target.intersection(clip).intersection(bounds)
    guard !visible.isEmpty, image.width > 0, image.height > 0 else { return }
    for y in visible.minY..<visible.maxY { mark(y: y, from: visible.minX, to: visible.maxX) }
    if isSmooth {
      drawSmooth(image, in: target, visible: visible)
    } else {
      drawNearest(image, in: target, visible: visible)
    }
  }

  private func drawNearest(_ image: PixelImage, in target: PixelRect, visible: PixelRect) {
    let (width, height) = (target.maxX - target.minX, target.maxY - target.minY)
    let (first, count) = (visible.minX - target.minX, visible.maxX - visible.minX)
    let colors = image.packedPalette
    // Where each column of the target comes from, unless it is the image's own.
    let isOwn = image.width == width
    let columns = isOwn ? [] : (first..<first + count).map { $0 * image.width / width }
    var packed = [UInt32](repeating: 0, count: isOwn ? 0 : image.width)
    var previous = -1
    for y in visible.minY..<visible.maxY {
      let source = (y - target.minY) * image.height / height
      let row = unsafe UnsafeMutableBufferPointer(start: row(y) + visible.minX, count: count)
      if source == previous {
        unsafe self.row(y).advanced(by: visible.minX).update(
          from: self.row(y) + visible.minX - self.width, count: count)
        continue
      }
      previous = source
      if isOwn {
        unsafe image.readRow(source, from: first, colors, into: row)
        continue
      }
      unsafe packed.withUnsafeMutableBufferPointer { packed in
        unsafe image.readRow(source, from: 0, colors, into: packed)
        unsafe columns.withUnsafeBufferPointer { columns in
          for x in 0..<count { unsafe row[x] = packed[columns[x]] }
        }
      }
    }
  }

  /// Interpolates linearly between the centres of the image's pixels.
  private func drawSmooth(_ image: PixelImage, in target: PixelRect, visible: PixelRect) {
    /// Neighbouring samples and the second one's weight of 256.
    func neighbours(_ position: Int, _ length: Int, _ count: Int) -> (Int, Int, Int) {
      let fixed = min(
        max(((2 * position + 1) * count * 256 / length - 256) / 2, 0), (count - 1) * 256)
      let first = min(fixed >> 8, max(count - 2, 0))
      return (first, min(first + 1, count - 1), fixed - first << 8)
    }
    let rgb = image.rgb
    let (width, height) = (target.maxX - target.minX, target.maxY - target.minY)
    let columns = (visible.minX..<visible.maxX).map {
      neighbours($0 - target.minX, width, image.width)
    }
    for y in visible.minY..<visible.maxY {
      let (top, bottom, below) = neighbours(y - target.minY, height, image.height)
      let row = unsafe self.row(y) + visible.minX
      for (x, (left, right, beside)) in columns.enumerated() {
        var packed: UInt32 = 0
        for channel in 0..<3 {
          func sample(_ column: Int, _ row: Int) -> Int {
            Int(rgb[(row * image.width + column) * 3 + channel])
          }
          let upper = sample(left, top) * (256 - beside) + sample(right, top) * beside
          let lower = sample(left, bottom) * (256 - beside) + sample(right, bottom) * beside
          let value = (upper * (256 - below) + lower * below + 0x8000) >> 16
          packed |= UInt32(value) << (8 * UInt32(channel))
        }
        unsafe row[x] = packed
      }
    }
  }
}

extension Color {
  /// The channels as a canvas stores them, without alpha.
  var packed: UInt32 { UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 }
}
