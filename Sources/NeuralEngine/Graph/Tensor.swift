/// Numbers in a shape, row-major.
package struct Tensor: Sendable, Equatable {
  package var shape: Shape
  package var values: [Double]

  /// Creates a tensor; there must be a value for each element of the shape.
  package init(_ shape: Shape, _ values: [Double]) {
    precondition(shape.count == values.count, "a tensor needs a value for each element")
    self.shape = shape
    self.values = values
  }

  /// Creates a scalar.
  package init(_ value: Double) { self.init(.scalar, [value]) }

  /// Creates a vector.
  package init(_ values: [Double]) { self.init(Shape([values.count]), values) }

  /// Creates a matrix of equally long rows.
  package init(rows: [[Double]]) {
    self.init(Shape([rows.count, rows.first?.count ?? 0]), rows.flatMap { $0 })
  }

  /// The value of a tensor of one element, nil for others.
  package var scalar: Double? { values.count == 1 ? values[0] : nil }

  /// Returns the value at zero-based indices, one for each axis.
  package subscript(indices: Int...) -> Double {
    var offset = 0
    for (axis, index) in indices.enumerated() { offset = offset * shape.extents[axis] + index }
    return values[offset]
  }
}
