import Diagnostics
import NotebookSyntax

extension ValueType where Value == PlannedRun {
  /// The name of a training run that stands above.
  package static var run: ValueType {
    ValueType("the name of a training run", form: .runName) { node, subject, context in
      guard let text = node.text, !node.isNull else {
        context.reportWrongType(node, subject, "the name of a training run")
        return nil
      }
      return context.run(named: Located(text, at: node.range))
    }
  }
}

extension ValueType where Value == PlannedDataset {
  /// The name of a data set that stands above, or a generator call.
  package static var data: ValueType {
    let expectation = "the name of a data set or a call such as `circles n=200`"
    return ValueType(
      expectation, form: .either(.dataName, .call(DatasetGenerator.registry.names))
    ) { node, subject, context in
      if let text = node.text, !node.isNull {
        let isName = !text.contains { $0 == " " || $0 == "=" }
        let isGenerator = DatasetGenerator.registry.contains(text)
        if isName, context.hasData(named: text) || !isGenerator {
          return context.data(named: Located(text, at: node.range))
        }
      } else if node.entries == nil {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      let (call, diagnostics) = Call.parse(node)
      context.report(contentsOf: diagnostics)
      guard let call, let generator = DatasetGenerator.registry.resolve(call, in: &context)
      else { return nil }
      return generator.unnamed(in: &context)
    }
  }
}
