/// What a picture paints, sorted into bands of rows.
///
/// One band after the other is painted, and read, before the next: what all commands paint there
/// stays in the processor's nearest memory, where a whole picture does not.
struct Bands: ~Copyable {
  /// What is painted in one go.
  private enum Content {
    /// Edges up to this one of the band, from where those of the shape before end.
    case shape(lastEdge: Int, FillRule)
    /// A rectangle in 24.8 fixed point.
    case rectangle(FixedPoint, FixedPoint)
    /// The number of a mask, and the pixel of its first coverage.
    case mask(Int, x: Int, y: Int)
    /// The number of an image.
    case image(Int)
  }

  private struct Operation {
    var content: Content
    var color: UInt32
    /// 0 to 256.
    var opacity: Int
    /// The visible rows and columns, not of the band alone.
    var region: PixelRect
  }

  private struct Image {
    var image: PixelImage
    var target: PixelRect
    var isSmooth: Bool
  }

  private struct Band {
    var operations: [Operation] = []
    var edges: [Edge] = []
  }

  /// The rows of a band.
  static let height = 32

  private var bands: [Band] = []
  private var images: [Image] = []
  /// The edges of the shape that is not finished.
  private var edges: [Edge] = []
  private var accumulator = CoverageAccumulator()
  /// The masks of this picture and of earlier ones.
  private var atlas = MaskAtlas()

  /// Starts a picture of some height in pixels.
  mutating func begin(height: Int) {
    for number in bands.indices {
      bands[number].operations.removeAll(keepingCapacity: true)
      bands[number].edges.removeAll(keepingCapacity: true)
    }
    let count = (height + Self.height - 1) / Self.height
    while bands.count < count { bands.append(Band()) }
    images.removeAll()
  }

  /// The bands that some rows of the picture belong to.
  private func numbers(_ first: Int, _ last: Int) -> ClosedRange<Int> {
    first / Self.height...last / Self.height
  }

  private mutating func append(_ region: PixelRect, _ operation: (_ band: Int) -> Operation) {
    for number in numbers(region.minY, region.maxY - 1) {
      bands[number].operations.append(operation(number))
    }
  }

  /// Adds an edge of the shape that `finishShape` will finish.
  @inline(__always)
  mutating func add(_ edge: Edge) { edges.append(edge) }

  /// Adds a shape whose edges have been added, all within its region.
  mutating func finishShape(_ color: Color, _ rule: FillRule, in region: PixelRect) {
    let numbers = numbers(region.minY, region.maxY - 1)
    if numbers.count == 1 {
      bands[numbers.lowerBound].edges += edges
    } else {
      for edge in edges {
        let rows = edge.rows
        for number in self.numbers(rows.lowerBound, rows.upperBound) {
          bands[number].edges.append(edge)
        }
      }
    }
    edges.removeAll(keepingCapacity: true)
    for number in numbers {
      bands[number].operations.append(
        Operation(
          content: .shape(lastEdge: bands[number].edges.count, rule), color: color.packed,
          opacity: color.opacity, region: region))
    }
  }

  /// Adds an axis-parallel rectangle.
  mutating func append(
    _ low: FixedPoint, _ high: FixedPoint, _ color: Color, in region: PixelRect
  ) {
    append(region) { _ in
      Operation(
        content: .rectangle(low, high), color: color.packed, opacity: color.opacity,
        region: region)
    }
  }

  // MARK: Masks

  /// Whether there are so many masks that they should be forgotten before the next picture.
  var hasManyMasks: Bool { atlas.coverages.count > MaskAtlas.mostBytes }

  /// Takes all masks away.
  mutating func removeMasks() { atlas.removeAll() }

  /// Adds a mask of a stamp and returns its number.
  ///
  /// - Parameters:
  ///   - origin: The place of the stamp's origin within its pixel.
  ///   - region: All pixels that the stamp touches.
  mutating func mask(of stamp: Stamp, at origin: FixedPoint, in region: PixelRect) -> Int {
    accumulator.begin(region)
    stamp.edges(at: origin, in: region) { accumulator.add($0) }
    return atlas.append(&accumulator, stamp.rule, region: region)
  }

  /// Adds a mask's shape.
  ///
  /// - Parameters:
  ///   - x: The column of the pixel with the shape's origin, `y` its row.
  ///   - clip: The visible pixels.
  mutating func append(mask number: Int, x: Int, y: Int, _ color: Color, in clip: PixelRect) {
    let mask = atlas.masks[number].region
    let region = PixelRect(
      minX: mask.minX + x, minY: mask.minY + y, maxX: mask.maxX + x, maxY: mask.maxY + y)
    let visible = region.intersection(clip)
    guard !visible.isEmpty else { return }
    append(visible) { _ in
      Operation(
        content: .mask(number, x: region.minX, y: region.minY), color: color.packed,
        opacity: color.opacity, region: visible)
    }
  }

  /// Adds an image that is stretched over a rectangle of pixels.
  mutating func append(
    _ image: PixelImage, in target: PixelRect, isSmooth: Bool, region: PixelRect
  ) {
    let number = images.count
    // Smoothing mixes colours.
    let source =
      isSmooth ? PixelImage(width: image.width, height: image.height, rgb: image.rgb) : image
    images.append(Image(image: source, target: target, isSmooth: isSmooth))
    append(region) { _ in
      Operation(content: .image(number), color: 0, opacity: 256, region: region)
    }
  }

  /// Paints the rows that a canvas holds; they begin with a band.
  mutating func paint(on canvas: borrowing Canvas) {
    assert(canvas.rows.lowerBound % Self.height == 0)
    for number in numbers(canvas.rows.lowerBound, canvas.rows.upperBound - 1) {
      let rows = PixelRect(
        minX: 0, minY: number * Self.height, maxX: canvas.width,
        maxY: min((number + 1) * Self.height, canvas.rows.upperBound))
      let edges = bands[number].edges
      var edge = 0
      for operation in bands[number].operations {
        let region = operation.region.intersection(rows)
        switch operation.content {
        case .shape(let lastEdge, let rule):
          accumulator.begin(region)
          unsafe edges.withUnsafeBufferPointer { edges in
            for number in edge..<lastEdge { unsafe accumulator.add(edges[number]) }
          }
          edge = lastEdge
          accumulator.paint(operation.color, opacity: operation.opacity, rule, on: canvas)
        case .rectangle(let low, let high):
          canvas.paint(
            low, high, color: operation.color, opacity: operation.opacity, in: region)
        case .mask(let number, let x, let y):
          let mask = atlas.masks[number]
          unsafe atlas.coverages.withUnsafeBufferPointer { coverages in
            guard let start = coverages.baseAddress else { return }
            unsafe canvas.paint(
              start + mask.start, stride: mask.stride, x: x, y: y, color: operation.color,
              opacity: operation.opacity, in: region)
          }
        case .image(let number):
          let image = images[number]
          canvas.draw(image.image, in: image.target, isSmooth: image.isSmooth, clip: region)
        }
      }
    }
  }
}

extension Color {
  /// Alpha as 0 to 256.
  fileprivate var opacity: Int { Int(alpha) + Int(alpha >> 7) }
}

extension Canvas {
  /// Paints a rectangle without visiting its outline: whole pixels at once, borders by their share.
  fileprivate func paint(
    _ low: FixedPoint, _ high: FixedPoint, color: UInt32, opacity: Int, in region: PixelRect
  ) {
    let (x0, y0) = (Int(low.x), Int(low.y))
    let (x1, y1) = (Int(high.x), Int(high.y))
    /// The share of a pixel between two borders, of 256.
    func share(_ pixel: Int, _ low: Int, _ high: Int) -> Int {
      min(high, (pixel + 1) << 8) - max(low, pixel << 8)
    }
    let innerStart = min(max((x0 + 255) >> 8, region.minX), region.maxX)
    let innerEnd = max(min(x1 >> 8, region.maxX), innerStart)
    for y in region.minY..<region.maxY {
      mark(y: y, from: region.minX, to: region.maxX)
      let height = share(y, y0, y1)
      func paint(_ from: Int, _ to: Int, _ area: Int) {
        let steps = (area + 0x800) >> 12
        if steps > 0, to > from {
          unsafe Self.paint(
            row(y) + from, count: to - from, color: color, opacity: (opacity * steps) >> 4)
        }
      }
      for x in region.minX..<innerStart { paint(x, x + 1, share(x, x0, x1) * height) }
      paint(innerStart, innerEnd, 256 * height)
      for x in innerEnd..<region.maxX { paint(x, x + 1, share(x, x0, x1) * height) }
    }
  }
}
