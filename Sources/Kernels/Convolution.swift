// Convolutions of images that lie batch last (ImageBlock.swift). A result is one chain of fused
// multiply-adds: from the bias on over (channel, kernel row, kernel column) for the result itself,
// over (output channel, kernel row, kernel column) for the gradient of the images, ascending; what
// lies outside of an image is left out. Registers hold rows of the batch, a tile some channels.

/// A loop over taps: how often, and how far weights and data move each time.
@usableFromInline
@frozen
package struct TapLoop {
  @usableFromInline var count: Int
  @usableFromInline var weightStep: Int
  @usableFromInline var dataStep: Int

  @inlinable @inline(__always)
  init(_ count: Int, weightStep: Int, dataStep: Int) {
    self.count = count
    self.weightStep = weightStep
    self.dataStep = dataStep
  }
}

/// Adds weight times data for all taps of three nested loops to every row of a tile; the weights of
/// a tile's rows lie `rowStride` apart.
@inlinable @inline(__always)
func addTaps<Tile: RowTile, Columns: ColumnBlock>(
  to tile: inout Tile, _ columns: Columns, _ weights: UnsafePointer<Float>, rowStride: Int,
  _ data: UnsafePointer<Float>, _ outer: TapLoop, _ middle: TapLoop, _ inner: TapLoop
) where Tile.Row == Columns.Row {
  var outerWeights = weights
  var outerData = data
  for _ in 0..<outer.count {
    var middleWeights = outerWeights
    var middleData = outerData
    for _ in 0..<middle.count {
      var cursor = Tile.cursor(middleWeights, stride: rowStride)
      var p = middleData
      for _ in 0..<inner.count {
        tile.accumulate(cursor, stride: rowStride, columns.load(p))
        Tile.advance(&cursor, by: inner.weightStep)
        p += inner.dataStep
      }
      middleWeights += middle.weightStep
      middleData += middle.dataStep
    }
    outerWeights += outer.weightStep
    outerData += outer.dataStep
  }
}

/// What a tile of a convolution computes: the results of some channels at every pixel.
@usableFromInline
package protocol ConvolutionPass {
  /// The number of the results' channels.
  var channelCount: Int { get }
  /// Computes the channels of a tile, `channel` the first of them, for some rows of a block.
  func compute<Tile: RowTile, Columns: ColumnBlock>(
    _: Tile.Type, _ columns: Columns, channel: Int
  ) where Tile.Row == Columns.Row
}

/// The results of a convolution for one block; a is the images, c the results.
@usableFromInline
@frozen
package struct ForwardConvolution: ConvolutionPass {
  @usableFromInline var g: WindowGeometry
  @usableFromInline var a: UnsafePointer<Float>
  @usableFromInline var weights: UnsafePointer<Float>
  @usableFromInline var bias: UnsafePointer<Float>?
  @usableFromInline var c: UnsafeMutablePointer<Float>
  /// The rows of the block.
  @usableFromInline var block: Int

  @inlinable
  init(
    _ g: WindowGeometry, _ a: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, _ c: UnsafeMutablePointer<Float>, block: Int
  ) {
    self.g = g
    self.a = a
    self.weights = weights
    self.bias = bias
    self.c = c
    self.block = block
  }

  @inlinable package var channelCount: Int { g.outputs }

  @inlinable @inline(never)
  package func compute<Tile: RowTile, Columns: ColumnBlock>(
    _: Tile.Type, _ columns: Columns, channel: Int
  ) where Tile.Row == Columns.Row {
    let filterCount = g.filterCount
    let filters = weights + channel &* filterCount
    let plane = g.outputHeight &* g.outputWidth &* block
    var start = Tile(start: Columns.zero)
    if let bias {
      start.accumulate(
        Tile.cursor(bias + channel, stride: 1), stride: 1, Columns.Row(repeating: 1))
    }
    let outer = TapLoop(
      g.channels, weightStep: g.kernelHeight &* g.kernelWidth,
      dataStep: g.height &* g.width &* block)
    var target = c + channel &* plane
    for y in 0..<g.outputHeight {
      let tapRows = TapRange(
        window: y, kernel: g.kernelHeight, stride: g.strideHeight, padding: g.paddingHeight,
        image: g.height)
      let middle = TapLoop(
        tapRows.count, weightStep: g.kernelWidth, dataStep: g.width &* block)
      for x in 0..<g.outputWidth {
        let tapColumns = TapRange(
          window: x, kernel: g.kernelWidth, stride: g.strideWidth, padding: g.paddingWidth,
          image: g.width)
        var tile = start
        addTaps(
          to: &tile, columns, filters + (tapRows.kernel &* g.kernelWidth &+ tapColumns.kernel),
          rowStride: filterCount,
          a + (tapRows.element &* g.width &+ tapColumns.element) &* block, outer, middle,
          TapLoop(tapColumns.count, weightStep: 1, dataStep: block))
        tile.forEachRow({ row, values in columns.store(values, target + row &* plane) }, from: 0)
        target += block
      }
    }
  }

  /// The same for the rows from `count` on.
  @inlinable @inline(__always)
  func advanced(by count: Int) -> Self {
    var copy = self
    copy.a = a + count
    copy.c = c + count
    return copy
  }
}

/// The gradient of a convolution's images for one block; a is the gradient of the results.
@usableFromInline
@frozen
package struct BackwardConvolution: ConvolutionPass {
  @usableFromInline var g: WindowGeometry
  @usableFromInline var a: UnsafePointer<Float>
  @usableFromInline var weights: UnsafePointer<Float>
  @usableFromInline var c: UnsafeMutablePointer<Float>
  @usableFromInline var block: Int

  @inlinable
  init(
    _ g: WindowGeometry, _ a: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, block: Int
  ) {
    self.g = g
    self.a = a
    self.weights = weights
    self.c = c
    self.block = block
  }

  @inlinable package var channelCount: Int { g.channels }

  @inlinable @inline(never)
  package func compute<Tile: RowTile, Columns: ColumnBlock>(
    _: Tile.Type, _ columns: Columns, channel: Int
  ) where Tile.Row == Columns.Row {
    let kernelCount = g.kernelHeight &* g.kernelWidth
    let filters = weights + channel &* kernelCount
    let plane = g.height &* g.width &* block
    let outer = TapLoop(
      g.outputs, weightStep: g.filterCount,
      dataStep: g.outputHeight &* g.outputWidth &* block)
    var target = c + channel &* plane
    for y in 0..<g.height {
      let tapRows = TapRange(
        pixel: y, kernel: g.kernelHeight, stride: g.strideHeight, padding: g.paddingHeight,
        results: g.outputHeight)
      let middle = TapLoop(
        tapRows.count, weightStep: g.strideHeight &* g.kernelWidth,
        dataStep: 0 &- g.outputWidth &* block)
      for x in 0..<g.width {
        let tapColumns = TapRange(
          pixel: x, kernel: g.kernelWidth, stride: g.strideWidth, padding: g.paddingWidth,
          results: g.outputWidth)
        var tile = Tile(start: Columns.zero)
        addTaps(
          to: &tile, columns, filters + (tapRows.kernel &* g.kernelWidth &+ tapColumns.kernel),
          rowStride: kernelCount,
          a + (tapRows.element &* g.outputWidth &+ tapColumns.element) &* block, outer, middle,
          TapLoop(tapColumns.count, weightStep: g.strideWidth, dataStep: 0 &- block))
        tile.forEachRow({ row, values in columns.store(values, target + row &* plane) }, from: 0)
        target += block
      }
    }
  }

  /// The same for the rows from `count` on.
  @inlinable @inline(__always)
  func advanced(by count: Int) -> Self {
    var copy = self
    copy.a = a + count
    copy.c = c + count
    return copy
  }
}

/// Computes all channels for a block's rows under some columns, tile by tile.
@inlinable @inline(__always)
func computeChannels<Tile: RowTile, Columns: ColumnBlock, Pass: ConvolutionPass>(
  _: Tile.Type, _ columns: Columns, _ pass: Pass
) where Tile.Row == Columns.Row {
  let count = pass.channelCount
  var channel = 0
  while channel < count {
    let rest = count &- channel
    // Sixteen channels are two tiles of eight rather than one of twelve and a thin one of four.
    if Tile.rowCount >= 12, rest == 12 || rest > 16 {
      pass.compute(TwelveRows<Columns.Row>.self, columns, channel: channel)
      channel &+= 12
    } else if Tile.rowCount >= 8, rest >= 8 {
      pass.compute(EightRows<Columns.Row>.self, columns, channel: channel)
      channel &+= 8
    } else if rest >= 6 {
      pass.compute(SixRows<Columns.Row>.self, columns, channel: channel)
      channel &+= 6
    } else if rest >= 4 {
      pass.compute(FourRows<Columns.Row>.self, columns, channel: channel)
      channel &+= 4
    } else if rest >= 2 {
      pass.compute(TwoRows<Columns.Row>.self, columns, channel: channel)
      channel &+= 2
    } else {
      pass.compute(OneRow<Columns.Row>.self, columns, channel: channel)
      channel &+= 1
    }
  }
}

/// Computes all channels for `block` rows, two registers of them at a time.
@inlinable @inline(__always)
func computeBlock<Set: InstructionSet, Pass: ConvolutionPass>(
  _: Set.Type, block: Int, _ pass: (_ first: Int) -> Pass
) {
  let width = Set.Vector.width
  var first = 0
  while first < block {
    let rest = block &- first
    let part = pass(first)
    if rest >= 2 &* width {
      computeChannels(Set.WideTile.self, TwoFullRegisters<Set>(), part)
      first &+= 2 &* width
    } else if rest > width {
      computeChannels(Set.WideTile.self, RegisterAndPart<Set>(rest &- width), part)
      first = block
    } else if rest == width {
      computeChannels(Set.NarrowTile.self, FullRegister<Set>(), part)
      first = block
    } else {
      computeChannels(Set.NarrowTile.self, PartOfRegister<Set>(rest), part)
      first = block
    }
  }
}

/// c = the convolution of images a with filters.
@inlinable @inline(never)
func convolve<Set: InstructionSet>(
  _ set: Set.Type, _ g: WindowGeometry, _ a: UnsafePointer<Float>,
  weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?, _ c: UnsafeMutablePointer<Float>
) {
  forEachBlock(of: g.rows) { row, count in
    let pass = ForwardConvolution(
      g, a + row &* g.imageCount, weights: weights, bias: bias, c + row &* g.resultCount,
      block: count)
    computeBlock(set, block: count) { pass.advanced(by: $0) }
  }
}

/// c = the gradient of a convolution's images from the gradient a of its results.
@inlinable @inline(never)
func convolveBackward<Set: InstructionSet>(
  _ set: Set.Type, _ g: WindowGeometry, _ a: UnsafePointer<Float>,
  weights: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
) {
  forEachBlock(of: g.rows) { row, count in
    let pass = BackwardConvolution(
      g, a + row &* g.resultCount, weights: weights, c + row &* g.imageCount, block: count)
    computeBlock(set, block: count) { pass.advanced(by: $0) }
  }
}
