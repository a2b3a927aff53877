/// c = 0 with a probability, otherwise `scale`, element by element. Four neighbours share a block of
/// Philox: the counter is (number of the four, number of the mask, stream), the key the seed, so that
/// any element is computed without the others.
///
/// - Parameters:
///   - identity: The key's and the stream's two words each.
///   - number: The number of the mask; goes on by one.
@usableFromInline
package func fillDropoutMask(
  _ c: UnsafeMutablePointer<Float>, _ count: Int, probability: Float, scale: Float,
  identity: UnsafePointer<Int32>, number: UnsafeMutablePointer<Int32>
) {
  let key = SIMD2(UInt32(bitPattern: identity[0]), UInt32(bitPattern: identity[1]))
  let mask = UInt32(bitPattern: number.pointee)
  var i = 0
  while i < count {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: i >> 2), mask, UInt32(bitPattern: identity[2]),
      UInt32(bitPattern: identity[3]))
    let words = Philox.block(counter: counter, key: key)
    for lane in 0..<min(4, count &- i) {
      c[i &+ lane] = Float(words[lane] >> 8) * 0x1p-24 < probability ? 0 : scale
    }
    i &+= 4
  }
  number.pointee &+= 1
}
