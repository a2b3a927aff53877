import Testing

@testable import Plotting

@Suite struct LayerStackDiagramTests {
  typealias Stage = LayerStackDiagram.Stage

  private let lenet = LayerStackDiagram(
    stages: [
      Stage(kind: .input, operations: ["input"], extents: [1, 28, 28]),
      Stage(
        kind: .convolution, operations: ["conv 5×5", "padding 2", "tanh"], extents: [6, 28, 28],
        window: .init(height: 5, width: 5)),
      Stage(
        kind: .pooling, operations: ["mean pool 2×2"], extents: [6, 14, 14],
        window: .init(height: 2, width: 2)),
      Stage(
        kind: .convolution, operations: ["conv 5×5", "tanh"], extents: [16, 10, 10],
        window: .init(height: 5, width: 5)),
      Stage(kind: .other, operations: ["flatten"], extents: [1_600]),
      Stage(kind: .dense, operations: ["dense", "tanh"], extents: [120]),
      Stage(kind: .dense, operations: ["dense"], extents: [10]),
    ], parameterCount: 1_234)

  @Test("words never overlap and nothing leaves the picture, whatever the width")
  func calm() {
    for width in [200.0, 720, 1_200] {
      var diagram = lenet
      diagram.width = width
      for theme in [Theme.light, .dark] {
        let picture = diagram.picture(in: theme)
        let boxes = textBoxes(of: picture).map(\.box)
        #expect(boxes.count == 7 + 11)
        for (index, box) in boxes.enumerated() {
          #expect(box.x >= 0 && box.maxX <= picture.width)
          #expect(box.y >= 0 && box.maxY <= picture.height)
          for other in boxes[(index + 1)...] { #expect(!box.intersects(other)) }
        }
      }
    }
  }

  @Test("a stack has a sheet for each map, up to seven")
  func sheets() {
    let outlines = lenet.picture(in: .light).commands.count {
      if case .stroke(let path, let stroke, let color) = $0 {
        path.elements.count == 5 && stroke.width == 1.2 && color != Theme.light.foreground
      } else {
        false
      }
    }
    #expect(outlines == 1 + 6 + 6 + 7 + 3)
  }

  @Test("windows are drawn where a layer has them, fans elsewhere")
  func connections() {
    let dots = lenet.picture(in: .light).commands.count {
      if case .fill(let path, let color, _) = $0 {
        path.elements.count == 6 && color == Theme.light.foreground
      } else {
        false
      }
    }
    #expect(dots == 3)
  }

  @Test("the alternative text follows the shapes")
  func words() {
    let diagram = LayerStackDiagram(
      stages: Array(lenet.stages[...1]) + [lenet.stages[6]], parameterCount: 10)
    #expect(
      diagram.alternativeText == """
        Network diagram: input of 1 × 28 × 28, then conv 5×5, padding 2, tanh to 6 × 28 × 28, \
        then dense to 10; 10 parameters.
        """)
    #expect(
      LayerStackDiagram(stages: [], parameterCount: 0).alternativeText
        == "A network without layers.")
  }
}
