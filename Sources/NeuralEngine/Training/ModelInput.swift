/// What a model takes for each row.
package struct ModelInput: Sendable, Equatable {
  /// The number of inputs, of a polynomial's powers.
  package var count: Int
  /// The extents of the image that the inputs are, nil where they are none.
  package var imageShape: Dataset.ImageShape?
  /// One more than the largest input where all inputs are whole numbers from 0 on, nil elsewhere.
  package var vocabularyCount: Int?

  /// Describes a model's inputs; an image shape of another size is none.
  package init(
    count: Int, imageShape: Dataset.ImageShape? = nil, vocabularyCount: Int? = nil
  ) {
    self.count = count
    self.imageShape = imageShape.flatMap { $0.count == count ? $0 : nil }
    self.vocabularyCount = vocabularyCount
  }

  /// The extents of a row for a network: those of an image where the first layer that cares takes
  /// images.
  package func shape(for layers: [Layer]) -> Shape {
    let first = layers.first { layer in
      switch layer {
      case .dense, .convolution, .pool, .flatten, .embedding: true
      case .dropout, .batchNormalization, .layerNormalization, .activation: false
      }
    }
    guard let imageShape, first?.takesImages == true else { return Shape([count]) }
    return Shape([imageShape.channels, imageShape.height, imageShape.width])
  }

  /// Returns one more than the largest of some numbers where all are whole and from 0 on, else nil.
  package static func vocabularyCount(of values: some Sequence<Double>) -> Int? {
    var largest = -1.0
    for value in values {
      // 2²⁴ is the last whole number up to which single precision has all.
      guard value >= 0, value < 0x1p24, value.rounded() == value else { return nil }
      largest = max(largest, value)
    }
    return largest < 0 ? nil : Int(largest) + 1
  }
}

extension Dataset.ImageShape {
  /// The number of pixels of all channels.
  package var count: Int { channels * height * width }
}
