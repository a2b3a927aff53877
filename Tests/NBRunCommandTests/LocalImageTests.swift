import NBRunCommand
import Testing

@Suite("Local images stay in the notebook's folder")
struct LocalImageTests {
  /// The smallest PNG file: one pixel.
  static let png: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1,
    0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55,
  ]

  @Test(
    "an image inside of the folder becomes part of the page",
    arguments: ["pic.png", "sub/pic.png", "./sub/../pic.png", "link.png", "name%20space.png"])
  func inside(path: String) async throws {
    let workspace = try Workspace()
    try workspace.write("book/pic.png", Self.png)
    try workspace.write("book/sub/pic.png", Self.png)
    try workspace.write("book/name space.png", Self.png)
    try workspace.link("book/link.png", to: "sub/pic.png")
    let notebook = try workspace.write("book/a.md", "# A\n\n![alt](\(path))\n")
    let result = await nbrun([notebook, "-o", "-"])
    #expect(result.status == .success, "\(result.errors)")
    #expect(result.output.contains("data:image/png;base64,iVBORw0KGgo"))
  }

  @Test(
    "an image outside of the folder is refused however it is reached",
    arguments: [
      "../secret.png", "sub/../../secret.png", "link.png", "folder/secret.png", "../book2/x.png",
      "../missing.png",
    ])
  func outside(path: String) async throws {
    let workspace = try Workspace()
    try workspace.write("secret.png", Self.png)
    try workspace.write("book2/x.png", Self.png)
    try workspace.write("book/sub/pic.png", Self.png)
    try workspace.link("book/link.png", to: "../secret.png")
    try workspace.link("book/folder", to: "..")
    let notebook = try workspace.write("book/a.md", "# A\n\n![alt](\(path))\n")
    let result = await nbrun([notebook, "-o", "-"])
    #expect(result.status == .notebookFailed)
    #expect(result.errors.contains("is outside of the notebook's folder"))
    #expect(!result.output.contains("iVBORw0KGgo"))
  }

  @Test("an absolute path is refused, even into the folder")
  func absolute() async throws {
    let workspace = try Workspace()
    let image = try workspace.write("pic.png", Self.png)
    let notebook = try workspace.write("a.md", "# A\n\n![alt](\(image))\n")
    let result = await nbrun([notebook, "-o", "-"])
    #expect(!result.output.contains("iVBORw0KGgo"))
    #expect(result.status == .notebookFailed)
  }

  @Test("what is missing, no image or too large is an error at its place")
  func problems() async throws {
    let workspace = try Workspace()
    try workspace.write("text.png", "not a picture")
    var wide = Self.png
    wide.replaceSubrange(16..<20, with: [0, 0, 0x20, 0])
    try workspace.write("wide.png", wide)
    let notebook = try workspace.write(
      "a.md", "# A\n\n![a](none.png)\n\n![b](text.png)\n\n![c](wide.png)\n")
    let result = await nbrun([notebook, "-o", workspace.path("out")])
    #expect(result.status == .notebookFailed)
    #expect(result.errors.contains("a.md:3:"))
    #expect(result.errors.contains("there is no image `none.png` beside the notebook [NB017]"))
    #expect(result.errors.contains("a.md:5:"))
    #expect(result.errors.contains("`text.png` is not an image that pages can show [NB017]"))
    #expect(result.errors.contains("image `wide.png` has 8192 × 1 pixels [NB017]"))
  }
}
