import Diagnostics
import NotebookSyntax
import Testing

@testable import Execution

@Suite("Labels and numbers")
struct LabelTests {
  @Test("sections are numbered from the highest level in use, below a title")
  func sections() {
    #expect(
      SectionNumbers.numbers(ofLevels: [1, 2, 2, 3, 3, 2]) == ["", "1", "2", "2.1", "2.2", "3"])
    #expect(SectionNumbers.numbers(ofLevels: [2, 3, 2]) == ["1", "1.1", "2"])
    #expect(SectionNumbers.numbers(ofLevels: [1, 1, 2]) == ["1", "2", "2.1"])
    #expect(SectionNumbers.numbers(ofLevels: [2, 4, 4, 3]) == ["1", "1.1.1", "1.1.2", "1.2"])
    #expect(SectionNumbers.numbers(ofLevels: []) == [])
  }

  @Test("equations are numbered in document order, sections only where asked")
  func equationsAndSections() {
    let body = """
      # Title

      ## First {#sec-first}

      $$
      a
      $$ {#eq-a}

      - a list

        $$
        b
        $$ {#eq-b}
      """
    let plain = plan(body)
    #expect(plain.diagnostics.isEmpty, "\(plain.diagnostics)")
    #expect(plain.labels["eq-a"] == LabelTarget(kind: .equation, number: "1"))
    #expect(plain.labels["eq-b"] == LabelTarget(kind: .equation, number: "2"))
    #expect(plain.labels["sec-first"] == LabelTarget(kind: .section, number: "", title: "First"))
    let numbered = plan("---\nnumber-sections: true\n---\n" + body)
    #expect(numbered.labels["sec-first"]?.number == "1")
  }

  @Test("every figure of a notebook has a number of its own, labelled or not")
  func figures() {
    let notebook = plan(
      """
      ```backprop-trace
      graph: f = x * y
      at: {x: 1, y: 2}
      ```

      ```backprop-trace
      graph: f = x + y
      at: {x: 1, y: 2}
      label: fig-sum
      ```

      See @fig-sum.
      """)
    #expect(notebook.diagnostics.isEmpty, "\(notebook.diagnostics)")
    #expect(notebook.labels["fig-sum"] == LabelTarget(kind: .figure, number: "2"))
  }
}
