/// The extents of a convolution or pooling, as an instruction's table holds them.
@usableFromInline
@frozen
package struct WindowGeometry {
  @usableFromInline var rows: Int
  @usableFromInline var channels: Int
  @usableFromInline var height: Int
  @usableFromInline var width: Int
  /// The channels, height and width of the result.
  @usableFromInline var outputs: Int
  @usableFromInline var outputHeight: Int
  @usableFromInline var outputWidth: Int
  @usableFromInline var kernelHeight: Int
  @usableFromInline var kernelWidth: Int
  @usableFromInline var strideHeight: Int
  @usableFromInline var strideWidth: Int
  @usableFromInline var paddingHeight: Int
  @usableFromInline var paddingWidth: Int

  /// Reads the numbers in the order of the properties; the rows may be some of those of the table.
  @inlinable @inline(__always)
  package init(_ table: UnsafePointer<Int32>, rows: Int) {
    self.rows = rows
    channels = Int(table[1])
    height = Int(table[2])
    width = Int(table[3])
    outputs = Int(table[4])
    outputHeight = Int(table[5])
    outputWidth = Int(table[6])
    kernelHeight = Int(table[7])
    kernelWidth = Int(table[8])
    strideHeight = Int(table[9])
    strideWidth = Int(table[10])
    paddingHeight = Int(table[11])
    paddingWidth = Int(table[12])
  }

  /// The elements of one row's images.
  @inlinable package var imageCount: Int { channels &* height &* width }
  /// The elements of one row's results.
  @inlinable package var resultCount: Int { outputs &* outputHeight &* outputWidth }
  /// The elements of one filter.
  @inlinable var filterCount: Int { channels &* kernelHeight &* kernelWidth }
}

/// The part of a kernel's rows or columns that meets something, and how far each next one lies.
@usableFromInline
@frozen
package struct TapRange {
  /// The first element of the kernel, and the first element under it.
  @usableFromInline var kernel: Int
  @usableFromInline var element: Int
  @usableFromInline var count: Int

  /// The taps that lie on the image for the window at an index of the result.
  @inlinable @inline(__always)
  init(window index: Int, kernel extent: Int, stride: Int, padding: Int, image: Int) {
    let first = index &* stride &- padding
    kernel = max(0, 0 &- first)
    element = first &+ kernel
    count = max(0, min(extent, image &- first) &- kernel)
  }

  /// The taps, `stride` apart, through which an element of the image reaches results; each next one
  /// reaches the result before.
  @inlinable @inline(__always)
  init(pixel index: Int, kernel extent: Int, stride: Int, padding: Int, results: Int) {
    let last = index &+ padding
    kernel = max(last % stride, last &- (results &- 1) &* stride)
    element = (last &- kernel) / stride
    let end = min(extent, last &+ 1)
    count = kernel < end ? (end &- kernel &+ stride &- 1) / stride : 0
  }
}
