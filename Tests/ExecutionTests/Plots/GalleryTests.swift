import Plotting
import Testing

@testable import Execution

@Suite("The gallery") struct GalleryTests {
  @Test("No words of any figure touch each other or leave their picture")
  func calmText() throws {
    let text = try #require(
      contents(of: "../../../Notebooks/reference-plots.md", beside: #filePath))
    let figures = try figures(of: String(decoding: text, as: UTF8.self), name: "reference-plots.md")
    #expect(figures.count > 50)
    for (label, figure) in figures {
      let picture = figure.picture(in: .light)
      let boxes = picture.commands.compactMap { command -> (text: String, box: Rect)? in
        guard case .text(let run) = command, !run.text.isEmpty else { return nil }
        return (run.text, TextMetrics.box(of: run))
      }
      for (index, (text, box)) in boxes.enumerated() {
        #expect(
          box.x >= -0.5 && box.y >= -0.5 && box.maxX <= picture.width + 0.5
            && box.maxY <= picture.height + 0.5, "\(label): “\(text)” leaves the picture")
        for (otherText, other) in boxes[(index + 1)...] {
          #expect(
            !box.inset(by: 0.25).intersects(other.inset(by: 0.25)),
            "\(label): “\(text)” touches “\(otherText)”")
        }
      }
    }
  }
}
