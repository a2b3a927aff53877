/// How a window slides over images `[N, C, H, W]`: its extents, the distance between neighbouring
/// windows, and how many zeros stand around an image.
package struct ImageWindow: Sendable, Hashable {
  /// A pair of numbers, one for each direction.
  package struct Extents: Sendable, Hashable {
    package var height: Int
    package var width: Int

    /// Creates a pair.
    package init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }

    /// Creates a pair of equal numbers.
    package init(_ both: Int) { self.init(height: both, width: both) }
  }

  package var kernel: Extents
  package var stride: Extents
  package var padding: Extents

  /// Creates a window; by default windows are neighbours and nothing stands around an image.
  package init(kernel: Extents, stride: Extents = Extents(1), padding: Extents = Extents(0)) {
    precondition(
      min(kernel.height, kernel.width, stride.height, stride.width) > 0
        && min(padding.height, padding.width) >= 0, "a window has positive extents")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Returns how many windows fit: ⌊(extent + 2·padding − kernel)/stride⌋ + 1 in each direction, nil
  /// where the kernel is larger than the padded image.
  package func outputExtents(of image: Extents) -> Extents? {
    let height = image.height + 2 * padding.height - kernel.height
    let width = image.width + 2 * padding.width - kernel.width
    guard height >= 0, width >= 0 else { return nil }
    return Extents(height: height / stride.height + 1, width: width / stride.width + 1)
  }

  /// The number of an image's pixels under the window.
  package var kernelCount: Int { kernel.height * kernel.width }
}
