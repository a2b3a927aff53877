package import Diagnostics

/// A run of text inside a block.
package struct Inline: Sendable {
  package indirect enum Kind: Sendable {
    case text(String)
    case code(String)
    case emphasis([Inline])
    case strong([Inline])
    case strikethrough([Inline])
    case link(destination: String, title: String, [Inline])
    case image(source: String, title: String, alternative: [Inline])
    /// TeX between dollars; only displayed math can carry a label.
    case math(tex: String, isDisplayed: Bool, label: Label?)
    /// `{{ path:format }}`; the range of the node covers the braces.
    case value(path: Located<String>, format: Located<String>?)
    /// `@fig-xor` or, as a bare number, `[-@fig-xor]`.
    case reference(label: String, isBareNumber: Bool)
    case footnoteReference(name: String)
    case html(String)
    case softBreak
    case hardBreak
  }

  package var kind: Kind
  package var range: SourceRange

  /// Creates an inline.
  package init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}
