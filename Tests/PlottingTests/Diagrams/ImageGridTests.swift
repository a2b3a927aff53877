import Testing

@testable import Plotting

@Suite struct ImageGridTests {
  private func grid(_ count: Int, labels: Bool = true, colorBar: String? = nil) -> ImageGrid {
    ImageGrid(
      kind: "Images",
      tiles: (0..<count).map { index in
        ImageGrid.Tile(
          columns: 3, rows: 2, values: (0..<6).map { Double($0 * index) },
          label: labels ? "\(index) → 7" : "", emphasis: index % 3 == 0 ? .wrong : .none)
      }, map: .diverging, range: -10...10, colorBar: colorBar)
  }

  @Test("Images and words keep inside of the picture and apart", arguments: [1, 2, 7, 24, 64, 200])
  func calm(count: Int) {
    for bar in [nil, "weight"] {
      let picture = grid(count, colorBar: bar).picture(in: .light)
      let images = picture.commands.compactMap {
        if case .image(_, let rect, _) = $0 { rect } else { nil }
      }
      #expect(images.count == count + (bar == nil ? 0 : 1))
      let boxes = images + textBoxes(of: picture).map(\.box)
      for (index, box) in boxes.enumerated() {
        #expect(
          box.x >= 0 && box.maxX <= picture.width && box.y >= 0 && box.maxY <= picture.height)
        for other in boxes[(index + 1)...] { #expect(!box.inset(by: 0.5).intersects(other)) }
      }
    }
  }

  @Test("Pixels keep their shape and take the colours of their values")
  func pixels() throws {
    let picture = grid(1, labels: false).picture(in: .light)
    for case .image(let image, let rect, _) in picture.commands {
      #expect(image.width == 3 && image.height == 2)
      #expect(abs(rect.width / rect.height - 1.5) < 0.02)
      let middle = ColorMap.diverging.colors(in: .light)[128]
      #expect(image.rgb[0] == middle.red && image.rgb[1] == middle.green)
    }
  }

  @Test("The alternative text counts images and mistakes")
  func words() {
    #expect(
      grid(4).alternativeText
        == "Images. 4 images of 3 × 2 pixels, 2 marked as wrong: 0 → 7, 1 → 7, 2 → 7, 3 → 7.")
  }
}
