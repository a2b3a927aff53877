package import Diagnostics
package import NotebookSyntax
package import Plotting

/// A notebook with everything its directives produced, ready to be shown.
package struct NotebookRun: Sendable {
  package var notebook: Notebook
  /// One result for each of `notebook.directives`, in the same order.
  package var results: [BlockResult]
  /// The text that replaces each inline value, by the range of its braces; a value that could not
  /// be resolved is absent and has a diagnostic.
  package var inlineValues: [SourceRange: String]
  /// The TeX of math that holds inline values, with the values in place, by the math's range; other
  /// math is absent.
  package var mathTexts: [SourceRange: String]
  /// What each label refers to.
  package var labels: [String: LabelTarget]
  /// All problems found by any stage, in source order.
  package var diagnostics: [Diagnostic]

  /// Creates a run.
  package init(
    notebook: Notebook, results: [BlockResult], inlineValues: [SourceRange: String],
    mathTexts: [SourceRange: String] = [:], labels: [String: LabelTarget],
    diagnostics: [Diagnostic]
  ) {
    self.notebook = notebook
    self.results = results
    self.inlineValues = inlineValues
    self.mathTexts = mathTexts
    self.labels = labels
    self.diagnostics = diagnostics
  }
}

/// What `@label` links to.
package struct LabelTarget: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable { case figure, table, equation, section }

  package var kind: Kind
  /// The number within its kind, such as `3` or, for sections, `2.1`; empty for a section of a
  /// notebook that does not number them.
  package var number: String
  /// The words of a section's heading.
  package var title: String

  /// Creates a target.
  package init(kind: Kind, number: String, title: String = "") {
    self.kind = kind
    self.number = number
    self.title = title
  }
}

/// What one directive produced.
package struct BlockResult: Sendable {
  /// How a block's source appears in the report.
  package enum Echo: String, Sendable, CaseIterable { case fold, show, hide }

  package var outputs: [BlockOutput]
  package var echo: Echo
  /// Expectations in the author's order.
  package var expectations: [ExpectationOutcome]
  /// Problems of this block alone, shown in its place.
  package var diagnostics: [Diagnostic]

  /// Creates a result.
  package init(
    outputs: [BlockOutput] = [], echo: Echo = .fold, expectations: [ExpectationOutcome] = [],
    diagnostics: [Diagnostic] = []
  ) {
    self.outputs = outputs
    self.echo = echo
    self.expectations = expectations
    self.diagnostics = diagnostics
  }
}

/// A piece of a block's output.
package enum BlockOutput: Sendable {
  case figure(FigureOutput)
  case table(TableOutput)
  /// Displayed TeX math, such as a derivation.
  case math(String)
  /// A sentence about the result, such as the outcome of a gradient check.
  case remark(String)
}

/// A figure drawn for both themes.
package struct FigureOutput: Sendable {
  /// In CSS pixels.
  package var width: Double
  package var height: Double
  package var lightPNG: [UInt8]
  package var darkPNG: [UInt8]
  package var alternativeText: String
  /// The caption as inline Markdown; empty where the author gave none.
  package var caption: [Inline]
  /// The author's or a generated label, unique in the notebook.
  package var label: String
  package var number: Int
  /// The frames that lead up to the picture; nil for a figure that does not change.
  package var frames: FrameOutput?
  /// The numbers of the figure's curves; nil for figures without.
  package var data: DataOutput?

  /// Creates a figure.
  package init(
    width: Double, height: Double, lightPNG: [UInt8], darkPNG: [UInt8], alternativeText: String,
    caption: [Inline], label: String, number: Int, frames: FrameOutput? = nil,
    data: DataOutput? = nil
  ) {
    self.width = width
    self.height = height
    self.lightPNG = lightPNG
    self.darkPNG = darkPNG
    self.alternativeText = alternativeText
    self.caption = caption
    self.label = label
    self.number = number
    self.frames = frames
    self.data = data
  }
}

/// The frames of a figure.
package struct FrameOutput: Sendable {
  /// What a frame says in words.
  package struct Words: Sendable, Equatable {
    /// A few words, such as `epoch 40`.
    package var label: String
    package var alternativeText: String

    /// Creates the words of a frame.
    package init(label: String, alternativeText: String) {
      self.label = label
      self.alternativeText = alternativeText
    }
  }

  /// The frames as they were described, to be drawn one by one.
  package var sequence: FrameSequence
  /// Their pixels, packed for a page.
  package var strip: FrameStrip
  /// One for each frame.
  package var words: [Words]

  /// Creates frames.
  package init(sequence: FrameSequence, strip: FrameStrip, words: [Words]) {
    self.sequence = sequence
    self.strip = strip
    self.words = words
  }
}

/// A table of results.
package struct TableOutput: Sendable {
  package struct Column: Sendable {
    package var title: String
    package var isNumeric: Bool

    /// Creates a column.
    package init(_ title: String, isNumeric: Bool) {
      self.title = title
      self.isNumeric = isNumeric
    }
  }

  /// What the table is for: decides its looks.
  package enum Role: Sendable { case layers, metrics, data }

  package var role: Role
  package var columns: [Column]
  package var rows: [[String]]
  package var caption: [Inline]
  /// Nil for tables without number, such as a run's layers.
  package var label: String?
  package var number: Int?

  /// Creates a table.
  package init(
    role: Role, columns: [Column], rows: [[String]], caption: [Inline] = [], label: String? = nil,
    number: Int? = nil
  ) {
    self.role = role
    self.columns = columns
    self.rows = rows
    self.caption = caption
    self.label = label
    self.number = number
  }
}

/// What became of one `expect` entry.
package struct ExpectationOutcome: Sendable {
  /// The result's path as the author wrote it.
  package var path: String
  /// The condition as written, such as `>= 0.95`.
  package var condition: String
  package var actual: String
  package var isMet: Bool

  /// Creates an outcome.
  package init(path: String, condition: String, actual: String, isMet: Bool) {
    self.path = path
    self.condition = condition
    self.actual = actual
    self.isMet = isMet
  }
}
