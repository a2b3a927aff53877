extension Tensor {
  /// Returns, for each index over `extents` in row-major order, start + Σ indexᵢ·strideᵢ.
  private static func offsets(_ extents: [Int], _ strides: [Int], from start: Int = 0) -> [Int] {
    var offsets = [start]
    for (extent, stride) in zip(extents, strides) {
      offsets = offsets.flatMap { offset in (0..<extent).map { offset + $0 * stride } }
    }
    return offsets
  }

  /// Repeats the tensor to a shape by NumPy's rule.
  func broadcast(to target: Shape) -> Tensor {
    if values.count == 1 { return Tensor(target, Array(repeating: values[0], count: target.count)) }
    let added = target.rank - shape.rank
    let own = shape.strides
    let strides = target.extents.indices.map { axis in
      axis < added || shape.extents[axis - added] == 1 ? 0 : own[axis - added]
    }
    return Tensor(target, Self.offsets(target.extents, strides).map { values[$0] })
  }

  /// Reorders the axes.
  func transposed(_ permutation: [Int], to target: Shape) -> Tensor {
    let own = shape.strides
    let strides = permutation.map { own[$0] }
    return Tensor(target, Self.offsets(target.extents, strides).map { values[$0] })
  }

  /// Returns a block under a shape of as many elements.
  func block(starts: [Int], extents: [Int], to target: Shape) -> Tensor {
    let strides = shape.strides
    let start = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
    return Tensor(target, Self.offsets(extents, strides, from: start).map { values[$0] })
  }

  /// Returns zeros with the tensor's elements in a block.
  func placed(starts: [Int], extents: [Int], in target: Shape) -> Tensor {
    var result = [Double](repeating: 0, count: target.count)
    let strides = target.strides
    let start = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
    for (value, offset) in zip(values, Self.offsets(extents, strides, from: start)) {
      result[offset] = value
    }
    return Tensor(target, result)
  }

  /// Joins tensors along an axis.
  static func concatenation(_ parts: [Tensor], axis: Int, _ target: Shape) -> Tensor {
    let rows = target.extents[..<axis].reduce(1, *)
    var result: [Double] = []
    result.reserveCapacity(target.count)
    for row in 0..<rows {
      for part in parts {
        let width = part.shape.extents[axis...].reduce(1, *)
        result.append(contentsOf: part.values[row * width..<(row + 1) * width])
      }
    }
    return Tensor(target, result)
  }

  /// Returns, for each element, the offset of the result it goes to.
  func groups(along axes: [Int], of target: Shape) -> [Int] {
    let targetStrides = target.strides
    var kept = 0
    let strides = shape.extents.indices.map { axis in
      if axes.contains(axis) { return 0 }
      defer { kept += 1 }
      return targetStrides[kept]
    }
    return Self.offsets(shape.extents, strides)
  }

  /// Combines elements along axes, in ascending order.
  func reduced(_ reduction: Reduction, along axes: [Int]) -> Tensor {
    let target = shape.removing(axes: axes)
    let groups = groups(along: axes, of: target)
    switch reduction {
    case .sum, .mean:
      var sums = [Double](repeating: 0, count: target.count)
      for (value, group) in zip(values, groups) { sums[group] += value }
      if reduction == .mean {
        let count = Double(values.count / max(target.count, 1))
        for index in sums.indices { sums[index] /= count }
      }
      return Tensor(target, sums)
    case .maximum, .minimum:
      let firsts = extremumOffsets(reduction == .maximum ? .maximum : .minimum, groups, target)
      return Tensor(target, firsts.map { values[$0] })
    }
  }

  /// Returns 1 at the first extreme element of each group, 0 elsewhere.
  func extremumMask(_ extremum: Extremum, along axes: [Int]) -> Tensor {
    var mask = [Double](repeating: 0, count: values.count)
    for offset in extremumOffsets(extremum, along: axes) { mask[offset] = 1 }
    return Tensor(shape, mask)
  }

  /// Returns the offset of the first extreme element of each group.
  func extremumOffsets(_ extremum: Extremum, along axes: [Int]) -> [Int] {
    let target = shape.removing(axes: axes)
    return extremumOffsets(extremum, groups(along: axes, of: target), target)
  }

  private func extremumOffsets(_ extremum: Extremum, _ groups: [Int], _ target: Shape) -> [Int] {
    var firsts = [Int](repeating: -1, count: target.count)
    for (offset, group) in groups.enumerated() {
      let first = firsts[group]
      guard first >= 0 else {
        firsts[group] = offset
        continue
      }
      let isBetter =
        switch extremum {
        case .maximum: values[offset] > values[first]
        case .minimum: values[offset] < values[first]
        }
      if isBetter || (values[offset].isNaN && !values[first].isNaN) { firsts[group] = offset }
    }
    return firsts
  }

  /// Returns e^(x − max)/Σ over the last axis.
  func softmax() -> Tensor {
    mapRows { row in
      let exponentials = Self.shiftedExponentials(row)
      let sum = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    }
  }

  /// Returns x − max − log Σe^(x − max) over the last axis.
  func logSoftmax() -> Tensor {
    mapRows { row in
      // The largest term is 1: it stays out of the sum, so that a sure prediction keeps its digits.
      let (largest, first) = Self.maximum(row)
      var rest = 0.0
      for (index, value) in row.enumerated() where index != first {
        rest += Elementary.exp(value - largest)
      }
      let logarithm = Elementary.log1p(rest)
      return row.map { ($0 - largest) - logarithm }
    }
  }

  private func mapRows(_ transform: (ArraySlice<Double>) -> [Double]) -> Tensor {
    let width = shape.extents[shape.rank - 1]
    var result: [Double] = []
    result.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: width) {
      result.append(contentsOf: transform(values[start..<start + width]))
    }
    return Tensor(shape, result)
  }

  private static func maximum(_ row: ArraySlice<Double>) -> (value: Double, index: Int) {
    var value = -Double.infinity
    var index = 0
    for (candidateIndex, candidate) in row.enumerated() where candidate > value {
      (value, index) = (candidate, candidateIndex)
    }
    return (value, index)
  }

  private static func shiftedExponentials(_ row: ArraySlice<Double>) -> [Double] {
    let largest = maximum(row).value
    return row.map { Elementary.exp($0 - largest) }
  }

  /// Returns the product of matrices, vectors or batches; each element is one chain of fused
  /// multiply-adds in ascending order.
  func matrixProduct(
    _ other: Tensor, _ target: Shape, transposeLeft: Bool, transposeRight: Bool
  ) -> Tensor {
    let transposeLeft = transposeLeft && shape.rank > 1
    let transposeRight = transposeRight && other.shape.rank > 1
    let (rows, inner) = shape.matrixExtents(isRow: true, transposed: transposeLeft)
    let (_, columns) = other.shape.matrixExtents(isRow: false, transposed: transposeRight)
    let (leftRow, leftInner) = transposeLeft ? (1, rows) : (inner, 1)
    let (rightInner, rightColumn) = transposeRight ? (1, inner) : (columns, 1)
    let batches = shape.extents.dropLast(2).reduce(1, *)
    var result: [Double] = []
    result.reserveCapacity(target.count)
    for batch in 0..<batches {
      for row in 0..<rows {
        let left = batch * rows * inner + row * leftRow
        for column in 0..<columns {
          let right = batch * inner * columns + column * rightColumn
          var sum = 0.0
          for k in 0..<inner {
            sum.addProduct(values[left + k * leftInner], other.values[right + k * rightInner])
          }
          result.append(sum)
        }
      }
    }
    return Tensor(target, result)
  }
}
