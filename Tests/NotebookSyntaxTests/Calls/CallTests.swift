import Diagnostics
import NotebookSyntax
import Testing

/// Reads the value of `key:` in a directive's body.
func bodyValue(_ yaml: String) -> (node: YAMLNode?, parsed: Parsed) {
  let parsed = Parsed("```train x\nkey: \(yaml)\n```\n")
  return (parsed.notebook.directives.first?.body.entry("key")?.value, parsed)
}

extension YAMLNode {
  /// The node on one line, quoted text in quotes.
  var brief: String {
    switch value {
    case .scalar(let text, let isQuoted): isQuoted ? "\"\(text.text)\"" : text.text
    case .sequence(let elements): "[" + elements.map(\.brief).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key.value): \($0.value.brief)" }.joined(separator: ", ") + "}"
    }
  }
}

@Suite struct CallTests {
  private func brief(_ call: Call) -> String {
    ([call.name.value] + call.positional.map(\.brief)
      + call.named.map { "\($0.key.value)=\($0.value.brief)" }).joined(separator: " ")
  }

  @Test(arguments: [
    ("adam lr=0.03", "adam lr=0.03"), ("dense 8", "dense 8"), ("tanh", "tanh"),
    ("conv 6 kernel=5 padding=2", "conv 6 kernel=5 padding=2"),
    ("csv data/my-file.csv target=col", "csv data/my-file.csv target=col"),
    ("csv 'my file.csv' target=\"a \\\"b\\\" c\"", "csv \"my file.csv\" target=\"a \"b\" c\""),
    ("poly degrees=[1, 4, 15] at=[[1, 2], [3]]", "poly degrees=[1, 4, 15] at=[[1, 2], [3]]"),
    ("names [a, 'b c', \"d, e\"]", "names [a, \"b c\", \"d, e\"]"),
    ("x y=(a + b) z=1", "x y=(a + b) z=1"),
    ("{adam: {lr: 0.03, eps: 1e-8}}", "adam lr=0.03 eps=1e-8"), ("{dense: 8}", "dense 8"),
    ("{conv: [6, 5]}", "conv 6 5"), ("{conv: 6 kernel=5}", "conv 6 kernel=5"), ("{tanh: }", "tanh"),
    ("{text: 'a b'}", "text \"a b\""), ("every 10 epochs", "every 10 epochs"),
    ("early patience=10 on=test.loss", "early patience=10 on=test.loss"), ("k-fold 5", "k-fold 5"),
    ("blobs k=3 empty=[]", "blobs k=3 empty=[]"),
  ])
  func spellings(yaml: String, expected: String) throws {
    let (node, parsed) = bodyValue(yaml)
    #expect(parsed.diagnostics.isEmpty)
    let (call, problems) = Call.parse(try #require(node))
    #expect(problems.isEmpty)
    #expect(call.map(brief) == expected)
  }

  @Test func everyPartKnowsItsPlace() throws {
    let (node, parsed) = bodyValue("csv 'it''s.csv' target=col  n=[1, 20]")
    let value = try #require(node)
    let call = try #require(Call.parse(value).call)
    #expect(parsed.text(call.name.range) == "csv")
    #expect(parsed.text(call.range) == "csv 'it''s.csv' target=col  n=[1, 20]")
    #expect(parsed.text(call.positional[0].range) == "'it''s.csv'")
    #expect(call.positional[0].text == "it's.csv")
    #expect(parsed.text(call.named[0].key.range) == "target")
    #expect(parsed.text(call.named[0].value.range) == "col")
    let elements = try #require(call.named[1].value.elements)
    #expect(parsed.text(elements[1].range) == "20")
  }

  @Test func listsOfCallsKeepWhatCanBeRead() throws {
    let (node, _) = bodyValue("[dense 8, 5, tanh, {a: 1, b: 2}, dense 1]")
    let (calls, problems) = Call.parseList(try #require(node))
    #expect(calls.map(brief) == ["dense 8", "tanh", "dense 1"])
    #expect(problems.map(\.code) == [.badCall, .badCall])
    let (single, _) = bodyValue("linear")
    #expect(Call.parseList(try #require(single)).calls.map(brief) == ["linear"])
  }

  @Test(arguments: [
    "⟦NB043|adam(lr=0.03)⟧", "⟦NB043|adam,⟧ lr=1", "⟦NB043|5⟧", "adam ⟦NB043|lr=⟧",
    "adam ⟦NB043|=⟧ 3",
    "adam lr=1 ⟦NB043|lr⟧=2", "a b=⟦NB043|'⟧c", "a b=⟦NB043|[⟧1", "a 'b'⟦NB043|c⟧", "⟦NB043|lr=3⟧",
    "⟦NB043|adam:⟧",
  ])
  func mistakesPointAtTheirCharacters(marked: String) {
    let text = MarkedText(marked)
    let scalar = ScalarText(verbatim: text.text, at: 0)
    let node = YAMLNode(.scalar(scalar, isQuoted: false), at: scalar.range)
    let source = SourceText(name: "x", text: text.text)
    #expect(MarkedText.found(Call.parse(node).diagnostics, in: source) == text.expectations)
  }

  @Test(arguments: ["", "[a, b]", "~"])
  func whatIsNoCallIsRefused(yaml: String) throws {
    let (node, _) = bodyValue(yaml)
    let (call, problems) = Call.parse(try #require(node))
    #expect(call == nil)
    #expect(problems.map(\.code) == [.badCall])
  }

  @Test func deepListsAreRefused() {
    let text = "a " + String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
    let scalar = ScalarText(verbatim: text, at: 0)
    let problems = Call.parse(YAMLNode(.scalar(scalar, isQuoted: false), at: scalar.range))
      .diagnostics
    #expect(problems.map(\.code) == [.limitExceeded])
  }
}

@Suite struct NumericRangeTests {
  private func parse(_ text: String) -> (range: NumericRange?, diagnostics: [Diagnostic]) {
    let scalar = ScalarText(verbatim: text, at: 0)
    return NumericRange.parse(YAMLNode(.scalar(scalar, isQuoted: false), at: scalar.range))
  }

  @Test func bothEndsAreIncludedAndEachValueIsStartPlusSteps() throws {
    let values = try #require(parse("0.2..1.6 step 0.2").range?.values)
    #expect(values == (0..<8).map { 0.2 + Double($0) * 0.2 })
    #expect(parse("0..1 step 0.3").range?.values?.count == 4)
    #expect(parse("3..3 step 1").range?.values == [3])
    #expect(parse("0..1 step 0.1").range?.values?.count == 11)
    #expect(parse("-5..5").range?.values == nil)
  }

  @Test func endsMayBeConstantExpressions() throws {
    let range = try #require(parse("-2*pi .. 2*pi").range)
    #expect(range.lower == -2 * .pi)
    #expect(range.upper == 2 * .pi)
    #expect(parse("1e-3..1e3").range?.upper == 1000)
    #expect(parse("-.5...5").range == nil)
  }

  @Test func evenlySpacedValuesEndExactlyAtTheEnds() throws {
    let range = try #require(parse("0.1..0.7").range)
    let values = range.values(count: 7)
    #expect(values.count == 7)
    #expect(values.first == 0.1 && values.last == 0.7)
    #expect(range.values(count: 1) == [0.1])
    #expect(range.values(count: 0).isEmpty)
  }

  @Test(arguments: [
    "5", "a", "1..", "..2", "5..1", "0..1 step 0", "0..1 step -1", "0..x", "1..2..3", "0..1 step",
  ])
  func whatIsNoRangeIsRefused(text: String) {
    let (range, problems) = parse(text)
    #expect(range == nil)
    #expect(problems.hasErrors)
  }

  @Test func aRangeOfTooManyValuesIsRefused() {
    #expect(parse("0..1 step 1e-9").diagnostics.map(\.code) == [.limitExceeded])
  }
}
