/// Turns lines into outlines: polygons that all run the same way round, so that the nonzero rule
/// joins them.
struct Stroker {
  private var half = 0.0
  private var cap = Stroke.Cap.butt
  private var join = Stroke.Join.round
  /// The polygons of all lines since `begin`.
  private(set) var outline = Outline()

  // What is computed for one line, kept for the storage.
  private var points: [Vector] = []
  private var directions: [Vector] = []
  private var lengths: [Double] = []
  /// From each point to the corner left of it that both its segments share, where they do.
  private var shared: [Vector?] = []
  private var rightSide: [Vector] = []

  /// How far a mitre may stick out, in half widths, before it is cut.
  private static let miterLimit = 4.0

  /// Starts a stroke and returns how far its ink may lie from the line.
  @discardableResult
  mutating func begin(_ stroke: Stroke, scale: Double) -> Double {
    half = stroke.width * scale / 2
    cap = stroke.cap
    join = stroke.join
    outline.removeAll()
    return reach
  }

  /// How far ink may lie from the line.
  var reach: Double { half * (join == .miter ? Self.miterLimit : 1.5) + 1 }

  private typealias Vector = SIMD2<Double>

  /// Adds the polygons of one polyline.
  mutating func add(_ source: ArraySlice<Point>, isClosed: Bool) {
    points.removeAll(keepingCapacity: true)
    for point in source {
      let next = Vector(point.x, point.y)
      // Steps below a thirtieth of a pixel turn at random without being seen.
      if let last = points.last, Self.lengthSquared(next - last) < 1e-3 { continue }
      points.append(next)
    }
    var closed = isClosed
    if closed, points.count > 1, Self.lengthSquared(points[0] - points[points.count - 1]) < 1e-3 {
      points.removeLast()
    }
    if points.count == 1 { addDot(at: points[0]) }
    guard points.count > 1 else { return }
    if points.count == 2 { closed = false }
    measureSegments(isClosed: closed)
    addCorners(isClosed: closed)
    addSides(isClosed: closed)
    if !closed, cap == .round {
      addRoundCap(at: points[0], towards: -directions[0])
      addRoundCap(at: points[points.count - 1], towards: directions[directions.count - 1])
    }
  }

  private mutating func measureSegments(isClosed: Bool) {
    directions.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    for index in 0..<(isClosed ? points.count : points.count - 1) {
      let step = points[index + 1 < points.count ? index + 1 : 0] - points[index]
      let length = Self.lengthSquared(step).squareRoot()
      lengths.append(length)
      directions.append(step / length)
    }
  }

  /// Finds the corners that neighbouring segments share, and fills the others.
  private mutating func addCorners(isClosed: Bool) {
    // Where a line turns gently, both segments share the corners of their outlines: nothing
    // overlaps and nothing gapes.
    shared.removeAll(keepingCapacity: true)
    for index in points.indices {
      guard isClosed || (index > 0 && index < points.count - 1) else {
        shared.append(nil)
        continue
      }
      let before = index > 0 ? index - 1 : directions.count - 1
      let (a, b) = (directions[before], directions[index])
      let cosine = (a * b).sum()
      guard cosine > 0.8 else {
        shared.append(nil)
        addCorner(at: points[index], a, b)
        continue
      }
      // tan²(θ/2) = (1 − cos θ) / (1 + cos θ)
      let inset = half * ((1 - cosine) / (1 + cosine)).squareRoot()
      guard inset < lengths[before] && inset < lengths[index] else {
        shared.append(nil)
        addCorner(at: points[index], a, b)
        continue
      }
      let normal = Self.normal(a) + Self.normal(b)
      shared.append(normal * (half * 2 / Self.lengthSquared(normal)))
    }
  }

  /// Adds the segments themselves. Those that share corners are one polygon: the edge between them
  /// would be drawn there and back.
  private mutating func addSides(isClosed: Bool) {
    rightSide.removeAll(keepingCapacity: true)
    for index in directions.indices {
      let next = index + 1 < points.count ? index + 1 : 0
      let normal = Self.normal(directions[index]) * half
      var (start, end) = (points[index], points[next])
      if !isClosed, cap == .square {
        if index == 0 { start -= directions[index] * half }
        if index == directions.count - 1 { end += directions[index] * half }
      }
      let a = shared[index] ?? normal
      let b = shared[next] ?? normal
      if rightSide.isEmpty {
        append(start + a)
        rightSide.append(start - a)
      }
      append(end + b)
      rightSide.append(end - b)
      if shared[next] == nil || index == directions.count - 1 {
        for point in rightSide.reversed() { append(point) }
        outline.finish()
        rightSide.removeAll(keepingCapacity: true)
      }
    }
  }

  private mutating func append(_ vector: Vector) { outline.append(Point(vector.x, vector.y)) }

  private mutating func addDot(at center: Vector) {
    switch cap {
    case .butt: break
    case .square:
      for (x, y) in [(-1.0, 1.0), (1, 1), (1, -1), (-1, -1)] {
        append(center + Vector(x * half, y * half))
      }
      outline.finish()
    case .round:
      addRoundCap(at: center, towards: Vector(1, 0))
      addRoundCap(at: center, towards: Vector(-1, 0))
    }
  }

  private mutating func addRoundCap(at center: Vector, towards direction: Vector) {
    let normal = Self.normal(direction)
    append(center + normal * half)
    addArc(around: center, from: normal, to: direction)
    addArc(around: center, from: direction, to: -normal)
    outline.finish()
  }

  /// Fills the wedge outside a corner.
  private mutating func addCorner(at center: Vector, _ a: Vector, _ b: Vector) {
    let turn = a.x * b.y - a.y * b.x
    let cosine = (a * b).sum()
    if turn == 0 && cosine > 0 { return }
    // The outside is left of the line where it turns right, and the other way round.
    let side: Double = turn > 0 ? -1 : 1
    let (first, last) = (Self.normal(a) * side, Self.normal(b) * side)
    append(center)
    append(center + first * half)
    switch join {
    case .bevel: append(center + last * half)
    case .miter:
      let middle = first + last
      let squared = Self.lengthSquared(middle)
      // The tip is at distance 1 / cos(θ/2) = 2 / |first + last|.
      if squared > 4 / (Self.miterLimit * Self.miterLimit) {
        append(center + middle * (2 / squared) * half)
      }
      append(center + last * half)
    case .round:
      if cosine < -0.999_999 {
        addArc(around: center, from: first, to: a)
        addArc(around: center, from: a, to: last)
      } else {
        addArc(around: center, from: first, to: last)
      }
    }
    outline.finish(isReversed: side < 0)
  }

  /// Appends an arc of at most a half turn between two directions, without its first point.
  private mutating func addArc(around center: Vector, from a: Vector, to b: Vector) {
    // A chord of angle φ misses the arc by r φ² / 8 at most; |a − b| stands for φ.
    var gap = Self.lengthSquared(a - b) * half / 8
    var halvings = 0
    while gap > 0.06, halvings < 7 {
      halvings += 1
      gap /= 4
    }
    addArc(around: center, from: a, to: b, halvings: halvings)
  }

  private mutating func addArc(
    around center: Vector, from a: Vector, to b: Vector, halvings: Int
  ) {
    let middle = a + b
    let length = Self.lengthSquared(middle).squareRoot()
    if halvings > 0, length > 1e-9 {
      addArc(around: center, from: a, to: middle / length, halvings: halvings - 1)
      addArc(around: center, from: middle / length, to: b, halvings: halvings - 1)
    } else {
      append(center + b * half)
    }
  }

  /// A quarter turn of a direction; all outlines keep the line on the same side of their edges.
  private static func normal(_ direction: Vector) -> Vector { Vector(-direction.y, direction.x) }
  private static func lengthSquared(_ vector: Vector) -> Double { (vector * vector).sum() }
}

extension Stroker {
  /// Cuts a polyline into its dashes. All lengths are in the points' units.
  static func dashes(
    of points: ArraySlice<Point>, isClosed: Bool, pattern: [Double],
    _ emit: (ArraySlice<Point>) -> Void
  ) {
    let period = pattern.reduce(0, +)
    guard period > 0.1, period.isFinite, pattern.allSatisfy({ $0 >= 0 }) else {
      emit(points)
      return
    }
    // An odd pattern repeats with dashes and gaps exchanged.
    let lengths = pattern.count % 2 == 0 ? pattern : pattern + pattern
    var index = 0
    var remaining = lengths[0]
    var isDrawing = true
    var dash: [Point] = []
    guard let first = points.first else { return }
    var last = first
    dash.append(first)
    func draw(to next: Point) {
      let (dx, dy) = (next.x - last.x, next.y - last.y)
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { return }
      var position = 0.0
      while length - position > remaining {
        position += remaining
        let point = Point(last.x + dx * position / length, last.y + dy * position / length)
        if isDrawing {
          dash.append(point)
          emit(dash[...])
        }
        dash.removeAll(keepingCapacity: true)
        if !isDrawing { dash.append(point) }
        isDrawing.toggle()
        index = (index + 1) % lengths.count
        remaining = lengths[index]
      }
      remaining -= length - position
      if isDrawing { dash.append(next) }
      last = next
    }
    for next in points.dropFirst() { draw(to: next) }
    if isClosed { draw(to: first) }
    if isDrawing, dash.count > 1 { emit(dash[...]) }
  }
}
