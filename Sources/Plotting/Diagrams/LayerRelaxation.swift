/// Heights that pull at each other and keep least distances within their columns, in flat arrays.
///
/// Minimises half the sum of the springs' w (yᵤ − yᵥ)² and of the gates' c (y − mean of operands)²
/// by projected gradients with momentum (Nesterov 1983), which starts anew where it overshoots
/// (O'Donoghue and Candès 2015). The projection onto one column is isotonic regression, exact in linear
/// time (pool adjacent violators, Barlow et al. 1972); columns that share heights take turns (Dykstra 1983).
struct LayerRelaxation {
  /// Draws two heights together.
  private struct Spring {
    var first: Int
    var second: Int
    var weight: Double
  }

  /// Draws a height to the middle of others, and them to where it is their middle.
  private struct Centering {
    var gate: Int
    var operands: Range<Int>
    var count: Double
  }

  /// A place in a column.
  private struct Place {
    var height: Int
    /// How far below the column's first place it stands at least.
    var offset: Double
    /// How far the column has moved the height up so far; for columns that share heights.
    var correction = 0.0
  }

  private struct Column {
    var places: Range<Int>
    /// Whether another column has one of its heights too.
    var isShared = false
  }

  /// Heights of a column that touch: their mean less their offsets, and their weight.
  private struct Block {
    var mean: Double
    var weight: Double
    var end: Int
  }

  /// The weight of (y_gate − mean of its operands)².
  private static let centeringWeight = 12.0
  /// What moves less than this many pixels in a step has settled.
  private static let tolerance = 0.01

  private let count: Int
  private var springs: [Spring] = []
  private var centerings: [Centering] = []
  private var operands: [Int] = []
  private var places: [Place] = []
  private var columns: [Column] = []
  /// The sum of the weights that act on each height.
  private var weights: [Double]

  /// Creates free heights.
  init(count: Int) {
    self.count = count
    weights = [Double](repeating: 1e-3, count: count)
  }

  /// Draws two heights together.
  mutating func join(_ first: Int, _ second: Int, weight: Double) {
    springs.append(Spring(first: first, second: second, weight: weight))
    weights[first] += weight
    weights[second] += weight
  }

  /// Draws a gate to the middle of its operands.
  mutating func center(_ gate: Int, among others: some Sequence<Int>) {
    let start = operands.count
    operands.append(contentsOf: others)
    let count = Double(operands.count - start)
    centerings.append(Centering(gate: gate, operands: start..<operands.count, count: count))
    weights[gate] += Self.centeringWeight
    for operand in operands[start...] { weights[operand] += Self.centeringWeight / count }
  }

  /// Adds a column of different heights from top to bottom, each with its least distance from the one
  /// above it.
  mutating func addColumn(_ heights: some Sequence<(height: Int, gap: Double)>) {
    let start = places.count
    var offset = 0.0
    for (height, gap) in heights {
      offset += places.count == start ? 0 : gap
      places.append(Place(height: height, offset: offset))
    }
    if places.count - start > 1 {
      columns.append(Column(places: start..<places.count))
    } else {
      places.removeLast(places.count - start)
    }
  }

  /// Moves heights to where they pull least, or near to there.
  mutating func settle(_ heights: inout [Double]) {
    precondition(heights.count == count)
    markShared()
    separate(&heights)
    // Steps by the hundred are most of a layout's time.
    var blocks = [Block](repeating: Block(mean: 0, weight: 0, end: 0), count: places.count)
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * count) { room in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe heights.withUnsafeMutableBufferPointer { heights in
          unsafe blocks.withUnsafeMutableBufferPointer { blocks in
            let look = unsafe UnsafeMutableBufferPointer(rebasing: room[..<count])
            let next = unsafe UnsafeMutableBufferPointer(rebasing: room[count..<2 * count])
            let pull = unsafe UnsafeMutableBufferPointer(rebasing: room[(2 * count)...])
            _ = unsafe look.initialize(from: heights)
            unsafe next.initialize(repeating: 0)
            unsafe pull.initialize(repeating: 0)
            var momentum = 1.0
            for _ in 0..<160 {
              unsafe sum(look, into: pull)
              for index in 0..<count {
                unsafe next[index] = look[index] + 0.5 * pull[index] / weights[index]
              }
              unsafe project(next, weights, blocks)
              var change = 0.0
              var overshoot = 0.0
              for index in 0..<count {
                let step = unsafe next[index] - heights[index]
                change = max(change, abs(step))
                unsafe overshoot += weights[index] * (look[index] - next[index]) * step
              }
              if overshoot > 0 { momentum = 1 }
              let nextMomentum = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
              let factor = (momentum - 1) / nextMomentum
              momentum = nextMomentum
              for index in 0..<count {
                unsafe look[index] = next[index] + factor * (next[index] - heights[index])
                unsafe heights[index] = next[index]
              }
              if change < Self.tolerance { break }
            }
          }
        }
      }
    }
    separate(&heights)
  }

  /// Finds the columns whose heights are not theirs alone.
  private mutating func markShared() {
    var uses = [Int](repeating: 0, count: count)
    for place in places { uses[place.height] += 1 }
    for index in columns.indices {
      columns[index].isShared = places[columns[index].places].contains { uses[$0.height] > 1 }
    }
  }

  /// Adds up what pulls at each height.
  private func sum(
    _ heights: UnsafeMutableBufferPointer<Double>, into pull: UnsafeMutableBufferPointer<Double>
  ) {
    for index in pull.indices { unsafe pull[index] = 0 }
    for spring in springs {
      let force = unsafe spring.weight * (heights[spring.second] - heights[spring.first])
      unsafe pull[spring.first] += force
      unsafe pull[spring.second] -= force
    }
    unsafe operands.withUnsafeBufferPointer { operands in
      for centering in centerings {
        var sum = 0.0
        for index in centering.operands { sum += unsafe heights[operands[index]] }
        let force =
          unsafe Self.centeringWeight * (sum / centering.count - heights[centering.gate])
        unsafe pull[centering.gate] += force
        let share = force / centering.count
        for index in centering.operands { unsafe pull[operands[index]] -= share }
      }
    }
  }

  /// Moves heights as little as lets all columns keep their distances.
  ///
  /// The corrections of the last projection are where the search begins: from one step to the next they
  /// hardly change.
  private mutating func project(
    _ heights: UnsafeMutableBufferPointer<Double>, _ weights: UnsafeBufferPointer<Double>,
    _ blocks: UnsafeMutableBufferPointer<Block>
  ) {
    unsafe places.withUnsafeMutableBufferPointer { places in
      for column in columns where column.isShared {
        for index in column.places {
          unsafe heights[places[index].height] -= places[index].correction
        }
      }
      for round in 0..<60 {
        var change = 0.0
        for column in columns where column.isShared || round == 0 {
          if column.isShared {
            for index in column.places {
              unsafe heights[places[index].height] += places[index].correction
            }
          }
          let moved = unsafe Self.pool(
            UnsafeMutableBufferPointer(rebasing: places[column.places]), heights, weights, blocks)
          if column.isShared { change = max(change, moved) }
        }
        if change < Self.tolerance { return }
      }
    }
  }

  /// Moves the heights of one column as little as lets them keep their distances, and notes by how much.
  ///
  /// - Returns: The largest change of a correction.
  private static func pool(
    _ places: UnsafeMutableBufferPointer<Place>, _ heights: UnsafeMutableBufferPointer<Double>,
    _ weights: UnsafeBufferPointer<Double>, _ blocks: UnsafeMutableBufferPointer<Block>
  ) -> Double {
    var count = 0
    for index in places.indices {
      let place = unsafe places[index]
      var block = unsafe Block(
        mean: heights[place.height] - place.offset, weight: weights[place.height], end: index + 1)
      while count > 0, unsafe blocks[count - 1].mean > block.mean {
        let upper = unsafe blocks[count - 1]
        let weight = upper.weight + block.weight
        block.mean = (upper.mean * upper.weight + block.mean * block.weight) / weight
        block.weight = weight
        count -= 1
      }
      unsafe blocks[count] = block
      count += 1
    }
    var change = 0.0
    var start = 0
    for number in 0..<count {
      let block = unsafe blocks[number]
      for index in start..<block.end {
        let place = unsafe places[index]
        let height =
          block.end - start > 1 ? block.mean + place.offset : unsafe heights[place.height]
        let correction = unsafe heights[place.height] - height
        change = max(change, abs(correction - place.correction))
        unsafe places[index].correction = correction
        unsafe heights[place.height] = height
      }
      start = block.end
    }
    return change
  }

  /// Moves down whatever stands too close to what is above it.
  private func separate(_ heights: inout [Double]) {
    // Rounding to half pixels afterwards may take at most half a pixel of the gap.
    for _ in 0...count {
      var isSettled = true
      for column in columns {
        for (upper, lower) in zip(places[column.places], places[column.places].dropFirst()) {
          let least = heights[upper.height] + (lower.offset - upper.offset)
          if heights[lower.height] < least - 1e-9 {
            heights[lower.height] = least
            isSettled = false
          }
        }
      }
      if isSettled { return }
    }
  }
}
