import NBRunCommand
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("The font of figures")
struct FontTests {
  /// A process of its own, because a font is opened once.
  @Test("a font that cannot be read is a failure of input where figures are drawn")
  func unreadableFont() async {
    await #expect(processExitsWith: .exitCode(74)) {
      setenv("NBRUN_FONT", "/nonexistent.ttf", 1)
      let workspace = try Workspace()
      let notebook = try workspace.write(
        "a.md", "# A\n\n```plot function\ny: x^2\n```\n")
      let result = await nbrun([notebook, "-o", workspace.path("out")])
      guard result.errors.contains("NB111") else { exit(1) }
      exit(result.status.rawValue)
    }
  }

  @Test("a notebook without figures needs no font")
  func noFigures() async {
    await #expect(processExitsWith: .exitCode(0)) {
      setenv("NBRUN_FONT", "/nonexistent.ttf", 1)
      let workspace = try Workspace()
      let notebook = try workspace.write("a.md", "# A\n\nWords.\n")
      exit(await nbrun([notebook, "-o", workspace.path("out")]).status.rawValue)
    }
  }
}
