import NBRunCommand
import Testing

@Suite("nbrun trace")
struct TraceCommandTests {
  @Test("prints a table whose columns are aligned")
  func table() async {
    let result = await nbrun(["trace", "q = x + y; f = q * z", "--at", "x=-2,y=5,z=-4"])
    #expect(result.status == .success && result.errors.isEmpty)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 8)
    #expect(lines[0].hasPrefix("node  operation  value  local derivatives"))
    #expect(lines[1].allSatisfy { "─ ".contains($0) })
    #expect(lines[5].hasPrefix("q     x + y          3  ∂f/∂q = −4         ∂f/∂f = 1"))
    #expect(lines[7].hasPrefix("Gradients agree with central finite differences"))
  }

  @Test("prints values and gradients as JSON")
  func json() async {
    let result = await nbrun([
      "trace", "h = W @ x; L = sum(h * h) / 10", "--at", "W=[[1, 2], [0.5, 4]],x=[1,-1]", "--wrt",
      "W", "--json",
    ])
    #expect(result.status == .success)
    #expect(
      result.output == """
        {
          "output": "L",
          "values": {
            "W": [[1, 2], [0.5, 4]],
            "x": [1, -1],
            "h": [-1, -3.5],
            "L": 1.325
          },
          "gradients": {
            "W": [[-0.2, 0.2], [-0.7000000000000001, 0.7000000000000001]],
            "h": [-0.2, -0.7000000000000001],
            "L": 1
          },
          "largestRelativeError": \(relativeError(in: result.output))
        }

        """)
  }

  private func relativeError(in text: String) -> String {
    let line = text.split(separator: "\n").first { $0.contains("largestRelativeError") } ?? ""
    return String(line.drop { $0 != ":" }.dropFirst(2))
  }

  @Test("draws the circuit for light and for dark pages")
  func circuit() async throws {
    let workspace = try Workspace()
    let light = await nbrun(["trace", "f = x^2", "--at", "x=3", "-o", workspace.path("a.png")])
    let dark = await nbrun([
      "trace", "f = x^2", "--at", "x=3", "-o", workspace.path("b.png"), "--dark",
    ])
    #expect(light.status == .success && dark.status == .success)
    #expect(light.errors == workspace.path("a.png") + "\n")
    let files = try ["a.png", "b.png"].map {
      try LocalFiles().read(workspace.path($0), limit: 1 << 20)
    }
    #expect(files.allSatisfy { $0.starts(with: [0x89, 0x50, 0x4E, 0x47]) } && files[0] != files[1])
  }

  @Test(
    "mistakes point at their characters",
    arguments: [
      ("f = x + q", "x=1", "trace:1:9: error: `q` has no value"),
      ("f = log(x)", "x=-2", "trace:1:9: error: the logarithm of −2 is not defined"),
      ("f = a @ b", "a=[1,2],b=[1,2,3]", "[2] and [3]"),
      ("f = x", "x=y", "trace:2:3: error: `x` takes a number, a vector or a matrix"),
      ("f = x", "x=1,x=2", "trace:2:5: error: `x` has two values"),
      ("f = x +", "x=1", "trace:1:7: error: a value is missing after `+`"),
      ("f = [x, x]", "x=1", "trace:1:5: error: the output `f` has shape [2]"),
      ("f = x + 1", "", "trace:1:5: error: `x` has no value"),
    ])
  func mistakes(_ statements: String, _ point: String, _ expected: String) async {
    let result = await nbrun(["trace", statements, "--at", point])
    #expect(result.status.rawValue == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(expected), "\(result.errors)")
  }

  @Test("names after --wrt are inputs")
  func unknownInput() async {
    let result = await nbrun(["trace", "f = x", "--at", "x=1", "--wrt", "x, y"])
    #expect(result.status.rawValue == 1)
    #expect(result.errors.contains("trace:3:4: error: `y` is not an input"))
  }

  @Test("wrong options are wrong usage")
  func usage() async {
    for arguments in [
      ["trace"], ["trace", "f = x", "-o", "a.jpg"], ["trace", "f = x", "--dark"],
      ["trace", "f = x", "--steps", "3"],
    ] {
      #expect(await nbrun(arguments).status == .usage, "\(arguments)")
    }
  }

  @Test("output that cannot be written is a failure of output")
  func failingOutput() async throws {
    #expect(
      await nbrun(["trace", "f = x", "--at", "x=1"], failsOutput: true).status == .inputOutput)
    let workspace = try Workspace()
    let result = await nbrun([
      "trace", "f = x", "--at", "x=1", "-o", workspace.path("missing/a.png"),
    ])
    #expect(result.status == .inputOutput && result.errors.contains("cannot be written"))
  }
}
