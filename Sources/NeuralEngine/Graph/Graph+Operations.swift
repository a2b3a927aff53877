extension Graph {
  /// Appends an element-wise function of one node.
  package mutating func unary(_ function: UnaryFunction, _ x: NodeID) -> NodeID {
    append(.unary(function), [x], shape(of: x))
  }

  /// Appends f′(x).
  package mutating func derivative(of function: UnaryFunction, at x: NodeID) -> NodeID {
    append(.unaryDerivative(function), [x], shape(of: x))
  }

  /// Appends an element-wise function of two nodes, which broadcast by NumPy's rule through
  /// explicit `broadcast` nodes.
  package mutating func binary(
    _ function: BinaryFunction, _ a: NodeID, _ b: NodeID
  ) throws(ShapeError) -> NodeID {
    guard let shape = shape(of: a).broadcast(with: shape(of: b)) else {
      throw ShapeError(
        .binary(function), [self.shape(of: a), self.shape(of: b)],
        "extents must agree or be 1, counted from the last axis")
    }
    return append(
      .binary(function), [broadcasting(a, to: shape), broadcasting(b, to: shape)], shape)
  }

  /// Appends `a + b`.
  package mutating func add(_ a: NodeID, _ b: NodeID) throws(ShapeError) -> NodeID {
    try binary(.add, a, b)
  }

  /// Appends `a − b`.
  package mutating func subtract(_ a: NodeID, _ b: NodeID) throws(ShapeError) -> NodeID {
    try binary(.subtract, a, b)
  }

  /// Appends the element-wise product `a · b`.
  package mutating func multiply(_ a: NodeID, _ b: NodeID) throws(ShapeError) -> NodeID {
    try binary(.multiply, a, b)
  }

  /// Appends the element-wise quotient `a / b`.
  package mutating func divide(_ a: NodeID, _ b: NodeID) throws(ShapeError) -> NodeID {
    try binary(.divide, a, b)
  }

  /// Appends a matrix product: `[m, k]·[k, n]`, `[m, k]·[k]`, `[k]·[k, n]`, `[k]·[k]`, or batches
  /// of matrices with equal leading axes. A flag exchanges a matrix's last two axes first.
  package mutating func matmul(
    _ a: NodeID, _ b: NodeID, transposeLeft: Bool = false, transposeRight: Bool = false
  ) throws(ShapeError) -> NodeID {
    let operation = Operation.matmul(transposeLeft: transposeLeft, transposeRight: transposeRight)
    let left = shape(of: a)
    let right = shape(of: b)
    guard left.rank > 0, right.rank > 0 else {
      throw ShapeError(operation, [left, right], "a scalar has no rows and columns; use `*`")
    }
    let leading = left.extents.dropLast(2)
    guard left.rank == 1 || right.rank == 1 || leading == right.extents.dropLast(2) else {
      throw ShapeError(operation, [left, right], "the leading axes must agree")
    }
    guard max(left.rank, right.rank) == 2 || left.rank == right.rank else {
      throw ShapeError(operation, [left, right], "the leading axes must agree")
    }
    let (rows, inner) = left.matrixExtents(isRow: true, transposed: transposeLeft)
    let (innerRight, columns) = right.matrixExtents(isRow: false, transposed: transposeRight)
    guard inner == innerRight else {
      throw ShapeError(
        operation, [left, right], "\(inner) columns do not meet \(innerRight) rows")
    }
    let extents =
      Array(leading) + (left.rank == 1 ? [] : [rows]) + (right.rank == 1 ? [] : [columns])
    return append(operation, [a, b], Shape(extents))
  }

  /// Appends the node with its axes in another order, reversed by default; axis i of the result is
  /// axis `permutation[i]`.
  package mutating func transpose(_ x: NodeID, permutation: [Int]? = nil) -> NodeID {
    let shape = shape(of: x)
    let permutation = permutation ?? Array(shape.extents.indices.reversed())
    precondition(permutation.sorted() == Array(shape.extents.indices), "not a permutation of axes")
    return append(
      .transpose(permutation: permutation), [x], Shape(permutation.map { shape.extents[$0] }))
  }

  /// Appends the node under another shape; returns the node itself where that is its shape.
  package mutating func reshape(_ x: NodeID, to shape: Shape) throws(ShapeError) -> NodeID {
    let old = self.shape(of: x)
    guard old.count == shape.count else {
      throw ShapeError(.reshape, [old, shape], "\(old.count) elements cannot fill \(shape.count)")
    }
    return reshaping(x, to: shape)
  }

  /// Appends the node repeated to a shape by NumPy's rule; returns the node itself where that is
  /// its shape.
  package mutating func broadcast(_ x: NodeID, to shape: Shape) throws(ShapeError) -> NodeID {
    let old = self.shape(of: x)
    guard old.broadcast(with: shape) == shape else {
      throw ShapeError(.broadcast, [old, shape], "extents must agree or be 1")
    }
    return broadcasting(x, to: shape)
  }

  /// Appends a reduction over axes, all by default; negative axes count from the end.
  package mutating func reduce(
    _ reduction: Reduction, _ x: NodeID, axes: [Int]? = nil
  ) throws(ShapeError) -> NodeID {
    let shape = shape(of: x)
    let axes = (axes ?? Array(shape.extents.indices)).map { $0 < 0 ? $0 + shape.rank : $0 }.sorted()
    let operation = Operation.reduce(reduction, axes: axes)
    guard axes.allSatisfy(shape.extents.indices.contains), Set(axes).count == axes.count else {
      throw ShapeError(operation, [shape], "there is no such axis")
    }
    if reduction != .sum, axes.contains(where: { shape.extents[$0] == 0 }) {
      throw ShapeError(operation, [shape], "there are no elements")
    }
    return append(operation, [x], shape.removing(axes: axes))
  }

  /// Appends the sum over axes, all by default.
  package mutating func sum(_ x: NodeID, axes: [Int]? = nil) throws(ShapeError) -> NodeID {
    try reduce(.sum, x, axes: axes)
  }

  /// Appends the mean over axes, all by default.
  package mutating func mean(_ x: NodeID, axes: [Int]? = nil) throws(ShapeError) -> NodeID {
    try reduce(.mean, x, axes: axes)
  }

  /// Appends the softmax over the last axis.
  package mutating func softmax(_ x: NodeID) throws(ShapeError) -> NodeID {
    try appendOverLastAxis(.softmax, x)
  }

  /// Appends the logarithm of the softmax over the last axis.
  package mutating func logSoftmax(_ x: NodeID) throws(ShapeError) -> NodeID {
    try appendOverLastAxis(.logSoftmax, x)
  }

  /// Appends the product of two vectors or, element by element, of two tensors, summed.
  package mutating func dot(_ a: NodeID, _ b: NodeID) throws(ShapeError) -> NodeID {
    guard shape(of: a) == shape(of: b), shape(of: a).rank == 1 else {
      throw ShapeError(
        .matmul(transposeLeft: false, transposeRight: false), [shape(of: a), shape(of: b)],
        "`dot` takes two vectors of the same length")
    }
    return try matmul(a, b)
  }

  /// Appends the Euclidean norm √Σx² of all elements.
  package mutating func norm(_ x: NodeID) throws(ShapeError) -> NodeID {
    let squares = unary(.square, x)
    return unary(.sqrt, try sum(squares))
  }

  /// Appends the element or block at zero-based indices of the first axes.
  package mutating func index(_ x: NodeID, at indices: [Int]) throws(ShapeError) -> NodeID {
    let shape = shape(of: x)
    let rest = Array(shape.extents.dropFirst(indices.count))
    let starts = indices + rest.map { _ in 0 }
    let extents = indices.map { _ in 1 } + rest
    let operation = Operation.slice(starts: starts, extents: extents)
    guard indices.count <= shape.rank else {
      throw ShapeError(
        operation, [shape], "\(indices.count) indices for \(shape.rank) axes")
    }
    for (axis, index) in indices.enumerated() where !(0..<shape.extents[axis]).contains(index) {
      throw ShapeError(
        operation, [shape], "index \(index) is outside 0..\(shape.extents[axis] - 1)")
    }
    return append(operation, [x], Shape(rest))
  }

  /// Appends the block with these first indices and extents, one of each for every axis.
  package mutating func slice(
    _ x: NodeID, starts: [Int], extents: [Int]
  ) throws(ShapeError) -> NodeID {
    let shape = shape(of: x)
    let operation = Operation.slice(starts: starts, extents: extents)
    guard starts.count == shape.rank, extents.count == shape.rank,
      shape.extents.indices.allSatisfy({
        starts[$0] >= 0 && extents[$0] >= 0 && starts[$0] + extents[$0] <= shape.extents[$0]
      })
    else { throw ShapeError(operation, [shape, Shape(extents)], "the block is outside") }
    return append(operation, [x], Shape(extents))
  }

  /// Appends equally shaped nodes along a new first axis.
  package mutating func stack(_ xs: [NodeID]) throws(ShapeError) -> NodeID {
    let shapes = xs.map { shape(of: $0) }
    guard let first = shapes.first else {
      throw ShapeError(.stack, [], "a list needs an element")
    }
    guard shapes.allSatisfy({ $0 == first }) else {
      throw ShapeError(.stack, shapes, "elements of a list need one shape")
    }
    return append(.stack, xs, Shape([xs.count] + first.extents))
  }

  /// Appends nodes one after the other along an axis.
  package mutating func concatenate(_ xs: [NodeID], axis: Int) throws(ShapeError) -> NodeID {
    let shapes = xs.map { shape(of: $0) }
    let operation = Operation.concatenate(axis: axis)
    guard let first = shapes.first, first.extents.indices.contains(axis) else {
      throw ShapeError(operation, shapes, "there is no axis \(axis)")
    }
    let rest = first.removing(axes: [axis])
    guard shapes.allSatisfy({ $0.rank == first.rank && $0.removing(axes: [axis]) == rest }) else {
      throw ShapeError(operation, shapes, "the other axes must agree")
    }
    var extents = first.extents
    extents[axis] = shapes.reduce(0) { $0 + $1.extents[axis] }
    return append(operation, xs, Shape(extents))
  }

  /// Appends class numbers as rows of `count` zeros with a one.
  package mutating func oneHot(_ classes: NodeID, count: Int) -> NodeID {
    append(.oneHot, [classes], Shape(shape(of: classes).extents + [count]))
  }
}

extension Graph {
  /// Appends a broadcast that is known to fit; returns the node itself where nothing changes.
  mutating func broadcasting(_ x: NodeID, to shape: Shape) -> NodeID {
    self.shape(of: x) == shape ? x : append(.broadcast, [x], shape)
  }

  /// Appends a reshape that is known to fit; returns the node itself where nothing changes.
  mutating func reshaping(_ x: NodeID, to shape: Shape) -> NodeID {
    self.shape(of: x) == shape ? x : append(.reshape, [x], shape)
  }

  private mutating func appendOverLastAxis(
    _ operation: Operation, _ x: NodeID
  ) throws(ShapeError) -> NodeID {
    let shape = shape(of: x)
    guard let last = shape.extents.last, last > 0 else {
      throw ShapeError(operation, [shape], "a vector or rows of one are needed")
    }
    return append(operation, [x], shape)
  }
}

extension Shape {
  /// Returns rows and columns of the last two axes; a vector is a row or a column.
  func matrixExtents(isRow: Bool, transposed: Bool) -> (rows: Int, columns: Int) {
    if rank == 1 { return isRow ? (1, extents[0]) : (extents[0], 1) }
    let rows = extents[rank - 2]
    let columns = extents[rank - 1]
    return transposed ? (columns, rows) : (rows, columns)
  }
}
