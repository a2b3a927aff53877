import Diagnostics
import NotebookSyntax
import Testing

/// Notebooks that state their own problems: `⟦code|characters⟧`. No other problem may be found.
@Suite struct FixtureTests {
  @Test(arguments: [
    // Front matter
    "⟦NB010|---⟧\ntitle: a\n\ntext",
    "---\n⟦NB011|number_sections⟧: true\n⟦NB011|titel⟧: x\n⟦NB011|format⟧: html\n---\n",
    "---\ntoc: ⟦NB041|yes⟧\nseed: ⟦NB041|1.5⟧\ntitle: ⟦NB041|[a]⟧\nlang: ⟦NB042|english!⟧\n---\n",
    "---\nparams:\n  ⟦NB046|a b⟧: 1\n  c: ⟦NB041|[1]⟧\n  ⟦NB041|d⟧:\n---\n",
    "---\n⟦NB010|just text⟧\n---\n",
    "---\na: ⟦NB010|[⟧1\n---\n",
    "---\ntitle: a\n⟦NB023|title⟧: b\n---\n",
    "---\nparams: ⟦NB041|5⟧\ntitle: x\n---\n",
    // Inline values, references, footnotes, labels
    "a {{ ⟦NB018|x + y⟧ }} b {{ x:⟦NB018|.3q⟧ }} c {{⟦NB018| ⟧}} d ⟦NB018|{{⟧ e",
    "see ⟦NB015|@table-results⟧ and ⟦NB015|@figure-x⟧ but not a@tab-b.org",
    "a⟦NB019|[^missing]⟧ b \\[^x]",
    "a[^m]\n\n[^m]: one\n\n⟦NB019|[^m]⟧: two\n\n⟦NB019|[^n]⟧: three\n\n```\n[^o]: code\n```\n",
    "$$x$$ {#⟦NB046|main⟧}",
    "![a](b.png)⟦NB050|{#fig-x}⟧",
    // Fences
    "⟦NB012|```⟧train x\na: 1\n",
    "```⟦NB021|trian⟧ x\n```\n",
    "```train ⟦NB046|a.b⟧ c\n```\n\n```train a ⟦NB024|b⟧ ⟦NB024|echo=fold⟧ ⟦NB024|run=no⟧\n```\n",
    // Bodies
    "```train x\n⟦NB022|dense 8⟧\n```\n",
    "```train x\n⟦NB022|epochs:200⟧\n```\n",
    "```train x\n⟦NB022|- a\n- b⟧\n```\n",
    "```train x\na: 1\n⟦NB023|a⟧: 2\n```\n",
    "```train x\na: ⟦NB020|[⟧1, 2\n```\n",
    "```train x\na: ⟦NB020|@⟧b\n```\n",
    "```train x\na: b⟦NB020|:⟧ c\n```\n",
    "```train x\n⟦NB020|\t⟧a: 1\n```\n",
    "```train x\na: *⟦NB020|⟧b\n```\n",
    "```train x\n? ⟦NB020|[a, b]⟧\n: 1\n```\n",
    "```train x\na: 1\n⟦NB020|---⟧\nb: 2\n```\n",
    "```train x\na: ⟦NB020|!foo b⟧\n```\n",
    "```train x\nlr: ⟦NB018|{{ xor.best }}⟧\n```\n",
    "```train x\nlr: {{ ⟦NB037|params.lr⟧ }}\n```\n",
    "---\nparams: {a: x}\n---\n```train x\nlr: {{ params.a:⟦NB018|.2f⟧ }}\n```\n",
    "> ```train x\n> a: 1\n> ⟦NB023|a⟧: 2\n> ```\n",
    "- é\n\n  ```train x\n  α: 1\n  ⟦NB023|α⟧: 2\n  ```\n",
  ])
  func problemsAreFoundWhereTheyAre(marked: String) {
    let text = MarkedText(marked)
    for lineEnd in ["\n", "\r\n"] where lineEnd == "\n" || !marked.contains("- a\n- b") {
      let converted = MarkedText(marked.replacingLineEnds(by: lineEnd))
      let parsed = Parsed(converted.text)
      let found = MarkedText.found(parsed.diagnostics, in: parsed.source)
      if marked.contains("*⟦") {
        #expect(parsed.diagnostics.map(\.code) == [.badYAML])
      } else {
        #expect(found == converted.expectations, "\(text.text)")
      }
      for problem in parsed.diagnostics {
        #expect(!problem.message.hasSuffix("."))
        #expect(problem.message.first?.isUppercase == false)
      }
    }
  }
}

extension String {
  func replacingLineEnds(by lineEnd: String) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
  }
}
