import Diagnostics
import NotebookSyntax

/// The options that every directive takes.
struct CommonOptions: Sendable {
  /// Whether a block's results appear in the report.
  enum Output: String, Sendable, CaseIterable { case show, hide }

  var label: Label?
  var caption: [Inline] = []
  var alternativeText: [Inline]?
  var echo = BlockResult.Echo.fold
  var output = Output.show
  var expectations: [Expectation] = []

  static let label = Option(
    "label", .labelText,
    meaning: "the name by which `@label` refers to the figure or table", example: "fig-xor")
  static let caption = Option(
    "caption", .inlineMarkdown, meaning: "the text below the figure or above the table",
    example: "Loss by epoch.")
  static let alternativeText = Option(
    "alt", .inlineMarkdown, meaning: "replaces the computed alternative text of the figure",
    example: "A falling curve.")
  static let echo = Option(
    "echo", .choice(BlockResult.Echo.self), default: .fold, shownAs: "fold",
    meaning: "how the block's source appears in the report", example: "hide")
  static let output = Option(
    "output", .choice(Output.self), default: .show, shownAs: "show",
    meaning: "whether the block's results appear in the report", example: "hide")
  static let expect = Option(
    "expect", .expectations, meaning: "what the results have to be", example: "{loss: < 0.1}")

  static let options: [any OptionDeclaration] = [
    label, caption, alternativeText, echo, output, expect,
  ]

  /// Creates the options of a block whose author gave none.
  init() {}

  /// Reads the options from decoded values.
  init(_ values: OptionValues) {
    label = values[Self.label]
    caption = values[Self.caption] ?? []
    alternativeText = values[Self.alternativeText]
    echo = values[Self.echo] ?? .fold
    output = values[Self.output] ?? .show
    expectations = values[Self.expect] ?? []
  }

  /// The inlines that may hold values and references.
  var inlines: [Inline] { caption + (alternativeText ?? []) }
}

extension ValueType where Value == [Inline] {
  /// Inline Markdown, with inline values and math.
  static var inlineMarkdown: ValueType<[Inline]> {
    ValueType("text", form: .text) { node, subject, context in
      guard let text = node.scalarText else {
        context.reportWrongType(node, subject, "text")
        return nil
      }
      let (inlines, diagnostics) = Inline.parse(markdown: text)
      context.report(contentsOf: diagnostics)
      return inlines
    }
  }
}

extension ValueType where Value == Label {
  /// A label: `fig-` or `tbl-`, then letters, digits, `-` and `_`.
  static var labelText: ValueType<Label> {
    let expectation = "a label such as `fig-xor` or `tbl-results`"
    return ValueType(expectation, form: .text) { node, subject, context in
      guard let text = node.text, !node.isNull else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      guard LabelTarget.Kind(label: text) != nil, BlockName.isValid(text) else {
        context.report(
          .error(
            .badName, "`\(text)` is not a label", at: node.range,
            label: "labels of blocks start with `fig-` or `tbl-`",
            notes: ["a label is made of letters, digits, `-` and `_`"]))
        return nil
      }
      return Located(text, at: node.range)
    }
  }
}

extension LabelTarget.Kind {
  /// The prefix of labels of this kind.
  var prefix: String {
    switch self {
    case .figure: "fig-"
    case .table: "tbl-"
    case .equation: "eq-"
    case .section: "sec-"
    }
  }

  /// The kind that a label's prefix names, nil for any other text.
  init?(label: String) {
    let kinds: [Self] = [.figure, .table, .equation, .section]
    guard let kind = kinds.first(where: { label.hasPrefix($0.prefix) && label != $0.prefix })
    else { return nil }
    self = kind
  }
}

/// The rules of names.
enum BlockName {
  /// Whether a text is made of letters, digits, `-` and `_` alone, and of at least one.
  static func isValid(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { scalar in
        scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
          || scalar.properties.numericType == .decimal
      }
  }
}
