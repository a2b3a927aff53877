package import NotebookSyntax

/// `data NAME`: defines a data set.
package struct DataDirective: DirectiveSchema {
  package static let kind = DirectiveKind.data
  package static let meaning = "defines a data set"
  package static let foreignSpellings = ForeignSpelling.data
  package static let options: [any OptionDeclaration] = []

  package static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    nil
  }
}
