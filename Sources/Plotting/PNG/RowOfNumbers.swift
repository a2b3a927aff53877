import CCPU

/// A row of numbers with some zeros before and after it.
@safe struct RowOfNumbers: ~Copyable {
  private var storage: UnsafeMutablePointer<UInt16>
  private var capacity = 0
  private var count = 0

  private static let margin = PixelBits.groupLength

  /// Creates an empty row.
  init() { unsafe storage = .allocate(capacity: 0) }

  deinit { unsafe storage.deallocate() }

  /// Becomes so many zeros.
  mutating func reset(count: Int) {
    self.count = count
    let needed = count + 2 * Self.margin
    if needed > capacity {
      unsafe storage.deallocate()
      unsafe storage = .allocate(capacity: needed)
      capacity = needed
    }
    unsafe storage.initialize(repeating: 0, count: capacity)
  }

  /// The first number.
  var start: UnsafeMutablePointer<UInt16> { unsafe storage + Self.margin }

  /// Sets a bit for each number that differs from the one before it, and clears the others.
  func compareNeighbours(_ borders: borrowing PixelBits) {
    for x in stride(from: 0, to: count, by: PixelBits.groupLength) {
      unsafe borders.set(ccpu_differing16(start + x, start + x - 1), at: x)
    }
    borders.finish()
  }

  /// Sets a bit for each number that differs from that of another row, and clears the others.
  func compare(with other: borrowing RowOfNumbers, _ differences: borrowing PixelBits) {
    precondition(count == other.count)
    for x in stride(from: 0, to: count, by: PixelBits.groupLength) {
      unsafe differences.set(ccpu_differing16(start + x, other.start + x), at: x)
    }
    differences.finish()
  }
}
