public import CCPU

/// What a product asks memory for while it computes: it waits for its multiplications, which leave time
/// for a cache line in each step of a chain.
@usableFromInline
package protocol Prefetch {
  /// Where the next lines are.
  associatedtype Lines
  /// How many lines a tile of the product asks for.
  var linesPerTile: Int { get }
  /// The lines that a tile asks for, the tiles of a panel counted from 0.
  func lines(ofTile tile: Int) -> Lines
  /// Asks for the next line.
  static func fetch(_ lines: inout Lines)
}

/// Nothing.
@usableFromInline
@frozen
struct NoPrefetch: Prefetch {
  @inlinable @inline(__always) init() {}
  @inlinable @inline(__always) var linesPerTile: Int { 0 }
  @inlinable @inline(__always) func lines(ofTile tile: Int) {}
  @inlinable @inline(__always) static func fetch(_ lines: inout Void) {}
}

/// Some columns of B, which are to be packed next.
@usableFromInline
@frozen
struct UpcomingPanel: Prefetch {
  @usableFromInline let linesPerTile: Int
  @usableFromInline let start: UnsafePointer<Float>
  /// From the first of two neighbouring lines to the second, and to the first of the next two.
  @usableFromInline let distance: Int
  @usableFromInline let stride: Int

  /// Creates what `tiles` tiles ask for: `rows` rows of B, `width` floats of each.
  @inlinable @inline(__always)
  init(_ right: RightMatrix, row: Int, rows: Int, column: Int, width: Int, tiles: Int) {
    start = right.start + (row &* right.stride &+ column)
    // Two lines of a row, or one of each of two rows.
    let isWide = width > 16
    distance = isWide ? 16 : right.stride
    stride = isWide ? right.stride : 2 &* right.stride
    let pairs = isWide ? rows : (rows &+ 1) / 2
    linesPerTile = 2 &* ((pairs &+ tiles &- 1) / tiles)
  }

  @inlinable @inline(__always)
  func lines(
    ofTile tile: Int
  ) -> (next: UnsafePointer<Float>, second: UnsafePointer<Float>, stride: Int) {
    let next = start + tile &* (linesPerTile / 2) &* stride
    return (next, next + distance, stride)
  }

  @inlinable @inline(__always)
  static func fetch(
    _ lines: inout (next: UnsafePointer<Float>, second: UnsafePointer<Float>, stride: Int)
  ) {
    ccpu_prefetch(UnsafeRawPointer(lines.next))
    let after = lines.next + lines.stride
    lines.next = lines.second
    lines.second = after
  }
}
