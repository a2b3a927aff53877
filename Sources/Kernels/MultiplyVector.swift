/// c[R] = start + A·b for a vector b: eight chains at a time.
@inlinable @inline(never)
func multiplyVector<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, start: Float,
  _ c: UnsafeMutablePointer<Float>, rows: Int, inner: Int
) {
  var row = 0
  while row &+ 8 <= rows {
    var s0 = start
    var s1 = start
    var s2 = start
    var s3 = start
    var s4 = start
    var s5 = start
    var s6 = start
    var s7 = start
    let p0 = a + row &* inner
    let p4 = p0 + 4 &* inner
    for k in 0..<inner {
      let factor = b[k]
      s0 = s0.addingProduct(p0[k], factor)
      s1 = s1.addingProduct(p0[k &+ inner], factor)
      s2 = s2.addingProduct(p0[k &+ 2 &* inner], factor)
      s3 = s3.addingProduct(p0[k &+ 3 &* inner], factor)
      s4 = s4.addingProduct(p4[k], factor)
      s5 = s5.addingProduct(p4[k &+ inner], factor)
      s6 = s6.addingProduct(p4[k &+ 2 &* inner], factor)
      s7 = s7.addingProduct(p4[k &+ 3 &* inner], factor)
    }
    c[row] = s0
    c[row &+ 1] = s1
    c[row &+ 2] = s2
    c[row &+ 3] = s3
    c[row &+ 4] = s4
    c[row &+ 5] = s5
    c[row &+ 6] = s6
    c[row &+ 7] = s7
    row &+= 8
  }
  while row < rows {
    var sum = start
    let p = a + row &* inner
    for k in 0..<inner { sum = sum.addingProduct(p[k], b[k]) }
    c[row] = sum
    row &+= 1
  }
}
