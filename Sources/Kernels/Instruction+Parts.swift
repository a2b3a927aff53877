// An instruction's results are divided into ranges that depend on the operands alone, so that threads
// may compute them at the same time without changing a bit.

extension Instruction {
  /// The operations below which threads would wait longer for each other than a part takes.
  package static let divisibleWork = 65_536

  /// Returns up to `count` instructions that together do the same: one where it is indivisible or
  /// smaller than `minimumWork`.
  package func parts(_ count: Int, minimumWork: Int = divisibleWork) -> [Instruction] {
    if count < 2 || work < minimumWork { return [self] }
    let rows = Int(rows)
    let columns = Int(columns)
    switch opcode {
    case .matrixProduct, .backwardProduct, .transposedProduct, .productUpdate:
      return productParts(count)
    case .map, .derivative, .backwardFromInput, .backwardFromOutput, .combine, .combineDerivative,
      .combineScalarRight, .combineScalarLeft, .fill, .squaredError, .logisticLoss, .elementLoss,
      .update:
      // Parts end where cache lines do.
      return ranges(rows * columns, count, multiple: 64).map { range in
        var part = self
        part.rows = 1
        part.columns = Int32(range.count)
        part.moveOperands(by: range.lowerBound)
        return part
      }
    case .transpose:
      return ranges(rows, count, multiple: 16).map { range in
        var part = self
        part.rows = Int32(range.count)
        part.a = a.map { $0 + range.lowerBound * columns }
        part.c = c.map { $0 + range.lowerBound }
        return part
      }
    case .sumRows:
      return ranges(columns, count, multiple: 64).map { range in
        var part = self
        part.columns = Int32(range.count)
        part.moveOperands(by: range.lowerBound)
        return part
      }
    case .gather:
      return ranges(rows, count, multiple: 1).map { range in
        var part = self
        part.rows = Int32(range.count)
        if let table {
          part.table = table + range.lowerBound
        } else {
          let form = NumberForm(rawValue: function).unsafelyUnwrapped
          let byteCount = range.lowerBound * columns * form.byteCount
          part.a = a.map {
            (UnsafeMutableRawPointer($0) + byteCount).assumingMemoryBound(to: Float.self)
          }
        }
        part.c = c.map { $0 + range.lowerBound * columns }
        return part
      }
    case .batchLast, .batchFirst:
      return blockParts(count, a: columns, c: columns)
    case .convolution, .convolutionInputGradient, .maximumPool, .maximumPoolGradient,
      .averagePool, .averagePoolGradient:
      return windowParts(count)
    case .convolutionWeightGradient:
      let room = filterScratchCount(Int(inner))
      return groupParts(count, of: Int(inner), multiple: 2).enumerated().map { index, part in
        var part = part
        part.scratch = scratch.map { $0 + index * room }
        return part
      }
    case .normalizeGroups, .normalizeGroupsGradient, .scaleGroups, .sumGroups:
      return groupParts(count, of: columns, multiple: 1)
    default:
      return [self]
    }
  }

  /// About how many floating-point operations the instruction takes.
  package var work: Int {
    switch opcode {
    case .matrixProduct, .backwardProduct, .transposedProduct, .convolution,
      .convolutionInputGradient:
      2 * Int(rows) * Int(columns) * Int(inner)
    case .productUpdate:
      2 * Int(rows) * Int(columns) * Int(inner) + 8 * Int(rows) * Int(columns)
    case .convolutionWeightGradient:
      2 * Int(rows) * paddedResultCount * Int(inner)
    // The 16 chains of a sum wait for themselves.
    case .sumGroups: 48 * Int(rows) * Int(columns) * Int(inner)
    case .normalizeGroups, .normalizeGroupsGradient, .scaleGroups:
      4 * Int(rows) * Int(columns) * Int(inner)
    default: 8 * Int(rows) * Int(columns)
    }
  }

  /// The results of a row with as many channels as registers of 16 hold.
  private var paddedResultCount: Int {
    guard let table, columns > 0 else { return Int(columns) }
    let geometry = WindowGeometry(table, rows: Int(rows))
    return geometry.resultCount / geometry.outputs * ((geometry.outputs + 15) / 16 * 16)
  }

  /// Products by columns, as panels are packed by columns; those with few columns by rows.
  private func productParts(_ count: Int) -> [Instruction] {
    let rows = Int(rows)
    let columns = Int(columns)
    if columns == 1 { return [self] }
    let isUpdate = opcode == .productUpdate
    let room =
      isUpdate
      ? ProductBlocks.updateRoomCount(rows: rows, columns: columns, inner: Int(inner))
      : ProductBlocks.roomCount(rows: rows, columns: columns, inner: Int(inner))
    let isByColumns = columns >= 64 * count && !isUpdate
    let ranges =
      isByColumns
      ? ranges(columns, count, multiple: 32)
      : ranges(rows, count, multiple: rows < 48 * count ? 8 : 24)
    return ranges.enumerated().map { index, range in
      var part = self
      part.scratch = scratch.map { $0 + index * room }
      if isByColumns {
        part.columns = Int32(range.count)
        part.b = b.map { $0 + range.lowerBound }
        part.c = c.map { $0 + range.lowerBound }
        part.d = d.map { $0 + range.lowerBound }
      } else {
        part.rows = Int32(range.count)
        let isTransposed = opcode == .transposedProduct || isUpdate
        let offset = range.lowerBound * Int(stride)
        part.a = a.map { $0 + range.lowerBound * (isTransposed ? 1 : Int(inner)) }
        part.c = c.map { $0 + offset }
        if opcode == .backwardProduct { part.d = d.map { $0 + offset } }
        part.firstMoments = firstMoments.map { $0 + offset }
        part.secondMoments = secondMoments.map { $0 + offset }
        // Column sums are those of all rows of b.
        if isTransposed && index > 0 { part.d = nil }
      }
      return part
    }
  }

  /// Windows by blocks of rows, each operand by what it holds of them.
  private func windowParts(_ count: Int) -> [Instruction] {
    guard let table else { return [self] }
    let geometry = WindowGeometry(table, rows: Int(rows))
    let image = geometry.imageCount
    let result = geometry.resultCount
    return switch opcode {
    case .convolution, .maximumPool, .averagePool: blockParts(count, a: image, c: result)
    case .maximumPoolGradient: blockParts(count, a: image, b: result, c: image, d: result)
    default: blockParts(count, a: result, c: image)
    }
  }

  /// By blocks of rows that lie batch last, given how many floats of a row each operand holds.
  private func blockParts(
    _ count: Int, a aCount: Int, b bCount: Int = 0, c cCount: Int, d dCount: Int = 0
  ) -> [Instruction] {
    ranges(Int(rows), count, multiple: ImageBlock.rowCount).map { range in
      var part = self
      part.rows = Int32(range.count)
      part.a = a.map { $0 + range.lowerBound * aCount }
      part.b = b.map { $0 + range.lowerBound * bCount }
      part.c = c.map { $0 + range.lowerBound * cCount }
      part.d = d.map { $0 + range.lowerBound * dCount }
      return part
    }
  }

  /// By groups, or by elements of filters.
  private func groupParts(_ count: Int, of extent: Int, multiple: Int) -> [Instruction] {
    ranges(extent, count, multiple: multiple).map { range in
      var part = self
      part.partStart = Int32(range.lowerBound)
      part.partEnd = Int32(range.upperBound)
      return part
    }
  }

  /// Moves all operands of an element-wise instruction.
  private mutating func moveOperands(by offset: Int) {
    a = a.map { $0 + offset }
    b = b.map { $0 + offset }
    c = c.map { $0 + offset }
    d = d.map { $0 + offset }
    firstMoments = firstMoments.map { $0 + offset }
    secondMoments = secondMoments.map { $0 + offset }
  }

  /// Cuts 0..<extent into at most `count` ranges that begin at multiples of a number.
  private func ranges(_ extent: Int, _ count: Int, multiple: Int) -> [Range<Int>] {
    let units = (extent + multiple - 1) / multiple
    let parts = min(count, units)
    return (0..<parts).map { part in
      (units * part / parts * multiple)..<min(units * (part + 1) / parts * multiple, extent)
    }
  }
}
