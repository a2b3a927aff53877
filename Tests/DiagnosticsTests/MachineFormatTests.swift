import Diagnostics
import Testing

@Suite struct MachineFormatTests {
  private let source = SourceText(name: "a b,c:d%.md", text: "αx\nyz\n")

  @Test func jsonHasEveryFieldOnOneLine() {
    let problem = Diagnostic.warning(
      .rawHTML, "a \"b\"\\\n\u{1}", at: SourceRange(2, 4), label: nil, notes: ["n\u{2028}", "m"])
    #expect(
      problem.json(in: source)
        == #"{"file":"a b,c:d%.md","line":1,"column":2,"endLine":2,"endColumn":1,"#
        + #""severity":"warning","code":"NB013","message":"a \"b\"\\\n\u0001","label":null,"#
        + #""notes":["n\u2028","m"]}"#)
  }

  @Test func jsonOfAWholeFilesProblemHasNoPlace() {
    let json = Diagnostic.error(.fileNotFound, "m", at: nil, label: "l").json(in: source)
    #expect(json.contains(#""line":null,"column":null,"endLine":null,"endColumn":null"#))
    #expect(json.contains(#""label":"l","notes":[]"#))
  }

  @Test func gitHubCommandsAreEscaped() {
    let problem = Diagnostic.error(
      .badYAML, "50% a,b: c\nd", at: SourceRange(4, 6), label: "l", notes: ["n"])
    #expect(
      problem.github(in: source)
        == "::error file=a b%2Cc%3Ad%25.md,line=2,col=1,endLine=2,endColumn=3,title=NB020"
        + "::50%25 a,b: c%0Ad%0Al%0An")
  }

  @Test func gitHubCommandsOfWholeFilesNameTheFileAlone() {
    let text = Diagnostic.warning(.emptyNotebook, "m", at: nil).github(in: source)
    #expect(text == "::warning file=a b%2Cc%3Ad%25.md,title=NB004::m")
  }

  @Test func problemsAreSortedByPlaceAndShownOnce() {
    let first = Diagnostic.error(.badYAML, "a", at: SourceRange(1, 2))
    let second = Diagnostic.error(.badYAML, "b", at: SourceRange(1, 3))
    let whole = Diagnostic.warning(.emptyNotebook, "c", at: nil)
    #expect([second, first, whole, first].inSourceOrder() == [whole, first, second])
    #expect([whole].hasErrors == false)
    #expect([whole, first].hasErrors)
  }

  @Test func codesAreUniqueAndWellFormed() {
    let codes = DiagnosticCode.allCases.map(\.rawValue)
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.count == 5 && $0.hasPrefix("NB") && Int($0.dropFirst(2)) != nil })
  }
}
