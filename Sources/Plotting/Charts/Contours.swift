/// Lines of equal value, found by marching squares with linear interpolation.
struct Contours {
  private let field: ScalarField
  /// The edges that each edge is linked to, −1 for none. An edge is named by the node at its start: 2n
  /// runs to the right, 2n + 1 upwards.
  private var links: [SIMD2<Int32>]
  /// The edges with links.
  private var linked: [Int] = []

  private static let unlinked = SIMD2<Int32>(-1, -1)

  private init(of field: ScalarField) {
    self.field = field
    links = Array(repeating: Self.unlinked, count: field.columns * field.rows * 2)
  }

  /// Returns the contour lines of a field, level by level, as polylines in the field's coordinates. A
  /// cell with a corner that is not finite has none.
  static func lines(of field: ScalarField, at levels: [Double]) -> [[Point]] {
    guard field.columns > 1, field.rows > 1 else { return [] }
    var contours = Contours(of: field)
    return zip(levels, contours.crossedCells(at: levels)).flatMap { level, cells in
      contours.link(cells, at: level)
      return contours.chains(at: level)
    }
  }

  /// Returns for each level the cells that have corners on both sides of it, by their lower left nodes.
  private func crossedCells(at levels: [Double]) -> [[Int]] {
    let order = levels.indices.sorted { (levels[$0], $0) < (levels[$1], $1) }
    let sorted = order.map { levels[$0] }
    // How many levels each node is above: that of its neighbour, or nearly.
    var step = 0
    let steps = field.values.map { value in
      while step < sorted.count, value > sorted[step] { step += 1 }
      while step > 0, !(value > sorted[step - 1]) { step -= 1 }
      return Int32(truncatingIfNeeded: step)
    }
    var cells = [[Int]](repeating: [], count: levels.count)
    let columns = field.columns
    unsafe steps.withUnsafeBufferPointer { steps in
      for row in 0..<field.rows - 1 {
        for node in row * columns..<(row + 1) * columns - 1 {
          let (a, b) = unsafe (steps[node], steps[node &+ 1])
          let (c, d) = unsafe (steps[node &+ columns &+ 1], steps[node &+ columns])
          if (a ^ b) | (a ^ c) | (a ^ d) == 0 { continue }
          for level in Int(min(a, b, c, d))..<Int(max(a, b, c, d)) {
            cells[order[level]].append(node)
          }
        }
      }
    }
    return cells
  }

  /// Links the edges that the lines of a level cross in some cells.
  private mutating func link(_ cells: [Int], at level: Double) {
    for node in cells {
      let (a, b) = (field.values[node], field.values[node + 1])
      let (c, d) = (field.values[node + field.columns + 1], field.values[node + field.columns])
      guard (a + b + c + d).isFinite else { continue }
      let pattern =
        (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0)
      link(node, pattern, isHigh: a / 4 + b / 4 + c / 4 + d / 4 > level)
    }
  }

  /// Links the edges of a cell.
  ///
  /// - Parameters:
  ///   - node: The lower left corner.
  ///   - pattern: The corners above the level, counter-clockwise from that one, lowest bit first.
  ///   - isHigh: Whether the mean of the corners is above the level.
  private mutating func link(_ node: Int, _ pattern: Int, isHigh: Bool) {
    let (bottom, top) = (2 * node, 2 * (node + field.columns))
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
      if (pattern == 5) == isHigh {
        connect(left, top)
        connect(bottom, right)
      } else {
        connect(left, bottom)
        connect(right, top)
      }
    }
  }

  private mutating func connect(_ a: Int, _ b: Int) {
    for (from, to) in [(a, b), (b, a)] {
      if links[from].x < 0 {
        links[from].x = Int32(truncatingIfNeeded: to)
        linked.append(from)
      } else {
        links[from].y = Int32(truncatingIfNeeded: to)
      }
    }
  }

  /// Follows the links, open lines first, so that each line comes out whole, and takes them away.
  private mutating func chains(at level: Double) -> [[Point]] {
    linked.sort()
    var lines: [[Point]] = []
    for edge in linked where links[edge].x >= 0 && links[edge].y < 0 {
      follow(from: edge, at: level, to: &lines)
    }
    for edge in linked where links[edge].x >= 0 { follow(from: edge, at: level, to: &lines) }
    linked.removeAll(keepingCapacity: true)
    return lines
  }

  private mutating func follow(from start: Int, at level: Double, to lines: inout [[Point]]) {
    var line = [point(on: start, level)]
    var edge = start
    var previous = -1
    while true {
      let (a, b) = (Int(links[edge].x), Int(links[edge].y))
      let next = a >= 0 && a != previous ? a : (b >= 0 && b != previous ? b : -1)
      links[edge] = Self.unlinked
      guard next >= 0 else { break }
      line.append(point(on: next, level))
      previous = edge
      edge = next
      if edge == start { break }
    }
    if line.count > 1 { lines.append(line) }
  }

  private func point(on edge: Int, _ level: Double) -> Point {
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
