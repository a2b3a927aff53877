package import Diagnostics

extension Call {
  /// Reads a call from text such as `adam lr=0.03` or a mapping such as `{adam: {lr: 0.03}}`.
  ///
  /// In text, arguments are separated by spaces; a value is a bare word, text in single or double
  /// quotes, or a list `[1, 2]`; brackets hold words together. In a mapping, the value of the one
  /// key is a mapping of named arguments, a list of positional ones, or a single argument. Mistakes
  /// are NB043; the call is nil where its name is missing.
  package static func parse(_ node: YAMLNode) -> (call: Call?, diagnostics: [Diagnostic]) {
    switch node.value {
    case .scalar(let text, _):
      guard !node.isNull else { break }
      return CallParser.parse(text)
    case .mapping(let entries):
      return parse(entries, of: node)
    case .sequence: break
    }
    let problem = Diagnostic.error(
      .badCall, "expected a name with options, not \(node.kindDescription)", at: node.range,
      label: "such as `name 8 key=value`")
    return (nil, [problem])
  }

  /// Reads a list of calls; a single call is a list of one. Calls that cannot be read are left out.
  package static func parseList(_ node: YAMLNode) -> (calls: [Call], diagnostics: [Diagnostic]) {
    var calls: [Call] = []
    var diagnostics: [Diagnostic] = []
    for element in node.elements ?? [node] {
      let (call, problems) = parse(element)
      if let call { calls.append(call) }
      diagnostics += problems
    }
    return (calls, diagnostics)
  }

  private static func parse(
    _ entries: [YAMLNode.Entry], of node: YAMLNode
  ) -> (call: Call?, diagnostics: [Diagnostic]) {
    guard let entry = entries.first, entries.count == 1 else {
      let problem = Diagnostic.error(
        .badCall, "expected one name with its options", at: entries.last?.key.range ?? node.range,
        label: "write `{name: {key: value}}`")
      return (nil, [problem])
    }
    guard CallParser.isName(entry.key.value) else {
      return (nil, [CallParser.badName(entry.key)])
    }
    var call = Call(name: entry.key, positional: [], named: [], range: node.range)
    switch entry.value.value {
    case .mapping(let named): call.named = named
    case .sequence(let positional): call.positional = positional
    case .scalar(let text, let isQuoted):
      if entry.value.isNull { break }
      if isQuoted {
        call.positional = [entry.value]
      } else {
        var parser = CallParser(text)
        parser.takeArguments(into: &call)
        return (call, parser.diagnostics)
      }
    }
    return (call, [])
  }
}
