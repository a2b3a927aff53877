// Pooling of images that lie batch last (ImageBlock.swift).

/// Whether windows cover every pixel exactly once, so that gradients need not be added up.
@inlinable @inline(__always)
func windowsTile(_ g: WindowGeometry) -> Bool {
  g.strideHeight == g.kernelHeight && g.strideWidth == g.kernelWidth
    && g.outputHeight &* g.kernelHeight == g.height && g.outputWidth &* g.kernelWidth == g.width
}

/// Calls a function for every window of every channel of a block: where its first pixel lies in the
/// images and its result in the results.
@inlinable @inline(__always)
func forEachWindow(
  _ g: WindowGeometry, block: Int, _ body: (_ pixel: Int, _ result: Int) -> Void
) {
  var result = 0
  for channel in 0..<g.channels {
    for y in 0..<g.outputHeight {
      let row = (channel &* g.height &+ y &* g.strideHeight) &* g.width
      for x in 0..<g.outputWidth {
        body((row &+ x &* g.strideWidth) &* block, result)
        result &+= block
      }
    }
  }
}

/// c = the largest element of every window; a NaN is the largest of all.
@inlinable @inline(never)
func maximumPool<Set: InstructionSet>(
  _: Set.Type, _ g: WindowGeometry, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
) {
  forEachBlock(of: g.rows) { row, block in
    let images = a + row &* g.imageCount
    let results = c + row &* g.resultCount
    forEachWindow(g, block: block) { pixel, result in
      var n = 0
      while n < block {
        let rest = block &- n
        var best = Set.Vector(repeating: -.infinity)
        for i in 0..<g.kernelHeight {
          var p = images + (pixel &+ i &* g.width &* block &+ n)
          for _ in 0..<g.kernelWidth {
            let value = Set.load(p, upTo: rest)
            let larger = Set.Vector.select(best, isLessThan: value, value, best)
            best = Set.Vector.select(value, isEqualTo: value, larger, value)
            p += block
          }
        }
        Set.store(best, results + (result &+ n), upTo: rest)
        n &+= Set.Vector.width
      }
    }
  }
}

/// c = the gradient of the images a: at the first element of each window that equals its largest
/// one, from b, stands the gradient d.
@inlinable @inline(never)
func maximumPoolGradient<Set: InstructionSet>(
  _ set: Set.Type, _ g: WindowGeometry, _ a: UnsafePointer<Float>,
  largest b: UnsafePointer<Float>, upstream d: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>
) {
  let zero = Set.Vector(repeating: 0)
  let isTiling = windowsTile(g)
  if !isTiling { fill(set, c, with: 0, g.rows &* g.imageCount) }
  forEachBlock(of: g.rows) { row, block in
    let first = row &* g.imageCount
    let results = row &* g.resultCount
    forEachWindow(g, block: block) { pixel, result in
      var n = 0
      while n < block {
        let rest = block &- n
        let best = Set.load(b + (results &+ result &+ n), upTo: rest)
        var gradient = Set.load(d + (results &+ result &+ n), upTo: rest)
        for i in 0..<g.kernelHeight {
          var offset = first &+ pixel &+ i &* g.width &* block &+ n
          for _ in 0..<g.kernelWidth {
            let value = Set.load(a + offset, upTo: rest)
            let share = Set.Vector.select(value, isEqualTo: best, gradient, zero)
            gradient = Set.Vector.select(value, isEqualTo: best, zero, gradient)
            let before = isTiling ? zero : Set.load(c + offset, upTo: rest)
            Set.store(before + share, c + offset, upTo: rest)
            offset &+= block
          }
        }
        n &+= Set.Vector.width
      }
    }
  }
}

/// Divides by the number of elements of a window. A power of two has an exact inverse, which gives
/// the same quotients faster.
@usableFromInline
@frozen
struct WindowMean<V: FloatVector> {
  @usableFromInline let count: V
  @usableFromInline let inverse: V
  @usableFromInline let isPowerOfTwo: Bool

  @inlinable @inline(__always)
  init(_ g: WindowGeometry) {
    let elements = g.kernelHeight &* g.kernelWidth
    count = V(repeating: Float(elements))
    inverse = V(repeating: 1 / Float(elements))
    isPowerOfTwo = elements & (elements &- 1) == 0
  }

  @inlinable @inline(__always)
  func callAsFunction(_ sum: V) -> V { isPowerOfTwo ? sum * inverse : sum / count }
}

/// c = the mean of every window: the sum, ascending, divided by the number of elements.
@inlinable @inline(never)
func averagePool<Set: InstructionSet>(
  _: Set.Type, _ g: WindowGeometry, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
) {
  let mean = WindowMean<Set.Vector>(g)
  forEachBlock(of: g.rows) { row, block in
    let images = a + row &* g.imageCount
    let results = c + row &* g.resultCount
    forEachWindow(g, block: block) { pixel, result in
      var n = 0
      while n < block {
        let rest = block &- n
        var sum = Set.Vector(repeating: 0)
        for i in 0..<g.kernelHeight {
          var p = images + (pixel &+ i &* g.width &* block &+ n)
          for _ in 0..<g.kernelWidth {
            sum = sum + Set.load(p, upTo: rest)
            p += block
          }
        }
        Set.store(mean(sum), results + (result &+ n), upTo: rest)
        n &+= Set.Vector.width
      }
    }
  }
}

/// c = the gradient of the images: each window's gradient from a, divided by the number of elements,
/// at all of its elements.
@inlinable @inline(never)
func averagePoolGradient<Set: InstructionSet>(
  _ set: Set.Type, _ g: WindowGeometry, upstream a: UnsafePointer<Float>,
  _ c: UnsafeMutablePointer<Float>
) {
  let zero = Set.Vector(repeating: 0)
  let isTiling = windowsTile(g)
  if !isTiling { fill(set, c, with: 0, g.rows &* g.imageCount) }
  let mean = WindowMean<Set.Vector>(g)
  forEachBlock(of: g.rows) { row, block in
    let images = c + row &* g.imageCount
    let results = a + row &* g.resultCount
    forEachWindow(g, block: block) { pixel, result in
      var n = 0
      while n < block {
        let rest = block &- n
        let share = mean(Set.load(results + (result &+ n), upTo: rest))
        for i in 0..<g.kernelHeight {
          var p = images + (pixel &+ i &* g.width &* block &+ n)
          for _ in 0..<g.kernelWidth {
            let before = isTiling ? zero : Set.load(UnsafePointer(p), upTo: rest)
            Set.store(before + share, p, upTo: rest)
            p += block
          }
        }
        n &+= Set.Vector.width
      }
    }
  }
}
