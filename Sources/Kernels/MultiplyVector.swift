/// c[R] = start + A·b for a vector b: a chain for each lane, as many rows as a register has lanes at
/// a time, and the last rows eight or one at a time.
@inlinable @inline(never)
func multiplyVector<Set: InstructionSet>(
  _: Set.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, start: Float,
  _ c: UnsafeMutablePointer<Float>, rows: Int, inner: Int
) {
  let width = Set.Vector.width
  var row = 0
  if inner >= 4 {
    while row &+ width <= rows {
      let top = a + row &* inner
      var sum = Set.Vector(repeating: start)
      var k = 0
      while k &+ 4 <= inner {
        sum = sum.addingProducts(rows: top + k, stride: inner, factors: b + k)
        k &+= 4
      }
      while k < inner {
        let factor = b[k]
        for lane in 0..<width {
          sum[lane] = sum[lane].addingProduct(top[lane &* inner &+ k], factor)
        }
        k &+= 1
      }
      sum.store(c + row)
      row &+= width
    }
  }
  while row &+ 8 <= rows {
    multiplyEightRows(a + row &* inner, b, start: start, c + row, inner: inner)
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

@inlinable @inline(__always)
func multiplyEightRows(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, start: Float,
  _ c: UnsafeMutablePointer<Float>, inner: Int
) {
  var s0 = start
  var s1 = start
  var s2 = start
  var s3 = start
  var s4 = start
  var s5 = start
  var s6 = start
  var s7 = start
  let lower = a + 4 &* inner
  for k in 0..<inner {
    let factor = b[k]
    s0 = s0.addingProduct(a[k], factor)
    s1 = s1.addingProduct(a[k &+ inner], factor)
    s2 = s2.addingProduct(a[k &+ 2 &* inner], factor)
    s3 = s3.addingProduct(a[k &+ 3 &* inner], factor)
    s4 = s4.addingProduct(lower[k], factor)
    s5 = s5.addingProduct(lower[k &+ inner], factor)
    s6 = s6.addingProduct(lower[k &+ 2 &* inner], factor)
    s7 = s7.addingProduct(lower[k &+ 3 &* inner], factor)
  }
  c[0] = s0
  c[1] = s1
  c[2] = s2
  c[3] = s3
  c[4] = s4
  c[5] = s5
  c[6] = s6
  c[7] = s7
}
