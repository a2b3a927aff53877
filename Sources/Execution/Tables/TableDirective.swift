import Diagnostics
package import NotebookSyntax

/// `table KIND`: prints numbers where numbers say more than a figure.
package struct TableDirective: DirectiveSchema {
  package static let kind = DirectiveKind.table
  package static let meaning = "prints results or data as a numbered table"
  package static let argument = DirectiveArgument.kind
  package static let foreignSpellings = ["run": "`of`", "runs": "`of`", "metrics": "`columns`"]
  package static let options: [any OptionDeclaration] = []

  package static func options(of directive: Directive) -> [any OptionDeclaration]? {
    kind(named: directive.argument?.value)?.options
  }

  private static func kind(named name: String?) -> (any TableKind.Type)? {
    TableKinds.all.first { $0.name == name }
  }

  package static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    let names = TableKinds.all.map { $0.name }
    let list = "kinds of table: \(names.joined(separator: ", "))"
    guard let argument = directive.argument else {
      context.report(
        .error(
          .missingOption, "`table` needs a kind", at: directive.kind.range,
          label: "such as `table runs`", notes: [list]))
      return nil
    }
    guard let kind = kind(named: argument.value) else {
      context.report(
        .error(
          .unknownTableKind, "unknown kind of table `\(argument.value)`", at: argument.range,
          label: Suggestions.question(for: argument.value, in: names), notes: [list]))
      return nil
    }
    return kind.plan(values, in: &context).map(Plan.init)
  }

  private struct Plan: PlannedBlock {
    var table: any PlannedTable

    var numberedTableCount: Int { 1 }

    func run(in context: ExecutionContext) -> BlockOutcome {
      var output = table.table(in: context)
      // The executor replaces it by the author's or a numbered one.
      output.label = ""
      return BlockOutcome(outputs: [.table(output)])
    }
  }
}
