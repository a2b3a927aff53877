package import NotebookSyntax

/// The directives of the notebook language.
package enum DirectiveRegistry {
  package static let all: [any DirectiveSchema.Type] = [
    DataDirective.self, TrainDirective.self, PlotDirective.self, TableDirective.self,
    BackpropTraceDirective.self,
  ]

  /// Returns the schema of a directive, nil where this version lacks it.
  package static func schema(of kind: DirectiveKind) -> (any DirectiveSchema.Type)? {
    all.first { $0.kind == kind }
  }
}
