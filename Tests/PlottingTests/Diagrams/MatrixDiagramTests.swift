import Testing

@testable import Plotting

@Suite struct MatrixDiagramTests {
  private func matrix(_ rows: Int, _ columns: Int, title: String = "$∂q/∂h$")
    -> MatrixDiagram.Matrix
  {
    MatrixDiagram.Matrix(
      title: title, note: "\(rows) × \(columns)", rowNames: (0..<rows).map { "$q$[\($0)]" },
      columnNames: (0..<columns).map { "$h$[\($0)]" },
      values: (0..<rows * columns).map { $0 % (columns + 1) == 0 ? 0.25 : 0 })
  }

  private func texts(_ picture: Picture) -> [String] {
    picture.commands.compactMap { if case .text(let run) = $0 { run.text } else { nil } }
  }

  @Test func smallMatricesAreWrittenOut() {
    let picture = MatrixDiagram(kind: "Jacobian matrices", matrices: [matrix(8, 8)])
      .picture(in: .light)
    let all = texts(picture)
    #expect(all.count { $0 == "0.25" } == 8 && all.count { $0 == "0" } == 56)
    #expect(all.contains("$q$[7]") && all.contains("$h$[7]") && all.contains("$∂q/∂h$"))
    let images = picture.commands.count { if case .image = $0 { true } else { false } }
    #expect(images == 0)
  }

  @Test func largerOnesAreHeatMaps() {
    for (rows, columns) in [(9, 8), (1, 9), (40, 300), (300, 2)] {
      let picture = MatrixDiagram(kind: "J", matrices: [matrix(rows, columns)]).picture(in: .dark)
      let images = picture.commands.compactMap { command -> PixelImage? in
        if case .image(let image, _, _) = command { image } else { nil }
      }
      #expect(images.first?.width == columns && images.first?.height == rows)
      #expect(texts(picture).contains("$q$[\(rows - 1)]"))
      #expect(picture.width <= 740)
    }
  }

  @Test func namesOfRowsStayApart() {
    let picture = MatrixDiagram(kind: "J", matrices: [matrix(100, 100), matrix(4, 64)])
      .picture(in: .light)
    for names in [picture.commands] {
      let heights = names.compactMap { command -> Point? in
        if case .text(let run) = command, run.alignment == .end { run.origin } else { nil }
      }
      for (index, first) in heights.enumerated() {
        for second in heights[(index + 1)...] where abs(first.x - second.x) < 1 {
          #expect(abs(first.y - second.y) >= 13)
        }
      }
    }
  }

  @Test(arguments: [9, 10, 12, 40, 64, 100])
  func namesOfRowsAreEvenlySpread(_ rows: Int) {
    let picture = MatrixDiagram(kind: "J", matrices: [matrix(rows, 10)]).picture(in: .light)
    let heights = picture.commands.compactMap { command -> Double? in
      if case .text(let run) = command, run.alignment == .end { run.origin.y } else { nil }
    }
    let gaps = zip(heights, heights.dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { abs($0 - gaps[0]) < 1e-9 }, "\(heights)")
  }

  @Test func matricesThatDoNotFitGoOnBelow() {
    let one = MatrixDiagram(kind: "J", matrices: [matrix(4, 4)]).picture(in: .light)
    let many = MatrixDiagram(kind: "J", matrices: Array(repeating: matrix(4, 4), count: 9))
      .picture(in: .light)
    #expect(many.width <= 720 && many.height > 2 * one.height)
  }

  @Test func theAlternativeTextSaysTheNumbersOfSmallMatrices() {
    let text = MatrixDiagram(kind: "Jacobian matrices", matrices: [matrix(2, 2), matrix(10, 10)])
      .alternativeText
    #expect(
      text == """
        Jacobian matrices. ∂q/∂h is 2 by 2: 0.25, 0; 0, 0.25. ∂q/∂h is 10 by 10, from 0 to 0.25; \
        90 of its elements are 0.
        """)
  }
}
