import Diagnostics
import NotebookSyntax

/// Decodes the entries of a mapping or a call against declared options.
struct OptionDecoder {
  /// What the options belong to, such as `` `train` `` or `` optimizer `adam` ``.
  var owner: String
  var options: [any OptionDeclaration]
  /// Whether any other key is an error.
  var isClosed = true
  /// What to add for a missing option; as a line of YAML by default.
  var advice: @Sendable (any OptionDeclaration) -> String = { option in
    "add `\(option.name): \(option.example)`"
  }
  /// Spellings of other tools: what to write instead.
  var foreign: [String: String] = [:]

  /// Returns the values of all options, reporting every entry that is unknown or wrong and every
  /// required option that is missing.
  func decode(
    _ entries: [YAMLNode.Entry], positional: [(any OptionDeclaration, YAMLNode)] = [],
    in range: SourceRange, missingAt: SourceRange? = nil, context: inout PlanningContext
  ) -> OptionValues {
    var values = OptionValues(range: range)
    for option in options { values.set(option.name, to: option.anyDefault) }
    var given: Set<String> = []
    for (option, node) in positional {
      given.insert(option.name)
      values.place(option.name, key: node.range, value: node.range)
      if let value = option.decodeAny(node, in: &context) { values.set(option.name, to: value) }
    }
    for entry in entries {
      guard let option = options.first(where: { $0.name == entry.key.value }) else {
        if isClosed { reportUnknown(entry, in: &context) }
        continue
      }
      guard given.insert(option.name).inserted else {
        context.report(
          .error(.duplicateKey, "`\(option.name)` is given twice", at: entry.key.range))
        continue
      }
      values.place(option.name, key: entry.key.range, value: entry.value.range)
      if let value = option.decodeAny(entry.value, in: &context) {
        values.set(option.name, to: value)
      }
    }
    for option in options where option.isRequired && !given.contains(option.name) {
      context.report(
        .error(
          .missingOption, "\(owner) needs `\(option.name)`", at: missingAt ?? range,
          label: advice(option),
          notes: ["`\(option.name)`: \(option.meaning)"]))
    }
    return values
  }

  private func reportUnknown(_ entry: YAMLNode.Entry, in context: inout PlanningContext) {
    let key = entry.key.value
    let names = options.map(\.name)
    let label =
      ForeignSpelling.advice(for: key, in: foreign, known: names)
      ?? Suggestions.question(for: key, in: names)
    let list = names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
    context.report(
      .error(
        .unknownOption, "\(owner) has no option `\(key)`", at: entry.key.range, label: label,
        notes: ["options: \(list)"]))
  }
}
