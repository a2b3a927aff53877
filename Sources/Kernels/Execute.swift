/// Runs instructions in order. The only dispatch is a jump for each instruction; operands are plain
/// pointers.
@inlinable @inline(__always)
package func execute<Set: InstructionSet>(
  _ set: Set.Type, _ instructions: UnsafePointer<Instruction>, _ count: Int
) {
  let end = instructions + count
  var next = instructions
  while next < end {
    executeOne(set, next)
    next += 1
  }
}

@inlinable @inline(__always)
func executeOne<Set: InstructionSet>(_ set: Set.Type, _ i: UnsafePointer<Instruction>) {
  let rows = Int(i.pointee.rows)
  let columns = Int(i.pointee.columns)
  let inner = Int(i.pointee.inner)
  let stride = Int(i.pointee.stride)
  let leftStride = Int(i.pointee.leftStride)
  let count = rows &* columns
  let a = UnsafePointer(i.pointee.a.unsafelyUnwrapped)
  let b = UnsafePointer(i.pointee.b ?? i.pointee.a.unsafelyUnwrapped)
  let c = i.pointee.c.unsafelyUnwrapped
  let d = i.pointee.d
  let s0 = i.pointee.s0
  switch i.pointee.opcode {
  case .matrixProduct:
    if columns == 1 {
      multiplyVector(set, a, b, start: d?.pointee ?? 0, c, rows: rows, inner: inner)
    } else {
      multiply(
        set, LeftMatrix(a, stride: inner, .rows), b, start: d.map { UnsafePointer($0) }, c,
        stride: stride, rows: rows, columns: columns, inner: inner, room: i.pointee.scratch)
    }
  case .backwardProduct:
    multiply(
      set,
      ProductOperands(
        a: LeftMatrix(a, stride: inner, .rows), b: b, bStride: stride, start: nil, c: c,
        cStride: stride, rows: rows, inner: inner),
      columns: columns, timesDerivativeOf: elementary(i),
      outputs: UnsafePointer(d.unsafelyUnwrapped))
  case .transposedProduct:
    transposedProduct(set, i)
  case .transpose:
    transposeMatrix(set, a, c, stride: leftStride, rows: rows, columns: columns)
  case .map:
    elementary(i).accept(MapVisitor<Set>(a, c, count), parameter: s0)
  case .derivative:
    elementary(i).accept(DerivativeVisitor<Set>(a, c, count), parameter: s0)
  case .backwardFromInput, .backwardFromOutput:
    let isFromOutput = i.pointee.opcode == .backwardFromOutput
    elementary(i).accept(
      BackwardVisitor<Set>(a, b, c, count, isFromOutput: isFromOutput), parameter: s0)
  case .combine:
    pair(i).accept(CombineVisitor<Set>(a, b, c, count))
  case .combineDerivative:
    pair(i).accept(
      PairDerivativeVisitor(CombineVisitor<Set>(a, b, c, count), isOfRight: inner == 1))
  case .combineScalarLeft, .combineScalarRight:
    let isLeft = i.pointee.opcode == .combineScalarLeft
    pair(i).accept(ScalarVisitor<Set>(a, s0, isLeft: isLeft, c, count))
  case .fill:
    fill(set, c, with: s0, count)
  case .copy:
    copyStrided(a, c, i.pointee.table.unsafelyUnwrapped)
  case .sumRows:
    sumOverRows(set, a, c, stride: stride, rows: rows, columns: columns, divisor: s0)
  case .sumColumns:
    sumOverColumns(set, a, c, rows: rows, columns: columns, divisor: s0)
  case .extremumOfColumns:
    extremaOfColumns(a, c, rows: rows, columns: columns, isSmallest: inner == 1)
  case .extremumMask:
    extremumMask(a, c, rows: rows, columns: columns, isSmallest: inner == 1)
  case .softmax:
    softmaxRows(set, a, c, rows: rows, columns: columns)
  case .logSoftmax:
    logSoftmaxRows(set, a, c, rows: rows, columns: columns)
  case .oneHot:
    oneHotRows(a, c, rows: rows, columns: columns)
  case .shuffle:
    UnsafeMutableRawPointer(c).withMemoryRebound(to: Int32.self, capacity: count) { order in
      UnsafeMutableRawPointer(i.pointee.a.unsafelyUnwrapped)
        .withMemoryRebound(to: WordSequence.self, capacity: 1) {
          shuffle(set, order, count, $0)
        }
    }
  case .gather:
    gather(set, i)
  case .squaredError:
    squaredErrors(
      set, a, b, gradient: c, losses: d.unsafelyUnwrapped, count, scale: s0)
  case .elementLoss:
    elementLosses(
      set, ElementLoss(rawValue: i.pointee.function).unsafelyUnwrapped, parameter: i.pointee.s1,
      a, b, gradient: c, losses: d.unsafelyUnwrapped, count, scale: s0)
  case .logisticLoss:
    logisticLosses(
      set, a, b, gradient: c, losses: d.unsafelyUnwrapped, count, scale: s0)
  case .crossEntropy:
    crossEntropies(
      set, a, classes: b, gradient: c, losses: d.unsafelyUnwrapped, rows: rows, columns: columns,
      scale: s0)
  case .accumulate:
    accumulateInDouble(set, a, c, count, scale: s0)
  case .countThresholdMatches:
    countThresholdMatches(a, b, c, count, threshold: s0, middle: i.pointee.s1)
  case .countArgmaxMatches:
    countArgmaxMatches(a, b, c, rows: rows, columns: columns)
  case .update:
    let operands = UpdateOperands(
      w: c, g: b, m: i.pointee.firstMoments.unsafelyUnwrapped,
      v: i.pointee.secondMoments.unsafelyUnwrapped, count: count, l1: s0,
      doubledL2: i.pointee.s1)
    update(set, i, operands, rowCount: 1, stride: 0)
  case .productUpdate:
    updateByProduct(set, i)
  case .batchLast, .batchFirst, .convolution, .convolutionInputGradient,
    .convolutionWeightGradient, .maximumPool, .maximumPoolGradient, .averagePool,
    .averagePoolGradient, .normalizeGroups, .normalizeGroupsGradient, .normalizeColumns,
    .normalizeColumnsGradient, .scaleGroups, .scaleColumns, .sumGroups, .blend, .dropoutMask,
    .embedding, .embeddingGradient:
    executeLayer(set, i)
  }
}

@inlinable @inline(__always)
func elementary(_ i: UnsafePointer<Instruction>) -> ElementaryFunction {
  ElementaryFunction(rawValue: i.pointee.function).unsafelyUnwrapped
}

@inlinable @inline(__always)
func pair(_ i: UnsafePointer<Instruction>) -> PairFunction {
  PairFunction(rawValue: i.pointee.function).unsafelyUnwrapped
}
