extension Shape {
  /// Returns the shape to which two shapes broadcast by NumPy's rule, or nil where they do not:
  /// aligned at their last axes, extents agree or one of them is 1.
  package func broadcast(with other: Shape) -> Shape? {
    let rank = Swift.max(self.rank, other.rank)
    var result = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let a = axis + self.rank - rank
      let b = axis + other.rank - rank
      let extentA = a < 0 ? 1 : extents[a]
      let extentB = b < 0 ? 1 : other.extents[b]
      if extentA == extentB || extentB == 1 {
        result[axis] = extentA
      } else if extentA == 1 {
        result[axis] = extentB
      } else {
        return nil
      }
    }
    return Shape(result)
  }

  /// Returns the shape without the axes, which ascend.
  func removing(axes: [Int]) -> Shape {
    Shape(extents.indices.filter { !axes.contains($0) }.map { extents[$0] })
  }

  /// Returns the shape with extent 1 at the axes.
  func collapsing(axes: [Int]) -> Shape {
    Shape(extents.indices.map { axes.contains($0) ? 1 : extents[$0] })
  }

  /// The distance in row-major order between neighbours along each axis.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }
}
