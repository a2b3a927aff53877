/// A canonical prefix code of limited length, as deflate uses it (RFC 1951, section 3.2.2).
struct HuffmanCode {
  /// Bits of each symbol's code; 0 for symbols that do not occur.
  let lengths: [UInt8]
  /// The codes with their first bit lowest, as they are written.
  let codes: [UInt16]

  /// Makes the code that needs the fewest bits for symbols of these frequencies, by package-merge
  /// (Larmore and Hirschberg, 1990).
  ///
  /// - Parameters:
  ///   - frequencies: How often each symbol occurs. One symbol alone gets a code of one bit.
  ///   - limit: The most bits a code may have; 2^limit is at least the number of symbols.
  init(frequencies: [Int], limit: Int) {
    lengths = Self.lengths(frequencies, limit: limit)
    codes = Self.codes(lengths)
  }

  /// Either a symbol or two neighbours of the list before.
  private struct Item {
    var weight: Int
    var symbol: Int?
  }

  private static func lengths(_ frequencies: [Int], limit: Int) -> [UInt8] {
    var lengths = [UInt8](repeating: 0, count: frequencies.count)
    let symbols = frequencies.indices.filter { frequencies[$0] > 0 }
      .sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
    guard symbols.count > 1 else {
      if let only = symbols.first { lengths[only] = 1 }
      return lengths
    }
    precondition(symbols.count <= 1 << limit, "more symbols than codes")
    let leaves = symbols.map { Item(weight: frequencies[$0], symbol: $0) }
    var lists = [leaves]
    for _ in 1..<limit {
      let last = lists[lists.count - 1]
      let packages = stride(from: 0, to: last.count - 1, by: 2).map {
        Item(weight: last[$0].weight + last[$0 + 1].weight, symbol: nil)
      }
      lists.append(merge(leaves, packages))
    }
    // A symbol's length is the number of lists in which it is among the cheapest.
    var taken = 2 * (symbols.count - 1)
    for list in lists.reversed() {
      var packages = 0
      for item in list.prefix(taken) {
        if let symbol = item.symbol { lengths[symbol] += 1 } else { packages += 1 }
      }
      taken = 2 * packages
    }
    return lengths
  }

  private static func merge(_ leaves: [Item], _ packages: [Item]) -> [Item] {
    var merged: [Item] = []
    merged.reserveCapacity(leaves.count + packages.count)
    var next = 0
    for leaf in leaves {
      while next < packages.count, packages[next].weight < leaf.weight {
        merged.append(packages[next])
        next += 1
      }
      merged.append(leaf)
    }
    merged.append(contentsOf: packages[next...])
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
