/// Finds heights for the vertices of ordered columns: wires as straight as the distances allow.
///
/// Minimises Σ wᵤᵥ (yᵤ − yᵥ)², plus the distances of gates from the middle of their operands, subject to
/// yᵥ ≥ yᵤ + gap for neighbours u above v. Vertices that must share a height (the dummies of a wire,
/// chains of gates with one operand) are one variable.
/// Solved by accelerated projected gradients; each projection is Hildreth's dual ascent (1957).
struct LayerCoordinates {
  private struct Constraint {
    var upper: Int
    var lower: Int
    var gap: Double
    var multiplier = 0.0
    /// The multiplier that moves both apart by a unit.
    var stiffness = 0.0
  }

  private let graph: LayeredGraph
  private let above: [Double]
  private let below: [Double]
  private let gap: Double
  /// The variable of each vertex, and the vertices of each variable.
  private var variable: [Int]
  private var members: [[Int]]
  /// The vertex right below each.
  private let neighbor: [Int?]

  /// Prepares a graph whose vertices reach `above` and `below` their wires.
  init(graph: LayeredGraph, above: [Double], below: [Double], gap: Double) {
    self.graph = graph
    self.above = above
    self.below = below
    self.gap = gap
    variable = Array(graph.vertices.indices)
    members = variable.map { [$0] }
    var neighbor = [Int?](repeating: nil, count: graph.vertices.count)
    for layer in graph.layers {
      for (upper, lower) in zip(layer, layer.dropFirst()) { neighbor[upper] = lower }
    }
    self.neighbor = neighbor
    for segment in graph.segments {
      let isChain = graph.outgoing[segment.from].count == 1 && graph.incoming[segment.to].count == 1
      let isDummy =
        graph.vertices[segment.from].role == .dummy && graph.vertices[segment.to].role == .dummy
      if isChain || isDummy { merge(segment.from, segment.to) }
    }
  }

  /// Returns the height of each vertex. Wires that would climb less than `snap` become straight.
  ///
  /// - Parameter guess: Heights near the solution, if there are any.
  mutating func solve(snap: Double, from guess: [Double]?) -> [Double] {
    var heights = relax(from: guess ?? stacked())
    let climbs = graph.segments.indices.map { index in
      let segment = graph.segments[index]
      return abs(heights[segment.from] - heights[segment.to])
    }
    let candidates = graph.segments.indices.filter {
      climbs[$0] > 0 && climbs[$0] < snap && graph.incoming[graph.segments[$0].to].count == 1
    }
    .sorted { (climbs[$0], $0) < (climbs[$1], $1) }
    if !candidates.isEmpty {
      for index in candidates { merge(graph.segments[index].from, graph.segments[index].to) }
      heights = relax(from: heights)
    }
    return heights
  }

  /// Gives two vertices one height unless an order between them forbids it.
  private mutating func merge(_ first: Int, _ second: Int) {
    let (a, b) = (variable[first], variable[second])
    if a == b || isAbove(a, b) || isAbove(b, a) { return }
    for vertex in variable.indices where variable[vertex] == b {
      variable[vertex] = a
      members[a].append(vertex)
    }
    members[b] = []
  }

  private func isAbove(_ upper: Int, _ lower: Int) -> Bool {
    var isSeen = [Bool](repeating: false, count: variable.count)
    isSeen[upper] = true
    var stack = [upper]
    while let next = stack.popLast() {
      if next == lower { return true }
      for vertex in members[next] {
        guard let neighbor = neighbor[vertex], !isSeen[variable[neighbor]] else { continue }
        isSeen[variable[neighbor]] = true
        stack.append(variable[neighbor])
      }
    }
    return false
  }

  private func relax(from guess: [Double]) -> [Double] {
    var constraints: [Constraint] = []
    for layer in graph.layers {
      for (upper, lower) in zip(layer, layer.dropFirst()) {
        constraints.append(
          Constraint(
            upper: variable[upper], lower: variable[lower],
            gap: below[upper] + above[lower] + self.gap(between: upper, and: lower)))
      }
    }
    // Weights: wires that pass columns should be straight most of all.
    let count = graph.vertices.count
    var weight = [Double](repeating: 1e-3, count: count)
    var edges: [(Int, Int, Double)] = []
    for segment in graph.segments where variable[segment.from] != variable[segment.to] {
      let isLong = [segment.from, segment.to].contains { graph.vertices[$0].role == .dummy }
      let value = isLong ? 2.0 : 1.0
      edges.append((variable[segment.from], variable[segment.to], value))
      weight[variable[segment.from]] += value
      weight[variable[segment.to]] += value
    }

    let centered = centeredGates(&weight)
    // How far a unit of force moves each variable.
    let mobility = weight.map { 1 / $0 }
    for index in constraints.indices {
      constraints[index].stiffness =
        1 / (mobility[constraints[index].upper] + mobility[constraints[index].lower])
    }

    var heights = start(guess, constraints)
    var look = heights
    var momentum = 1.0
    for _ in 0..<160 {
      var pull = [Double](repeating: 0, count: count)
      for (a, b, value) in edges {
        pull[a] += value * (look[b] - look[a])
        pull[b] += value * (look[a] - look[b])
      }
      for (gate, operands) in centered {
        let middle = operands.reduce(0) { $0 + look[$1] } / Double(operands.count)
        let force = Self.centering * (middle - look[gate])
        pull[gate] += force
        for operand in operands { pull[operand] -= force / Double(operands.count) }
      }
      var next = look
      for index in next.indices { next[index] += 0.5 * pull[index] * mobility[index] }
      project(&next, &constraints, mobility)
      let nextMomentum = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
      let factor = (momentum - 1) / nextMomentum
      var change = 0.0
      for index in next.indices {
        change = max(change, abs(next[index] - heights[index]))
        look[index] = next[index] + factor * (next[index] - heights[index])
      }
      heights = next
      momentum = nextMomentum
      if change < 0.01 { break }
    }
    settle(&heights, constraints)
    return variable.map { (heights[$0] * 2).rounded() / 2 }
  }

  /// Wires that pass a column stand closer than gates and labels.
  private func gap(between upper: Int, and lower: Int) -> Double {
    let isWire = [upper, lower].contains { graph.vertices[$0].role == .dummy }
    return isWire ? 0.4 * gap : gap
  }

  /// The weight of (y_gate − mean of its operands)².
  private static let centering = 12.0

  /// The gates with several operands, which stand best in the middle of them.
  private func centeredGates(_ weight: inout [Double]) -> [(gate: Int, operands: [Int])] {
    var result: [(gate: Int, operands: [Int])] = []
    for vertex in graph.vertices.indices where graph.incoming[vertex].count > 1 {
      let operands = graph.incoming[vertex].map { variable[graph.segments[$0].from] }
      result.append((variable[vertex], operands))
      weight[variable[vertex]] += Self.centering
      for operand in operands { weight[operand] += Self.centering / Double(operands.count) }
    }
    return result
  }

  /// Stacks each column around zero.
  private func stacked() -> [Double] {
    var heights = [Double](repeating: 0, count: graph.vertices.count)
    for layer in graph.layers {
      var y = 0.0
      for (index, vertex) in layer.enumerated() {
        if index > 0 {
          let upper = layer[index - 1]
          y += below[upper] + above[vertex] + gap(between: upper, and: vertex)
        }
        heights[vertex] = y
      }
      for vertex in layer { heights[vertex] -= y / 2 }
    }
    return heights
  }

  /// Returns a height for each variable, the mean of its vertices, that keeps all distances.
  private func start(_ guess: [Double], _ constraints: [Constraint]) -> [Double] {
    var heights = members.map { members in
      members.isEmpty ? 0 : members.reduce(0) { $0 + guess[$1] } / Double(members.count)
    }
    settle(&heights, constraints)
    return heights
  }

  /// Moves heights as little as lets all constraints hold.
  ///
  /// The multipliers of the last projection are where the search begins: from one step to the next they
  /// hardly change.
  private func project(
    _ heights: inout [Double], _ constraints: inout [Constraint], _ mobility: [Double]
  ) {
    // Hundreds of projections of up to 60 rounds each are most of a layout's time.
    unsafe heights.withUnsafeMutableBufferPointer { heights in
      unsafe constraints.withUnsafeMutableBufferPointer { constraints in
        unsafe mobility.withUnsafeBufferPointer { mobility in
          func move(_ index: Int, _ step: Double) {
            let (upper, lower) = unsafe (constraints[index].upper, constraints[index].lower)
            unsafe heights[upper] -= step * mobility[upper]
            unsafe heights[lower] += step * mobility[lower]
          }
          for index in 0..<constraints.count where unsafe constraints[index].multiplier > 0 {
            unsafe move(index, constraints[index].multiplier)
          }
          for _ in 0..<60 {
            var worst = 0.0
            for index in 0..<constraints.count {
              let (upper, lower) = unsafe (constraints[index].upper, constraints[index].lower)
              let violation =
                unsafe heights[upper] + constraints[index].gap - heights[lower]
              let multiplier = unsafe constraints[index].multiplier
              // Most constraints are satisfied and have no multiplier to take back.
              if violation <= 0, multiplier == 0 { continue }
              let step = unsafe max(violation * constraints[index].stiffness, -multiplier)
              if step == 0 { continue }
              unsafe constraints[index].multiplier = multiplier + step
              move(index, step)
              worst = max(worst, abs(violation))
            }
            if worst < 0.01 { return }
          }
        }
      }
    }
  }

  /// Moves down whatever still stands too close to what is above it.
  private func settle(_ heights: inout [Double], _ constraints: [Constraint]) {
    // Rounding to half pixels afterwards may take at most half a pixel of the gap.
    for _ in 0...graph.vertices.count {
      var isSettled = true
      for constraint in constraints {
        let least = heights[constraint.upper] + constraint.gap
        if heights[constraint.lower] < least - 1e-9 {
          heights[constraint.lower] = least
          isSettled = false
        }
      }
      if isSettled { return }
    }
  }
}
