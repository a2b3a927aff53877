/// Orders the vertices of each column so that few wires cross: barycentre sweeps (Sugiyama 1981)
/// and transpositions (Gansner et al. 1993) from several starts, keeping the best.
///
/// Columns and wires lie in flat arrays: circuits with crossings are ordered hundreds of times.
struct LayerOrdering {
  /// What a wire's other end is.
  private struct Neighbor {
    var vertex: Int
    /// Which operand of the gate at its end the wire feeds, 0 where any order is as good.
    var port: Int
    /// How far below the middle of that gate, in places, the wire had best come from.
    var offset: Double
  }

  /// The slots of each column in `order`.
  private let columns: [Range<Int>]
  private let columnOfVertex: [Int]
  private let neighbors: [Neighbor]
  /// The wires that end in, and start at, each vertex.
  private let incoming: [Range<Int>]
  private let outgoing: [Range<Int>]
  /// More than the ports of any gate.
  private let portCount: Int
  /// The vertices of all columns from top to bottom, and the place of each in its column.
  private var order: [Int]
  private var position: [Int]
  /// Room for the barycentres and vertices of a column, and for the ends of its wires.
  private var barycenters: [Double] = []
  private var sorted: [Int] = []
  private var ends: [Int] = []

  /// Reorders `graph.layers`.
  static func minimizeCrossings(in graph: inout LayeredGraph) {
    var ordering = LayerOrdering(graph)
    ordering.minimizeCrossings()
    graph.layers = ordering.columns.map { Array(ordering.order[$0]) }
  }

  /// Returns how many pairs of wires cross.
  static func crossingCount(of graph: LayeredGraph) -> Int {
    var ordering = LayerOrdering(graph)
    return ordering.cost().crossings
  }

  private init(_ graph: LayeredGraph) {
    var slot = 0
    columns = graph.layers.map { layer in
      defer { slot += layer.count }
      return slot..<slot + layer.count
    }
    columnOfVertex = graph.vertices.map(\.layer)
    var neighbors: [Neighbor] = []
    func add(_ segments: [Int], isIncoming: Bool) -> Range<Int> {
      let start = neighbors.count
      for index in segments {
        let segment = graph.segments[index]
        let count = Double(graph.incoming[segment.to].count)
        neighbors.append(
          Neighbor(
            vertex: isIncoming ? segment.from : segment.to,
            port: segment.isOrdered ? segment.operand : 0,
            offset: segment.isOrdered ? 0.9 * ((Double(segment.operand) + 0.5) / count - 0.5) : 0))
      }
      return start..<neighbors.count
    }
    incoming = graph.incoming.map { add($0, isIncoming: true) }
    outgoing = graph.outgoing.map { add($0, isIncoming: false) }
    self.neighbors = neighbors
    portCount = (neighbors.map(\.port).max() ?? 0) + 1
    order = graph.layers.flatMap { $0 }
    position = [Int](repeating: 0, count: graph.vertices.count)
    for column in columns {
      for slot in column { position[order[slot]] = slot - column.lowerBound }
    }
  }

  /// Crossings first, then the sum of the distances that wires climb, in half places.
  private struct Cost: Comparable {
    var crossings: Int
    var climb: Int

    static func < (left: Cost, right: Cost) -> Bool {
      (left.crossings, left.climb) < (right.crossings, right.climb)
    }
  }

  private mutating func minimizeCrossings() {
    let first = (order: order, position: position)
    var best = first
    var bestCost = cost()
    var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    let isLarge = position.count > 400
    for start in 0..<(isLarge ? 4 : 32) {
      if bestCost.crossings == 0 && start > 0 { break }
      (order, position) = first
      if start > 0 { shuffle(&random) }
      var (last, secondLast): ([Int], [Int]) = ([], [])
      for sweep in 0..<12 {
        let isDownward = sweep % 2 == 0
        for step in columns.indices {
          sortByBarycenter(
            column: isDownward ? step : columns.count - 1 - step, isDownward: isDownward)
        }
        transpose()
        let trialCost = cost()
        if trialCost < bestCost {
          bestCost = trialCost
          best = (order, position)
        }
        if bestCost.crossings == 0 && sweep > 2 { break }
        // Sweeps there and back that change nothing never will.
        if order == secondLast { break }
        (last, secondLast) = (order, last)
      }
    }
    (order, position) = best
    refine(bestCost, roundCount: isLarge ? 2 : 40, &random)
  }

  /// Lets single vertices look for better places in their columns, from the best order so far and
  /// from orders a few exchanges away from it.
  private mutating func refine(_ start: Cost, roundCount: Int, _ random: inout UInt64) {
    var best = (order: order, position: position)
    var bestCost = start
    for round in 0..<roundCount where bestCost.crossings > 0 {
      (order, position) = best
      if round > 0 { exchange(count: 2 + round % 4, &random) }
      while sift() { transpose() }
      let trialCost = cost()
      if trialCost < bestCost {
        bestCost = trialCost
        best = (order, position)
      }
    }
    (order, position) = best
  }

  private mutating func swap(_ first: Int, _ second: Int, in column: Range<Int>) {
    let (a, b) = (column.lowerBound + first, column.lowerBound + second)
    order.swapAt(a, b)
    position[order[a]] = first
    position[order[b]] = second
  }

  /// Exchanges some vertices with others of their columns.
  private mutating func exchange(count: Int, _ random: inout UInt64) {
    let wide = columns.filter { $0.count > 1 }
    guard !wide.isEmpty else { return }
    for _ in 0..<count {
      let column = wide[Self.next(below: wide.count, &random)]
      let first = Self.next(below: column.count, &random)
      swap(first, Self.next(below: column.count, &random), in: column)
    }
  }

  /// Moves every vertex to the place in its column where its wires cross fewest others.
  ///
  /// - Returns: Whether that removed crossings.
  private mutating func sift() -> Bool {
    var isImproved = false
    for column in columns where column.count > 1 {
      for vertex in Array(order[column]) {
        let start = position[vertex]
        var best = (change: 0, place: start)
        for direction in [-1, 1] {
          var change = 0
          var place = start
          // Passing one neighbour after the other changes only the crossings with it.
          while place + direction >= 0, place + direction < column.count {
            let neighbor = order[column.lowerBound + place + direction]
            let pair =
              direction > 0 ? crossings(vertex, neighbor) : crossings(neighbor, vertex)
            change += pair.swapped - pair.now
            place += direction
            if change < best.change { best = (change, place) }
          }
        }
        guard best.place != start else { continue }
        let step = best.place > start ? 1 : -1
        for place in stride(from: start, to: best.place, by: step) {
          swap(place, place + step, in: column)
        }
        isImproved = true
      }
    }
    return isImproved
  }

  private mutating func cost() -> Cost {
    var cost = Cost(crossings: 0, climb: 0)
    for column in columns {
      ends.removeAll(keepingCapacity: true)
      for slot in column {
        let earlier = ends.count
        for index in outgoing[order[slot]] {
          let neighbor = neighbors[index]
          let place = position[neighbor.vertex]
          let end = place * portCount + neighbor.port
          for other in 0..<earlier where ends[other] > end { cost.crossings += 1 }
          ends.append(end)
          let from = 2 * (slot - column.lowerBound) + 1 - column.count
          cost.climb += abs(
            from - (2 * place + 1 - columns[columnOfVertex[neighbor.vertex]].count))
        }
      }
    }
    return cost
  }

  private mutating func sortByBarycenter(column number: Int, isDownward: Bool) {
    let column = columns[number]
    guard column.count > 1 else { return }
    barycenters.removeAll(keepingCapacity: true)
    sorted.removeAll(keepingCapacity: true)
    for slot in column {
      let vertex = order[slot]
      let wires = isDownward ? incoming[vertex] : outgoing[vertex]
      guard !wires.isEmpty else { continue }
      var sum = 0.0
      for index in wires {
        let neighbor = neighbors[index]
        sum += Double(position[neighbor.vertex]) + (isDownward ? 0 : neighbor.offset)
      }
      // Columns are short and mostly in order.
      let barycenter = sum / Double(wires.count)
      var place = sorted.count
      while place > 0, barycenters[place - 1] > barycenter { place -= 1 }
      barycenters.insert(barycenter, at: place)
      sorted.insert(vertex, at: place)
    }
    // Vertices without neighbours on that side keep their place; the others fill the rest in order.
    var next = 0
    for slot in column {
      let vertex = order[slot]
      if (isDownward ? incoming[vertex] : outgoing[vertex]).isEmpty { continue }
      order[slot] = sorted[next]
      next += 1
    }
    for slot in column { position[order[slot]] = slot - column.lowerBound }
  }

  /// Swaps neighbours while that removes crossings.
  private mutating func transpose() {
    for _ in 0..<20 {
      var isImproved = false
      for column in columns where column.count > 1 {
        for place in 0..<column.count - 1 {
          let slot = column.lowerBound + place
          let pair = crossings(order[slot], order[slot + 1])
          if pair.swapped < pair.now {
            swap(place, place + 1, in: column)
            isImproved = true
          }
        }
      }
      if !isImproved { return }
    }
  }

  /// Returns how many wires of a vertex cross those of one below it in their column, and how many
  /// would if they changed places.
  private func crossings(_ upper: Int, _ lower: Int) -> (now: Int, swapped: Int) {
    var (now, swapped) = (0, 0)
    for first in incoming[upper] {
      let start = position[neighbors[first].vertex]
      for second in incoming[lower] {
        let other = position[neighbors[second].vertex]
        now += start > other ? 1 : 0
        swapped += start < other ? 1 : 0
      }
    }
    for first in outgoing[upper] {
      let end = position[neighbors[first].vertex] * portCount + neighbors[first].port
      for second in outgoing[lower] {
        let other = position[neighbors[second].vertex] * portCount + neighbors[second].port
        now += end > other ? 1 : 0
        swapped += end < other ? 1 : 0
      }
    }
    return (now, swapped)
  }

  /// Fisher–Yates on a small linear congruential generator: the same on every machine.
  private mutating func shuffle(_ state: inout UInt64) {
    for column in columns where column.count > 1 {
      for place in stride(from: column.count - 1, to: 0, by: -1) {
        swap(place, Self.next(below: place + 1, &state), in: column)
      }
    }
  }

  private static func next(below bound: Int, _ state: inout UInt64) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
