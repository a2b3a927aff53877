/// A strict reader of XML's grammar of elements: what a page must satisfy beside being HTML.
enum WellFormedness {
  /// Returns the first violation with the text around it, nil where there is none.
  static func violation(in document: String) -> String? {
    let scalars = Array(document.unicodeScalars)
    var open: [String] = []
    var index = 0
    func context() -> String {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[max(0, index - 30)..<min(scalars.count, index + 50)])
      return String(text)
    }
    func starts(_ text: String) -> Bool {
      let wanted = Array(text.unicodeScalars)
      return index + wanted.count <= scalars.count
        && Array(scalars[index..<index + wanted.count]) == wanted
    }
    if starts("<!DOCTYPE html>") { index += 15 }
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "<" {
        if starts("</") {
          index += 2
          let name = readName()
          guard index < scalars.count, scalars[index] == ">" else {
            return "bad end tag: " + context()
          }
          guard open.popLast() == name else { return "unmatched </\(name)>: " + context() }
          index += 1
          continue
        }
        index += 1
        let name = readName()
        if name.isEmpty { return "lone <: " + context() }
        var seen: Set<String> = []
        while true {
          while index < scalars.count, scalars[index] == " " { index += 1 }
          if starts("/>") {
            index += 2
            break
          }
          if index < scalars.count, scalars[index] == ">" {
            index += 1
            open.append(name)
            break
          }
          let attribute = readName()
          if attribute.isEmpty || !starts("=\"") { return "bad attribute: " + context() }
          if !seen.insert(attribute).inserted { return "double attribute: " + context() }
          index += 2
          while index < scalars.count, scalars[index] != "\"" {
            if scalars[index] == "<" { return "< in attribute: " + context() }
            if let problem = characterProblem() { return problem }
            index += 1
          }
          index += 1
        }
        continue
      }
      if let problem = characterProblem() { return problem }
      index += 1
    }
    return open.isEmpty ? nil : "unclosed: \(open)"

    func readName() -> String {
      var name = String.UnicodeScalarView()
      while index < scalars.count,
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
          .unicodeScalars.contains(scalars[index])
      {
        name.append(scalars[index])
        index += 1
      }
      return String(name)
    }

    func characterProblem() -> String? {
      let scalar = scalars[index]
      if scalar == "&" {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#10;", "&#9;"]
        return known.contains(where: starts) ? nil : "bad entity: " + context()
      }
      if scalar.value < 0x20, scalar != "\n", scalar != "\t" { return "control: " + context() }
      return scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "noncharacter" : nil
    }
  }
}
