import Diagnostics
import NeuralEngine
import NotebookSyntax
import Testing

@testable import Execution

@Suite("Data sets from files")
struct DataFileTests {
  private static let points = "a,b,y\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n9,10,1\n"

  /// The problems of one data block over one file.
  private func problems(_ call: String, _ content: String) -> [String] {
    let text = "# A\n\n```data d\nfrom: \(call)\n```\n"
    let source = SourceText(name: "test.md", text: text)
    let plan = plan(source, files: ["p.csv": .content(Array(content.utf8))])
    return plan.diagnostics.map { problem in
      let place = problem.range.map { source.text(in: $0) } ?? ""
      return "\(problem.code.rawValue) \(place): "
        + ([problem.message] + (problem.label.map { [$0] } ?? []) + problem.notes)
        .joined(separator: " | ")
    }
  }

  @Test("the paths that blocks name are collected, in order and once")
  func paths() {
    let text = """
      ```data a
      from: csv "my file.csv" target=y
      ```
      ```data b
      from: {idx: [images.gz, labels.gz]}
      ```
      ```train c
      data: csv sub/c.csv
      model: linear
      ```
      ```plot data
      of: [csv "my file.csv" target=y, circles, csv d.csv]
      ```
      ```data e run=false
      from: csv never.csv
      ```
      """
    #expect(
      plan(text).dataPaths == ["my file.csv", "images.gz", "labels.gz", "sub/c.csv", "d.csv"])
    #expect(plan("```data a\nfrom: iris\n```\n").dataPaths == [])
  }

  @Test("columns, rows and classes are known before anything runs")
  func outline() {
    let plan = plan(
      "```data d\nfrom: csv p.csv target=a\nsplit: 0.6\n```\n",
      files: ["p.csv": .content(Array(Self.points.utf8))])
    #expect(plan.diagnostics.isEmpty)
    guard case .data(let data)? = plan.blocks[0].work?.definition else {
      Issue.record("no data")
      return
    }
    #expect(data.columns == ["b", "y"] && data.target == .numbers(columns: ["a"]))
    #expect(data.rowCount == 5 && data.trainingRowCount == 3)
    #expect(data.summary == "5 rows of b, y with target a: 3 train, 2 test.")
  }

  @Test("four of five rows train by default, shuffled by the seed")
  func split() async throws {
    let rows = (0..<100).map { "\($0),\($0)\n" }.joined()
    let files = ["p.csv": DataFile.content(Array(("x,y\n" + rows).utf8))]
    func inputs(seed: Int) throws -> [Double] {
      let plan = plan(
        "---\nseed: \(seed)\n---\n\n```data d\nfrom: csv p.csv\n```\n", files: files)
      return Array(
        try #require(
          plan.blocks[0].work?.run(in: ExecutionContext(outcomes: [:], seed: 0)).data
        ).data.inputs)
    }
    let first = try inputs(seed: 1)
    #expect(first.sorted() == (0..<100).map(Double.init))
    #expect(first != first.sorted())
    #expect(try inputs(seed: 1) == first)
    #expect(try inputs(seed: 2) != first)
    let run = await run(
      "```data d\nfrom: csv p.csv\nexpect: {train.rows: 80, test.rows: 20, columns: 1}\n```\n",
      files: files)
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
  }

  @Test("whole numbers become classes where the model wants them; equal calls share one set")
  func adoption() async {
    let text = """
      ```train a
      data: csv p.csv
      model: softmax
      epochs: 1
      ```
      ```train b
      data: csv p.csv
      model: linear
      epochs: 1
      ```
      """
    let plan = plan(text, files: ["p.csv": .content(Array(Self.points.utf8))])
    #expect(plan.diagnostics.isEmpty, "\(plan.diagnostics)")
    #expect(plan.unnamedData.count == 1 && plan.unnamedData.first?.name == "p.csv")
    let run = await NotebookExecutor.run(plan, jobs: 1)
    #expect(run.diagnostics.isEmpty, "\(run.diagnostics)")
  }

  @Test("rows left out for missing values are counted")
  func dropped() {
    let plan = plan(
      "```data d\nfrom: csv p.csv missing=drop\n```\n",
      files: ["p.csv": .content(Array((Self.points + ",1,1\n").utf8))])
    guard case .data(let data)? = plan.blocks[0].work?.definition else {
      Issue.record("no data: \(plan.diagnostics)")
      return
    }
    #expect(data.summary.hasSuffix("1 test. Left out for missing values: 1 row."))
  }

  @Test("a file's problem stands at its path")
  func fileProblem() {
    let text = "# A\n\n```train t\ndata: csv \"p.csv\" target=y\nmodel: linear\n```\n"
    let plan = plan(
      text, files: ["p.csv": .problem(.fileUnreadable, message: "no", label: "label")])
    #expect(plan.diagnostics.map(\.message) == ["no"])
    #expect(plan.diagnostics.first?.label == "label")
    #expect(plan.diagnostics.first?.code == .fileUnreadable)
    #expect(
      plan.diagnostics.first?.range.map { plan.notebook.source.text(in: $0) } == "\"p.csv\"")
  }

  private static let manyClasses: String = {
    let rows: [String] = (0..<1_001).map { "1,n\($0)\n" }
    return "a,b\n" + rows.joined()
  }()
  private static let shortLines: String = "a,b\n" + String(repeating: "1\n", count: 1_007)

  private static let csvCases: [(call: String, content: String, expected: String)] = [
    ("csv p.csv", "", "NB084 p.csv: `p.csv` has no rows"),
    ("csv p.csv", "a\n1\n", "NB084 p.csv: `p.csv` has one column, an input and a target"),
    ("csv p.csv", "a;b\n1;2\n", "needed | `;` separates its values; write commas"),
    ("csv p.csv", "a\tb\n1\t2\n", "needed | `tab` separates its values; write commas"),
    ("csv p.csv", "a,a\n1,2\n", "NB084 p.csv: `p.csv` has two columns `a`"),
    (
      "csv p.csv target=z", "a,b\n1,2\n",
      "NB038 z: `p.csv` has no column `z` | columns: a, b"
    ),
    ("csv p.csv target=colour", "a,color\n1,2\n", "| did you mean `color`? |"),
    ("csv p.csv inputs=[z]", "a,b\n1,2\n", "NB038 [z]: `p.csv` has no column `z`"),
    ("csv p.csv inputs=[a, a]", "a,b\n1,2\n", "NB045 [a, a]: `a` is among `inputs` twice"),
    ("csv p.csv inputs=[b]", "a,b\n1,2\n", "NB047 [b]: `b` is the target"),
    ("csv p.csv inputs=[]", "a,b\n1,2\n", "inputs"),
    (
      "csv p.csv", "a,b\n1,2\n,3\n",
      "NB084 p.csv: `p.csv` has missing values | add `missing=drop` to leave such rows out | line 3: `a` is missing"
    ),
    ("csv p.csv missing=drop", "a,b\nNA,2\n", "every row of `p.csv` has a missing value"),
    (
      "csv p.csv", "a,b\n1,2\none,3\n",
      "has text where numbers belong | add `inputs=[…]` to choose columns | line 3: `a` is `one`, not a number"
    ),
    (
      "csv p.csv header=false", "a,b\n1,2\n",
      "| remove `header=false` if line 1 names the columns | line 1: `x1` is `a`, not a number"
    ),
    (
      "csv p.csv", shortLines,
      "of different lengths | line 2: 1 value, there are 2 columns | line 3: 1 value, there are 2 columns | line 4: 1 value, there are 2 columns | line 5: 1 value, there are 2 columns | line 6: 1 value, there are 2 columns | and 1,002 more"
    ),
    ("csv p.csv", "a,b\n1,\"2\n", "a quote that is never closed | line 2: the quote opens here"),
    ("csv p.csv", "a,b\n1,\"2\"3\n", "has text after a closing quote | line 2: "),
    ("csv p.csv", "a,b\n1,x\n2,x\n", "the target `b` of `p.csv` is `x` in every row"),
    (
      "csv p.csv", manyClasses,
      "NB120 p.csv: the target `b` of `p.csv` has 1,001 classes, at most 1,000 can be told apart | line 2: `b` is `n0`, not a number, so that values are taken for names of classes"
    ),
    ("csv p.csv", "1,2\n3,4\n", "has only numbers, no names of columns | add `header=false`"),
    ("csv p.csv missing=zero", "a,b\n1,2\n", "NB048 zero: unknown value `zero` for `missing`"),
    ("csv p.csv label=b", "a,b\n1,2\n", "has no option `label` | write `target`"),
    ("csv", "", "NB040 csv: generator `csv` needs `path`"),
  ]

  @Test(
    "every problem of a CSV file is told at its place in the notebook, with the file's lines",
    arguments: csvCases)
  func csvProblems(call: String, content: String, expected: String) {
    let found = problems(call, content)
    #expect(found.count == 1)
    #expect(found.first?.contains(expected) == true, "\(found)")
  }

  private static func idx(_ extents: [UInt8], _ elements: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 8, UInt8(extents.count)]
    for extent in extents { bytes += [0, 0, 0, extent] }
    return bytes + elements
  }

  /// Two files and what is said of them.
  struct IDXCase: Sendable {
    var images: [UInt8]
    var labels: [UInt8]
    var expected: String

    init(_ images: [UInt8], _ labels: [UInt8], _ expected: String) {
      self.images = images
      self.labels = labels
      self.expected = expected
    }
  }

  private static let idxCases: [IDXCase] = [
    IDXCase([120], idx([1], [0]), "NB084 i: `i` is not an IDX file"),
    IDXCase(
      [0, 0, 1, 1, 0, 0, 0, 1], idx([1], [0]), "NB084 i: `i` has elements of the unknown type 1"),
    IDXCase(idx([2, 1], [1]), idx([2], [0, 1]), "NB084 i: `i` ends early: it has 13 of 14 bytes"),
    IDXCase(
      idx([2, 1], [1, 2]), idx([2], [0, 1, 1]), "NB084 l: `l` has 1 byte after its last element"),
    IDXCase(idx([0, 1], []), idx([2], [0, 1]), "NB084 i: `i` has no rows"),
    IDXCase(
      [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], idx([2], [0, 1]),
      "which no file can have"),
    IDXCase([0, 0, 13, 1, 0, 0, 0, 1, 0x7F, 0xC0, 0, 0], idx([1], [0]), "are no finite numbers"),
    IDXCase(idx([2], [0, 1]), idx([2, 1], [0, 1]), "| the images come first, then the labels"),
    IDXCase(
      idx([2, 1], [0, 1]), idx([2, 1], [0, 1]), "NB084 l: `l` has the shape [2, 1], labels have"),
    IDXCase(
      idx([2, 1], [0, 1]), idx([3], [0, 1, 1]), "NB063 l: `l` has 3 labels, there are 2 images"),
    IDXCase(
      idx([2, 1], [0, 1]), [0, 0, 9, 1, 0, 0, 0, 2, 0, 255],
      "no class number | label 1, counted from 0, is -1; classes are 0 to 999"),
    IDXCase(idx([2, 1], [0, 1]), idx([2], [0, 0]), "NB084 l: `l` has one class only, 0"),
  ]

  @Test(
    "every problem of IDX files is told at the path of the file",
    arguments: idxCases)
  func idxProblems(pair: IDXCase) {
    let source = SourceText(name: "test.md", text: "```data d\nfrom: idx i l\n```\n")
    let plan = plan(source, files: ["i": .content(pair.images), "l": .content(pair.labels)])
    let found = plan.diagnostics.map { problem in
      "\(problem.code.rawValue) \(problem.range.map { source.text(in: $0) } ?? ""): "
        + ([problem.message] + (problem.label.map { [$0] } ?? []) + problem.notes)
        .joined(separator: " | ")
    }
    #expect(found.count == 1)
    #expect(found.first?.contains(pair.expected) == true, "\(found)")
  }

  @Test("images and labels are planned with their rows and classes")
  func idxPlan() {
    let plan = plan(
      "```data d\nfrom: idx i l n=2\nsplit: 1\nexpect: {rows: 2, classes: 3, columns: 4}\n```\n",
      files: [
        "i": .content(Self.idx([3, 2, 2], Array(0..<12))),
        "l": .content(Self.idx([3], [0, 2, 5])),
      ])
    #expect(plan.diagnostics.isEmpty, "\(plan.diagnostics)")
    guard case .data(let data)? = plan.blocks[0].work?.definition else {
      Issue.record("no data")
      return
    }
    #expect(data.rowCount == 2 && data.target == .classes(names: ["0", "1", "2"]))
  }
}
