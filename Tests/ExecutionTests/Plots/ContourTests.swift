import Diagnostics
import NeuralEngine
import Plotting
import Testing

@testable import Execution

@Suite("Contour maps")
struct ContourTests {
  typealias Place = PlaneFunction.Place

  private func expectNear(_ place: Place?, _ x: Double, _ y: Double, _ tolerance: Double) throws {
    let place = try #require(place)
    #expect(abs(place.x - x) < tolerance && abs(place.y - y) < tolerance, "\(place)")
  }

  private func minimum(
    _ text: String, _ range: ClosedRange<Double> = -5...5
  ) throws -> Place? {
    let function = try planeFunction(text)
    return function.minimum(of: function.field(x: range, y: range, resolution: 61))
  }

  @Test("the minimum is found to the last digits, in valleys and at kinks too")
  func minima() throws {
    try expectNear(try minimum("(x - 1.2)^2 + 10*(y + 0.7)^2 + 3"), 1.2, -0.7, 1e-10)
    try expectNear(try minimum("(1 - x)^2 + 100*(y - x^2)^2", -2...3), 1, 1, 1e-9)
    try expectNear(try minimum("abs(x - 0.3) + abs(y - 0.4)"), 0.3, 0.4, 1e-6)
    // Himmelblau's function has four minima of value 0.
    let place = try #require(try minimum("(x^2 + y - 11)^2 + (x + y^2 - 7)^2"))
    #expect(try planeFunction("(x^2 + y - 11)^2 + (x + y^2 - 7)^2").value(at: place) < 1e-20)
  }

  @Test("a function that falls towards the edge has no minimum on the map")
  func noMinimum() throws {
    #expect(try minimum("x^2 - y^2") == nil)
    #expect(try minimum("x + y") == nil)
    #expect(try minimum("(x - 9)^2 + y^2") == nil)
  }

  @Test("saddle points are found, minima and flat valleys are none")
  func saddles() throws {
    let range = -2.1...2.0
    let found = try planeFunction("x^2 - y^2 + 0.3*x").saddles(x: range, y: range, atMost: 4)
    #expect(found.count == 1)
    try expectNear(found.first, -0.15, 0, 1e-8)
    #expect(try planeFunction("x^2 + y^2").saddles(x: range, y: range, atMost: 4).isEmpty)
    #expect(try planeFunction("(x + y)^2").saddles(x: range, y: range, atMost: 4).isEmpty)
    // The monkey's double well: minima at ±1, a saddle between them.
    let well = try planeFunction("(x^2 - 1)^2 + y^2").saddles(x: range, y: range, atMost: 4)
    #expect(well.count == 1)
    try expectNear(well.first, 0, 0, 1e-8)
  }

  @Test("gradient descent on a parabola follows w ← (1 − 2ηa)w")
  func descent() throws {
    let path = DescentPath(
      name: "gd", on: try planeFunction("x^2 + 3*y^2"), from: Place(x: 2, y: 1),
      with: .gd(learningRate: 0.1), stepCount: 5)
    for (step, place) in path.places.enumerated() {
      var (x, y) = (2.0, 1.0)
      for _ in 0..<step { (x, y) = (x * 0.8, y * 0.4) }
      #expect(abs(place.x - x) < 1e-14 && abs(place.y - y) < 1e-14)
    }
    #expect(path.fate == .descended && path.stepCount == 5)
  }

  @Test("momentum and Adam agree with PyTorch's steps")
  func reference() throws {
    // torch.optim on f = x²/2 + 2y² from (1, 1) in float64, by hand from the documented formulas:
    // v₁ = g₁, v₂ = 0.9·v₁ + g₂.
    let momentum = DescentPath(
      name: "m", on: try planeFunction("x^2/2 + 2*y^2"), from: Place(x: 1, y: 1),
      with: .momentum(learningRate: 0.1, beta: 0.9), stepCount: 2)
    try expectNear(
      momentum.places.last, 1 - 0.1 - 0.1 * (0.9 + 0.9), 0.6 - 0.1 * (3.6 + 2.4), 1e-14)
    let adam = DescentPath(
      name: "a", on: try planeFunction("x^2/2 + 2*y^2"), from: Place(x: 1, y: 1),
      with: .adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8), stepCount: 1)
    // Adam's first step is the learning rate in every direction.
    try expectNear(adam.places.last, 0.9, 0.9, 1e-8)
  }

  @Test("a path that climbs has diverged, one past the map has left it")
  func fates() throws {
    let bowl = try planeFunction("x^2/2 + 2*y^2")
    let wild = DescentPath(
      name: "gd", on: bowl, from: Place(x: 1, y: 1), with: .gd(learningRate: 0.6), stepCount: 20)
    #expect(wild.fate == .diverged)
    #expect(wild.summary(x: -5...5, y: -5...5).hasPrefix("diverges: f = "))
    let endless = DescentPath(
      name: "gd", on: bowl, from: Place(x: 1, y: 1), with: .gd(learningRate: 60), stepCount: 9_000)
    #expect(endless.fate == .diverged && endless.stepCount < 9_000)
    #expect(endless.places.allSatisfy { $0.isFinite })
    let slope = DescentPath(
      name: "gd", on: try planeFunction("x^2 - y^2"), from: Place(x: 1, y: 0.1),
      with: .gd(learningRate: 0.3), stepCount: 20)
    #expect(slope.fate == .descended)
    #expect(slope.departure(x: -2...2, y: -2...2) != nil)
    let stranded = DescentPath(
      name: "gd", on: try planeFunction("log(x) + y^2"), from: Place(x: 0.5, y: 0.1),
      with: .gd(learningRate: 0.3), stepCount: 20)
    #expect(stranded.fate != .descended)
  }

  @Test("the optimum in a diamond is a corner, in a disc it is none")
  func constraints() throws {
    let function = try planeFunction("(x - 1.2)^2 + 3*(y - 1.6)^2 + 1.2*(x - 1.2)*(y - 1.6)")
    let free = Place(x: 1.2, y: 1.6)
    let diamond = PlaneConstraint(norm: .l1, radius: 1)
    let corner = try #require(diamond.optimum(of: function, free: free))
    #expect(corner.x == 0 && corner.y == 1)
    let disc = PlaneConstraint(norm: .l2, radius: 1)
    let touch = try #require(disc.optimum(of: function, free: free))
    #expect(abs(touch.x * touch.x + touch.y * touch.y - 1) < 1e-12)
    // Lagrange: the gradient points along the radius.
    let slope = function.gradient(at: touch)
    #expect(abs(slope.x * touch.y - slope.y * touch.x) < 1e-5)
    #expect(touch.x > 0.05 && touch.y > 0.5)
    // A ball around the minimum does not matter.
    #expect(PlaneConstraint(norm: .l2, radius: 3).optimum(of: function, free: free) == free)
  }

  @Test("levels are round, ascending, inside of the values and as many as allowed at most")
  func levels() throws {
    let bowl = try planeFunction("x^2 + y^2").field(x: -5...5, y: -5...5, resolution: 41)
    #expect(
      ContourLevels.levels(of: bowl, lowest: 0, limit: 12, spacing: .linear)
        == [5, 10, 15, 20, 25, 30, 35, 40, 45])
    let steep = try planeFunction("(1 - x)^2 + 100*(y - x^2)^2")
      .field(x: -2...2, y: -1...3, resolution: 41)
    let levels = ContourLevels.levels(of: steep, lowest: 0, limit: 9, spacing: nil)
    #expect(levels.count == 9 && levels == levels.sorted())
    #expect(levels.last == 2_000 && levels[6] == 500)
    for spacing in [ContourLevels.Spacing.linear, .log] {
      for limit in 2...20 {
        let levels = ContourLevels.levels(of: steep, lowest: 0, limit: limit, spacing: spacing)
        #expect(levels.count <= limit && levels == levels.sorted())
        #expect(levels.allSatisfy { $0 > 0 && $0 < 2_509 })
      }
    }
    let flat = ScalarField(
      columns: 2, rows: 2, values: [1, 1, 1, 1], x: 0...1, y: 0...1)
    #expect(ContourLevels.levels(of: flat, lowest: 1, limit: 5, spacing: nil).isEmpty)
  }

  @Test("a figure holds map, lines, paths, start and minimum; its alternative text tells them")
  func figure() throws {
    let figure = try lastFigure(
      """
      ```plot contour
      f: x^2/20 + y^2
      x: -10..10
      y: -6..6
      paths: [gd lr=0.9, adam lr=0.6]
      start: [-9, 3]
      steps: 12
      expect: {minimum.f: 0}
      ```
      """)
    #expect(figure.panels.count == 1)
    var paths: [TrajectoryMark] = []
    for case .trajectory(let path) in figure.panels[0].marks { paths.append(path) }
    #expect(paths.map(\.name) == ["gd lr=0.9", "adam lr=0.6"])
    #expect(paths.allSatisfy { $0.x.count == 13 && $0.x[0] == -9 && $0.y[0] == 3 })
    let text = figure.alternativeText
    #expect(text.hasPrefix("Contour map of x^2/20 + y^2."))
    #expect(text.contains("gd lr=0.9 moves from (−9, 3) to"))
    #expect(text.contains("“start”") && text.contains("“minimum”"))
  }

  @Test("panels name each path and say how it ended")
  func panels() throws {
    let figure = try lastFigure(
      """
      ```plot contour
      f: x^2/2 + 2*y^2
      paths: [gd lr=0.1, gd lr=0.6]
      start: [-4, 3]
      panels: true
      ```
      """)
    #expect(figure.panels.map(\.title) == ["gd lr=0.1", "gd lr=0.6"])
    #expect(figure.panels[0].subtitle.hasPrefix("f = "))
    #expect(figure.panels[1].subtitle.hasPrefix("diverges: f = "))
  }

  @Test("a function without values on the map is an error at its expression")
  func nowhere() throws {
    let outcome = try lastOutcome("```plot contour\nf: log(-1 - x^2 - y^2)\n```")
    #expect(outcome.outputs.isEmpty)
    #expect(outcome.diagnostics.map(\.code) == [.nothingToDraw])
  }
}
