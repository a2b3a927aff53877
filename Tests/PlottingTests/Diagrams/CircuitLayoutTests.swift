import Testing

@testable import Plotting

@Suite struct CircuitLayoutTests {
  /// A straight or curved wire as points close to each other.
  private func points(_ wire: CircuitLayout.Wire) -> [Point] { wire.samples(60) }

  @Test(arguments: CircuitFixtures.all.map(\.name))
  func labelsNeverOverlapEachOtherGatesOrNames(_ name: String) throws {
    let layout = try #require(CircuitFixtures.all.first { $0.name == name }).diagram.layout()
    let things =
      layout.labels.map { (what: "\($0.kind) of \($0.node)", rect: $0.rect) }
      + layout.names.map { (what: "name \($0.text)", rect: $0.rect) }
      + layout.gates.map { (what: "gate \($0.node)", rect: $0.bounds) }
    var overlaps: [String] = []
    for (index, thing) in things.enumerated() {
      for other in things[(index + 1)...] where thing.rect.intersects(other.rect) {
        overlaps.append("\(thing.what) and \(other.what)")
      }
    }
    #expect(overlaps.isEmpty)
  }

  @Test(arguments: CircuitFixtures.all.map(\.name))
  func wiresRunThroughNeitherGatesNorLabels(_ name: String) throws {
    let layout = try #require(CircuitFixtures.all.first { $0.name == name }).diagram.layout()
    var collisions: [String] = []
    for wire in layout.wires {
      let points = points(wire)
      for label in layout.labels {
        let rect = label.rect.inset(by: 0.5)
        let isHit = points.contains {
          $0.x > rect.x && $0.x < rect.maxX && $0.y > rect.y && $0.y < rect.maxY
        }
        if isHit { collisions.append("wire of \(wire.source), label of \(label.node)") }
      }
      for gate in layout.gates {
        let left = gate.center.x - gate.halfWidth + gate.radius
        let right = gate.center.x + gate.halfWidth - gate.radius
        let isHit = points.contains { point in
          let dx = max(left - point.x, 0, point.x - right)
          let dy = point.y - gate.center.y
          return (dx * dx + dy * dy).squareRoot() < gate.radius - 0.6
        }
        if isHit { collisions.append("wire of \(wire.source), gate \(gate.node)") }
      }
    }
    #expect(collisions.isEmpty)
  }

  @Test(arguments: CircuitFixtures.all.map(\.name))
  func everythingLiesInsideTheFigure(_ name: String) throws {
    let layout = try #require(CircuitFixtures.all.first { $0.name == name }).diagram.layout()
    var rects = layout.gates.map(\.bounds) + layout.labels.map(\.rect) + layout.names.map(\.rect)
    for wire in layout.wires {
      rects += points(wire).map { Rect(x: $0.x, y: $0.y, width: 0, height: 0) }
    }
    #expect(
      rects.allSatisfy {
        $0.x >= 0 && $0.y >= 0 && $0.maxX <= layout.width && $0.maxY <= layout.height
      })
  }

  @Test func everyOperandHasOneWireWithAnArrowIntoItsGate() {
    for (_, diagram) in CircuitFixtures.all {
      let layout = diagram.layout()
      for (index, node) in diagram.nodes.enumerated() where node.kind == .operation {
        let wires = layout.wires.filter { $0.target?.node == index }
        #expect(wires.compactMap { $0.target?.operand }.sorted() == Array(node.operands.indices))
        #expect(
          wires.allSatisfy { $0.arrow != nil && diagram.nodes[index].operands.contains($0.source) })
      }
    }
  }

  @Test func wiresAreConnectedFromTheirValueToTheirGates() {
    for (_, diagram) in CircuitFixtures.all {
      let layout = diagram.layout()
      for wire in layout.wires where wire.target != nil {
        var position = wire.start
        var count = 0
        // Walk back along the pieces of the same wire to the value.
        while let piece = layout.wires.first(where: {
          $0.source == wire.source && $0.end == position && $0.target == nil
        }), count < 1000 {
          position = piece.start
          count += 1
        }
        let gate = layout.gates.first { $0.node == wire.source }
        let name = layout.names.first { $0.node == wire.source && !$0.isOutput }
        let start = gate.map(\.bounds.maxX) ?? name.map { $0.rect.maxX + 5 * layout.measures.scale }
        #expect(abs(position.x - (start ?? .infinity)) < 1e-6)
      }
    }
  }

  @Test func treesAreDrawnWithoutCrossings() {
    for diagram in [CircuitFixtures.product, CircuitFixtures.sigmoidNeuron] {
      let graph = LayeredGraph.arranged(diagram)
      #expect(LayerOrdering.crossingCount(of: graph) == 0)
    }
  }

  @Test func operandsOfADifferenceEnterInTheirOrder() throws {
    let diagram = CircuitDiagram(nodes: [
      CircuitFixtures.input("a"), CircuitFixtures.input("b"),
      CircuitFixtures.gate("−", [1, 0], isCommutative: false),
    ])
    let wires = diagram.layout().wires.filter { $0.target?.node == 2 }
    let first = try #require(wires.first { $0.target?.operand == 0 })
    let second = try #require(wires.first { $0.target?.operand == 1 })
    #expect(first.end.y < second.end.y)
    #expect(first.source == 1)
  }

  @Test func aSumStandsBetweenItsOperands() throws {
    let layout = CircuitFixtures.product.layout()
    let gate = try #require(layout.gates.first { $0.node == 3 })
    let x = try #require(layout.names.first { $0.node == 0 }).rect.midY
    let y = try #require(layout.names.first { $0.node == 1 }).rect.midY
    #expect(gate.center.y > x && gate.center.y < y)
  }

  @Test func longWiresAreStraight() {
    let layout = CircuitFixtures.sigmoidNeuron.layout()
    let wire = layout.wires.filter { $0.source == 4 && $0.target == nil }
    #expect(wire.count >= 3)
    #expect(Set(wire.flatMap { [$0.start.y, $0.end.y] }).count == 1)
  }

  @Test func valuesStandAboveAndGradientsBelowTheirWire() throws {
    for (_, diagram) in CircuitFixtures.all {
      let layout = diagram.layout()
      for label in layout.labels {
        let stem = try #require(
          layout.wires.first { $0.source == label.node && $0.controls == nil })
        if label.kind == .value {
          #expect(label.rect.maxY < stem.start.y)
        } else {
          #expect(label.rect.y > stem.start.y)
        }
      }
    }
  }

  @Test func smallCircuitsGrowAndLargeOnesStayLegible() {
    let small = CircuitFixtures.product.layout()
    #expect(small.measures.scale > 1 && small.width <= 720)
    let large = CircuitFixtures.random(seed: 9, inputs: 10, gates: 50, window: 12).layout()
    #expect(large.measures.labelSize >= 10.99)
    #expect(large.gates.count == 50)
  }

  @Test func aCircuitOfOneInputIsAnArrow() {
    let diagram = CircuitDiagram(nodes: [CircuitFixtures.input("x")])
    let layout = diagram.layout()
    #expect(layout.names.map(\.text) == ["$x$", "$x$"])
    #expect(layout.wires.contains { $0.arrow != nil })
  }

  @Test func anEmptyCircuitIsAnEmptyPicture() {
    let picture = CircuitDiagram(nodes: []).picture(in: .light)
    #expect(picture.commands.isEmpty && picture.width > 0)
  }

  @Test func aChainOfManyGatesIsLaidOut() {
    var nodes = [CircuitFixtures.input("x")]
    for index in 0..<300 { nodes.append(CircuitFixtures.gate("tanh", [index])) }
    let layout = CircuitDiagram(nodes: nodes).layout()
    #expect(Set(layout.gates.map(\.center.y)).count == 1)
  }
}
