/// A layer that does not fit what comes before it.
package struct LayerProblem: Error, Sendable, Equatable {
  package enum Reason: Error, Sendable, Equatable {
    /// An image `[C, H, W]` is needed where there are so many numbers in a row.
    case needsImage(count: Int)
    /// A kernel is larger than the image with its padding.
    case kernelTooLarge(ImageWindow, height: Int, width: Int)
    /// A row of numbers is needed instead of this shape.
    case needsRow(Shape)
    /// A normalisation over the batch is for rows of numbers and for images.
    case needsRowOrImage(Shape)
    /// An embedding stands first.
    case embeddingNotFirst
    /// An embedding takes whole numbers from 0 on.
    case needsWholeNumbers
  }

  /// The index of the layer.
  package var layer: Int
  package var reason: Reason
}

extension LayerProblem.Reason {
  /// One sentence without a full stop and without the layer's name.
  package var text: String {
    switch self {
    case .needsImage(let count):
      "takes images, here are rows of \(count) \(count == 1 ? "number" : "numbers")"
    case .kernelTooLarge(let window, let height, let width):
      "has a kernel of \(window.kernel.height)×\(window.kernel.width), the image is "
        + "\(height)×\(width)"
        + (window.padding == ImageWindow.Extents(0)
          ? ""
          : ", with padding \(height + 2 * window.padding.height)×"
            + "\(width + 2 * window.padding.width)")
    case .needsRow(let shape): "takes a row of numbers, here are \(shape.product)"
    case .needsRowOrImage(let shape):
      "takes rows of numbers or images, here are \(shape.product)"
    case .embeddingNotFirst: "takes the inputs themselves, other layers stand before it"
    case .needsWholeNumbers: "takes whole numbers from 0 on, the inputs have others"
    }
  }
}

extension Shape {
  /// The extents as tables show them, such as `6×28×28`.
  package var product: String {
    extents.isEmpty ? "1" : extents.map(String.init).joined(separator: "×")
  }
}
