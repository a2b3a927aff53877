/// A canonical prefix code of limited length, as deflate uses it (RFC 1951, section 3.2.2).
struct HuffmanCode {
  /// Bits of each symbol's code; 0 for symbols that do not occur.
  let lengths: [UInt8]
  /// The codes with their first bit lowest, as they are written.
  let codes: [UInt16]

  /// Makes the code that needs the fewest bits for symbols of these frequencies (Huffman, 1952); where
  /// that has too long codes, by package-merge (Larmore and Hirschberg, 1990).
  ///
  /// - Parameters:
  ///   - frequencies: How often each symbol occurs. One symbol alone gets a code of one bit.
  ///   - limit: The most bits a code may have; 2^limit is at least the number of symbols.
  init(frequencies: [Int], limit: Int) {
    lengths = Self.lengths(frequencies, limit: limit)
    codes = Self.codes(lengths)
  }

  private static func lengths(_ frequencies: [Int], limit: Int) -> [UInt8] {
    var lengths = [UInt8](repeating: 0, count: frequencies.count)
    // The rarest symbols first, then those with smaller numbers.
    let symbols = frequencies.indices.filter { frequencies[$0] > 0 }
      .map { frequencies[$0] * frequencies.count + $0 }.sorted().map { $0 % frequencies.count }
    guard symbols.count > 1 else {
      if let only = symbols.first { lengths[only] = 1 }
      return lengths
    }
    precondition(symbols.count <= 1 << limit, "more symbols than codes")
    let leaves = symbols.map { frequencies[$0] }
    let free = freeLengths(leaves)
    if free[0] <= limit {
      for (place, symbol) in symbols.enumerated() { lengths[symbol] = UInt8(free[place]) }
      return lengths
    }
    // Weights times two: those of symbols are even, those of packages, which are two neighbours of the
    // list before, odd.
    var lists = [leaves.map { 2 * $0 }]
    for _ in 1..<limit { lists.append(merge(leaves, packages: lists[lists.count - 1])) }
    // A symbol's length is the number of lists in which it is among the cheapest: those are the rarest
    // ones of each list.
    var ends = [Int](repeating: 0, count: symbols.count + 1)
    var taken = 2 * (symbols.count - 1)
    for list in lists.reversed() {
      let packages = list.prefix(taken).reduce(0) { $0 + $1 & 1 }
      ends[min(taken, list.count) - packages] += 1
      taken = 2 * packages
    }
    var length = limit
    for (place, symbol) in symbols.enumerated() {
      length -= ends[place]
      lengths[symbol] = UInt8(length)
    }
    return lengths
  }

  /// Returns the lengths of codes without a limit for at least two frequencies in ascending order.
  private static func freeLengths(_ leaves: [Int]) -> [Int] {
    // Nodes join leaves and nodes in the order of their weights, so that both are taken from queues.
    let count = leaves.count - 1
    var weights = [Int](repeating: 0, count: count)
    var nodeParents = [Int](repeating: 0, count: count)
    var leafParents = [Int](repeating: 0, count: leaves.count)
    var (leaf, node) = (0, 0)
    for parent in 0..<count {
      for _ in 0..<2 {
        if leaf < leaves.count, node == parent || leaves[leaf] <= weights[node] {
          weights[parent] += leaves[leaf]
          leafParents[leaf] = parent
          leaf += 1
        } else {
          weights[parent] += weights[node]
          nodeParents[node] = parent
          node += 1
        }
      }
    }
    var depths = [Int](repeating: 0, count: count)
    for node in (0..<count - 1).reversed() { depths[node] = depths[nodeParents[node]] + 1 }
    return leafParents.map { depths[$0] + 1 }
  }

  private static func merge(_ leaves: [Int], packages last: [Int]) -> [Int] {
    var merged: [Int] = []
    merged.reserveCapacity(leaves.count + last.count / 2)
    var next = 0
    func weight() -> Int { last[next] >> 1 + last[next + 1] >> 1 }
    for leaf in leaves {
      while next + 1 < last.count, weight() < leaf {
        merged.append(2 * weight() + 1)
        next += 2
      }
      merged.append(2 * leaf)
    }
    while next + 1 < last.count {
      merged.append(2 * weight() + 1)
      next += 2
    }
    return merged
  }

  private static func codes(_ lengths: [UInt8]) -> [UInt16] {
    var counts = [Int](repeating: 0, count: 17)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var next = [UInt16](repeating: 0, count: 17)
    for bits in 1...16 { next[bits] = (next[bits - 1] &+ UInt16(counts[bits - 1])) << 1 }
    return lengths.map { length in
      guard length > 0 else { return 0 }
      let code = next[Int(length)]
      next[Int(length)] &+= 1
      return reversed(code, bits: Int(length))
    }
  }

  private static func reversed(_ code: UInt16, bits: Int) -> UInt16 {
    var (code, reversed) = (code, UInt16(0))
    for _ in 0..<bits {
      reversed = reversed << 1 | code & 1
      code >>= 1
    }
    return reversed
  }
}
