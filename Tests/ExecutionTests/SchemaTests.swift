import Diagnostics
import NeuralEngine
import NotebookSyntax
import Testing

@testable import Execution

@Suite("Declared options and calls")
struct SchemaTests {
  /// Returns the YAML value that an example is, written after a key.
  private func node(_ example: String) throws -> YAMLNode {
    let text = "```data d\nkey: \(example)\n```\n"
    let (notebook, diagnostics) = Notebook.parse(SourceText(name: "t.md", text: text))
    try #require(diagnostics.isEmpty, "\(example): \(diagnostics)")
    return try #require(notebook.directives[0].body.entry("key")).value
  }

  private func context() -> PlanningContext {
    // The files that examples name.
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8]
    return PlanningContext(
      source: SourceText(name: "t.md", text: ""), seed: 0, blockCount: 1,
      files: [
        "points.csv": .content(Array("x,y\n1,2\n".utf8)),
        "train-images-idx3-ubyte.gz": .content(images),
        "train-labels-idx1-ubyte.gz": .content([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]),
      ])
  }

  /// Every option of every directive and plot kind, by its owner.
  private var options: [(owner: String, option: any OptionDeclaration)] {
    var found = CommonOptions.options.map { ("every directive", $0) }
    for schema in DirectiveRegistry.all {
      found += schema.options.map { (schema.kind.rawValue, $0) }
    }
    for kind in PlotKinds.all { found += kind.options.map { ("plot \(kind.name)", $0) } }
    return found
  }

  @Test("every option's example is a value that it takes")
  func examples() throws {
    // Those of this version's missing features stand for what is to come.
    let missing = ["stop", "validation"]
    for (owner, option) in options where !missing.contains(option.name) {
      var context = context()
      _ = option.decodeAny(try node(option.example), in: &context)
      // An example may name a run or data set that another notebook has.
      let problems = context.diagnostics.filter {
        $0.code != .unknownRun && $0.code != .unknownData
      }
      #expect(problems.isEmpty, "\(owner) \(option.name): \(option.example): \(problems)")
    }
  }

  @Test("every option says what it does in one line, and options of one owner differ")
  func meanings() {
    var seen: Set<String> = []
    for (owner, option) in options {
      #expect(!option.meaning.isEmpty && !option.meaning.hasSuffix("."), "\(owner) \(option.name)")
      #expect(!option.meaning.contains("\n"), "\(owner) \(option.name)")
      #expect(!option.expectation.isEmpty, "\(owner) \(option.name)")
      #expect(seen.insert("\(owner) \(option.name)").inserted, "\(owner) \(option.name)")
    }
  }

  private func checkExamples<Value>(of registry: CallRegistry<Value>) throws {
    for declaration in registry.calls {
      var context = context()
      let (call, diagnostics) = Call.parse(try node(declaration.example))
      #expect(diagnostics.isEmpty, "\(declaration.example): \(diagnostics)")
      let value = registry.resolve(try #require(call), in: &context)
      #expect(value != nil && context.diagnostics.isEmpty, "\(context.diagnostics)")
      #expect(!registry.unavailable.contains(declaration.name))
      for option in declaration.positional + declaration.named {
        var context = self.context()
        _ = option.decodeAny(try node(option.example), in: &context)
        #expect(context.diagnostics.isEmpty, "\(declaration.name) \(context.diagnostics)")
      }
    }
    #expect(Set(registry.names).count == registry.names.count)
  }

  @Test("every call's example resolves, and so do the examples of its options")
  func calls() throws {
    try checkExamples(of: OptimizerRegistry.registry)
    try checkExamples(of: LayerRegistry.registry)
    try checkExamples(of: ActivationRegistry.registry)
    try checkExamples(of: ModelRegistry.registry)
    try checkExamples(of: InitializationRegistry.registry)
    try checkExamples(of: ScheduleRegistry.registry)
    try checkExamples(of: StopRegistry.registry)
    try checkExamples(of: ValidationRegistry.registry)
    try checkExamples(of: DatasetGenerator.registry)
  }

  @Test("a call and the mapping of its options are the same")
  func mappings() throws {
    for text in ["adam lr=0.03 beta1=0.8", "{adam: {lr: 0.03, beta1: 0.8}}"] {
      var context = context()
      let type = ValueType<OptimizerChoice>.call(of: OptimizerRegistry.registry)
      let choice = try #require(type.decode(try node(text), "`optimizer`", &context))
      #expect(
        choice.optimizer
          == .adam(learningRate: 0.03, beta1: 0.8, beta2: 0.999, epsilon: 1e-8))
    }
  }

  @Test("an optimizer without options has the documented defaults")
  func optimizerDefaults() throws {
    let defaults = try OptimizerRegistry.registry.names.map { name in
      var context = context()
      let type = ValueType<OptimizerChoice>.call(of: OptimizerRegistry.registry)
      return try #require(type.decode(try node(name), "`optimizer`", &context)).optimizer
    }
    #expect(
      defaults == [
        .adagrad(learningRate: 0.01, epsilon: 1e-10),
        .adam(learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
        .adamw(learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01),
        .exact, .gd(learningRate: 0.1), .lasso(tolerance: 1e-10, sweepLimit: 100_000),
        .momentum(learningRate: 0.01, beta: 0.9),
        .nesterov(learningRate: 0.01, beta: 0.9), .perceptron(learningRate: 1, shuffles: false),
        .rmsprop(learningRate: 0.01, alpha: 0.99, epsilon: 1e-8), .sgd(learningRate: 0.1),
      ])
  }

  @Test("advice for other tools' spellings is given where the option exists, and only there")
  func foreignSpellings() {
    let names = TrainDirective.options.map(\.name) + CommonOptions.options.map(\.name)
    for key in ForeignSpelling.train.keys.sorted() {
      #expect(!names.contains(key), "\(key) is an option itself")
      let advice = ForeignSpelling.advice(for: key, in: ForeignSpelling.train, known: names)
      #expect(advice != nil, "\(key)")
    }
    #expect(
      ForeignSpelling.advice(for: "lr", in: ForeignSpelling.train, known: names)
        == "write `optimizer: adam lr=…`")
    #expect(ForeignSpelling.advice(for: "lr", in: ForeignSpelling.train, known: ["of"]) == nil)
  }

  @Test(
    "a list takes as many values as it should",
    arguments: [("[1, 2]", true), ("[]", false), ("3", false), ("[1, two]", false)])
  func lists(yaml: String, isTaken: Bool) throws {
    var context = context()
    let value = ValueType<[Double]>.list(of: .number).decode(try node(yaml), "`key`", &context)
    #expect((value != nil) == isTaken)
    #expect(context.diagnostics.isEmpty == isTaken)
  }

  @Test("numbers come as lists or as ranges whose every value is start + i·step")
  func numbers() throws {
    var context = context()
    let range = try #require(
      ValueType<[Double]>.numbers.decode(try node("0.2..1.6 step 0.2"), "`x`", &context))
    #expect(range == (0..<8).map { 0.2 + Double($0) * 0.2 })
    #expect(ValueType<[Double]>.numbers.decode(try node("0..1"), "`x`", &context) == nil)
    #expect(ValueType<[Double]>.numbers.decode(try node("0..1e9 step 1"), "`x`", &context) == nil)
    #expect(context.diagnostics.map(\.code) == [.badRange, .limitExceeded])
  }

  @Test("arrays are scalars, vectors or matrices with equal rows")
  func arrays() throws {
    func array(_ yaml: String) throws -> NumericArray? {
      var context = context()
      return ValueType<NumericArray>.array.decode(try node(yaml), "`x`", &context)
    }
    #expect(try array("3") == NumericArray(extents: [], values: [3]))
    #expect(try array("[1, 2]") == NumericArray(extents: [2], values: [1, 2]))
    #expect(
      try array("[[1, 2], [3, 4], [5, 6]]")
        == NumericArray(extents: [3, 2], values: [1, 2, 3, 4, 5, 6]))
    for bad in ["[]", "[[]]", "[[1, 2], [3]]", "[[1], 2]", "[1, [2]]", "one", ".inf", "[.nan]"] {
      #expect(try array(bad) == nil, "\(bad)")
    }
  }
}
