/// Orders the vertices of each column so that few wires cross: barycentre sweeps (Sugiyama 1981)
/// and transpositions (Gansner et al. 1993) from several starts, keeping the best.
enum LayerOrdering {
  /// Reorders `graph.layers`.
  static func minimizeCrossings(in graph: inout LayeredGraph) {
    var best = graph.layers
    var bestCost = cost(of: graph)
    var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    let isLarge = graph.vertices.count > 400
    for start in 0..<(isLarge ? 4 : 32) {
      if bestCost.crossings == 0 && start > 0 { break }
      var trial = graph
      if start > 0 {
        for layer in trial.layers.indices { shuffle(&trial.layers[layer], &random) }
      }
      for sweep in 0..<12 {
        let isDownward = sweep % 2 == 0
        let order = Array(trial.layers.indices)
        for layer in isDownward ? order : order.reversed() {
          sortByBarycenter(&trial, layer: layer, isDownward: isDownward)
        }
        transpose(&trial)
        let trialCost = cost(of: trial)
        if trialCost < bestCost {
          bestCost = trialCost
          best = trial.layers
        }
        if bestCost.crossings == 0 && sweep > 2 { break }
      }
    }
    graph.layers = best
    refine(&graph, bestCost, roundCount: isLarge ? 2 : 40, &random)
  }

  /// Lets single vertices look for better places in their columns, from the best order so far and
  /// from orders a few exchanges away from it.
  private static func refine(
    _ graph: inout LayeredGraph, _ start: Cost, roundCount: Int, _ random: inout UInt64
  ) {
    var bestCost = start
    for round in 0..<roundCount where bestCost.crossings > 0 {
      var trial = graph
      if round > 0 { exchange(&trial, count: 2 + round % 4, &random) }
      while sift(&trial) { transpose(&trial) }
      let trialCost = cost(of: trial)
      if trialCost < bestCost {
        bestCost = trialCost
        graph.layers = trial.layers
      }
    }
  }

  /// Exchanges some vertices with others of their columns.
  private static func exchange(
    _ graph: inout LayeredGraph, count: Int, _ random: inout UInt64
  ) {
    let wide = graph.layers.indices.filter { graph.layers[$0].count > 1 }
    guard !wide.isEmpty else { return }
    for _ in 0..<count {
      let layer = wide[next(below: wide.count, &random)]
      let size = graph.layers[layer].count
      graph.layers[layer].swapAt(next(below: size, &random), next(below: size, &random))
    }
  }

  /// Moves every vertex to the place in its column where its wires cross fewest others.
  ///
  /// - Returns: Whether that removed crossings.
  private static func sift(_ graph: inout LayeredGraph) -> Bool {
    var positions = positions(of: graph)
    var isImproved = false
    for layer in graph.layers.indices where graph.layers[layer].count > 1 {
      for vertex in graph.layers[layer] {
        let start = positions[vertex]
        var best = (change: 0, place: start)
        for direction in [-1, 1] {
          var change = 0
          var place = start
          // Passing one neighbour after the other changes only the crossings with it.
          while graph.layers[layer].indices.contains(place + direction) {
            let neighbor = graph.layers[layer][place + direction]
            change += gain(vertex, neighbor, isBelow: direction > 0, in: graph, &positions)
            place += direction
            if change < best.change { best = (change, place) }
          }
        }
        guard best.place != start else { continue }
        graph.layers[layer].remove(at: start)
        graph.layers[layer].insert(vertex, at: best.place)
        for (position, moved) in graph.layers[layer].enumerated() { positions[moved] = position }
        isImproved = true
      }
    }
    return isImproved
  }

  /// Returns by how much crossings grow when a vertex passes one that is below or above it.
  private static func gain(
    _ vertex: Int, _ neighbor: Int, isBelow: Bool, in graph: LayeredGraph,
    _ positions: inout [Int]
  ) -> Int {
    let (own, other) = (positions[vertex], positions[neighbor])
    defer { (positions[vertex], positions[neighbor]) = (own, other) }
    (positions[vertex], positions[neighbor]) = isBelow ? (0, 1) : (1, 0)
    let before = crossings(vertex, neighbor, in: graph, positions)
    (positions[vertex], positions[neighbor]) = isBelow ? (1, 0) : (0, 1)
    return crossings(vertex, neighbor, in: graph, positions) - before
  }

  /// Returns how many pairs of wires cross.
  static func crossingCount(of graph: LayeredGraph) -> Int { cost(of: graph).crossings }

  /// Crossings first, then the sum of the distances that wires climb.
  private struct Cost: Comparable {
    var crossings: Int
    var climb: Double

    static func < (left: Cost, right: Cost) -> Bool {
      left.crossings != right.crossings
        ? left.crossings < right.crossings : left.climb < right.climb - 1e-9
    }
  }

  private static func positions(of graph: LayeredGraph) -> [Int] {
    var positions = [Int](repeating: 0, count: graph.vertices.count)
    for layer in graph.layers {
      for (position, vertex) in layer.enumerated() { positions[vertex] = position }
    }
    return positions
  }

  private static func cost(of graph: LayeredGraph) -> Cost {
    let positions = positions(of: graph)
    var crossings = 0
    var climb = 0.0
    for layer in graph.layers {
      let segments = layer.flatMap { graph.outgoing[$0] }
      for (index, first) in segments.enumerated() {
        let segment = graph.segments[first]
        let from = graph.layers[graph.vertices[segment.from].layer].count
        let to = graph.layers[graph.vertices[segment.to].layer].count
        let rise =
          Double(2 * positions[segment.from] + 1 - from)
          - Double(2 * positions[segment.to] + 1 - to)
        climb += abs(rise)
        for second in segments[(index + 1)...]
        where cross(first, second, in: graph, positions) { crossings += 1 }
      }
    }
    return Cost(crossings: crossings, climb: climb)
  }

  private static func cross(
    _ first: Int, _ second: Int, in graph: LayeredGraph, _ positions: [Int]
  ) -> Bool {
    let (a, b) = (graph.segments[first], graph.segments[second])
    let start = positions[a.from] - positions[b.from]
    if a.from == b.from { return false }
    var end = positions[a.to] - positions[b.to]
    if a.to == b.to { end = a.isOrdered ? a.operand - b.operand : 0 }
    return (start < 0 && end > 0) || (start > 0 && end < 0)
  }

  private static func sortByBarycenter(
    _ graph: inout LayeredGraph, layer: Int, isDownward: Bool
  ) {
    let positions = positions(of: graph)
    let keyed = graph.layers[layer].enumerated().map { position, vertex -> (Double, Int, Int) in
      let neighbors: [Double]
      if isDownward {
        neighbors = graph.incoming[vertex].map { Double(positions[graph.segments[$0].from]) }
      } else {
        neighbors = graph.outgoing[vertex].map { index in
          let segment = graph.segments[index]
          let count = Double(graph.incoming[segment.to].count)
          let port = segment.isOrdered ? (Double(segment.operand) + 0.5) / count - 0.5 : 0
          return Double(positions[segment.to]) + 0.9 * port
        }
      }
      guard !neighbors.isEmpty else { return (-1, position, vertex) }
      return (neighbors.reduce(0, +) / Double(neighbors.count), position, vertex)
    }
    // Vertices without neighbours on that side keep their place; the others fill the rest in order.
    let sorted = keyed.filter { $0.0 >= -0.5 }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    var next = 0
    var order: [Int] = []
    for entry in keyed {
      if entry.0 < -0.5 {
        order.append(entry.2)
      } else {
        order.append(sorted[next].2)
        next += 1
      }
    }
    graph.layers[layer] = order
  }

  /// Swaps neighbours while that removes crossings.
  private static func transpose(_ graph: inout LayeredGraph) {
    var positions = positions(of: graph)
    for _ in 0..<20 {
      var isImproved = false
      for layer in graph.layers.indices where graph.layers[layer].count > 1 {
        for index in 0..<graph.layers[layer].count - 1 {
          let (upper, lower) = (graph.layers[layer][index], graph.layers[layer][index + 1])
          let before = crossings(upper, lower, in: graph, positions)
          positions[upper] = index + 1
          positions[lower] = index
          let after = crossings(upper, lower, in: graph, positions)
          if after < before {
            graph.layers[layer].swapAt(index, index + 1)
            isImproved = true
          } else {
            positions[upper] = index
            positions[lower] = index + 1
          }
        }
      }
      if !isImproved { return }
    }
  }

  private static func crossings(
    _ upper: Int, _ lower: Int, in graph: LayeredGraph, _ positions: [Int]
  ) -> Int {
    var count = 0
    for first in graph.incoming[upper] {
      for second in graph.incoming[lower] where cross(first, second, in: graph, positions) {
        count += 1
      }
    }
    for first in graph.outgoing[upper] {
      for second in graph.outgoing[lower] where cross(first, second, in: graph, positions) {
        count += 1
      }
    }
    return count
  }

  /// Fisher–Yates on a small linear congruential generator: the same on every machine.
  private static func shuffle(_ order: inout [Int], _ state: inout UInt64) {
    guard order.count > 1 else { return }
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(index, next(below: index + 1, &state))
    }
  }

  private static func next(below bound: Int, _ state: inout UInt64) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
