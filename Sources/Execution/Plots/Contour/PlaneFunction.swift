import Plotting

/// A function of two numbers with its gradient, in double precision: the landscape that contour
/// maps show and optimizers walk.
struct PlaneFunction: Sendable {
  /// A place of the plane.
  struct Place: Sendable, Equatable {
    var x: Double
    var y: Double

    /// Whether both coordinates are finite.
    var isFinite: Bool { x.isFinite && y.isFinite }
  }

  /// A function of the columns x and y.
  let function: ColumnFunction

  /// Returns the value at a place; not a number where there is none.
  func value(at place: Place) -> Double {
    function.samples(columns: [[place.x], [place.y]])[0]
  }

  /// Returns the values at some places.
  func values(at places: [Place]) -> [Double] {
    function.samples(columns: [places.map(\.x), places.map(\.y)])
  }

  /// Returns the gradient at a place; not a number where there is none.
  func gradient(at place: Place) -> Place {
    gradients(at: [place])[0]
  }

  /// Returns the gradients at some places.
  func gradients(at places: [Place]) -> [Place] {
    let columns = [places.map(\.x), places.map(\.y)]
    let byX = function.derivativeSamples(columns: columns, withRespectTo: 0)
    let byY = function.derivativeSamples(columns: columns, withRespectTo: 1)
    return zip(byX, byY).map { Place(x: $0, y: $1) }
  }

  /// Returns the values over a rectangle, `resolution` samples along each side.
  func field(
    x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int
  ) -> ScalarField {
    let places = Self.grid(x: x, y: y, resolution: resolution)
    return ScalarField(
      columns: resolution, rows: resolution, values: values(at: places), x: x, y: y)
  }

  /// Returns the nodes of a grid, row by row, the row of the smallest y first.
  static func grid(
    x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int
  ) -> [Place] {
    let xs = PlotRange.samples(x, count: resolution)
    return PlotRange.samples(y, count: resolution).flatMap { y in xs.map { Place(x: $0, y: y) } }
  }
}
