import Diagnostics
import NotebookSyntax
import Testing

@testable import Execution

@Suite("Conditions of expect")
struct ExpectationTests {
  /// Decodes the condition of a YAML value.
  private func condition(_ yaml: String) throws -> Execution.Expectation {
    let text = """
      ```data d
      from: and
      expect:
        rows: \(yaml)
      ```
      """
    let (notebook, problems) = Notebook.parse(SourceText(name: "t.md", text: text))
    try #require(problems.isEmpty)
    var context = PlanningContext(source: notebook.source, seed: 0, blockCount: 1)
    let node = try #require(notebook.directives[0].body.entry("expect")).value
    let decoded = ValueType<[Execution.Expectation]>.expectations.decode(node, "`expect`", &context)
    try #require(context.diagnostics.isEmpty, "\(context.diagnostics)")
    return try #require(decoded?.first)
  }

  @Test(
    "a number is met within 1e-6 relative or 1e-9 absolute",
    arguments: [
      ("3", 3.0, true), ("3", 3.000_002, true), ("3", 3.000_004, false), ("0", 9e-10, true),
      ("0", 2e-9, false), ("1e-12", 5e-10, true), ("-4", -4.0, true), ("-4", 4.0, false),
      ("1e6", 1_000_000.9, true), ("1e6", 1_000_001.1, false),
    ])
  func equality(yaml: String, actual: Double, isMet: Bool) throws {
    #expect(try condition(yaml).isMet(by: .number(actual)) == isMet)
  }

  @Test(
    "comparisons and ranges hold at their bounds as written",
    arguments: [
      ("< 0.5", 0.5, false), ("< 0.5", 0.499, true), ("<= 0.5", 0.5, true),
      ("<= 0.5", 0.5001, false), ("\"> 0.5\"", 0.5, false), ("\"> 0.5\"", 0.6, true),
      ("\">= 0.5\"", 0.5, true), ("\">= 0.5\"", 0.4999, false), ("0.69..0.7", 0.69, true),
      ("0.69..0.7", 0.7, true), ("0.69..0.7", 0.701, false), ("-1..1", -1, true),
      ("-1..1", -1.01, false), ("<0.5", 0.1, true),
    ])
  func comparisons(yaml: String, actual: Double, isMet: Bool) throws {
    #expect(try condition(yaml).isMet(by: .number(actual)) == isMet)
  }

  @Test(
    "a tolerance includes its ends",
    arguments: [
      ("0.3 ± 0.1", 0.4, true), ("0.3 ± 0.1", 0.2, true), ("0.3 ± 0.1", 0.4001, false),
      ("0.3 +- 0.1", 0.35, true), ("-12 ± 0.5", -12.5, true), ("-12 ± 0.5", -12.6, false),
      ("1e-3 ± 1e-4", 0.0011, true),
    ])
  func tolerances(yaml: String, actual: Double, isMet: Bool) throws {
    #expect(try condition(yaml).isMet(by: .number(actual)) == isMet)
  }

  @Test("nothing is met by a value that is not a number")
  func notANumber() throws {
    for yaml in ["3", "< 3", "<= 3", "\"> 3\"", "\">= 3\"", "1..3", "3 ± 100"] {
      #expect(try condition(yaml).isMet(by: .number(.nan)) == false, "\(yaml)")
    }
  }

  @Test("lists compare element by element, shapes included")
  func lists() throws {
    let vector = try condition("[1, 2.5]")
    #expect(vector.isMet(by: .array(extents: [2], values: [1, 2.5])))
    #expect(!vector.isMet(by: .array(extents: [2], values: [1, 2.6])))
    #expect(!vector.isMet(by: .array(extents: [2, 1], values: [1, 2.5])))
    let matrix = try condition("[[1, 2], [3, 4]]")
    #expect(matrix.isMet(by: .array(extents: [2, 2], values: [1, 2, 3, 4])))
    #expect(!matrix.isMet(by: .array(extents: [2, 2], values: [1, 3, 2, 4])))
  }

  @Test("a condition on a number holds for the only element of an array")
  func onlyElement() throws {
    let slope = ResultValue.array(extents: [1, 1], values: [1.4])
    #expect(try condition("1.4").isMet(by: slope))
    #expect(try condition("< 2").isMet(by: slope))
    #expect(try condition("1.4").mismatch(with: .array(extents: [1, 1])) == nil)
    #expect(try condition("[[1.4]]").isMet(by: slope))
    #expect(try condition("[[1.4]]").mismatch(with: .array(extents: [1, 1])) == nil)
    let mismatch = try condition("[1.4]").mismatch(with: .array(extents: [1, 1]))
    #expect(mismatch == "its shape is [1, 1]")
    #expect(try condition("1.4").mismatch(with: .array(extents: [2])) != nil)
    #expect(ValueText.text(slope, format: nil) == "1.4")
  }

  @Test("text compares as text")
  func text() throws {
    #expect(try condition("spam").isMet(by: .text("spam")))
    #expect(try !condition("spam").isMet(by: .text("ham")))
  }

  @Test("a failed equality shows enough digits to see the difference")
  func digits() {
    let shown = ValueText.actual(.number(0.300_001_2), besides: "0.300001", isMet: false)
    #expect(shown == "0.3000012")
    #expect(ValueText.actual(.number(0.91), besides: ">= 0.95", isMet: false) == "0.91")
  }
}
