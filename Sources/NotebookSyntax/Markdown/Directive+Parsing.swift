import Diagnostics

extension Directive {
  /// Makes a directive of a fenced block: parameters are put into the body, which is then read as
  /// one YAML mapping.
  static func parse(
    _ info: FenceInfo, kind: Located<DirectiveKind>, body: MappedText, bodyRange: SourceRange,
    range: SourceRange, frontMatter: FrontMatter, source: SourceText
  ) -> (directive: Directive, diagnostics: [Diagnostic]) {
    var diagnostics = info.diagnostics
    let (text, substitutionProblems) = frontMatter.substituteParameters(in: body, within: bodyRange)
    diagnostics += substitutionProblems
    let (node, problems) = YAMLParser.parse(text, within: bodyRange, source: source)
    diagnostics += problems
    var mapping = YAMLNode(.mapping([]), at: bodyRange)
    if let node {
      if case .mapping = node.value {
        mapping = node
      } else if !node.isNull {
        diagnostics.append(notAMapping(node))
      }
    }
    let directive = Directive(
      kind: kind, argument: info.argument, isRun: info.isRun, body: mapping,
      text: String(decoding: body.bytes, as: UTF8.self), range: range)
    return (directive, diagnostics)
  }

  private static func notAMapping(_ node: YAMLNode) -> Diagnostic {
    var label = "write `key: value`"
    if let text = node.text, let colon = text.firstIndex(of: ":") {
      let key = text[..<colon]
      let rest = text[text.index(after: colon)...].prefix { !$0.isNewline }
      if CallParser.isName(key), !rest.isEmpty { label = "write `\(key): \(rest)`, with a space" }
    }
    return .error(
      .notAMapping, "a block's body is a mapping, not \(node.kindDescription)", at: node.range,
      label: label)
  }
}
