/// The memory that an instruction, or a part of one, reads and writes, as ranges of addresses.
package struct Footprint {
  package private(set) var reads: [Range<UInt>] = []
  package private(set) var writes: [Range<UInt>] = []

  /// Whether it matters which of two comes first: one writes what the other reads or writes.
  package func conflicts(with other: Footprint) -> Bool {
    func overlap(_ a: [Range<UInt>], _ b: [Range<UInt>]) -> Bool {
      a.contains { range in b.contains { $0.overlaps(range) } }
    }
    return overlap(writes, other.writes) || overlap(writes, other.reads)
      || overlap(reads, other.writes)
  }

  fileprivate static func range(_ start: UnsafeMutablePointer<Float>?, _ count: Int) -> Range<UInt>
  {
    guard let start, count > 0 else { return 0..<0 }
    let address = UInt(bitPattern: start)
    return address..<address + UInt(count * MemoryLayout<Float>.stride)
  }

  fileprivate mutating func read(_ start: UnsafeMutablePointer<Float>?, _ count: Int) {
    reads.append(Self.range(start, count))
  }

  fileprivate mutating func write(_ start: UnsafeMutablePointer<Float>?, _ count: Int) {
    writes.append(Self.range(start, count))
  }
}

extension Instruction {
  /// What the instruction reads and writes, but for data that nothing writes; nil where that is not
  /// worked out.
  package var footprint: Footprint? {
    let rows = Int(rows)
    let columns = Int(columns)
    let count = rows * columns
    var footprint = Footprint()
    switch opcode {
    case .map, .derivative, .combineScalarLeft, .combineScalarRight, .batchLast, .batchFirst:
      footprint.read(a, count)
      footprint.write(c, count)
    case .backwardFromInput, .backwardFromOutput, .combine, .combineDerivative:
      footprint.read(a, count)
      footprint.read(b, count)
      footprint.write(c, count)
    case .squaredError, .elementLoss, .logisticLoss:
      footprint.read(a, count)
      footprint.read(b, count)
      footprint.write(c, count)
      footprint.write(d, count)
    case .update:
      footprint.read(b, count)
      for parameters in [c, firstMoments, secondMoments] { footprint.write(parameters, count) }
    case .fill, .gather:
      footprint.write(c, count)
    case .transpose:
      footprint.read(a, count)
      footprint.write(c, (columns - 1) * Int(leftStride) + rows)
    case .sumRows:
      footprint.read(a, (rows - 1) * Int(stride) + columns)
      footprint.write(c, columns)
    case .matrixProduct, .backwardProduct:
      let result = (rows - 1) * Int(stride) + columns
      footprint.read(a, rows * Int(inner))
      footprint.read(b, (Int(inner) - 1) * Int(stride) + columns)
      footprint.read(d, opcode == .backwardProduct ? result : columns)
      footprint.write(c, result)
      footprint.write(
        scratch, ProductBlocks.roomCount(rows: rows, columns: columns, inner: Int(inner)))
    case .convolution, .convolutionInputGradient, .maximumPool, .maximumPoolGradient,
      .averagePool, .averagePoolGradient:
      guard let table else { return nil }
      footprint.addWindows(of: self, WindowGeometry(table, rows: rows))
    default:
      return nil
    }
    return footprint
  }
}

extension Footprint {
  /// Adds the images and results of a convolution or of pooling.
  fileprivate mutating func addWindows(of instruction: Instruction, _ geometry: WindowGeometry) {
    let images = geometry.rows * geometry.imageCount
    let results = geometry.rows * geometry.resultCount
    switch instruction.opcode {
    case .convolution, .convolutionInputGradient:
      let isForward = instruction.opcode == .convolution
      read(instruction.a, isForward ? images : results)
      read(instruction.b, geometry.outputs * geometry.filterCount)
      if isForward { read(instruction.d, geometry.outputs) }
      write(instruction.c, isForward ? results : images)
    case .maximumPoolGradient:
      read(instruction.a, images)
      read(instruction.b, results)
      read(instruction.d, results)
      write(instruction.c, images)
    case .averagePoolGradient:
      read(instruction.a, results)
      write(instruction.c, images)
    default:
      read(instruction.a, images)
      write(instruction.c, results)
    }
  }
}
