import NeuralEngine

/// The way of an optimizer over a function of two numbers, computed in double precision with the
/// update rules that training uses.
struct DescentPath: Sendable {
  /// How a path ended.
  enum Fate: Sendable, Equatable {
    /// At a lower value than it started with, or at least not higher.
    case descended
    /// At a higher value than it started with, or at none.
    case diverged
    /// Where the function has no gradient.
    case stranded
  }

  /// Coordinates further out count as infinite.
  private static let farthest = 1e100

  var name: String
  /// The start, then the place after each step.
  private(set) var places: [PlaneFunction.Place]
  /// The function's value at each place.
  private(set) var values: [Double]
  private(set) var fate: Fate

  /// Walks `stepCount` steps; ends earlier where the gradient is not finite any more, or where the
  /// place is too far away to be told from infinity.
  init(
    name: String, on function: PlaneFunction, from start: PlaneFunction.Place,
    with optimizer: Optimizer, stepCount: Int
  ) {
    self.name = name
    var update = DoublePrecisionUpdate(optimizer)
    var position = [start.x, start.y]
    places = [start]
    fate = .descended
    for _ in 0..<stepCount {
      let gradient = function.gradient(at: places[places.count - 1])
      guard gradient.isFinite else {
        fate = .stranded
        break
      }
      update.apply(to: &position, gradient: [gradient.x, gradient.y])
      let place = PlaneFunction.Place(x: position[0], y: position[1])
      guard place.isFinite, max(abs(place.x), abs(place.y)) < Self.farthest else {
        fate = .diverged
        break
      }
      places.append(place)
    }
    values = function.values(at: places)
    let (first, last) = (values[0], values[values.count - 1])
    if fate == .stranded, places.count > 1, !last.isFinite || last > first { fate = .diverged }
    if fate == .descended, !(last <= first) { fate = .diverged }
  }

  /// How many steps were taken.
  var stepCount: Int { places.count - 1 }

  /// Returns the first step after which the path is outside of a rectangle for good; nil where it
  /// ends inside.
  func departure(x: ClosedRange<Double>, y: ClosedRange<Double>) -> Int? {
    var step: Int?
    for (index, place) in places.enumerated().reversed() {
      if x.contains(place.x), y.contains(place.y) { break }
      step = index
    }
    return step
  }

  /// Says where the path ended, such as `f = 0.0123 after 30 steps`.
  func summary(x: ClosedRange<Double>, y: ClosedRange<Double>) -> String {
    let end = FigureText.quantity(values[values.count - 1])
    let steps = ValueText.counted(stepCount, "step")
    switch fate {
    case .diverged: return "diverges: f = \(end) after \(steps)"
    case .stranded: return "stops after \(steps): no gradient"
    case .descended:
      if let step = departure(x: x, y: y) {
        return "leaves the map at step \(ValueText.grouped(step))"
      }
      return "f = \(end) after \(steps)"
    }
  }
}
