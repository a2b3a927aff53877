// The gradient of a convolution's filters. Every element is one chain of fused multiply-adds over
// (block of rows, y, x, row of the block), ascending, with zeros for what lies outside of an image.
// Registers hold neighbouring output channels, a tile some elements of the filters.

/// Accumulators for some elements of a filter, each one chain for every output channel of a register.
@usableFromInline
package protocol TapTile {
  associatedtype Vector: FloatVector
  static var count: Int { get }
  /// Reads the accumulators, which lie a register apart.
  init(_ sums: UnsafePointer<Float>)
  /// Writes them back.
  func store(_ sums: UnsafeMutablePointer<Float>)
  /// Adds the products of four successive rows: each tap's pixel times the gradients of the row.
  mutating func accumulate(
    _ taps: UnsafePointer<UnsafePointer<Float>>, _ row: Int, _ g0: Vector, _ g1: Vector,
    _ g2: Vector, _ g3: Vector)
  /// Adds the products of one row.
  mutating func accumulate(
    _ taps: UnsafePointer<UnsafePointer<Float>>, _ row: Int, _ gradients: Vector)
}

/// One element.
@usableFromInline
@frozen
package struct OneTap<Vector: FloatVector>: TapTile {
  @usableFromInline var sum: Vector

  @inlinable @inline(__always)
  package static var count: Int { 1 }

  @inlinable @inline(__always)
  package init(_ sums: UnsafePointer<Float>) { sum = Vector.load(sums) }

  @inlinable @inline(__always)
  package func store(_ sums: UnsafeMutablePointer<Float>) { sum.store(sums) }

  @inlinable @inline(__always)
  package mutating func accumulate(
    _ taps: UnsafePointer<UnsafePointer<Float>>, _ row: Int, _ g0: Vector, _ g1: Vector,
    _ g2: Vector, _ g3: Vector
  ) {
    let pixel = taps[0] + row
    sum = Vector.fma(Vector(repeating: pixel[0]), g0, sum)
    sum = Vector.fma(Vector(repeating: pixel[1]), g1, sum)
    sum = Vector.fma(Vector(repeating: pixel[2]), g2, sum)
    sum = Vector.fma(Vector(repeating: pixel[3]), g3, sum)
  }

  @inlinable @inline(__always)
  package mutating func accumulate(
    _ taps: UnsafePointer<UnsafePointer<Float>>, _ row: Int, _ gradients: Vector
  ) {
    sum = Vector.fma(Vector(repeating: taps[0][row]), gradients, sum)
  }
}

/// Elements of two tiles, one after the other.
@usableFromInline
@frozen
package struct TapPair<First: TapTile, Second: TapTile>: TapTile
where First.Vector == Second.Vector {
  @usableFromInline package typealias Vector = First.Vector
  @usableFromInline var first: First
  @usableFromInline var second: Second

  @inlinable @inline(__always)
  package static var count: Int { First.count &+ Second.count }

  @inlinable @inline(__always)
  package init(_ sums: UnsafePointer<Float>) {
    first = First(sums)
    second = Second(sums + First.count &* Vector.width)
  }

  @inlinable @inline(__always)
  package func store(_ sums: UnsafeMutablePointer<Float>) {
    first.store(sums)
    second.store(sums + First.count &* Vector.width)
  }

  @inlinable @inline(__always)
  package mutating func accumulate(
    _ taps: UnsafePointer<UnsafePointer<Float>>, _ row: Int, _ g0: Vector, _ g1: Vector,
    _ g2: Vector, _ g3: Vector
  ) {
    first.accumulate(taps, row, g0, g1, g2, g3)
    second.accumulate(taps + First.count, row, g0, g1, g2, g3)
  }

  @inlinable @inline(__always)
  package mutating func accumulate(
    _ taps: UnsafePointer<UnsafePointer<Float>>, _ row: Int, _ gradients: Vector
  ) {
    first.accumulate(taps, row, gradients)
    second.accumulate(taps + First.count, row, gradients)
  }
}

@usableFromInline package typealias TwoTaps<V: FloatVector> = TapPair<OneTap<V>, OneTap<V>>
@usableFromInline package typealias FourTaps<V: FloatVector> = TapPair<TwoTaps<V>, TwoTaps<V>>
@usableFromInline package typealias EightTaps<V: FloatVector> = TapPair<FourTaps<V>, FourTaps<V>>
@usableFromInline package typealias TenTaps<V: FloatVector> = TapPair<EightTaps<V>, TwoTaps<V>>
@usableFromInline package typealias ThirteenTaps<V: FloatVector> =
  TapPair<EightTaps<V>, TapPair<FourTaps<V>, OneTap<V>>>
@usableFromInline package typealias SixteenTaps<V: FloatVector> =
  TapPair<EightTaps<V>, EightTaps<V>>
@usableFromInline package typealias TwentySixTaps<V: FloatVector> =
  TapPair<SixteenTaps<V>, TenTaps<V>>

/// Adds the products of a block's rows at one pixel to a tile.
@inlinable @inline(never)
func addRows<Tile: TapTile>(
  _: Tile.Type, _ taps: UnsafePointer<UnsafePointer<Float>>,
  _ gradients: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int
) {
  let width = Tile.Vector.width
  var tile = Tile(sums)
  var row = 0
  var g = gradients
  while row &+ 4 <= rows {
    tile.accumulate(
      taps, row, Tile.Vector.load(g), Tile.Vector.load(g + width),
      Tile.Vector.load(g + 2 &* width), Tile.Vector.load(g + 3 &* width))
    g += 4 &* width
    row &+= 4
  }
  while row < rows {
    tile.accumulate(taps, row, Tile.Vector.load(g))
    g += width
    row &+= 1
  }
  tile.store(sums)
}

/// Adds the products of a block's rows at one pixel to all elements of the filters. Tiles may reach
/// up to 25 elements beyond the last one.
@inlinable @inline(__always)
func addRows<Vector: FloatVector>(
  _: Vector.Type, _ taps: UnsafePointer<UnsafePointer<Float>>, count: Int,
  _ gradients: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int
) {
  var tap = 0
  while tap < count {
    let rest = count &- tap
    let t = taps + tap
    let s = sums + tap &* Vector.width
    if Vector.width == 16, rest > 16 {
      addRows(TwentySixTaps<Vector>.self, t, gradients, s, rows: rows)
      tap &+= 26
    } else if Vector.width == 16, rest == 12 || rest == 13 {
      // Half of a kernel of five by five.
      addRows(ThirteenTaps<Vector>.self, t, gradients, s, rows: rows)
      tap &+= 13
    } else if Vector.width == 16, rest > 10 {
      addRows(SixteenTaps<Vector>.self, t, gradients, s, rows: rows)
      tap &+= 16
    } else if rest > 8 {
      addRows(TenTaps<Vector>.self, t, gradients, s, rows: rows)
      tap &+= 10
    } else if rest > 4 {
      addRows(EightTaps<Vector>.self, t, gradients, s, rows: rows)
      tap &+= 8
    } else if rest > 2 {
      addRows(FourTaps<Vector>.self, t, gradients, s, rows: rows)
      tap &+= 4
    } else {
      addRows(TwoTaps<Vector>.self, t, gradients, s, rows: rows)
      tap &+= 2
    }
  }
}

/// The memory that the gradient of filters works in.
@usableFromInline
@frozen
package struct FilterScratch {
  /// The accumulators, a register for each element of the filters.
  @usableFromInline let sums: UnsafeMutablePointer<Float>
  /// A pixel's gradients: a register for each row.
  @usableFromInline let gradients: UnsafeMutablePointer<Float>
  /// What lies outside of an image.
  @usableFromInline let zeros: UnsafeMutablePointer<Float>
  /// Where each element of the filters finds its pixel.
  @usableFromInline let taps: UnsafeMutablePointer<UnsafePointer<Float>>
  /// How far that is from the first pixel, for windows inside of an image.
  @usableFromInline let offsets: UnsafeMutablePointer<Int>

  /// The elements beyond the last one that a tile may reach.
  @inlinable static var surplus: Int { 26 }

  /// Places the parts one after the other; `taps` elements of filters.
  @inlinable
  init(_ start: UnsafeMutablePointer<Float>, taps count: Int) {
    let raw = UnsafeMutableRawPointer(start)
    let pointerBytes = (count &+ Self.surplus) &* MemoryLayout<Int>.stride
    taps = raw.assumingMemoryBound(to: UnsafePointer<Float>.self)
    offsets = (raw + pointerBytes).assumingMemoryBound(to: Int.self)
    zeros = (raw + 2 &* pointerBytes).assumingMemoryBound(to: Float.self)
    gradients = zeros + ImageBlock.rowCount
    sums = gradients + ImageBlock.rowCount &* 16
  }
}

/// The floats of scratch that the gradient of filters with so many elements needs.
package func filterScratchCount(_ taps: Int) -> Int {
  let wordFloats = MemoryLayout<Int>.stride / MemoryLayout<Float>.stride
  return (taps + FilterScratch.surplus) * (2 * wordFloats + 16) + ImageBlock.rowCount * 17
}

/// c `[O, C, kh, kw]` = the gradient of filters from images a and the gradient b of the results, as
/// far as the elements of each filter belong to a part.
@inlinable @inline(never)
func filterGradient<Set: InstructionSet>(
  _ set: Set.Type, _ g: WindowGeometry, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, part: Range<Int>, scratch: UnsafeMutablePointer<Float>
) {
  let width = Set.Vector.width
  let count = g.filterCount
  let room = FilterScratch(scratch, taps: count)
  for row in 0..<ImageBlock.rowCount { room.zeros[row] = 0 }
  for tap in part.upperBound..<(count &+ FilterScratch.surplus) {
    room.taps[tap] = UnsafePointer(room.zeros)
  }
  var output = 0
  while output < g.outputs {
    let lanes = min(width, g.outputs &- output)
    for i in 0..<((part.count &+ FilterScratch.surplus) &* width) { room.sums[i] = 0 }
    for i in 0..<(ImageBlock.rowCount &* width) { room.gradients[i] = 0 }
    forEachBlock(of: g.rows) { row, block in
      placeTaps(g, block: block, room.offsets)
      let images = a + row &* g.imageCount
      let plane = g.outputHeight &* g.outputWidth &* block
      var gradient = b + (row &* g.resultCount &+ output &* plane)
      for y in 0..<g.outputHeight {
        for x in 0..<g.outputWidth {
          transposeBlock(
            set, gradient, stride: plane, room.gradients, stride: width, rows: lanes, columns: block
          )
          findPixels(g, images, part, block: block, y, x, room)
          addRows(
            Set.Vector.self, UnsafePointer(room.taps + part.lowerBound), count: part.count,
            UnsafePointer(room.gradients), room.sums, rows: block)
          gradient += block
        }
      }
    }
    for lane in 0..<lanes {
      let filter = c + ((output &+ lane) &* count &+ part.lowerBound)
      for tap in 0..<part.count { filter[tap] = room.sums[tap &* width &+ lane] }
    }
    output &+= width
  }
}

/// The distance of every element's pixel from that of the first.
@inlinable @inline(__always)
func placeTaps(_ g: WindowGeometry, block: Int, _ offsets: UnsafeMutablePointer<Int>) {
  var tap = 0
  for channel in 0..<g.channels {
    for i in 0..<g.kernelHeight {
      for j in 0..<g.kernelWidth {
        offsets[tap] = ((channel &* g.height &+ i) &* g.width &+ j) &* block
        tap &+= 1
      }
    }
  }
}

/// Finds the pixels of a part of the filters' elements for the window at (y, x).
@inlinable @inline(__always)
func findPixels(
  _ g: WindowGeometry, _ images: UnsafePointer<Float>, _ part: Range<Int>, block: Int, _ y: Int,
  _ x: Int, _ room: FilterScratch
) {
  let top = y &* g.strideHeight &- g.paddingHeight
  let left = x &* g.strideWidth &- g.paddingWidth
  let start = images + (top &* g.width &+ left) &* block
  let isInside =
    top >= 0 && left >= 0 && top &+ g.kernelHeight <= g.height && left &+ g.kernelWidth <= g.width
  if isInside {
    for tap in part { room.taps[tap] = start + room.offsets[tap] }
    return
  }
  var tap = 0
  for _ in 0..<g.channels {
    for i in 0..<g.kernelHeight {
      let hasRow = top &+ i >= 0 && top &+ i < g.height
      for j in 0..<g.kernelWidth {
        let hasPixel = hasRow && left &+ j >= 0 && left &+ j < g.width
        room.taps[tap] = hasPixel ? start + room.offsets[tap] : UnsafePointer(room.zeros)
        tap &+= 1
      }
    }
  }
}
