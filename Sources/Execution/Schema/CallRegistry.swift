package import Diagnostics
package import NotebookSyntax

/// One thing that a call can name, with its own options: `adam lr=… beta1=…`, `dense N`.
package struct CallDeclaration<Value: Sendable>: Sendable {
  package let name: String
  /// What it is, in one line without a full stop.
  package let meaning: String
  package let example: String
  /// The options that may stand without a name, in this order; they may be named too.
  package let positional: [any OptionDeclaration]
  /// The options that have to be named.
  package let named: [any OptionDeclaration]
  /// Builds the value; nil means that a problem has been reported.
  package let make: @Sendable (OptionValues, inout PlanningContext) -> Value?

  /// Declares a thing that calls can name.
  package init(
    _ name: String, meaning: String, example: String, positional: [any OptionDeclaration] = [],
    named: [any OptionDeclaration] = [],
    make: @escaping @Sendable (OptionValues, inout PlanningContext) -> Value?
  ) {
    self.name = name
    self.meaning = meaning
    self.example = example
    self.positional = positional
    self.named = named
    self.make = make
  }
}

/// All things of one kind that a call can name: the optimizers, the layers, the generators.
package struct CallRegistry<Value: Sendable>: Sendable {
  /// What one of them is called, such as `optimizer`.
  package let noun: String
  /// The diagnostic's code for an unknown name.
  package let code: DiagnosticCode
  package let calls: [CallDeclaration<Value>]
  /// Names of the language that this version cannot run.
  package let unavailable: [String]
  /// Other tools' names: what to write instead, such as `Dense` → `` `dense 8` ``.
  package let foreign: [String: String]

  /// Creates a registry.
  package init(
    noun: String, code: DiagnosticCode, unavailable: [String] = [],
    foreign: [String: String] = [:], _ calls: [CallDeclaration<Value>]
  ) {
    self.noun = noun
    self.code = code
    self.calls = calls
    self.unavailable = unavailable
    self.foreign = foreign
  }

  /// The names in alphabetical order.
  package var names: [String] { calls.map(\.name).sorted() }

  /// Returns whether a name is one of the registry's or of the language's, in this version or not.
  package func knows(_ name: String) -> Bool { contains(name) || unavailable.contains(name) }

  /// Returns whether a name is one of the registry's.
  package func contains(_ name: String) -> Bool { calls.contains { $0.name == name } }

  /// Returns what a call stands for, or reports an unknown name or wrong options.
  package func resolve(_ call: Call, in context: inout PlanningContext) -> Value? {
    let name = call.name.value
    guard let declaration = calls.first(where: { $0.name == name }) else {
      reportUnknown(call.name, in: &context)
      return nil
    }
    let positional = Array(zip(declaration.positional, call.positional))
    let problems = context.diagnostics.count
    for extra in call.positional.dropFirst(declaration.positional.count) {
      let shown = declaration.positional.map(\.name) + declaration.named.map { "\($0.name)=" }
      context.report(
        .error(
          .badCall, "`\(name)` takes \(counted(declaration.positional.count))",
          at: extra.range, label: "write `\(declaration.example)`",
          notes: shown.isEmpty ? [] : ["options: \(shown.joined(separator: ", "))"]))
    }
    let decoder = OptionDecoder(
      owner: "\(noun) `\(name)`", options: declaration.positional + declaration.named,
      advice: { option in
        declaration.positional.contains { $0.name == option.name }
          ? "write `\(declaration.example)`" : "add `\(option.name)=\(option.example)`"
      },
      foreign: ForeignSpelling.callOptions)
    let values = decoder.decode(
      call.named, positional: positional, in: call.range, context: &context)
    guard context.diagnostics.count == problems else { return nil }
    return declaration.make(values, &context)
  }

  private func counted(_ count: Int) -> String {
    switch count {
    case 0: "named options only"
    case 1: "one value without a name"
    default: "\(count) values without names"
    }
  }

  private func reportUnknown(_ name: Located<String>, in context: inout PlanningContext) {
    let list = "\(plural): \(names.joined(separator: ", "))"
    if unavailable.contains(name.value) {
      context.report(
        .error(
          .unsupported, "this version lacks \(noun) `\(name.value)`", at: name.range,
          notes: [list]))
      return
    }
    let label =
      (foreign[name.value] ?? foreign[name.value.lowercased()]).map { "write \($0)" }
      ?? Suggestions.question(for: name.value, in: names)
    context.report(
      .error(
        code, "unknown \(noun) `\(name.value)`", at: name.range, label: label, notes: [list]))
  }

  private var plural: String { noun.hasSuffix("s") ? noun : noun + "s" }
}

extension ValueType {
  /// A call of one of a registry's names, such as `adam lr=0.03`.
  package static func call(of registry: CallRegistry<Value>) -> ValueType {
    let article = ["a", "e", "i", "o", "u"].contains { registry.noun.hasPrefix($0) } ? "an" : "a"
    let example = registry.calls.first?.example ?? ""
    let expectation = "\(article) \(registry.noun) such as `\(example)`"
    return ValueType(expectation, form: .call(registry.names)) { node, _, context in
      let (call, diagnostics) = Call.parse(node)
      context.report(contentsOf: diagnostics)
      guard let call else { return nil }
      return registry.resolve(call, in: &context)
    }
  }

  /// A list of calls, such as `[dense 8, tanh, dense 1]`, each with the place of its name.
  package static func calls<Element: Sendable>(
    of registry: CallRegistry<Element>
  ) -> ValueType where Value == [Located<Element>] {
    ValueType("a list of \(registry.noun)s", form: .list(.call(registry.names))) {
      node, _, context in
      let (calls, diagnostics) = Call.parseList(node)
      context.report(contentsOf: diagnostics)
      var values: [Located<Element>] = []
      for call in calls {
        if let value = registry.resolve(call, in: &context) {
          values.append(Located(value, at: call.range))
        }
      }
      return diagnostics.isEmpty && values.count == calls.count ? values : nil
    }
  }
}
