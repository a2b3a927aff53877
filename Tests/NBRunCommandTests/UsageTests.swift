import NBRunCommand
import Testing

@Suite("Command lines")
struct UsageTests {
  @Test(
    "a wrong command line exits with 64 and writes nothing to standard output",
    arguments: [
      [], ["render"], ["--bogus", "a.md"], ["render", "--bogus", "a.md"], ["a.md", "--jobs", "0"],
      ["a.md", "-j", "many"], ["a.md", "-P", "lr"], ["a.md", "-P", "=3"], ["a.md", "-o", ""],
      ["a.md", "b.md", "-o", "page.html"], ["a.md", "b.md", "-o", "-"], ["x/a.md", "y/a.md"],
      ["a.md", "--diagnostics", "xml"], ["dump", "a.md"], ["dump", "--stage", "pixels", "a.md"],
      ["check"], ["check", "-o", "out", "a.md"], [""], ["a.md", "--figures", ""],
    ])
  func wrongUsage(arguments: [String]) async {
    let result = await nbrun(arguments)
    #expect(result.status == .usage)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test("the number of jobs may be joined to its option")
  func joinedOptions() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write(
      "a.md", "---\nparams: {n: 1}\n---\n\nThe number is {{ params.n }}.\n")
    let result = await nbrun([notebook, "-j2", "-P", "n=7", "-o", "-"])
    #expect(result.status == .success)
    #expect(result.output.contains("The number is 7."))
  }

  @Test("version and help go to standard output")
  func versionAndHelp() async {
    let version = await nbrun(["--version"])
    #expect(version.status == .success)
    #expect(version.output == "nbrun \(Version.current)\n")
    for arguments in [["--help"], ["render", "--help"], ["help", "check"]] {
      let help = await nbrun(arguments)
      #expect(help.status == .success, "\(arguments)")
      #expect(help.output.contains("USAGE"))
      #expect(help.errors.isEmpty)
    }
  }

  @Test("help that cannot be written is a failure of output")
  func failingOutput() async {
    #expect(await nbrun(["--version"], failsOutput: true).status == .inputOutput)
  }
}
