/// Turns lines into outlines: polygons that all run the same way round, so that the nonzero rule
/// joins them.
struct Stroker {
  private let half: Double
  private let cap: Stroke.Cap
  private let join: Stroke.Join
  /// How far a mitre may stick out, in half widths, before it is cut.
  private static let miterLimit = 4.0

  init(width: Double, cap: Stroke.Cap, join: Stroke.Join) {
    half = width / 2
    self.cap = cap
    self.join = join
  }

  /// How far ink may lie from the line.
  var reach: Double { half * (join == .miter ? Self.miterLimit : 1.5) + 1 }

  private typealias Vector = SIMD2<Double>

  /// Emits the polygons of one polyline.
  func outline(_ source: [Point], isClosed: Bool, _ emit: (_ polygon: [Point]) -> Void) {
    var points: [Vector] = []
    points.reserveCapacity(source.count)
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
    if points.count == 1 {
      dot(at: points[0], isClosed: isClosed, emit)
      return
    }
    guard points.count > 1 else { return }
    if points.count == 2 { closed = false }
    let segmentCount = closed ? points.count : points.count - 1
    var directions: [Vector] = []
    directions.reserveCapacity(segmentCount)
    var lengths: [Double] = []
    lengths.reserveCapacity(segmentCount)
    for index in 0..<segmentCount {
      let step = points[(index + 1) % points.count] - points[index]
      let length = Self.lengthSquared(step).squareRoot()
      lengths.append(length)
      directions.append(step / length)
    }
    // Where a line turns gently, both segments share the corners of their outlines: nothing
    // overlaps and nothing gapes.
    var shared: [Vector?] = Array(repeating: nil, count: points.count)
    for index in 0..<points.count {
      guard closed || (index > 0 && index < points.count - 1) else { continue }
      let before = (index + segmentCount - 1) % segmentCount
      let (a, b) = (directions[before], directions[index % segmentCount])
      let cosine = (a * b).sum()
      guard cosine > 0.8 else {
        corner(at: points[index], a, b, emit)
        continue
      }
      // tan²(θ/2) = (1 − cos θ) / (1 + cos θ)
      let inset = half * ((1 - cosine) / (1 + cosine)).squareRoot()
      guard inset < lengths[before] && inset < lengths[index % segmentCount] else {
        corner(at: points[index], a, b, emit)
        continue
      }
      let normal = Self.normal(a) + Self.normal(b)
      shared[index] = normal * (half * 2 / Self.lengthSquared(normal))
    }
    // Segments that share corners are one polygon: the edge between them would be drawn there and
    // back.
    var left: [Point] = []
    var right: [Point] = []
    left.reserveCapacity(2 * segmentCount + 2)
    right.reserveCapacity(segmentCount + 1)
    for index in 0..<segmentCount {
      let next = (index + 1) % points.count
      let normal = Self.normal(directions[index]) * half
      var (start, end) = (points[index], points[next])
      if !closed, cap == .square {
        if index == 0 { start -= directions[index] * half }
        if index == segmentCount - 1 { end += directions[index] * half }
      }
      let a = shared[index] ?? normal
      let b = shared[next] ?? normal
      if left.isEmpty {
        left.append(Self.point(start + a))
        right.append(Self.point(start - a))
      }
      left.append(Self.point(end + b))
      right.append(Self.point(end - b))
      if shared[next] == nil || index == segmentCount - 1 {
        left.append(contentsOf: right.reversed())
        emit(left)
        left.removeAll(keepingCapacity: true)
        right.removeAll(keepingCapacity: true)
      }
    }
    if !closed, cap == .round {
      roundCap(at: points[0], towards: -directions[0], emit)
      roundCap(at: points[points.count - 1], towards: directions[segmentCount - 1], emit)
    }
  }

  private func dot(at center: Vector, isClosed: Bool, _ emit: ([Point]) -> Void) {
    switch cap {
    case .butt: break
    case .square:
      emit([
        Point(center.x - half, center.y + half), Point(center.x + half, center.y + half),
        Point(center.x + half, center.y - half), Point(center.x - half, center.y - half),
      ])
    case .round:
      roundCap(at: center, towards: Vector(1, 0), emit)
      roundCap(at: center, towards: Vector(-1, 0), emit)
    }
  }

  private func roundCap(at center: Vector, towards direction: Vector, _ emit: ([Point]) -> Void) {
    let normal = Self.normal(direction)
    let arc =
      Self.arc(from: normal, to: direction, radius: half)
      + Self.arc(from: direction, to: -normal, radius: half).dropFirst()
    emit(arc.map { Self.point(center + $0 * half) })
  }

  /// Fills the wedge outside a corner.
  private func corner(at center: Vector, _ a: Vector, _ b: Vector, _ emit: ([Point]) -> Void) {
    let turn = a.x * b.y - a.y * b.x
    let cosine = (a * b).sum()
    if turn == 0 && cosine > 0 { return }
    // The outside is left of the line where it turns right, and the other way round.
    let side: Double = turn > 0 ? -1 : 1
    let (first, last) = (Self.normal(a) * side, Self.normal(b) * side)
    var rim: [Vector]
    switch join {
    case .bevel: rim = [first, last]
    case .miter:
      let middle = first + last
      let squared = Self.lengthSquared(middle)
      // The tip is at distance 1 / cos(θ/2) = 2 / |first + last|.
      rim =
        squared > 4 / (Self.miterLimit * Self.miterLimit)
        ? [first, middle * (2 / squared), last] : [first, last]
    case .round:
      if cosine < -0.999_999 {
        rim = Self.arc(from: first, to: a, radius: half)
        rim += Self.arc(from: a, to: last, radius: half).dropFirst()
      } else {
        rim = Self.arc(from: first, to: last, radius: half)
      }
    }
    var polygon = [Self.point(center)]
    polygon += rim.map { Self.point(center + $0 * half) }
    if side < 0 { polygon.reverse() }
    emit(polygon)
  }

  /// Returns unit vectors from one to another by halving angles, at most a half turn.
  private static func arc(from a: Vector, to b: Vector, radius: Double) -> [Vector] {
    var vectors = [a, b]
    // A chord of angle φ misses the arc by r φ² / 8 at most; |a − b| stands for φ.
    var gap = lengthSquared(a - b) * radius / 8
    while gap > 0.06, vectors.count < 128 {
      var finer: [Vector] = [vectors[0]]
      finer.reserveCapacity(vectors.count * 2)
      for (first, second) in zip(vectors, vectors.dropFirst()) {
        let middle = first + second
        let length = lengthSquared(middle).squareRoot()
        if length > 1e-9 { finer.append(middle / length) }
        finer.append(second)
      }
      vectors = finer
      gap /= 4
    }
    return vectors
  }

  /// A quarter turn of a direction; all outlines keep the line on the same side of their edges.
  private static func normal(_ direction: Vector) -> Vector { Vector(-direction.y, direction.x) }
  private static func lengthSquared(_ vector: Vector) -> Double { (vector * vector).sum() }
  private static func point(_ vector: Vector) -> Point { Point(vector.x, vector.y) }
}

extension Stroker {
  /// Cuts a polyline into its dashes. All lengths are in the points' units.
  static func dashes(
    of points: [Point], isClosed: Bool, pattern: [Double], _ emit: ([Point]) -> Void
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
    var source = points
    if isClosed, let first = points.first { source.append(first) }
    guard var last = source.first else { return }
    dash = [last]
    for next in source.dropFirst() {
      let (dx, dy) = (next.x - last.x, next.y - last.y)
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      var position = 0.0
      while length - position > remaining {
        position += remaining
        let point = Point(last.x + dx * position / length, last.y + dy * position / length)
        if isDrawing {
          dash.append(point)
          emit(dash)
          dash = []
        } else {
          dash = [point]
        }
        isDrawing.toggle()
        index = (index + 1) % lengths.count
        remaining = lengths[index]
      }
      remaining -= length - position
      if isDrawing { dash.append(next) }
      last = next
    }
    if isDrawing, dash.count > 1 { emit(dash) }
  }
}
