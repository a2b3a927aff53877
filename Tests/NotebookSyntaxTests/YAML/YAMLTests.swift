import Diagnostics
import NotebookSyntax
import Testing

@Suite struct YAMLScalarTests {
  @Test(
    arguments: [
      ("1e-3", 1e-3), ("0.03", 0.03), ("-5", -5), ("+.5", 0.5), ("10_000", 10_000), ("2.", 2),
      ("1E+2", 100),
      (".inf", .infinity), ("-.inf", -.infinity),
    ] as [(String, Double)])
  func numbers(text: String, value: Double) throws {
    #expect(try #require(bodyValue(text).node).number == value)
  }

  @Test(arguments: [
    "'3'", "3x", "1_", "_1", "1__0", "e3", "1e", "0x10", ".", "1 2", "three", "NaN", "inf",
  ])
  func textIsNoNumber(text: String) throws {
    let node = try #require(bodyValue(text).node)
    #expect(node.number == nil)
    #expect(node.integer == nil)
  }

  @Test func wholeNumbers() throws {
    #expect(try #require(bodyValue("200").node).integer == 200)
    #expect(try #require(bodyValue("1e3").node).integer == 1000)
    #expect(try #require(bodyValue("9007199254740993").node).integer == 9_007_199_254_740_993)
    #expect(try #require(bodyValue("2.5").node).integer == nil)
    #expect(try #require(bodyValue("1e300").node).integer == nil)
    #expect(try #require(bodyValue("99999999999999999999").node).integer == nil)
  }

  @Test func booleansAndNothing() throws {
    #expect(try #require(bodyValue("true").node).boolean == true)
    #expect(try #require(bodyValue("False").node).boolean == false)
    #expect(try #require(bodyValue("'true'").node).boolean == nil)
    #expect(try #require(bodyValue("yes").node).boolean == nil)
    #expect(try #require(bodyValue("").node).isNull)
    #expect(try #require(bodyValue("~").node).isNull)
    #expect(!(try #require(bodyValue("''").node).isNull))
  }

  @Test(arguments: [
    ("3", "a number"), ("true", "a boolean"), ("abc", "text"), ("'3'", "text"), ("[1]", "a list"),
    ("{a: 1}", "a mapping"), ("", "nothing"),
  ])
  func kindsInWords(yaml: String, words: String) throws {
    #expect(try #require(bodyValue(yaml).node).kindDescription == words)
  }
}

@Suite struct YAMLPositionTests {
  /// Each letter of the alphabet stands once in the source and once in the decoded text: their
  /// places must agree, whatever the style, escapes and folding around them.
  @Test(arguments: [
    "plain abc", "'single ''ab'' c'", "\"double \\\"ab\\\" \\t\\u00e9 c \\x41 \\\n    d\"",
    "|\n  ab c\n    d\n\n  e\n", ">\n  ab c\n  d\n\n  e\n", "|+2\n    ab\n\n\n", "ab c\n  d\n\n  e",
    "'ab\n   c\n\n   d'", "\"ab\n   c\n\n   d\"", "|-\n  αβ γ\n  δ", "&x ab", "!!str ab", "! ab",
    "\"\\\\a\\/b\"",
  ])
  func everyByteOfAScalarKnowsItsPlace(yaml: String) throws {
    let (node, parsed) = bodyValue(yaml)
    #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics)")
    let text = try #require(node?.scalarText)
    var checked = 0
    var offset = 0
    for character in text.text {
      let width = character.utf8.count
      if character.isLetter, character != "é", character != "A" {
        let range = text.sourceRange(offset, offset + width)
        #expect(parsed.text(range) == String(character), "\(character) in \(text.text)")
        checked += 1
      }
      offset += width
    }
    #expect(checked >= 2)
    let whole = text.sourceRange(0, offset)
    #expect(whole.lower >= text.range.lower && whole.upper <= text.range.upper)
  }

  @Test func flowAndBlockCollectionsKnowTheirPlaces() throws {
    let text = "```train x\na: [1, {b: 2}]\nc:\n  - d\n  - e: f\n    g: h\n\nz: 1\n```\n"
    let parsed = Parsed(text)
    let body = try #require(parsed.notebook.directives.first).body
    #expect(parsed.text(try #require(body.entry("a")).value.range) == "[1, {b: 2}]")
    #expect(parsed.text(try #require(body.entry("c")).value.range) == "- d\n  - e: f\n    g: h")
    #expect(parsed.text(body.range) == "a: [1, {b: 2}]\nc:\n  - d\n  - e: f\n    g: h\n\nz: 1")
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func containersAndLineEndsDoNotShiftPlaces(lineEnd: String) throws {
    let lines = [
      "# α", "> - item", ">", ">   ```train name", ">   graph: |", ">     q = x + y",
      ">     f = q * wert",
      ">   lr: 0.5", ">   ```", "",
    ]
    let parsed = Parsed(lines.joined(separator: lineEnd))
    #expect(parsed.diagnostics.isEmpty)
    let directive = try #require(parsed.notebook.directives.first)
    #expect(parsed.text(try #require(directive.argument).range) == "name")
    #expect(parsed.text(try #require(directive.body.entry("lr")).value.range) == "0.5")
    #expect(directive.text == "graph: |\n  q = x + y\n  f = q * wert\nlr: 0.5\n")
    let graph = try #require(directive.body.entry("graph")?.value.scalarText)
    let (statements, problems) = Statement.parseList(graph)
    #expect(problems.isEmpty)
    #expect(statements.map { parsed.text($0.name.range) } == ["q", "f"])
    let names = statements.flatMap { $0.value.operands.map { parsed.text($0.range) } }
    #expect(names == ["x", "y", "q", "wert"])
  }

  @Test func substitutedParametersMapToTheirBraces() throws {
    let parsed = Parsed(
      "---\nparams: {lr: 0.03, n: 4}\n---\n```train x\noptimizer: adam lr={{ params.lr }} eps=1e-8\n"
        + "k: {{ params.n:.2f }}\n```\n")
    #expect(parsed.diagnostics.isEmpty)
    let body = try #require(parsed.notebook.directives.first).body
    let optimizer = try #require(body.entry("optimizer")).value
    let call = try #require(Call.parse(optimizer).call)
    #expect(call.named.map(\.value.brief) == ["0.03", "1e-8"])
    #expect(parsed.text(call.named[0].value.range) == "{{ params.lr }}")
    #expect(parsed.text(call.named[1].value.range) == "1e-8")
    #expect(body.entry("k")?.value.text == "4.00")
  }
}

@Suite struct YAMLLimitTests {
  @Test func aliasesAreExpandedWithinBounds() throws {
    let parsed = Parsed("```train x\na: &s [1, 2]\nb: *s\nc: &t word\nd: *t\n```\n")
    #expect(parsed.diagnostics.isEmpty)
    let body = try #require(parsed.notebook.directives.first).body
    #expect(body.entry("b")?.value.brief == "[1, 2]")
    #expect(parsed.text(try #require(body.entry("b")).value.range) == "*s")
    #expect(body.entry("d")?.value.text == "word")
  }

  @Test func aBombOfAliasesIsRefused() {
    var lines = ["```train x", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in 1..<12 {
      let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      lines.append("a\(level): &a\(level) [\(uses)]")
    }
    let parsed = Parsed((lines + ["```", ""]).joined(separator: "\n"))
    #expect(parsed.diagnostics.map(\.code) == [.limitExceeded])
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
    #expect(bodyValue(deep).parsed.diagnostics.map(\.code) == [.limitExceeded])
    let endless = String(repeating: "[", count: 100_000)
    #expect(bodyValue(endless).parsed.diagnostics.hasErrors)
  }
}
