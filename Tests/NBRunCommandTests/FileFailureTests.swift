import NBRunCommand
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Input and output that fail")
struct FileFailureTests {
  @Test("a missing file, a missing folder and a device are failures of input")
  func unreadableInput() async throws {
    let workspace = try Workspace()
    let missing = await nbrun([workspace.path("none.md"), "-o", workspace.path("out")])
    #expect(missing.status == .inputOutput)
    #expect(missing.errors.contains("there is no file") && missing.errors.contains("[NB001]"))
    let device = await nbrun(["/dev/null", "-o", workspace.path("out")])
    #expect(device.status == .inputOutput)
    #expect(device.errors.contains("[NB002]"))
    #expect(mkdir(workspace.path("empty"), 0o777) == 0)
    let empty = await nbrun([workspace.path("empty"), "-o", workspace.path("out")])
    #expect(empty.status == .inputOutput)
    #expect(empty.errors.contains("there are no notebooks"))
    #expect(workspace.names() == ["empty"])
  }

  @Test("bytes that are no text and an empty file are errors of the notebook, without a page")
  func noText() async throws {
    let workspace = try Workspace()
    let binary = try workspace.write("binary.md", [0x23, 0x20, 0xFF, 0xFE, 0x0A])
    let result = await nbrun([binary, "-o", workspace.path("out")])
    #expect(result.status == .notebookFailed)
    #expect(result.errors.contains("[NB003]"))
    let empty = try workspace.write("empty.md", " \n\n")
    let blank = await nbrun([empty, "-o", workspace.path("out")])
    #expect(blank.status == .notebookFailed)
    #expect(blank.errors.contains("[NB004]"))
    #expect(!workspace.names().contains("out") || workspace.names("out").isEmpty)
  }

  @Test("one bad notebook does not keep the others from their pages")
  func others() async throws {
    let workspace = try Workspace()
    let good = try workspace.write("good.md", "# Good\n")
    let bad = try workspace.write("bad.md", [0xFF])
    let result = await nbrun([
      workspace.path("none.md"), bad, good, "-o", workspace.path("out"),
    ])
    #expect(result.status == .inputOutput)
    #expect(workspace.names("out") == ["good.html"])
  }

  @Test("an output folder that is a file, and a page that is a folder, are failures of output")
  func unwritableOutput() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("a.md", "# A\n")
    try workspace.write("taken", "a file")
    let file = await nbrun([notebook, "-o", workspace.path("taken")])
    #expect(file.status == .inputOutput)
    #expect(file.errors.contains("[NB005]"))
    let below = await nbrun([notebook, "-o", workspace.path("taken/below")])
    #expect(below.status == .inputOutput)
    try workspace.write("out/a.html/inside", "x")
    let folder = await nbrun([notebook, "-o", workspace.path("out")])
    #expect(folder.status == .inputOutput)
    #expect(workspace.names("out") == ["a.html"])
    #expect(workspace.read("taken") == "a file")
  }

  @Test(
    "whichever step of writing fails, the old page stays and no temporary file is left",
    arguments: [LocalFiles.WriteStep.create, .write, .flush, .rename])
  func injectedFailure(step: LocalFiles.WriteStep) async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("a.md", "# New\n")
    try workspace.write("out/a.html", "the old page")
    let files = LocalFiles { $0 == step ? ENOSPC : nil }
    let result = await nbrun([notebook, "-o", workspace.path("out")], files: files)
    #expect(result.status == .inputOutput)
    #expect(result.errors.contains("[NB005]") && result.errors.contains("No space left on device"))
    #expect(workspace.names("out") == ["a.html"])
    #expect(workspace.read("out/a.html") == "the old page")
  }

  @Test("a page replaces the old one as a whole")
  func replaces() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("a.md", "# New\n")
    try workspace.write("out/a.html", String(repeating: "old ", count: 100_000))
    #expect(await nbrun([notebook, "-o", workspace.path("out")]).status == .success)
    let page = try #require(workspace.read("out/a.html"))
    #expect(page.contains("New") && !page.contains("old old"))
  }

  @Test("a notebook over the size limit is refused")
  func tooLarge() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write(
      "large.md", [UInt8](repeating: 0x61, count: (4 << 20) + 1))
    let result = await nbrun(["check", notebook])
    #expect(result.status == .notebookFailed)
    #expect(result.errors.contains("[NB120]"))
  }
}
