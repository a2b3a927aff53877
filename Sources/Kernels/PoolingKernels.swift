// Pooling of images that lie batch last (ImageBlock.swift).

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
  fill(set, c, with: 0, g.rows &* g.imageCount)
  let zero = Set.Vector(repeating: 0)
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
            Set.store(Set.load(c + offset, upTo: rest) + share, c + offset, upTo: rest)
            offset &+= block
          }
        }
        n &+= Set.Vector.width
      }
    }
  }
}

/// c = the mean of every window: the sum, ascending, divided by the number of elements.
@inlinable @inline(never)
func averagePool<Set: InstructionSet>(
  _: Set.Type, _ g: WindowGeometry, _ a: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
) {
  let divisor = Set.Vector(repeating: Float(g.kernelHeight &* g.kernelWidth))
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
        Set.store(sum / divisor, results + (result &+ n), upTo: rest)
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
  fill(set, c, with: 0, g.rows &* g.imageCount)
  let divisor = Set.Vector(repeating: Float(g.kernelHeight &* g.kernelWidth))
  forEachBlock(of: g.rows) { row, block in
    let images = c + row &* g.imageCount
    let results = a + row &* g.resultCount
    forEachWindow(g, block: block) { pixel, result in
      var n = 0
      while n < block {
        let rest = block &- n
        let share = Set.load(results + (result &+ n), upTo: rest) / divisor
        for i in 0..<g.kernelHeight {
          var p = images + (pixel &+ i &* g.width &* block &+ n)
          for _ in 0..<g.kernelWidth {
            Set.store(Set.load(UnsafePointer(p), upTo: rest) + share, p, upTo: rest)
            p += block
          }
        }
        n &+= Set.Vector.width
      }
    }
  }
}
