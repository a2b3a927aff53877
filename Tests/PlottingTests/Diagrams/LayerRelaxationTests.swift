import Testing

@testable import Plotting

@Suite struct LayerRelaxationTests {
  @Test func heightsThatWantOnePlaceStandAroundIt() {
    var relaxation = LayerRelaxation(count: 4)
    relaxation.addColumn([(height: 0, gap: 0), (height: 1, gap: 10), (height: 2, gap: 30)])
    for height in 0..<3 { relaxation.join(height, 3, weight: 1) }
    var heights = [0.0, 0, 0, 0]
    relaxation.settle(&heights)
    #expect(abs(heights[1] - heights[0] - 10) < 0.1)
    #expect(abs(heights[2] - heights[1] - 30) < 0.1)
    let mean = (heights[0] + heights[1] + heights[2]) / 3
    #expect(abs(heights[3] - mean) < 0.1)
  }

  @Test func aGateStandsInTheMiddleOfItsOperands() {
    var relaxation = LayerRelaxation(count: 3)
    relaxation.addColumn([(height: 0, gap: 0), (height: 1, gap: 40)])
    relaxation.center(2, among: [0, 1])
    var heights = [0.0, 40, 0]
    relaxation.settle(&heights)
    #expect(abs(heights[2] - (heights[0] + heights[1]) / 2) < 0.1)
    #expect(heights[1] - heights[0] > 39.99)
  }

  @Test func columnsThatShareHeightsKeepAllDistances() {
    // The second height pushes the third of its own column and the first of the next.
    var relaxation = LayerRelaxation(count: 4)
    relaxation.addColumn([(height: 0, gap: 0), (height: 1, gap: 20), (height: 2, gap: 20)])
    relaxation.addColumn([(height: 3, gap: 0), (height: 1, gap: 50)])
    relaxation.join(0, 3, weight: 1)
    relaxation.join(2, 3, weight: 4)
    var heights = [0.0, 0, 0, 0]
    relaxation.settle(&heights)
    #expect(heights[1] - heights[0] > 19.99 && heights[2] - heights[1] > 19.99)
    #expect(heights[1] - heights[3] > 49.99)
    // The strong spring is as short as both columns allow.
    #expect(abs(heights[2] - heights[3] - 70) < 0.1)
  }

  @Test func randomCircuitsKeepTheirDistances() {
    for seed in 1...20 {
      let graph = LayeredGraph.arranged(
        CircuitFixtures.random(seed: UInt64(seed), inputs: 5, gates: 20, window: 6))
      let reach = [Double](repeating: 20, count: graph.vertices.count)
      var solver = LayerCoordinates(graph: graph, above: reach, below: reach, gap: 5)
      let heights = solver.solve(snap: 0, from: nil)
      for layer in graph.layers {
        for (upper, lower) in zip(layer, layer.dropFirst()) {
          // Beside wires 42, rounded to halves.
          #expect(heights[lower] - heights[upper] >= 41.5)
        }
      }
    }
  }
}
