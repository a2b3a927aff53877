/// Finds heights for the vertices of ordered columns: wires as straight as the distances allow.
///
/// Minimises Σ wᵤᵥ (yᵤ − yᵥ)², plus the distances of gates from the middle of their operands, subject to
/// yᵥ ≥ yᵤ + gap for neighbours u above v. Vertices that must share a height (the dummies of a wire,
/// chains of gates with one operand) are one variable.
struct LayerCoordinates {
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
      if isChain || (isDummy(segment.from) && isDummy(segment.to)) {
        merge(segment.from, segment.to)
      }
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
    var relaxation = LayerRelaxation(count: members.count)
    for layer in graph.layers {
      relaxation.addColumn(
        layer.enumerated().map { place, vertex in
          (variable[vertex], place == 0 ? 0 : distance(from: layer[place - 1], to: vertex))
        })
    }
    // Wires that pass columns should be straight most of all.
    for segment in graph.segments where variable[segment.from] != variable[segment.to] {
      let isLong = isDummy(segment.from) || isDummy(segment.to)
      relaxation.join(
        variable[segment.from], variable[segment.to], weight: isLong ? 2 : 1)
    }
    // Gates with several operands stand best in the middle of them.
    for vertex in graph.vertices.indices where graph.incoming[vertex].count > 1 {
      relaxation.center(
        variable[vertex], among: graph.incoming[vertex].map { variable[graph.segments[$0].from] })
    }
    var heights = members.map { members in
      members.isEmpty ? 0 : members.reduce(0) { $0 + guess[$1] } / Double(members.count)
    }
    relaxation.settle(&heights)
    return variable.map { (heights[$0] * 2).rounded() / 2 }
  }

  private func isDummy(_ vertex: Int) -> Bool { graph.vertices[vertex].role == .dummy }

  /// Returns how far below its upper neighbour a vertex stands at least. Wires that pass a column
  /// stand closer than gates and labels.
  private func distance(from upper: Int, to lower: Int) -> Double {
    below[upper] + above[lower] + (isDummy(upper) || isDummy(lower) ? 0.4 * gap : gap)
  }

  /// Stacks each column around zero.
  private func stacked() -> [Double] {
    var heights = [Double](repeating: 0, count: graph.vertices.count)
    for layer in graph.layers {
      var y = 0.0
      for (index, vertex) in layer.enumerated() {
        if index > 0 { y += distance(from: layer[index - 1], to: vertex) }
        heights[vertex] = y
      }
      for vertex in layer { heights[vertex] -= y / 2 }
    }
    return heights
  }
}
