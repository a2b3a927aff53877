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

  @Test("Groups stand below each other with headings and scales of their own")
  func groups() throws {
    func tiles(_ count: Int, _ side: Int) -> [ImageGrid.Tile] {
      Array(
        repeating: ImageGrid.Tile(
          columns: side, rows: side, values: Array(repeating: 1, count: side * side)),
        count: count)
    }
    let grid = ImageGrid(
      kind: "Maps",
      groups: [
        .init(title: "input", tiles: tiles(1, 8), scale: .init(map: .gray, range: 0...1)),
        .init(title: "conv", tiles: tiles(6, 8)), .init(title: "pool", tiles: tiles(16, 4)),
      ], map: .diverging, range: -1...1, colorBar: "activation", note: "A note.")
    let picture = grid.picture(in: .light)
    let images = picture.commands.compactMap {
      if case .image(let image, let rect, _) = $0 { (image, rect) } else { nil }
    }
    #expect(images.count == 1 + 6 + 16 + 1)
    let foreground = Theme.light.foreground
    #expect(images[0].0.rgb[0] == foreground.red && images[1].0.rgb[0] != foreground.red)
    let boxes = images.map(\.1) + textBoxes(of: picture).map(\.box)
    for (index, box) in boxes.enumerated() {
      #expect(box.x >= 0 && box.maxX <= picture.width && box.maxY <= picture.height)
      for other in boxes[(index + 1)...] { #expect(!box.inset(by: 0.5).intersects(other)) }
    }
    #expect(
      grid.alternativeText == """
        Maps. input: 1 image of 8 × 8 pixels; conv: 6 images of 8 × 8 pixels; pool: 16 images of \
        4 × 4 pixels, colours for activation from −1 to 1. A note.
        """)
  }

  @Test("The alternative text counts images and mistakes")
  func words() {
    #expect(
      grid(4).alternativeText
        == "Images. 4 images of 3 × 2 pixels, 2 marked as wrong: 0 → 7, 1 → 7, 2 → 7, 3 → 7.")
  }
}
