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

  @Test("A plane alone stays as it is")
  func alone() {
    let plane = PlaneRange(x: 0...3, y: 0...1)
    #expect(PlaneRange.alike([plane]) == [plane])
    #expect(!plane.suitsEqualScales)
    #expect(PlaneRange(x: 0...3, y: 0...2).suitsEqualScales)
  }
}
