import Plotting

extension PlaneFunction {
  /// Returns the place of the smallest value inside a sampled rectangle, refined from the lowest
  /// sample by Newton's method, or by a pattern search where the function has a kink; nil where the
  /// function keeps falling towards the edge.
  func minimum(of field: ScalarField) -> Place? {
    let lowest = field.values.indices.filter { field.values[$0].isFinite }
      .min { field.values[$0] < field.values[$1] }
    guard let lowest else { return nil }
    let start = Place(
      x: field.x(atColumn: lowest % field.columns), y: field.y(atRow: lowest / field.columns))
    let spacing = (
      x: field.x.length / Double(field.columns - 1), y: field.y.length / Double(field.rows - 1)
    )
    let found = newton(from: start, isMinimum: true) ?? search(from: start, spacing)
    guard field.x.contains(found.x), field.y.contains(found.y), isBelowEdge(found, of: field)
    else { return nil }
    return found
  }

  /// Returns the saddle points inside a rectangle, from left to right; at most `limit`, the one
  /// nearest to the middle first to stay.
  func saddles(
    x: ClosedRange<Double>, y: ClosedRange<Double>, atMost limit: Int
  ) -> [Place] {
    let count = 33
    let places = Self.grid(x: x, y: y, resolution: count)
    let slopes = gradients(at: places).map { $0.x * $0.x + $0.y * $0.y }
    var found: [Place] = []
    for row in 1..<count - 1 {
      for column in 1..<count - 1 {
        let node = row * count + column
        let isLowest = (-1...1).allSatisfy { down in
          (-1...1).allSatisfy { slopes[node] <= slopes[node + down * count + $0] }
        }
        guard isLowest, let place = newton(from: places[node], isMinimum: false),
          x.contains(place.x), y.contains(place.y),
          let (a, b, c) = curvature(at: place), a * c - b * b < -1e-9 * (a * a + c * c + b * b),
          !found.contains(where: {
            abs($0.x - place.x) < x.length * 1e-4 && abs($0.y - place.y) < y.length * 1e-4
          })
        else { continue }
        found.append(place)
      }
    }
    let middle = Place(x: (x.lowerBound + x.upperBound) / 2, y: (y.lowerBound + y.upperBound) / 2)
    func distance(_ place: Place) -> Double {
      let (dx, dy) = ((place.x - middle.x) / x.length, (place.y - middle.y) / y.length)
      return dx * dx + dy * dy
    }
    return found.sorted { distance($0) < distance($1) }.prefix(limit).sorted { $0.x < $1.x }
  }

  /// Whether a place is lower than every sample on the edge of a rectangle.
  private func isBelowEdge(_ place: Place, of field: ScalarField) -> Bool {
    let value = value(at: place)
    guard value.isFinite else { return false }
    return field.values.indices.allSatisfy { index in
      let (row, column) = (index / field.columns, index % field.columns)
      let isEdge =
        row == 0 || column == 0 || row == field.rows - 1 || column == field.columns - 1
      return !isEdge || !(field.values[index] <= value)
    }
  }

  /// Returns the second derivatives ∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y² by central differences of the
  /// gradient; nil where there are none.
  private func curvature(at place: Place) -> (xx: Double, xy: Double, yy: Double)? {
    let h = 1e-5 * max(1, abs(place.x), abs(place.y))
    let slopes = gradients(at: [
      Place(x: place.x + h, y: place.y), Place(x: place.x - h, y: place.y),
      Place(x: place.x, y: place.y + h), Place(x: place.x, y: place.y - h),
    ])
    let xx = (slopes[0].x - slopes[1].x) / (2 * h)
    let xy = (slopes[0].y - slopes[1].y + slopes[2].x - slopes[3].x) / (4 * h)
    let yy = (slopes[2].y - slopes[3].y) / (2 * h)
    guard xx.isFinite, xy.isFinite, yy.isFinite else { return nil }
    return (xx, xy, yy)
  }

  /// Solves ∇f = 0 by Newton's method with halved steps; nil where it does not get there, and for
  /// minima where the curvature is not positive.
  private func newton(from start: Place, isMinimum: Bool) -> Place? {
    var place = start
    var slope = gradient(at: place)
    let scale = max(1, abs(start.x), abs(start.y))
    for _ in 0..<60 {
      let size = (slope.x * slope.x + slope.y * slope.y).squareRoot()
      guard size.isFinite, let (a, b, c) = curvature(at: place) else { return nil }
      let determinant = a * c - b * b
      if isMinimum, !(determinant > 0 && a > 0) { return nil }
      if size == 0 { return place }
      guard determinant != 0 else { return nil }
      let step = Place(
        x: (c * slope.x - b * slope.y) / determinant,
        y: (a * slope.y - b * slope.x) / determinant)
      let length = (step.x * step.x + step.y * step.y).squareRoot()
      var share = 1.0
      var hasImproved = false
      while share > 1e-6 {
        let next = Place(x: place.x - share * step.x, y: place.y - share * step.y)
        let nextSlope = gradient(at: next)
        if nextSlope.x * nextSlope.x + nextSlope.y * nextSlope.y < size * size {
          (place, slope, hasImproved) = (next, nextSlope, true)
          break
        }
        share /= 2
      }
      if length < 1e-12 * scale || !hasImproved { return length < 1e-6 * scale ? place : nil }
    }
    return nil
  }

  /// Walks to the lowest of eight neighbours, and halves the distance where there is none lower.
  private func search(from start: Place, _ spacing: (x: Double, y: Double)) -> Place {
    var place = start
    var lowest = value(at: start)
    var (dx, dy) = spacing
    for _ in 0..<600 where dx > spacing.x * 1e-9 {
      let around = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)].map {
        Place(x: place.x + dx * Double($0.0), y: place.y + dy * Double($0.1))
      }
      let values = values(at: around)
      let best = values.indices.filter { values[$0] < lowest }.min { values[$0] < values[$1] }
      if let best {
        (place, lowest) = (around[best], values[best])
      } else {
        (dx, dy) = (dx / 2, dy / 2)
      }
    }
    return place
  }
}

extension ClosedRange<Double> {
  /// The distance of the ends.
  var length: Double { upperBound - lowerBound }
}

extension ScalarField {
  /// Returns the x of a column of nodes.
  func x(atColumn column: Int) -> Double {
    x.lowerBound + x.length * Double(column) / Double(columns - 1)
  }

  /// Returns the y of a row of nodes.
  func y(atRow row: Int) -> Double {
    y.lowerBound + y.length * Double(row) / Double(rows - 1)
  }
}
