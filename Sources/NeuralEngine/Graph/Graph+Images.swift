// N images of a batch, C channels, H height, W width, O output channels

extension Graph {
  /// Appends the cross-correlation of x `[N, C, H, W]` with filters w `[O, C, kh, kw]`, plus a bias
  /// b `[O]` for each output channel:
  /// y[n, o, i, j] = b[o] + Σ over c, k, l of w[o, c, k, l] · x[n, c, i·s + k − p, j·s + l − p].
  ///
  /// Outside of an image stand zeros. Every sum begins at the bias and ascends in (c, k, l).
  package mutating func convolution(
    _ x: NodeID, filters w: NodeID, bias b: NodeID? = nil, _ window: ImageWindow
  ) throws(ShapeError) -> NodeID {
    let image = shape(of: x)
    let filters = shape(of: w)
    let operation = Operation.convolution(window)
    guard image.rank == 4, filters.rank == 4 else {
      throw ShapeError(
        operation, [image, filters], "images [N, C, H, W] and filters [O, C, kh, kw] are needed")
    }
    guard image.extents[1] == filters.extents[1] else {
      throw ShapeError(
        operation, [image, filters],
        "\(image.extents[1]) channels do not meet \(filters.extents[1])")
    }
    guard filters.extents[2] == window.kernel.height, filters.extents[3] == window.kernel.width,
      b.map({ shape(of: $0).extents == [filters.extents[0]] }) ?? true
    else {
      throw ShapeError(operation, [image, filters], "the filters have another window or bias")
    }
    let result = try windowedShape(operation, image, window, channels: filters.extents[0])
    return append(operation, [x, w] + (b.map { [$0] } ?? []), result)
  }

  /// Appends the largest or the mean element of every window of x `[N, C, H, W]`, channel by channel.
  package mutating func pool(
    _ pooling: Pooling, _ x: NodeID, _ window: ImageWindow
  ) throws(ShapeError) -> NodeID {
    let image = shape(of: x)
    let operation = Operation.pool(pooling, window)
    guard image.rank == 4 else {
      throw ShapeError(operation, [image], "images [N, C, H, W] are needed")
    }
    guard window.padding == ImageWindow.Extents(0) else {
      throw ShapeError(operation, [image], "pooling takes no padding")
    }
    let result = try windowedShape(operation, image, window, channels: image.extents[1])
    return append(operation, [x], result)
  }

  private func windowedShape(
    _ operation: Operation, _ image: Shape, _ window: ImageWindow, channels: Int
  ) throws(ShapeError) -> Shape {
    let extents = ImageWindow.Extents(height: image.extents[2], width: image.extents[3])
    guard let output = window.outputExtents(of: extents) else {
      throw ShapeError(
        operation, [image],
        "a kernel of \(window.kernel.height)×\(window.kernel.width) is larger than the image")
    }
    return Shape([image.extents[0], channels, output.height, output.width])
  }

  /// Appends (x − μ)/√(σ² + ε) with the mean μ and the variance σ² (divided by the count) over axes.
  package mutating func normalize(
    _ x: NodeID, axes: [Int], epsilon: Double
  ) throws(ShapeError) -> NodeID {
    let shape = shape(of: x)
    let operation = Operation.normalize(axes: axes, epsilon: epsilon)
    guard axes == axes.sorted(), Set(axes).count == axes.count,
      axes.allSatisfy(shape.extents.indices.contains),
      !axes.contains(where: { shape.extents[$0] == 0 })
    else { throw ShapeError(operation, [shape], "there is no such axis, or it has no elements") }
    return append(operation, [x], shape)
  }

  /// Appends the rows of a table `[V, D]` that whole numbers name, along a new last axis.
  package mutating func embedding(
    _ indices: NodeID, table: NodeID
  ) throws(ShapeError) -> NodeID {
    let rows = shape(of: table)
    guard rows.rank == 2 else {
      throw ShapeError(.embedding, [shape(of: indices), rows], "a table has rows and columns")
    }
    return append(
      .embedding, [indices, table], Shape(shape(of: indices).extents + [rows.extents[1]]))
  }

  /// Appends x · s + t with a factor and a summand for each index of axis 1, such as the channels of
  /// images or the columns of rows.
  package mutating func scaleAndShift(
    _ x: NodeID, by s: NodeID, _ t: NodeID
  ) throws(ShapeError) -> NodeID {
    let shape = shape(of: x)
    guard shape.rank >= 2 else {
      throw ShapeError(.binary(.multiply), [shape, self.shape(of: s)], "there is no axis 1")
    }
    let column = Shape([shape.extents[1]] + shape.extents.dropFirst(2).map { _ in 1 })
    let factor = try reshape(s, to: column)
    let summand = try reshape(t, to: column)
    return try add(multiply(x, factor), summand)
  }
}
