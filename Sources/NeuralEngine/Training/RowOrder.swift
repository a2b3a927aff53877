/// The order in which the rows of a training set are visited, shuffled again for each epoch by
/// Fisher and Yates's method with the `shuffle` stream of the block.
@safe
struct RowOrder {
  private let rows: UnsafeMutablePointer<Int32>
  private let count: Int
  private let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>
  private var position: UInt64 = 0

  /// Creates the order 0, 1, 2, … in a region of as many floats.
  init(in memory: TensorMemory, _ region: TensorMemory.Region, seed: UInt64, stream name: String) {
    unsafe rows = memory.pointer(to: region, as: Int32.self)
    count = region.count
    for row in 0..<count { unsafe rows[row] = Int32(row) }
    let identity = RandomStream.identity(name: name, purpose: .shuffle)
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    stream = SIMD2(
      UInt32(truncatingIfNeeded: identity), UInt32(truncatingIfNeeded: identity >> 32))
  }

  /// Shuffles; every order is equally likely.
  mutating func shuffle() {
    var words = SIMD4<UInt32>()
    var used = 4
    var last = count - 1
    while last > 0 {
      if used == 4 {
        words = nextWords()
        used = 0
      }
      let word = words[used]
      used += 1
      // Lemire's method: products whose low half lies below 2³² mod n would favour some numbers.
      let bound = UInt32(last + 1)
      let product = UInt64(word) &* UInt64(bound)
      let low = UInt32(truncatingIfNeeded: product)
      if low < bound && low < (0 &- bound) % bound { continue }
      let other = Int(product >> 32)
      let row = unsafe rows[last]
      unsafe rows[last] = rows[other]
      unsafe rows[other] = row
      last -= 1
    }
  }

  private mutating func nextWords() -> SIMD4<UInt32> {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32), stream[0],
      stream[1])
    position += 1
    return Philox.block(counter: counter, key: key)
  }
}
