extension Layer {
  /// Returns the extents of the layer's output for a row of some extents.
  ///
  /// - Throws: The reason why they do not fit.
  func outputShape(
    of input: Shape, isFirst: Bool, vocabularyCount: Int?
  ) throws(LayerProblem.Reason) -> Shape {
    switch self {
    case .dense(let units):
      guard input.rank == 1 else { throw .needsRow(input) }
      return Shape([units])
    case .convolution(let channels, let window):
      return try Self.windowed(input, window, channels: channels)
    case .pool(_, let window):
      return try Self.windowed(input, window, channels: input.extents[0])
    case .flatten:
      return Shape([input.count])
    case .batchNormalization:
      guard input.rank == 1 || input.rank == 3 else { throw .needsRowOrImage(input) }
      return input
    case .embedding(let units):
      guard isFirst else { throw .embeddingNotFirst }
      guard vocabularyCount != nil else { throw .needsWholeNumbers }
      return Shape(input.count == 1 ? [units] : [input.count, units])
    case .dropout, .layerNormalization, .activation:
      return input
    }
  }

  private static func windowed(
    _ input: Shape, _ window: ImageWindow, channels: Int
  ) throws(LayerProblem.Reason) -> Shape {
    guard input.rank == 3 else { throw .needsImage(count: input.count) }
    let image = ImageWindow.Extents(height: input.extents[1], width: input.extents[2])
    guard let output = window.outputExtents(of: image) else {
      throw .kernelTooLarge(window, height: image.height, width: image.width)
    }
    return Shape([channels, output.height, output.width])
  }

  /// Returns the parameters of the layer for rows of some extents, by their names within the layer.
  ///
  /// - Parameter activation: The activation that follows, `linear` where there is none.
  func parameters(
    of input: Shape, before activation: Activation, vocabularyCount: Int?
  ) -> [NetworkLayout.ParameterSpecification] {
    typealias Specification = NetworkLayout.ParameterSpecification
    switch self {
    case .dense(let units):
      let inputs = input.count
      return [
        Specification(
          name: "w", shape: Shape([inputs, units]), role: .weights(before: activation),
          inputs: inputs, outputs: units),
        Specification(
          name: "b", shape: Shape([units]), role: .bias, inputs: inputs, outputs: units),
      ]
    case .convolution(let channels, let window):
      let inputs = input.extents[0] * window.kernelCount
      let outputs = channels * window.kernelCount
      let kernel = window.kernel
      return [
        Specification(
          name: "w", shape: Shape([channels, input.extents[0], kernel.height, kernel.width]),
          role: .weights(before: activation), inputs: inputs, outputs: outputs),
        Specification(
          name: "b", shape: Shape([channels]), role: .bias, inputs: inputs, outputs: outputs),
      ]
    case .batchNormalization:
      return Self.scaleAndShift(input.extents[0])
    case .layerNormalization:
      return Self.scaleAndShift(input.rank == 2 ? input.extents[1] : input.count)
    case .embedding(let units):
      let rows = vocabularyCount ?? 1
      return [
        Specification(
          name: "w", shape: Shape([rows, units]), role: .table, inputs: rows, outputs: units)
      ]
    case .activation(.prelu(let slope)):
      return [
        Specification(
          name: "slope", shape: .scalar, role: .fixed(initial: slope), inputs: 1, outputs: 1)
      ]
    case .pool, .flatten, .dropout, .activation:
      return []
    }
  }

  /// The factors γ, from 1 on, and the summands β, from 0 on.
  private static func scaleAndShift(
    _ count: Int
  ) -> [NetworkLayout.ParameterSpecification] {
    [("gamma", 1.0), ("beta", 0.0)].map { name, initial in
      NetworkLayout.ParameterSpecification(
        name: name, shape: Shape([count]), role: .fixed(initial: initial), inputs: count,
        outputs: count)
    }
  }
}
