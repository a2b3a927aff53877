package import Diagnostics

extension Directive {
  /// True for a name that a block, a parameter or a label can have: letters, digits, `-` and `_`.
  package static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || scalar == "-" || scalar == "_"
      }
  }

  /// Returns the error for a name that has other characters.
  package static func badName(_ name: Located<String>) -> Diagnostic {
    .error(
      .badName, "`\(name.value)` is not a name", at: name.range,
      notes: ["names are made of letters, digits, `-` and `_`"])
  }
}
