import Testing

@testable import Plotting

@Suite struct CircuitDiagramTests {
  private func texts(_ picture: Picture) -> [TextRun] {
    picture.commands.compactMap { if case .text(let run) = $0 { run } else { nil } }
  }

  @Test func valuesAreGreenAndGradientsRedInBothThemes() {
    for theme in [Theme.light, .dark] {
      let runs = texts(CircuitFixtures.product.picture(in: theme))
      #expect(runs.filter { $0.color == theme.value }.map(\.text) == ["−2", "5", "−4", "3", "−12"])
      #expect(
        runs.filter { $0.color == theme.gradient }.map(\.text) == ["−4", "−4", "3", "−4", "1"])
    }
  }

  @Test func everyFrameOfAStepwisePassHasTheSameLayout() {
    let whole = CircuitFixtures.product
    func frame(_ active: Int?, _ visible: Set<Int>, _ notes: [String]) -> Picture {
      var frame = whole
      frame.step = CircuitDiagram.Step(
        activeNode: active, visibleGradients: visible, notes: notes,
        reservedNotes: [["start"], ["one", "two"]])
      return frame.picture(in: .light)
    }
    let frames = [
      frame(nil, [4], ["start"]), frame(4, [4, 3, 2], ["one", "two"]),
      frame(3, [0, 1, 2, 3, 4], ["last"]),
    ]
    #expect(Set(frames.map { [$0.width, $0.height] }).count == 1)
    let reds = frames.map { texts($0).count { $0.color == Theme.light.gradient } }
    #expect(reds == [1, 3, 5])
    let value = frames.map { texts($0).first { $0.text == "−12" }?.origin }
    #expect(Set(value).count == 1)
  }

  @Test func theActiveGateStandsOut() {
    var frame = CircuitFixtures.product
    let plain = frame.picture(in: .light)
    frame.step = CircuitDiagram.Step(
      activeNode: 3, visibleGradients: [3, 4], notes: [])
    func reds(_ picture: Picture) -> Int {
      picture.commands.count {
        if case .stroke(_, _, let color) = $0 { color == Theme.light.gradient } else { false }
      }
    }
    #expect(reds(plain) == 0)
    #expect(reds(frame.picture(in: .light)) >= 3)
  }

  @Test func theAlternativeTextExplainsTheCircuit() {
    #expect(
      CircuitFixtures.product.alternativeText == """
        Computation graph with 2 operations from the inputs x = −2, y = 5, z = −4 to f = −12. \
        Gates: +, ×; on the way q = 3. Gradients of the output: −4 for x, −4 for y, 3 for z.
        """)
    let many = CircuitFixtures.random(seed: 1, inputs: 30, gates: 30, window: 12).alternativeText
    #expect(many.contains("and 22 more"))
    #expect(many.count < 1200)
  }

  @Test func branchesAreMarkedByDots() {
    let diagram = CircuitDiagram(nodes: [
      CircuitFixtures.input("x"), CircuitFixtures.gate("exp", [0]),
      CircuitFixtures.gate("×", [1, 0]),
    ])
    #expect(diagram.layout().dots.map(\.source) == [0])
    #expect(CircuitFixtures.product.layout().dots.isEmpty)
  }

  @Test func theSameDescriptionGivesTheSamePicture() {
    for (_, diagram) in CircuitFixtures.all {
      #expect(diagram.picture(in: .dark) == diagram.picture(in: .dark))
    }
  }

  @Test(arguments: [
    ("x", "$x$"), ("w0", "$w_{0}$"), ("w_12", "$w_{12}$"), ("h_out", "$h_{\\text{out}}$"),
    ("loss", "loss"), ("α", "$α$"), ("$x_1$", "$x_1$"), ("Wp", "Wp"), ("layer1.w", "layer1.w"),
    ("eta", "$\\eta$"), ("lambda_2", "$\\lambda_{2}$"), ("beta1", "$\\beta_{1}$"), ("etas", "etas"),
  ])
  func namesAreSetAsVariables(_ name: String, _ expected: String) {
    #expect(DiagramName.typeset(name) == expected)
  }

  @Test(
    arguments: [
      (-12.0, "−12"), (0.7310585786, "0.73"), (-0.1966, "−0.20"), (0.0531, "0.053"),
      (0.9996, "0.9996"),
      (0.0, "0"), (-0.0, "0"), (1e-9, "1.0\u{2009}×\u{2009}10⁻⁹"),
      (2.3e12, "2.3\u{2009}×\u{2009}10¹²"), (0.155, "0.16"),
      (99.999_999_999_999, "100.00"), (Double.infinity, "∞"), (-Double.infinity, "−∞"),
      (Double.nan, "NaN"), (0.00999, "0.01"), (9.96e-10, "1.0\u{2009}×\u{2009}10⁻⁹"),
    ] as [(Double, String)])
  func numbersHaveTwoDecimalsUnlessThatMisleads(_ value: Double, _ expected: String) {
    #expect(DiagramNumber.text(value) == expected)
  }

  @Test func entriesKeepTheirLevelWhereTheyCanAndStayApart() {
    #expect(EntryPoints.offsets(levels: [0], radius: 10) == [0])
    let two = EntryPoints.offsets(levels: [-50, 40], radius: 10)
    #expect(two[0] == -two[1] && two[1] > 5)
    let same = EntryPoints.offsets(levels: [0, 0], radius: 10)
    #expect(same[0] == -same[1] && same[1] - same[0] >= 7.9)
    for count in 2...7 {
      let crowded = EntryPoints.offsets(levels: Array(repeating: 30, count: count), radius: 10)
      #expect(zip(crowded, crowded.dropFirst()).allSatisfy { $0 < $1 })
      #expect(crowded.allSatisfy { abs($0) < 10 })
    }
  }
}
