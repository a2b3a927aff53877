/// Lines of equal value, found by marching squares with linear interpolation.
enum Contours {
  /// Returns the contour lines of a field at a level, as polylines in the field's coordinates. A cell
  /// with a corner that is not finite has none.
  static func lines(of field: ScalarField, at level: Double) -> [[Point]] {
    let (columns, rows) = (field.columns, field.rows)
    guard columns > 1, rows > 1 else { return [] }
    // An edge is named by the node at its start: 2n runs to the right, 2n + 1 upwards.
    var links: [(Int, Int)] = Array(repeating: (-1, -1), count: columns * rows * 2)
    func connect(_ a: Int, _ b: Int) {
      for (from, to) in [(a, b), (b, a)] {
        if links[from].0 < 0 { links[from].0 = to } else { links[from].1 = to }
      }
    }
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let node = row * columns + column
        let a = field.values[node]
        let b = field.values[node + 1]
        let c = field.values[node + columns + 1]
        let d = field.values[node + columns]
        let pattern =
          (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0)
        if pattern == 0 || pattern == 15 { continue }
        guard (a + b + c + d).isFinite else { continue }
        let (bottom, top) = (2 * node, 2 * (node + columns))
        let (left, right) = (2 * node + 1, 2 * (node + 1) + 1)
        switch pattern {
        case 1, 14: connect(left, bottom)
        case 2, 13: connect(bottom, right)
        case 3, 12: connect(left, right)
        case 4, 11: connect(right, top)
        case 6, 9: connect(bottom, top)
        case 7, 8: connect(left, top)
        default:
          // A saddle: the mean decides which corners belong together.
          let isHigh = a / 4 + b / 4 + c / 4 + d / 4 > level
          if (pattern == 5) == isHigh {
            connect(left, top)
            connect(bottom, right)
          } else {
            connect(left, bottom)
            connect(right, top)
          }
        }
      }
    }
    return chains(of: links) { point(on: $0, of: field, level) }
  }

  /// Follows the links, open lines first, so that each line comes out whole.
  private static func chains(
    of source: [(Int, Int)], _ point: (Int) -> Point
  ) -> [[Point]] {
    var links = source
    var lines: [[Point]] = []
    func follow(from start: Int) {
      var line = [point(start)]
      var edge = start
      var previous = -1
      while true {
        let (a, b) = links[edge]
        let next = a >= 0 && a != previous ? a : (b >= 0 && b != previous ? b : -1)
        links[edge] = (-1, -1)
        guard next >= 0 else { break }
        line.append(point(next))
        previous = edge
        edge = next
        if edge == start { break }
      }
      if line.count > 1 { lines.append(line) }
    }
    for edge in links.indices where links[edge].0 >= 0 && links[edge].1 < 0 { follow(from: edge) }
    for edge in links.indices where links[edge].0 >= 0 { follow(from: edge) }
    return lines
  }

  private static func point(on edge: Int, of field: ScalarField, _ level: Double) -> Point {
    let node = edge / 2
    let isVertical = edge % 2 == 1
    let other = isVertical ? node + field.columns : node + 1
    let (a, b) = (field.values[node], field.values[other])
    let share = b == a ? 0.5 : min(max((level - a) / (b - a), 0), 1)
    let column = Double(node % field.columns) + (isVertical ? 0 : share)
    let row = Double(node / field.columns) + (isVertical ? share : 0)
    return Point(field.x(at: column), field.y(at: row))
  }
}

extension ScalarField {
  /// Returns the x of a fractional column index.
  func x(at column: Double) -> Double { Self.coordinate(column, columns, x, sampling) }
  /// Returns the y of a fractional row index.
  func y(at row: Double) -> Double { Self.coordinate(row, rows, y, sampling) }

  private static func coordinate(
    _ index: Double, _ count: Int, _ range: ClosedRange<Double>, _ sampling: Sampling
  ) -> Double {
    let span = range.upperBound - range.lowerBound
    switch sampling {
    case .nodes: return range.lowerBound + span * index / Double(max(count - 1, 1))
    case .cells: return range.lowerBound + span * (index + 0.5) / Double(count)
    }
  }
}
