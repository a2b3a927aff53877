import Foundation
import Testing

@testable import Plotting

/// Compares layouts with those of Graphviz 2.43 for the same circuits (`graphviz-reference.json`).
@Suite struct GraphvizComparisonTests {
  struct Reference: Decodable {
    struct Graph: Decodable {
      var seed: UInt64
      var inputs: Int
      var gates: Int
      var window: Int
      /// Pairs of wires that cross in the drawing.
      var crossings: Int
      /// Crossings of the ordering, before splines are drawn.
      var orderingCrossings: Int
      var width: Double
      var height: Double
    }

    var graphs: [Graph]
  }

  private static func reference() throws -> [Reference.Graph] {
    let url = try #require(
      Bundle.module.url(
        forResource: "graphviz-reference", withExtension: "json", subdirectory: "Resources"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url)).graphs
  }

  private func layout(_ graph: Reference.Graph) -> CircuitLayout {
    let diagram = CircuitFixtures.random(
      seed: graph.seed, inputs: graph.inputs, gates: graph.gates, window: graph.window)
    return CircuitLayoutBuilder(
      diagram: diagram, graph: LayeredGraph.arranged(diagram), measures: CircuitMeasures(scale: 1)
    ).layout()
  }

  /// Counts the places where wires of different values cross in the drawing.
  private func crossings(_ layout: CircuitLayout) -> Int {
    func side(_ a: Point, _ b: Point, _ c: Point) -> Double {
      (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
    func cross(_ a: (Point, Point), _ b: (Point, Point)) -> Bool {
      side(a.0, a.1, b.0) * side(a.0, a.1, b.1) < 0 && side(b.0, b.1, a.0) * side(b.0, b.1, a.1) < 0
    }
    let lines = layout.wires.map { wire -> (source: Int, pieces: [(Point, Point)]) in
      let points = wire.samples(wire.controls == nil ? 1 : 24)
      return (wire.source, Array(zip(points, points.dropFirst())))
    }
    var count = 0
    for (index, first) in lines.enumerated() {
      for second in lines[(index + 1)...] where first.source != second.source {
        let isCrossing = first.pieces.contains { a in second.pieces.contains { cross(a, $0) } }
        if isCrossing { count += 1 }
      }
    }
    return count
  }

  @Test func wiresCrossNoMoreThanInGraphvizsDrawings() throws {
    let graphs = try Self.reference()
    #expect(graphs.count == 30)
    var total = (ours: 0, theirs: 0)
    for graph in graphs {
      let ours = crossings(layout(graph))
      #expect(ours <= graph.crossings, "seed \(graph.seed)")
      total = (total.ours + ours, total.theirs + graph.crossings)
    }
    #expect(total.ours < total.theirs * 9 / 10)
  }

  @Test func drawingsAreAsCompactAsGraphvizs() throws {
    var ratios: [Double] = []
    for graph in try Self.reference() {
      let layout = layout(graph)
      ratios.append(layout.width * layout.height / (graph.width * graph.height))
    }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    // Long wires stay straight, and channels hold curves: that takes a little more room.
    #expect(mean < 1.35, "\(ratios)")
    #expect(ratios.allSatisfy { $0 < 1.8 }, "\(ratios)")
  }
}
