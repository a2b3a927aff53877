/// The unit vector along which some vectors extend most.
struct PrincipalDirection {
  var direction: [Double]
  /// The sum of the vectors' squared extents along it.
  var share: Double

  /// Finds the direction by power iteration; nil for vectors that are all (nearly) zero.
  ///
  /// - Parameter others: Directions of unit length to leave out.
  init?(of vectors: [[Double]], besides others: [[Double]]) {
    let rest = vectors.map { vector in
      others.reduce(vector) { rest, other in
        let share = Self.dot(rest, other)
        return zip(rest, other).map { $0 - share * $1 }
      }
    }
    guard var direction = rest.max(by: { Self.dot($0, $0) < Self.dot($1, $1) }) else { return nil }
    let scale = vectors.reduce(0) { max($0, Self.length($1)) }
    guard Self.length(direction) > scale * 1e-9, scale > 0 else { return nil }
    for _ in 0..<300 {
      let size = Self.length(direction)
      direction = direction.map { $0 / size }
      var next = [Double](repeating: 0, count: direction.count)
      for vector in rest {
        let share = Self.dot(vector, direction)
        for index in next.indices { next[index] += share * vector[index] }
      }
      guard Self.length(next) > 0 else { break }
      let unit = Self.length(next)
      let change = zip(next, direction).reduce(0) { $0 + abs($1.0 / unit - $1.1) }
      direction = next
      if change < 1e-12 { break }
    }
    let size = Self.length(direction)
    direction = direction.map { $0 / size }
    self.direction = direction
    share = rest.reduce(0) { $0 + Self.dot($1, direction) * Self.dot($1, direction) }
  }

  /// The sum of products.
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func length(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }
}
