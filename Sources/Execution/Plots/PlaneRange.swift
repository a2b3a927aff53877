import NeuralEngine

/// The rectangle of the plane that a panel shows.
struct PlaneRange: Equatable {
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>

  init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.x = x
    self.y = y
  }

  /// Creates what shows the first two inputs of a data set with some room around them.
  init(of data: Dataset) {
    func range(_ column: Int) -> ClosedRange<Double> {
      PlotRange.covering(
        stride(from: column, to: data.inputs.count, by: data.columns.count).map { data.inputs[$0] },
        padding: 0.08)
    }
    self.init(x: range(0), y: range(1))
  }

  private var width: Double { x.upperBound - x.lowerBound }
  private var height: Double { y.upperBound - y.lowerBound }
  private var longestSide: Double { max(width, height) }

  /// Whether one unit may be as long on both axes without a panel that is all too narrow.
  var suitsEqualScales: Bool { width < 2 * height && height < 2 * width }

  /// Returns rectangles for panels with equal scales side by side, of one shape, so that the panels
  /// are equally large: those whose sizes differ by a factor below 2 become one that holds them all,
  /// unless they lie so far apart that it would be twice as large. Planes without an end stay as they are.
  static func alike(_ planes: [PlaneRange]) -> [PlaneRange] {
    guard planes.allSatisfy(\.longestSide.isFinite) else { return planes }
    var result = planes
    var rest = planes.indices.sorted { planes[$0].longestSide > planes[$1].longestSide }
    while let largest = rest.first {
      let size = planes[largest].longestSide
      var union = planes[largest]
      var group = [largest]
      for index in rest.dropFirst() where 2 * planes[index].longestSide > size {
        let larger = union.union(planes[index])
        guard larger.longestSide < 2 * size else { continue }
        union = larger
        group.append(index)
      }
      let shared = group.count == planes.count ? union : union.square
      for index in group { result[index] = shared }
      rest.removeAll { group.contains($0) }
    }
    return result
  }

  private func union(_ other: PlaneRange) -> PlaneRange {
    PlaneRange(
      x: min(x.lowerBound, other.x.lowerBound)...max(x.upperBound, other.x.upperBound),
      y: min(y.lowerBound, other.y.lowerBound)...max(y.upperBound, other.y.upperBound))
  }

  /// The least square around the rectangle's middle that holds it.
  private var square: PlaneRange {
    let (wider, higher) = ((longestSide - width) / 2, (longestSide - height) / 2)
    return PlaneRange(
      x: x.lowerBound - wider...x.upperBound + wider,
      y: y.lowerBound - higher...y.upperBound + higher)
  }
}
