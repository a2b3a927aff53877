/// Turns draw commands into outlines, rectangles and images in device pixels.
struct Renderer: ~Copyable {
  private var bands = Bands()
  private var clips: [PixelRect] = []
  private var scale = 1.0
  /// Glyphs and parts of markers of this picture and of earlier ones, and their numbers.
  private var stamps: [Stamp] = []
  private var glyphs: [GlyphKey: Int] = [:]
  private var markers: [MarkerKey: Int] = [:]
  // What is computed for one path, kept for the storage.
  private var lines = Polylines()
  private var stroker = Stroker()

  private struct GlyphKey: Hashable {
    var identifier: Int
    /// In device pixels.
    var size: Double
    var isOblique: Bool
    var quarterTurns: Int
  }

  private struct MarkerKey: Hashable {
    var shape: Marker.Shape
    var scale: Double
  }

  /// Paints a whole picture.
  static func render(_ picture: Picture, scale: Int) -> Canvas {
    let (width, height) = extent(of: picture, scale: scale)
    let canvas = Canvas(width: width, height: height, background: picture.background)
    var renderer = idle.take() ?? Renderer()
    renderer.execute(picture, scale: scale)
    renderer.bands.paint(on: canvas)
    idle.keep(renderer)
    return canvas
  }

  /// Paints a picture band by band and calls `read` with each, from top to bottom.
  static func render(_ picture: Picture, scale: Int, _ read: (borrowing Canvas) -> Void) {
    let (width, height) = extent(of: picture, scale: scale)
    var canvas = Canvas(
      width: width, height: min(Bands.height, height), background: picture.background)
    var renderer = idle.take() ?? Renderer()
    renderer.execute(picture, scale: scale)
    renderer.bands.paint(on: canvas)
    read(canvas)
    while canvas.rows.upperBound < height {
      canvas.advance(to: height)
      renderer.bands.paint(on: canvas)
      read(canvas)
    }
    idle.keep(renderer)
  }

  /// Renderers of earlier pictures: their storage and the glyphs that they know.
  private static let idle = Pool<Renderer>()

  /// The largest side of a canvas in device pixels.
  static let largestSide = 16_384

  /// Returns the size of a picture in device pixels.
  static func extent(of picture: Picture, scale: Int) -> (width: Int, height: Int) {
    func side(_ length: Double) -> Int {
      Int(min(max((length * Double(scale)).rounded(), 1), Double(Self.largestSide)))
    }
    return (side(picture.width), side(picture.height))
  }

  private mutating func execute(_ picture: Picture, scale: Int) {
    let (width, height) = Self.extent(of: picture, scale: scale)
    bands.begin(height: height)
    self.scale = Double(scale)
    clips = [PixelRect(minX: 0, minY: 0, maxX: width, maxY: height)]
    if stamps.count > Self.mostStamps || bands.hasManyMasks {
      stamps.removeAll(keepingCapacity: true)
      glyphs.removeAll(keepingCapacity: true)
      markers.removeAll(keepingCapacity: true)
      bands.removeMasks()
    }
    for command in picture.commands { execute(command) }
  }

  /// With more stamps than this, known ones are forgotten before the next picture.
  private static let mostStamps = 4_096

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
    case .markers(let marker, let points): draw(marker, at: points)
    case .text(let run): draw(run)
    case .image(let image, let rect, let isSmooth):
      guard let target = snapped(rect), image.width > 0, image.height > 0 else { return }
      let region = target.intersection(clip)
      guard !region.isEmpty else { return }
      bands.append(image, in: target, isSmooth: isSmooth, region: region)
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
    lines.flatten(path, scale: scale)
    guard let region = region(of: lines.points, reach: 0) else { return }
    for subpath in lines.subpaths {
      add(lines.points[subpath.range].lazy.map { FixedPoint($0) }, in: region)
    }
    bands.finishShape(color, rule, in: region)
  }

  private mutating func fill(_ rect: Rect, _ color: Color) {
    let low = FixedPoint(Point(rect.x * scale, rect.y * scale))
    let high = FixedPoint(Point(rect.maxX * scale, rect.maxY * scale))
    guard low.x < high.x, low.y < high.y else { return }
    let visible = PixelRect(
      minX: Int(low.x) >> 8, minY: Int(low.y) >> 8, maxX: (Int(high.x) + 255) >> 8,
      maxY: (Int(high.y) + 255) >> 8
    ).intersection(clip)
    guard !visible.isEmpty else { return }
    bands.append(low, high, color, in: visible)
  }

  /// Adds the edges of a polygon.
  @inline(__always)
  private mutating func add(
    _ points: some BidirectionalCollection<FixedPoint>, in region: PixelRect
  ) {
    guard points.count > 2, var previous = points.last else { return }
    for next in points {
      Edge.clipped(previous, next, in: region) { bands.add($0) }
      previous = next
    }
  }

  /// Returns the visible pixels around some points, nil if there are none.
  private func region(of points: [Point], reach: Double) -> PixelRect? {
    var (minX, minY) = (Double.infinity, Double.infinity)
    var (maxX, maxY) = (-Double.infinity, -Double.infinity)
    for point in points {
      minX = min(minX, point.x)
      maxX = max(maxX, point.x)
      minY = min(minY, point.y)
      maxY = max(maxY, point.y)
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
    lines.flatten(path, scale: scale)
    let reach = stroker.begin(stroke, scale: scale)
    guard let region = region(of: lines.points, reach: reach) else { return }
    outline(stroke, in: region)
    var start = 0
    for end in stroker.outline.ends {
      add(stroker.outline.points[start..<end].lazy.map { FixedPoint($0) }, in: region)
      start = end
    }
    bands.finishShape(color, .nonzero, in: region)
  }

  /// Adds the outline of the flattened path to the stroker.
  ///
  /// - Parameter region: Where dashes are wanted; nil for everywhere.
  private mutating func outline(_ stroke: Stroke, in region: PixelRect?) {
    let pattern = stroke.dash.map { $0 * scale }
    for subpath in lines.subpaths {
      let points = lines.points[subpath.range]
      if pattern.isEmpty {
        stroker.add(points, isClosed: subpath.isClosed)
      } else {
        Stroker.dashes(of: points, isClosed: subpath.isClosed, pattern: pattern) { dash in
          if let region, !region.mayTouch(dash, reach: stroker.reach) { return }
          stroker.add(dash, isClosed: false)
        }
      }
    }
  }

  // MARK: Stamps

  private mutating func draw(_ marker: Marker, at points: [Point]) {
    let parts = marker.parts.map { (stamp: stamp(of: $0.shape), color: $0.color) }
    for point in points where point.isFinite {
      let position = FixedPoint(Point(point.x * scale, point.y * scale)).snapped
      for part in parts { draw(stamp: part.stamp, at: position, part.color) }
    }
  }

  /// Returns the number of a marker's part.
  private mutating func stamp(of shape: Marker.Shape) -> Int {
    let key = MarkerKey(shape: shape, scale: scale)
    if let known = markers[key] { return known }
    switch shape {
    case .fill(let path, let rule):
      stamps.append(Stamp(of: Polylines(path, scale: scale), rule: rule))
    case .stroke(let path, let stroke):
      lines.flatten(path, scale: scale)
      stroker.begin(stroke, scale: scale)
      if stroke.width > 0, stroke.width.isFinite { outline(stroke, in: nil) }
      stamps.append(Stamp(of: stroker.outline))
    }
    markers[key] = stamps.count - 1
    return stamps.count - 1
  }

  /// Draws a stamp with its origin at a snapped position.
  private mutating func draw(stamp number: Int, at position: FixedPoint, _ color: Color) {
    let phase = position.phase
    var mask = Int(stamps[number].masks[phase])
    if mask < 0 {
      let stamp = stamps[number]
      if stamp.isLarge {
        fill(stamp, at: position, color)
        return
      }
      let origin = position.fraction
      guard let region = stamp.region(at: origin) else { return }
      mask = bands.mask(of: stamp, at: origin, in: region)
      stamps[number].masks[phase] = Int32(truncatingIfNeeded: mask)
    }
    bands.append(mask: mask, x: Int(position.x) >> 8, y: Int(position.y) >> 8, color, in: clip)
  }

  private mutating func fill(_ stamp: Stamp, at position: FixedPoint, _ color: Color) {
    guard let region = stamp.region(at: position)?.intersection(clip), !region.isEmpty else {
      return
    }
    stamp.edges(at: position, in: region) { bands.add($0) }
    bands.finishShape(color, stamp.rule, in: region)
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
      draw(
        stamp: stamp(of: item, quarterTurns: turns), at: FixedPoint(position).snapped, run.color)
    }
  }

  /// Returns the number of a glyph.
  private mutating func stamp(of item: TextLayout.Item, quarterTurns: Int) -> Int {
    let key = GlyphKey(
      identifier: item.identifier, size: item.size * scale, isOblique: item.isOblique,
      quarterTurns: quarterTurns)
    if let known = glyphs[key] { return known }
    stamps.append(Stamp(of: item, scale: scale, quarterTurns: quarterTurns))
    glyphs[key] = stamps.count - 1
    return stamps.count - 1
  }
}

extension PixelRect {
  /// Whether ink within a distance of some points could be visible.
  fileprivate func mayTouch(_ points: ArraySlice<Point>, reach: Double) -> Bool {
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
