/// Executes draw commands on a canvas of device pixels.
struct Renderer: ~Copyable {
  private var canvas: Canvas
  private var accumulator = CoverageAccumulator()
  private var clips: [PixelRect]
  private let scale: Double
  private var glyphs: [GlyphKey: [[FixedPoint]]] = [:]

  private struct GlyphKey: Hashable {
    var identifier: Int
    var size: Double
    var isOblique: Bool
    var quarterTurns: Int
  }

  /// Paints a whole picture.
  static func render(_ picture: Picture, scale: Int) -> Canvas {
    var renderer = Renderer(picture, scale: scale)
    for command in picture.commands { renderer.execute(command) }
    return renderer.finish()
  }

  /// The largest side of a canvas in device pixels.
  private static let largestSide = 16_384.0

  /// Returns the size of a picture in device pixels.
  static func extent(of picture: Picture, scale: Int) -> (width: Int, height: Int) {
    func side(_ length: Double) -> Int {
      Int(min(max((length * Double(scale)).rounded(), 1), Self.largestSide))
    }
    return (side(picture.width), side(picture.height))
  }

  private init(_ picture: Picture, scale: Int) {
    let (width, height) = Self.extent(of: picture, scale: scale)
    canvas = Canvas(width: width, height: height, background: picture.background)
    self.scale = Double(scale)
    clips = [canvas.bounds]
  }

  private consuming func finish() -> Canvas { canvas }

  private var clip: PixelRect { clips[clips.count - 1] }

  private mutating func execute(_ command: DrawCommand) {
    switch command {
    case .fill(let path, let color, let rule):
      if let rect = path.axisParallelRect {
        fill(rect, color)
      } else {
        fill(path, color, rule)
      }
    case .stroke(let path, let stroke, let color): self.stroke(path, stroke, color)
    case .text(let run): draw(run)
    case .image(let image, let rect, let isSmooth):
      guard let target = snapped(rect) else { return }
      canvas.draw(image, in: target, isSmooth: isSmooth, clip: clip)
    case .pushClip(let rect):
      let empty = PixelRect(minX: 0, minY: 0, maxX: 0, maxY: 0)
      clips.append(snapped(rect).map { $0.intersection(clip) } ?? empty)
    case .popClip:
      if clips.count > 1 { clips.removeLast() }
    }
  }

  private func snapped(_ rect: Rect) -> PixelRect? { Self.pixels(of: rect, scale: scale) }

  /// Returns the whole device pixels nearest to a rectangle; nil where it is not finite.
  static func pixels(of rect: Rect, scale: Double) -> PixelRect? {
    func snap(_ value: Double) -> Int {
      Int(min(max((value * scale).rounded(), -1e6), 1e6))
    }
    guard rect.x.isFinite, rect.y.isFinite, rect.width.isFinite, rect.height.isFinite else {
      return nil
    }
    return PixelRect(
      minX: snap(rect.x), minY: snap(rect.y), maxX: snap(rect.maxX), maxY: snap(rect.maxY))
  }

  // MARK: Fills

  private mutating func fill(_ path: Path, _ color: Color, _ rule: FillRule) {
    let lines = Polylines(path, scale: scale)
    guard let region = region(of: lines, reach: 0) else { return }
    accumulator.begin(region)
    for subpath in lines.subpaths { addPolygon(subpath.points) }
    paint(color, rule)
  }

  /// Fills an axis-parallel rectangle without visiting its outline: whole pixels at once, borders
  /// by their share.
  private mutating func fill(_ rect: Rect, _ color: Color) {
    let corners = (
      FixedPoint(Point(rect.x * scale, rect.y * scale)),
      FixedPoint(Point(rect.maxX * scale, rect.maxY * scale))
    )
    let (x0, y0) = (Int(corners.0.x), Int(corners.0.y))
    let (x1, y1) = (Int(corners.1.x), Int(corners.1.y))
    guard x0 < x1, y0 < y1 else { return }
    let visible = PixelRect(
      minX: x0 >> 8, minY: y0 >> 8, maxX: (x1 + 255) >> 8, maxY: (y1 + 255) >> 8
    ).intersection(clip)
    guard !visible.isEmpty else { return }
    /// The share of a pixel between two borders, of 256.
    func share(_ pixel: Int, _ low: Int, _ high: Int) -> Int {
      min(high, (pixel + 1) << 8) - max(low, pixel << 8)
    }
    let alpha = Int(color.alpha) + Int(color.alpha >> 7)
    let packed = color.packed
    let innerStart = min(max((x0 + 255) >> 8, visible.minX), visible.maxX)
    let innerEnd = max(min(x1 >> 8, visible.maxX), innerStart)
    for y in visible.minY..<visible.maxY {
      let height = share(y, y0, y1)
      func paint(_ from: Int, _ to: Int, _ area: Int) {
        let steps = (area + 0x800) >> 12
        if steps > 0, to > from {
          canvas.paint(y: y, from: from, to: to, color: packed, opacity: (alpha * steps) >> 4)
        }
      }
      for x in visible.minX..<innerStart { paint(x, x + 1, share(x, x0, x1) * height) }
      paint(innerStart, innerEnd, 256 * height)
      for x in innerEnd..<visible.maxX { paint(x, x + 1, share(x, x0, x1) * height) }
    }
  }

  private mutating func addPolygon(_ points: [Point]) {
    guard points.count > 2 else { return }
    var previous = FixedPoint(points[points.count - 1])
    for point in points {
      let next = FixedPoint(point)
      accumulator.addEdge(previous, next)
      previous = next
    }
  }

  private mutating func paint(_ color: Color, _ rule: FillRule) {
    let alpha = Int(color.alpha) + Int(color.alpha >> 7)
    let packed = color.packed
    accumulator.sweep(rule: rule) { y, start, end, coverage in
      canvas.paint(y: y, from: start, to: end, color: packed, opacity: (alpha * coverage) >> 4)
    }
  }

  /// Returns the visible pixels around some lines, nil if there are none.
  private func region(of lines: Polylines, reach: Double) -> PixelRect? {
    var (minX, minY) = (Double.infinity, Double.infinity)
    var (maxX, maxY) = (-Double.infinity, -Double.infinity)
    for subpath in lines.subpaths {
      for point in subpath.points {
        minX = min(minX, point.x)
        maxX = max(maxX, point.x)
        minY = min(minY, point.y)
        maxY = max(maxY, point.y)
      }
    }
    guard minX <= maxX else { return nil }
    func pixel(_ value: Double) -> Int { Int(min(max(value.rounded(.down), -1e6), 1e6)) }
    let region = PixelRect(
      minX: pixel(minX - reach), minY: pixel(minY - reach), maxX: pixel(maxX + reach) + 1,
      maxY: pixel(maxY + reach) + 1
    ).intersection(clip)
    return region.isEmpty ? nil : region
  }

  // MARK: Strokes

  private mutating func stroke(_ path: Path, _ stroke: Stroke, _ color: Color) {
    guard stroke.width > 0, stroke.width.isFinite else { return }
    let lines = Polylines(path, scale: scale)
    let stroker = Stroker(width: stroke.width * scale, cap: stroke.cap, join: stroke.join)
    guard let region = region(of: lines, reach: stroker.reach) else { return }
    accumulator.begin(region)
    for subpath in lines.subpaths {
      if stroke.dash.isEmpty {
        stroker.outline(subpath.points, isClosed: subpath.isClosed) { addPolygon($0) }
      } else {
        Stroker.dashes(
          of: subpath.points, isClosed: subpath.isClosed, pattern: stroke.dash.map { $0 * scale }
        ) { dash in
          guard region.mayTouch(dash, reach: stroker.reach) else { return }
          stroker.outline(dash, isClosed: false) { addPolygon($0) }
        }
      }
    }
    paint(color, .nonzero)
  }

  // MARK: Text

  private mutating func draw(_ run: TextRun) {
    guard run.size > 0, run.size.isFinite, run.origin.x.isFinite, run.origin.y.isFinite else {
      return
    }
    let layout = TextLayout(run.text, size: run.size, weight: run.weight, isItalic: run.isItalic)
    let turns = ((run.quarterTurns % 4) + 4) % 4
    let shift =
      switch run.alignment {
      case .start: 0.0
      case .center: -layout.extent.width / 2
      case .end: -layout.extent.width
      }
    // Baselines on whole pixels keep the stems and bowls of a line alike.
    let originX = turns % 2 == 0 ? run.origin.x * scale : (run.origin.x * scale).rounded()
    let originY = turns % 2 == 0 ? (run.origin.y * scale).rounded() : run.origin.y * scale
    for item in layout.items {
      let along = (item.x + shift) * scale
      let down = (item.y * scale).rounded()
      let position =
        switch turns {
        case 0: Point(originX + along, originY + down)
        case 1: Point(originX - down, originY + along)
        case 2: Point(originX - along, originY - down)
        default: Point(originX + down, originY - along)
        }
      draw(item, at: FixedPoint(position), quarterTurns: turns, color: run.color)
    }
  }

  private mutating func draw(
    _ item: TextLayout.Item, at position: FixedPoint, quarterTurns: Int, color: Color
  ) {
    let key = GlyphKey(
      identifier: item.identifier, size: item.size, isOblique: item.isOblique,
      quarterTurns: quarterTurns)
    let contours: [[FixedPoint]]
    if let known = glyphs[key] {
      contours = known
    } else {
      contours = Self.contours(of: item, scale: scale, quarterTurns: quarterTurns)
      glyphs[key] = contours
    }
    var low = FixedPoint(x: .max, y: .max)
    var high = FixedPoint(x: .min, y: .min)
    for contour in contours {
      for point in contour {
        low = FixedPoint(x: min(low.x, point.x), y: min(low.y, point.y))
        high = FixedPoint(x: max(high.x, point.x), y: max(high.y, point.y))
      }
    }
    guard low.x <= high.x else { return }
    let region = PixelRect(
      minX: Int(low.x &+ position.x) >> 8, minY: Int(low.y &+ position.y) >> 8,
      maxX: Int(high.x &+ position.x) >> 8 + 1, maxY: Int(high.y &+ position.y) >> 8 + 1
    ).intersection(clip)
    guard !region.isEmpty else { return }
    accumulator.begin(region)
    for contour in contours {
      guard let last = contour.last else { continue }
      var previous = FixedPoint(x: last.x &+ position.x, y: last.y &+ position.y)
      for point in contour {
        let next = FixedPoint(x: point.x &+ position.x, y: point.y &+ position.y)
        accumulator.addEdge(previous, next)
        previous = next
      }
    }
    paint(color, .nonzero)
  }

  /// Flattens a glyph at its size, relative to its pen position.
  private static func contours(
    of item: TextLayout.Item, scale: Double, quarterTurns: Int
  ) -> [[FixedPoint]] {
    let size = item.size * scale
    let lean = item.isOblique ? TextLayout.slant : 0
    return Polylines(item.glyph.path, scale: size).subpaths.map { subpath in
      subpath.points.map { point in
        let (x, y) = (point.x + lean * point.y, -point.y)
        return switch quarterTurns {
        case 0: FixedPoint(Point(x, y))
        case 1: FixedPoint(Point(-y, x))
        case 2: FixedPoint(Point(-x, -y))
        default: FixedPoint(Point(y, -x))
        }
      }
    }
  }
}

extension PixelRect {
  /// Whether ink within a distance of some points could be visible.
  fileprivate func mayTouch(_ points: [Point], reach: Double) -> Bool {
    points.contains { $0.x > Double(minX) - reach }
      && points.contains { $0.x < Double(maxX) + reach }
      && points.contains { $0.y > Double(minY) - reach }
      && points.contains { $0.y < Double(maxY) + reach }
  }
}

extension Path {
  /// The rectangle that the path traces, if it is nothing but one with positive size.
  fileprivate var axisParallelRect: Rect? {
    guard elements.count == 5, case .move(let a) = elements[0], case .line(let b) = elements[1],
      case .line(let c) = elements[2], case .line(let d) = elements[3], elements[4] == .close,
      a.y == b.y, b.x == c.x, c.y == d.y, d.x == a.x, a.x.isFinite, a.y.isFinite, c.x.isFinite,
      c.y.isFinite
    else { return nil }
    return Rect(
      x: min(a.x, c.x), y: min(a.y, c.y), width: abs(c.x - a.x), height: abs(c.y - a.y))
  }
}
