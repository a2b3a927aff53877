package import NotebookSyntax

/// `train NAME`: trains a model.
package struct TrainDirective: DirectiveSchema {
  package static let kind = DirectiveKind.train
  package static let meaning = "trains a model on a data set"
  package static let foreignSpellings = ForeignSpelling.train
  package static let options: [any OptionDeclaration] = []

  package static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    nil
  }
}
