import Diagnostics
import NotebookSyntax
import Testing

@Suite struct FenceTests {
  private func kinds(_ text: String) -> [String] {
    Parsed(text).notebook.blocks.map { block in
      switch block.kind {
      case .directive(let directive):
        "\(directive.kind.value.rawValue) \(directive.argument?.value ?? "-") \(directive.isRun)"
      case .listing(let language, _): "listing \(language)"
      default: "other"
      }
    }
  }

  @Test(arguments: [
    ("```train xor\n```", "train xor true"), ("```{train} xor\n```", "train xor true"),
    ("```{train xor}\n```", "train xor true"),
    ("``` train   xor  run=false \n```", "train xor false"),
    ("~~~plot loss\n~~~", "plot loss true"), ("```data\n```", "data - true"),
    ("```table runs\n```", "table runs true"),
    ("````backprop-trace c\n````", "backprop-trace c true"),
    ("```{plot, loss, run=false}\n```", "plot loss false"),
    ("```python train\n```", "listing python"), ("```{python}\n```", "listing python"),
    ("```\n```", "listing "),
    ("    ```train x\n    ```", "listing "), ("```Train x\n```", "listing Train"),
    ("```train_x\n```", "listing train_x"),
  ])
  func infoStrings(text: String, expected: String) {
    #expect(kinds(text) == [expected])
  }

  @Test func aDirectiveInALongerFenceIsItsText() {
    let parsed = Parsed("````md\n```train xor\na: 1\n```\n````\n")
    #expect(parsed.notebook.directives.isEmpty)
    #expect(parsed.diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("trian", "train"), ("back-prop", "backprop-trace"), ("backprop_trace", "backprop-trace"),
    ("Plot", "plot"),
    ("plt", "plot"), ("tabel", "table"), ("dat", "data"), ("backprop-trce", "backprop-trace"),
  ])
  func nearMissesAreWarnedOfAndStayListings(written: String, meant: String) throws {
    for text in ["```\(written) x\n```\n", "```{\(written)} x\n```\n"] {
      let parsed = Parsed(text)
      let problem = try #require(parsed.diagnostics.first)
      #expect(problem.code == .nearMissDirective && problem.severity == .warning)
      #expect(problem.label == "did you mean `\(meant)`?")
      #expect(parsed.text(try #require(problem.range)) == written)
      #expect(parsed.notebook.directives.isEmpty)
    }
  }

  @Test(arguments: [
    "python", "dart", "text", "rust", "json", "yaml", "toml", "tex", "diff", "bash", "sh", "swift",
    "r", "julia", "c",
    "html", "latex", "sql", "go", "java", "perl", "lua", "dot", "mermaid", "console", "plaintext",
    "{r}", "math",
  ])
  func languagesAreNoNearMisses(language: String) {
    #expect(Parsed("```\(language)\n```\n").diagnostics.isEmpty)
  }

  @Test(arguments: [
    "```train x\na: 1\n", "```", "text\n\n~~~~\na\n~~~\n", "> ```train\n> a: 1\n\ntext\n",
    "> ```\n> a\n```\nb\n```\n",
    "- ```train x\n  a: 1\n\ntext\n", "````train\n```\n",
    "1. a\n\n   ```train\n   a: 1\n```\nb: 2\n```\n",
  ])
  func anUnclosedFenceIsReportedAtItsOpening(text: String) throws {
    let parsed = Parsed(text)
    let problem = try #require(parsed.diagnostics.first { $0.code == .unclosedFence })
    let fence = parsed.text(try #require(problem.range))
    #expect(fence.allSatisfy { $0 == "`" || $0 == "~" } && fence.count >= 3)
    #expect(parsed.notebook.directives.isEmpty)
  }

  @Test(arguments: [
    "> ```\n> a\n> ```\n", ">```\n>a\n>```\n", "> ```\n> a\n>```\n", "- ```\n  a\n  ```\n",
    "-\t```\n\ta\n\t```\n",
    "1. > - ```\n   >   a\n   >   ```\n", "   ```\n  a\n ```   \n", "```\n`````\n", "```\n\n\n```",
    "```\r\na\r\n```\r\n",
    "> - a\n>\n>   ```\n>   b\n>   ```\n> c\n",
  ])
  func aClosedFenceIsNotReported(text: String) {
    #expect(Parsed(text).diagnostics.isEmpty)
  }
}
