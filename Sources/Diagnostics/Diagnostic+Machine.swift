extension Diagnostic {
  /// Returns the problem as one line of JSON: an object with `file`, `line`, `column`, `endLine`,
  /// `endColumn` (1-based, in characters, the end exclusive; null for a problem of the file as a
  /// whole), `severity`, `code`, `message`, `label` (null where there is none) and `notes`.
  package func json(in source: SourceText) -> String {
    let start = range.map { source.position(of: $0.lower) }
    let end = range.map { source.position(of: $0.upper) }
    let fields = [
      ("file", Self.quoted(source.name)),
      ("line", Self.number(start?.line)),
      ("column", Self.number(start?.column)),
      ("endLine", Self.number(end?.line)),
      ("endColumn", Self.number(end?.column)),
      ("severity", Self.quoted(severity.rawValue)),
      ("code", Self.quoted(code.rawValue)),
      ("message", Self.quoted(message)),
      ("label", label.map(Self.quoted) ?? "null"),
      ("notes", "[" + notes.map(Self.quoted).joined(separator: ",") + "]"),
    ]
    return "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }

  /// Returns the problem as one GitHub Actions workflow command, which annotates the line in a pull
  /// request.
  package func github(in source: SourceText) -> String {
    var properties = ["file=" + Self.property(source.name)]
    if let range {
      let start = source.position(of: range.lower)
      let end = source.position(of: range.upper)
      properties += ["line=\(start.line)", "col=\(start.column)", "endLine=\(end.line)"]
      properties.append("endColumn=\(end.column)")
    }
    properties.append("title=" + Self.property(code.rawValue))
    let text = ([message] + [label].compactMap { $0 } + notes).joined(separator: "\n")
    return "::\(severity.rawValue) \(properties.joined(separator: ","))::\(Self.escaped(text))"
  }

  private static func number(_ value: Int?) -> String { value.map(String.init) ?? "null" }

  /// Returns a JSON string literal.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        // Besides what JSON demands, escape what would end a line of JavaScript or a terminal's.
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || (0x2028...0x2029).contains(scalar.value)
        {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// Escapes the data of a workflow command.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Escapes a property of a workflow command, where `:` and `,` have a meaning too.
  private static func property(_ text: String) -> String {
    var result = ""
    for scalar in escaped(text).unicodeScalars {
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
