import Diagnostics

extension FrontMatter {
  /// The keys that front matter has, in the order of the reference.
  package static let keys = [
    "title", "subtitle", "description", "author", "date", "lang", "seed", "toc", "number-sections",
    "params",
  ]

  /// The spellings of Quarto, MyST, Jupyter Book and others.
  private static let otherSpellings = [
    "authors": "author", "language": "lang", "locale": "lang", "number_sections": "number-sections",
    "numbersections": "number-sections", "numbering": "number-sections", "parameters": "params",
    "param": "params", "variables": "params", "random-seed": "seed", "random_seed": "seed",
    "random_state": "seed", "table-of-contents": "toc", "table_of_contents": "toc",
    "abstract": "description", "summary": "description", "name": "title",
  ]

  /// Where a notebook's front matter ends and its Markdown begins.
  struct Section {
    /// The YAML between the two lines `---`.
    var yaml: SourceRange
    /// The index of the first line after it.
    var nextLine: Int
  }

  /// Finds the front matter: a first line `---`, right below it no empty line, and a line `---` or
  /// `...` that ends it. A front matter that does not end is NB010.
  static func find(in source: SourceText) -> (section: Section?, diagnostics: [Diagnostic]) {
    func line(_ index: Int) -> String {
      let text = source.text(in: source.lineRange(index))
      return String(text.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
    let count = source.lineStarts.count
    guard line(0) == "---", count > 1, !line(1).isEmpty else { return (nil, []) }
    for index in 1..<count where line(index) == "---" || line(index) == "..." {
      let yaml = SourceRange(source.lineStarts[1], source.lineStarts[index])
      return (Section(yaml: yaml, nextLine: index + 1), [])
    }
    // A lone `---` above prose is a rule; above `key:` it begins a front matter.
    let first = line(1).split(separator: ":", maxSplits: 1)
    guard first.count == 2 || line(1).hasSuffix(":"), CallParser.isName(first[0]) else {
      return (nil, [])
    }
    let problem = Diagnostic.error(
      .badFrontMatter, "the front matter is not closed", at: source.lineRange(0),
      label: "end it with a second line `---`")
    return (nil, [problem])
  }

  /// Reads the front matter's keys and applies the command line's overrides of parameters.
  static func parse(
    _ section: Section?, in source: SourceText, overrides: [(String, String)]
  ) -> (frontMatter: FrontMatter, diagnostics: [Diagnostic]) {
    var reader = Reader()
    if let section {
      var text = MappedText()
      let bytes = source.utf8[section.yaml.lower..<section.yaml.upper]
      text.append(verbatim: bytes, at: section.yaml.lower)
      let (node, problems) = YAMLParser.parse(
        text, within: section.yaml, source: source, code: .badFrontMatter)
      reader.diagnostics += problems
      if let node { reader.read(node) }
    }
    reader.apply(overrides)
    reader.substituteParameters()
    return (reader.frontMatter, reader.diagnostics)
  }

  /// Reads the keys one by one.
  private struct Reader {
    var frontMatter = FrontMatter()
    var diagnostics: [Diagnostic] = []
    private var subtitle: Located<String>?
    private var description: Located<String>?

    mutating func read(_ node: YAMLNode) {
      if node.isNull { return }
      guard let entries = node.entries else {
        diagnostics.append(
          .error(
            .badFrontMatter, "front matter is a mapping, not \(node.kindDescription)",
            at: node.range, label: "write `key: value`"))
        return
      }
      for entry in entries { read(entry.key, entry.value) }
    }

    private mutating func read(_ key: Located<String>, _ value: YAMLNode) {
      switch key.value {
      case "title": frontMatter.title = text(key, value)
      case "subtitle": subtitle = text(key, value)
      case "description": description = text(key, value)
      case "author": frontMatter.authors = authors(key, value)
      case "date": frontMatter.date = text(key, value)?.value
      case "lang": language(key, value)
      case "seed": seed(key, value)
      case "toc": boolean(key, value).map { frontMatter.showsContents = $0 }
      case "number-sections": boolean(key, value).map { frontMatter.numbersSections = $0 }
      case "params": parameters(key, value)
      default: unknown(key)
      }
    }

    private mutating func unknown(_ key: Located<String>) {
      let spelling = FrontMatter.otherSpellings[key.value.lowercased()].map { "write `\($0)`" }
      let question = Suggestions.question(for: key.value, in: FrontMatter.keys)
      diagnostics.append(
        .warning(
          .unknownFrontMatterKey, "the key `\(key.value)` has no meaning here", at: key.range,
          label: spelling ?? question,
          notes: ["keys: \(FrontMatter.keys.joined(separator: ", "))"]))
    }

    // MARK: - Values

    private mutating func wrongType(
      _ key: Located<String>, _ value: YAMLNode, _ expected: String, label: String? = nil
    ) {
      diagnostics.append(
        .error(
          .wrongType, "`\(key.value)` is \(expected), not \(value.kindDescription)",
          at: value.range.count > 0 ? value.range : key.range, label: label))
    }

    private mutating func text(_ key: Located<String>, _ value: YAMLNode) -> Located<String>? {
      if value.isNull { return nil }
      guard let text = value.text else {
        wrongType(key, value, "text")
        return nil
      }
      return Located(text, at: value.range)
    }

    private mutating func boolean(_ key: Located<String>, _ value: YAMLNode) -> Bool? {
      if let boolean = value.boolean { return boolean }
      let meant =
        switch value.text?.lowercased() {
        case "yes", "on", "y", "true": "write `true`"
        case "no", "off", "n", "false": "write `false`"
        default: "write `true` or `false`"
        }
      wrongType(key, value, "`true` or `false`", label: meant)
      return nil
    }

    private mutating func authors(_ key: Located<String>, _ value: YAMLNode) -> [String] {
      if value.isNull { return [] }
      return (value.elements ?? [value]).compactMap { author in
        if let name = author.text ?? author.entry("name")?.value.text { return name }
        wrongType(key, author, "a name or a list of names")
        return nil
      }
    }

    private mutating func language(_ key: Located<String>, _ value: YAMLNode) {
      guard let code = text(key, value) else { return }
      let parts = code.value.split(separator: "-", omittingEmptySubsequences: false)
      let isCode =
        (2...8).contains(parts.first?.count ?? 0)
        && parts.first?.allSatisfy { $0.isASCII && $0.isLetter } == true
        && parts.allSatisfy { part in
          (1...8).contains(part.count)
            && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
      guard isCode else {
        diagnostics.append(
          .error(
            .outOfRange, "`\(code.value)` is not a language code", at: code.range,
            label: "such as `en`, `ru` or `pt-BR`"))
        return
      }
      frontMatter.language = code.value
    }

    private mutating func seed(_ key: Located<String>, _ value: YAMLNode) {
      if let text = value.text, case .scalar(_, false) = value.value, let seed = UInt64(text) {
        frontMatter.seed = seed
      } else if let seed = value.integer {
        frontMatter.seed = UInt64(bitPattern: Int64(seed))
      } else {
        wrongType(key, value, "a whole number")
      }
    }

    // MARK: - Parameters

    private mutating func parameters(_ key: Located<String>, _ value: YAMLNode) {
      if value.isNull { return }
      guard let entries = value.entries else {
        wrongType(key, value, "a mapping of names to values")
        return
      }
      for entry in entries {
        guard Directive.isName(entry.key.value) else {
          diagnostics.append(Directive.badName(entry.key))
          continue
        }
        let parameter: ParameterValue
        if let number = entry.value.number {
          parameter = .number(number)
        } else if let boolean = entry.value.boolean {
          parameter = .boolean(boolean)
        } else if let text = entry.value.text, !entry.value.isNull {
          parameter = .text(text)
        } else {
          wrongType(entry.key, entry.value, "a number, text or a boolean")
          continue
        }
        frontMatter.parameters.append((entry.key, parameter))
      }
    }

    mutating func apply(_ overrides: [(String, String)]) {
      for (name, text) in overrides {
        guard let index = frontMatter.parameters.firstIndex(where: { $0.name.value == name }) else {
          let names = frontMatter.parameters.map(\.name.value)
          diagnostics.append(
            .error(
              .unknownParameter, "`-P \(name)=\(text)`: no parameter is named `\(name)`", at: nil,
              label: Suggestions.question(for: name, in: names),
              notes: [FrontMatter.list(names)]))
          continue
        }
        let value: ParameterValue?
        let expected: String
        switch frontMatter.parameters[index].value {
        case .number:
          value = NumberSyntax.number(text).map { .number($0) }
          expected = "a number"
        case .boolean:
          value = text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
          expected = "`true` or `false`"
        case .text:
          value = .text(text)
          expected = "text"
        }
        if let value {
          frontMatter.parameters[index].value = value
        } else {
          diagnostics.append(
            .error(.wrongType, "`-P \(name)=\(text)`: `\(name)` is \(expected)", at: nil))
        }
      }
    }

    /// Puts the parameters' values into the texts of the header.
    mutating func substituteParameters() {
      frontMatter.title = substituted(frontMatter.title)
      frontMatter.subtitle = substituted(subtitle)?.value
      frontMatter.description = substituted(description)?.value
    }

    private mutating func substituted(_ text: Located<String>?) -> Located<String>? {
      guard let text, text.value.contains("{{") else { return text }
      var mapped = MappedText()
      mapped.append(text.value.utf8, for: text.range)
      let (result, problems) = frontMatter.substituteParameters(in: mapped, within: text.range)
      diagnostics += problems
      return Located(String(decoding: result.bytes, as: UTF8.self), at: text.range)
    }
  }

  /// Returns a note that lists the parameters.
  static func list(_ names: [String]) -> String {
    names.isEmpty
      ? "the notebook declares no `params`" : "parameters: \(names.joined(separator: ", "))"
  }
}
