package import Diagnostics

extension Statement {
  /// Parses statements `name = expression`, one a line or separated by `;`. A line may end inside
  /// brackets. Mistakes are NB060; statements that have one are left out.
  package static func parseList(
    _ text: ScalarText
  ) -> (statements: [Statement], diagnostics: [Diagnostic]) {
    var statements: [Statement] = []
    var diagnostics: [Diagnostic] = []
    let tokens = ExpressionLexer.tokens(of: text.text, separatesLines: true)
    for line in tokens.split(whereSeparator: { $0.kind == .separator }) {
      let (statement, problems) = parse(line, of: text)
      if let statement { statements.append(statement) }
      diagnostics += problems
    }
    if tokens.allSatisfy({ $0.kind == .separator }) {
      diagnostics.append(
        .error(.badExpression, "statements `name = expression` are expected", at: text.range))
    }
    return (statements, diagnostics)
  }

  private static func parse(
    _ tokens: ArraySlice<ExpressionToken>, of text: ScalarText
  ) -> (statement: Statement?, diagnostics: [Diagnostic]) {
    guard let first = tokens.first, let last = tokens.last else { return (nil, []) }
    let whole = text.sourceRange(first.range.lowerBound, last.range.upperBound)
    guard let assign = tokens.firstIndex(where: { $0.kind == .assign }) else {
      let problem = Diagnostic.error(
        .badExpression, "a statement is `name = expression`", at: whole,
        label: "give the result a name, such as `f = …`")
      return (nil, [problem])
    }
    guard assign == tokens.startIndex + 1, case .name(let name) = first.kind else {
      let target = tokens[..<assign].last ?? first
      let range = text.sourceRange(first.range.lowerBound, target.range.upperBound)
      return (
        nil,
        [.error(.badExpression, "left of `=` stands one name: letters, digits and `_`", at: range)]
      )
    }
    let value = tokens[(assign + 1)...]
    guard !value.isEmpty else {
      let range = text.sourceRange(
        tokens[assign].range.lowerBound, tokens[assign].range.upperBound)
      return (nil, [.error(.badExpression, "a value is missing after `=`", at: range)])
    }
    let (expression, problems) = ExpressionParser.parse(value, of: text)
    guard let expression else { return (nil, problems) }
    let place = text.sourceRange(first.range.lowerBound, first.range.upperBound)
    return (Statement(name: Located(name, at: place), value: expression), problems)
  }
}
