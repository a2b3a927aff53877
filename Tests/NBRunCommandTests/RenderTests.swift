import NBRunCommand
import Testing

/// A small notebook that runs everything without training.
private let goodNotebook = """
  ---
  title: Good
  params: {scale: 2}
  ---

  ## Circuit

  ```backprop-trace circuit
  graph: f = (x + y) * z
  at: {x: -2, y: 5, z: -4}
  label: fig-circuit
  caption: Values and gradients, scaled by {{ params.scale }}.
  expect: {f: -12, grad.x: -4, grad.y: -4, grad.z: 3}
  ```

  @fig-circuit gives {{ circuit.f }}.
  """

@Suite("Rendering")
struct RenderTests {
  @Test("a notebook becomes a page; nothing else is left in the folder")
  func page() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("lecture.md", goodNotebook)
    let result = await nbrun([notebook, "-o", workspace.path("out/deep")])
    #expect(result.status == .success, "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(workspace.names("out/deep") == ["lecture.html"])
    let page = try #require(workspace.read("out/deep/lecture.html"))
    #expect(page.lowercased().hasPrefix("<!doctype html>"))
    #expect(page.contains("-12"))
    #expect(result.errors == workspace.path("out/deep/lecture.html") + "\n")
  }

  @Test("--quiet says nothing when nothing is wrong")
  func quiet() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("lecture.md", goodNotebook)
    let result = await nbrun([notebook, "--quiet", "-o", workspace.path("out")])
    #expect(result.status == .success)
    #expect(result.errors.isEmpty && result.output.isEmpty)
  }

  @Test("-o names a page, or standard output")
  func destinations() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("lecture.md", goodNotebook)
    let named = await nbrun([notebook, "-o", workspace.path("new/page.html")])
    #expect(named.status == .success)
    let piped = await nbrun(["render", notebook, "-o", "-"])
    #expect(piped.status == .success)
    #expect(piped.output == workspace.read("new/page.html"))
    let broken = await nbrun([notebook, "-o", "-"], failsOutput: true)
    #expect(broken.status == .inputOutput)
    #expect(broken.errors.contains("NB005"))
  }

  @Test("a parameter of the command line replaces the notebook's")
  func parameters() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("lecture.md", goodNotebook)
    let result = await nbrun([notebook, "-P", "scale=77", "-o", "-"])
    #expect(result.output.contains("scaled by 77"))
  }

  @Test("a notebook with errors exits with 1, and its page is written with them")
  func errors() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write(
      "bad.md", goodNotebook + "\n\n```train t\ndata: nowhere\nmodel: linear\n```\n")
    let result = await nbrun([notebook, "-o", workspace.path("out")])
    #expect(result.status == .notebookFailed)
    #expect(result.errors.contains("bad.md:"))
    #expect(result.errors.contains("unknown data set `nowhere` [NB034]"))
    #expect(try #require(workspace.read("out/bad.html")).contains("nowhere"))
  }

  @Test("a failed expectation exits with 1 and says what came out instead")
  func failedExpectation() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write(
      "bad.md", goodNotebook.split(separator: "{f: -12").joined(separator: "{f: 12"))
    let result = await nbrun([notebook, "-o", workspace.path("out")])
    #expect(result.status == .notebookFailed)
    #expect(result.errors.contains("expected f 12, got -12 [NB081]"))
    #expect(workspace.names("out") == ["bad.html"])
  }

  @Test("--strict turns warnings into errors")
  func strict() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("warn.md", "# Title\n\n```trian x\na: 1\n```\n")
    let plain = await nbrun([notebook, "-o", workspace.path("out")])
    #expect(plain.status == .success)
    #expect(plain.errors.contains("warning:"))
    let strict = await nbrun([notebook, "--strict", "-o", workspace.path("out")])
    #expect(strict.status == .notebookFailed)
    #expect(strict.errors.contains("error:"))
    #expect(!strict.errors.contains("warning:"))
  }

  @Test("problems are text, JSON lines or workflow annotations")
  func formats() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("bad.md", "# A\n\n@fig-none and @fig-other\n")
    let json = await nbrun(["check", "--diagnostics", "json", notebook])
    let lines = json.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") && $0.contains("NB015") })
    #expect(json.errors.isEmpty)
    let github = await nbrun(["check", "--diagnostics", "github", notebook])
    #expect(github.errors.hasPrefix("::error file="))
    // With the page on standard output, JSON must not get between.
    let piped = await nbrun([notebook, "-o", "-", "--diagnostics", "json"])
    #expect(piped.output.lowercased().hasPrefix("<!doctype html>"))
    #expect(piped.errors.hasPrefix("{"))
  }

  @Test("a folder becomes pages in order, with an index that links them")
  func folder() async throws {
    let workspace = try Workspace()
    try workspace.write("course/02-second.md", "# Second lecture\n")
    try workspace.write("course/01-first.md", "# First lecture\n")
    try workspace.write("course/10-tenth.md", "# Tenth lecture\n")
    try workspace.write("course/_draft.md", "# Draft\n")
    try workspace.write("course/.hidden.md", "# Hidden\n")
    try workspace.write("course/notes.txt", "no notebook")
    let result = await nbrun([workspace.path("course"), "-o", workspace.path("out")])
    #expect(result.status == .success, "\(result.errors)")
    #expect(
      workspace.names("out")
        == ["01-first.html", "02-second.html", "10-tenth.html", "index.html"])
    let index = try #require(workspace.read("out/index.html"))
    let first = try #require(index.firstRange(of: "01-first.html"))
    let tenth = try #require(index.firstRange(of: "10-tenth.html"))
    #expect(first.lowerBound < tenth.lowerBound)
    #expect(index.contains("First lecture"))
    let second = try #require(workspace.read("out/02-second.html"))
    #expect(second.contains("01-first.html") && second.contains("10-tenth.html"))
    let one = try #require(workspace.read("out/01-first.html"))
    #expect(!one.contains("10-tenth.html"))
  }

  @Test("a notebook called index takes the index's place")
  func ownIndex() async throws {
    let workspace = try Workspace()
    try workspace.write("course/index.md", "# Welcome\n")
    try workspace.write("course/one.md", "# One\n")
    _ = await nbrun([workspace.path("course"), "-o", workspace.path("out")])
    #expect(workspace.names("out") == ["index.html", "one.html"])
    #expect(workspace.read("out/index.html")?.contains("Welcome") == true)
  }

  @Test("--figures writes each figure in both themes under its label")
  func figures() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("lecture.md", goodNotebook)
    let result = await nbrun([
      notebook, "-o", workspace.path("out"), "--figures", workspace.path("png"),
    ])
    #expect(result.status == .success)
    #expect(workspace.names("png") == ["fig-circuit-dark.png", "fig-circuit.png"])
    #expect(workspace.read("png/fig-circuit.png")?.contains("PNG") == true)
  }

  @Test("--figures writes each frame of a figure, numbered")
  func frames() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write(
      "lecture.md",
      """
      ```train line
      data: and
      model: logistic
      epochs: 9
      record: every 1 epochs
      ```

      ```plot decision-boundary
      of: line
      frames: true
      width: 200
      label: fig-line
      ```
      """)
    let result = await nbrun([
      notebook, "-o", workspace.path("out"), "--figures", workspace.path("png"),
    ])
    #expect(result.status == .success, "\(result.errors)")
    let names = workspace.names("png")
    #expect(names.count == 22)
    for name in ["fig-line.png", "fig-line-dark.png", "fig-line-01.png", "fig-line-10-dark.png"] {
      #expect(names.contains(name))
    }
    #expect(workspace.read("png/fig-line-01.png")?.contains("PNG") == true)
    #expect(workspace.read("out/lecture.html")?.contains("class=\"frames\"") == true)
  }

  @Test("the bytes of a page do not depend on the number of jobs")
  func determinism() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("lecture.md", goodNotebook + manyBlocks)
    let alone = await nbrun([notebook, "-j", "1", "-o", "-"])
    let together = await nbrun([notebook, "-j", "8", "-o", "-"])
    #expect(alone.status == .success, "\(alone.errors)")
    #expect(alone.output == together.output)
  }

  private var manyBlocks: String {
    (0..<6).map { index in
      """


      ```data set\(index)
      from: moons n=\(20 + index)
      ```

      ```train net\(index)
      data: set\(index)
      model: [dense 4, tanh, dense 1]
      epochs: 3
      ```

      Loss {{ net\(index).loss }} on {{ set\(index).rows }} rows.
      """
    }.joined()
  }

  @Test("check finds the same problems and writes no page; --no-run trains nothing")
  func check() async throws {
    let workspace = try Workspace()
    let good = try workspace.write("good.md", goodNotebook)
    #expect(await nbrun(["check", good]).status == .success)
    let failing = try workspace.write(
      "bad.md", goodNotebook.split(separator: "{f: -12").joined(separator: "{f: 12"))
    let result = await nbrun(["check", failing])
    #expect(result.status == .notebookFailed)
    #expect(result.errors.contains("NB081"))
    // Without running, a claim about a result is neither true nor false.
    #expect(await nbrun(["check", "--no-run", failing]).status == .success)
    #expect(workspace.names() == ["bad.md", "good.md"])
  }

  @Test("dump prints the syntax tree or the plan")
  func dump() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("good.md", goodNotebook)
    let syntax = await nbrun(["dump", "--stage", "syntax", notebook])
    #expect(syntax.status == .success)
    #expect(syntax.output.contains("heading"))
    let plan = await nbrun(["dump", "--stage", "plan", notebook])
    #expect(plan.output.contains("backprop-trace circuit"))
    #expect(plan.output.contains("grad.x"))
    #expect(plan.output.contains("label fig-circuit: figure 1"))
  }

  @Test("progress shows on a terminal only, and leaves no trace")
  func progress() async throws {
    let workspace = try Workspace()
    let notebook = try workspace.write("lecture.md", goodNotebook)
    let terminal = await nbrun([notebook, "-o", workspace.path("out")], isTerminal: true)
    #expect(terminal.errors.contains("\r\u{1B}[Klecture.md: `circuit`"))
    #expect(terminal.errors.contains("\r\u{1B}[K" + workspace.path("out/lecture.html")))
    let plain = await nbrun([notebook, "-o", workspace.path("out")])
    #expect(!plain.errors.contains("\u{1B}"))
  }
}
