import Diagnostics
import NeuralEngine
import NotebookSyntax

/// The layers that take images.
enum ImageLayers {
  /// `conv N kernel= stride= padding=`, `maxpool K stride=`, `avgpool K stride=`.
  static var declarations: [CallDeclaration<Layer>] {
    [
      convolution,
      pool("maxpool", .maximum, "the largest number of every window"),
      pool("avgpool", .average, "the mean of every window"),
    ]
  }

  private static var convolution: CallDeclaration<Layer> {
    let channels = Option.required(
      "channels", .integer(1...100_000), meaning: "the number of filters", example: "6")
    let kernel = Option.required(
      "kernel", .windowExtents(1...10_000), meaning: "the height and width of a filter",
      example: "5")
    let stride = Option(
      "stride", .windowExtents(1...10_000), default: ImageWindow.Extents(1), shownAs: "1",
      meaning: "how far windows lie apart", example: "2")
    let padding = Option(
      "padding", .windowExtents(0...10_000), default: ImageWindow.Extents(0), shownAs: "0",
      meaning: "the zeros around an image", example: "2")
    return CallDeclaration(
      "conv", meaning: "the cross-correlation of images with filters, plus a bias",
      example: "conv 6 kernel=5 padding=2", positional: [channels],
      named: [kernel, stride, padding]
    ) { values, _ in
      guard let channels = values[channels], let kernel = values[kernel],
        let stride = values[stride], let padding = values[padding]
      else { return nil }
      return .convolution(
        channels: channels, window: ImageWindow(kernel: kernel, stride: stride, padding: padding))
    }
  }

  private static func pool(
    _ name: String, _ pooling: Pooling, _ meaning: String
  ) -> CallDeclaration<Layer> {
    let kernel = Option.required(
      "kernel", .windowExtents(1...10_000), meaning: "the height and width of a window",
      example: "2")
    let stride = Option(
      "stride", .windowExtents(1...10_000),
      meaning: "how far windows lie apart; their own size by default", example: "2")
    return CallDeclaration(
      name, meaning: meaning, example: "\(name) 2", positional: [kernel], named: [stride]
    ) { values, _ in
      guard let kernel = values[kernel] else { return nil }
      if values.isGiven(stride), values[stride] == nil { return nil }
      return .pool(pooling, ImageWindow(kernel: kernel, stride: values[stride] ?? kernel))
    }
  }
}

extension ValueType where Value == ImageWindow.Extents {
  /// A whole number for both directions, or height and width as `3x5` or `[3, 5]`.
  static func windowExtents(_ bounds: ClosedRange<Int>) -> ValueType {
    let number = ValueType<Int>.integer(bounds)
    let list = ValueType<[Int]>.extents(bounds, count: 2...2)
    return ValueType(
      "\(number.expectation), or height and width as `3x5`",
      form: .either(number.form, list.form)
    ) { node, subject, context in
      if node.number != nil || (node.elements == nil && node.text?.contains("x") != true) {
        return number.decode(node, subject, &context).map { ImageWindow.Extents($0) }
      }
      return list.decode(node, subject, &context).map {
        ImageWindow.Extents(height: $0[0], width: $0[1])
      }
    }
  }
}

extension ValueType where Value == [Int] {
  /// Extents in order, as `3x5` or `[3, 5]`.
  static func extents(_ bounds: ClosedRange<Int>, count: ClosedRange<Int>) -> ValueType {
    let expectation = count.upperBound == 2 ? "extents such as `3x5`" : "extents such as `1x28x28`"
    return ValueType(
      expectation, form: .either(.text, .list(ValueType<Int>.integer(bounds).form))
    ) { node, subject, context in
      let numbers: [Int?] =
        node.elements?.map(\.integer)
        ?? (node.text ?? "").split(separator: "x", omittingEmptySubsequences: false)
        .map { Int($0) }
      let extents = numbers.compactMap { $0 }
      guard extents.count == numbers.count, count.contains(extents.count) else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      guard extents.allSatisfy(bounds.contains) else {
        context.reportOutOfRange(
          node, subject, "\(ValueType<Int>.integer(bounds).expectation) in each direction")
        return nil
      }
      return extents
    }
  }
}
