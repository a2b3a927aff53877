import NeuralEngine

/// Two directions through the space of a model's weights, and the weights in their middle.
struct WeightDirections: Sendable {
  /// The weights at the origin of the map.
  let center: [TrainedModel.Parameter]
  /// Two vectors over all parameters, one value after the other.
  let x: [Double]
  let y: [Double]
  /// What the axes measure.
  let xLabel: String
  let yLabel: String
  /// What has to be added to a coordinate: a parameter's own value where an axis is a parameter.
  let xOffset: Double
  let yOffset: Double

  /// The place of one number among a model's parameters.
  struct Coordinate: Sendable, Equatable {
    var name: String
    /// The place among all values, one parameter after the other.
    var index: Int
  }

  /// Creates the plane of two single parameters through trained weights.
  init(_ first: Coordinate, _ second: Coordinate, through model: TrainedModel) {
    center = model.parameters
    let values = model.parameters.flatMap(\.values)
    x = values.indices.map { $0 == first.index ? 1 : 0 }
    y = values.indices.map { $0 == second.index ? 1 : 0 }
    (xLabel, yLabel) = (AxisLabel.column(first.name), AxisLabel.column(second.name))
    (xOffset, yOffset) = (values[first.index], values[second.index])
  }

  /// Creates two random directions whose filters have the lengths of the trained ones: the weights
  /// into each unit, or of each filter, are scaled to theirs; biases stay.
  ///
  /// Source: Li et al., Visualizing the Loss Landscape of Neural Nets, 2018, section 4.
  init(randomThrough model: TrainedModel, seed: UInt64, name: String) {
    center = model.parameters
    var stream = RandomStream(seed: seed, name: "loss-surface \(name)", purpose: .initialization)
    x = Self.normalized(model.parameters, &stream)
    y = Self.normalized(model.parameters, &stream)
    (xLabel, yLabel) = ("first random direction", "second random direction")
    (xOffset, yOffset) = (0, 0)
  }

  private static func normalized(
    _ parameters: [TrainedModel.Parameter], _ stream: inout RandomStream
  ) -> [Double] {
    parameters.flatMap { parameter -> [Double] in
      let count = parameter.values.count
      var direction = (0..<count).map { _ in stream.normal() }
      let extents = parameter.shape.extents
      guard extents.count > 1 else { return Array(repeating: 0, count: count) }
      // A dense unit's weights are a column; a filter's stand together.
      let groupCount = extents.count == 2 ? extents[1] : extents[0]
      for group in 0..<groupCount {
        let members =
          extents.count == 2
          ? Array(stride(from: group, to: count, by: groupCount))
          : Array(group * (count / groupCount)..<(group + 1) * (count / groupCount))
        let wanted = length(members.map { parameter.values[$0] })
        let drawn = length(members.map { direction[$0] })
        for index in members { direction[index] *= drawn > 0 ? wanted / drawn : 0 }
      }
      return direction
    }
  }

  /// Creates the plane that holds most of a recorded path: its two principal directions around the
  /// final weights. Nil for a path that stays at one place.
  ///
  /// Source: Li et al. 2018, section 7.2.
  init?(along model: TrainedModel) {
    let end = model.parameters.flatMap(\.values)
    let steps = model.snapshots.map { snapshot in
      zip(snapshot.parameters.flatMap(\.values), end).map { $0 - $1 }
    }
    let total = steps.reduce(0) { $0 + PrincipalDirection.dot($1, $1) }
    guard total > 0, let first = PrincipalDirection(of: steps, besides: []) else { return nil }
    let second = PrincipalDirection(of: steps, besides: [first.direction])
    center = model.parameters
    x = first.direction
    y = second?.direction ?? Self.anyDirection(besides: first.direction)
    func label(_ name: String, _ share: Double) -> String {
      "\(name) principal direction (\(FigureText.share(share / total)) of the path)"
    }
    xLabel = label("first", first.share)
    yLabel = label("second", second?.share ?? 0)
    (xOffset, yOffset) = (0, 0)
  }

  /// A unit vector at right angles to another.
  private static func anyDirection(besides other: [Double]) -> [Double] {
    guard other.count > 1 else { return [0] }
    let smallest = other.indices.min { abs(other[$0]) < abs(other[$1]) } ?? 0
    var vector = other.map { -$0 * other[smallest] }
    vector[smallest] += 1
    let size = length(vector)
    return vector.map { $0 / size }
  }

  /// Returns the weights at a place of the map.
  func weights(x: Double, y: Double) -> [TrainedModel.Parameter] {
    let (a, b) = (x - xOffset, y - yOffset)
    var offset = 0
    return center.map { parameter in
      defer { offset += parameter.values.count }
      let moved = parameter.values.enumerated().map { index, value in
        value + a * self.x[offset + index] + b * self.y[offset + index]
      }
      return TrainedModel.Parameter(
        name: parameter.name, shape: parameter.shape, values: Numbers(moved))
    }
  }

  /// Returns the place on the map that is nearest to some weights, for directions at right angles.
  func place(of parameters: [TrainedModel.Parameter]) -> PlaneFunction.Place {
    let step = zip(parameters.flatMap(\.values), center.flatMap(\.values)).map { $0 - $1 }
    return PlaneFunction.Place(
      x: xOffset + PrincipalDirection.dot(step, x) / max(PrincipalDirection.dot(x, x), 1e-300),
      y: yOffset + PrincipalDirection.dot(step, y) / max(PrincipalDirection.dot(y, y), 1e-300))
  }

  private static func length(_ vector: [Double]) -> Double {
    PrincipalDirection.dot(vector, vector).squareRoot()
  }
}
