import Plotting
import Testing

@testable import Execution

@Suite("Planes side by side") struct PlaneRangeTests {
  @Test("Planes of similar size become one")
  func similar() {
    let planes = [PlaneRange(x: -5...5, y: -4...4), PlaneRange(x: -3...3, y: -3...6)]
    let shared = PlaneRange(x: -5...5, y: -4...6)
    #expect(PlaneRange.alike(planes) == [shared, shared])
  }

  @Test("Planes of different sizes become squares around their middles")
  func different() {
    let planes = [
      PlaneRange(x: -1...2, y: 0...1), PlaneRange(x: -5...5, y: -4...4),
      PlaneRange(x: -6...4, y: -4...4),
    ]
    #expect(
      PlaneRange.alike(planes) == [
        PlaneRange(x: -1...2, y: -1...2), PlaneRange(x: -6...5, y: -5.5...5.5),
        PlaneRange(x: -6...5, y: -5.5...5.5),
      ])
  }

  @Test("Planes far apart stay apart, and planes without an end stay as they are")
  func apart() {
    let planes = [PlaneRange(x: 0...1, y: 0...1), PlaneRange(x: 9...10, y: 9...10)]
    #expect(PlaneRange.alike(planes) == planes)
    let endless = [PlaneRange(x: -.infinity...(.infinity), y: 0...1), planes[0]]
    #expect(PlaneRange.alike(endless) == endless)
  }

  @Test("A plane alone stays as it is")
  func alone() {
    let plane = PlaneRange(x: 0...3, y: 0...1)
    #expect(PlaneRange.alike([plane]) == [plane])
    #expect(!plane.suitsEqualScales)
    #expect(PlaneRange(x: 0...3, y: 0...2).suitsEqualScales)
  }

  @Test("Classes of one look have one name in the legend, whatever each data set calls them")
  func names() throws {
    func names(_ sets: String) throws -> [String] {
      let figure = try lastFigure("```plot data\nof: [\(sets)]\n```")
      var names: [String] = []
      for mark in figure.panels.flatMap(\.marks) {
        if case .points(let points) = mark, !names.contains(points.name) {
          names.append(points.name)
        }
      }
      return names
    }
    #expect(
      try names("xor n=40, moons n=40") == [
        "−1 or 0, train", "1, train", "−1 or 0, test", "1, test",
      ])
    #expect(
      try names("moons n=40, moons n=40 noise=0.1") == [
        "0, train", "1, train", "0, test", "1, test",
      ])
  }
}
