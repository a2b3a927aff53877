import NeuralEngine
import Testing

@Suite("CSV files")
struct CSVTableTests {
  private func parse(
    _ text: String, _ options: CSVTable.Options = CSVTable.Options()
  ) throws(CSVError) -> CSVTable {
    try CSVTable.parse(Array(text.utf8), options: options)
  }

  private func error(
    _ text: String, _ options: CSVTable.Options = CSVTable.Options()
  ) -> CSVError? {
    do throws(CSVError) {
      _ = try parse(text, options)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "any line end, a missing last one, empty lines and a byte order mark make no difference",
    arguments: [
      "a,b,y\n1,2,3\n4,5,6\n", "a,b,y\r\n1,2,3\r\n4,5,6\r\n", "a,b,y\r1,2,3\r4,5,6",
      "a,b,y\n1,2,3\n4,5,6", "\u{FEFF}a,b,y\n1,2,3\n4,5,6\n", "\n\na,b,y\n\n1,2,3\r\n\n4,5,6\n\n",
      "a, b ,y\n 1,2 ,3\n4,\t5,6\n", "\"a\",\"b\",\"y\"\n\"1\",2,\"3\"\n4,5,\"6\"\n",
    ])
  func lineEnds(text: String) throws {
    let data = try parse(text).data
    #expect(data.columns == ["a", "b"])
    #expect(data.inputs == [1, 2, 4, 5])
    #expect(data.target == .numbers([3, 6], columns: ["y"]))
    #expect(data.trainingRowCount == 2)
  }

  @Test("quotes hold commas, line ends and doubled quotes")
  func quotes() throws {
    let table = try parse(
      "x,\"the, \"\"class\"\"\"\n1,\"a,b\"\r\n2,\"c\nd\"\n3,\"e\"\"f\"\n4,g\"h\n")
    #expect(
      table.data.target
        == .classes([0, 1, 2, 3], names: ["a,b", "c\nd", "e\"f", "g\"h"]))
    let named = try parse(
      "x,\"the, \"\"class\"\"\"\n1,2\n", CSVTable.Options(target: "x"))
    #expect(named.data.columns == ["the, \"class\""])
  }

  @Test("numbers are read exactly as the standard library reads them")
  func numbers() throws {
    let texts = [
      "0", "-0", "+3", "007", "1e3", "1E-3", "-2.5e+10", ".5", "5.", "123456789012345",
      "1234567890123456789", "0.1", "4.9e-324", "1.7976931348623157e308",
    ]
    let text = "x,y\n" + texts.map { "\($0),1\n" }.joined()
    let inputs = try parse(text).data.inputs
    let expected = [
      0.0, -0.0, 3, 7, 1000, 0.001, -2.5e10, 0.5, 5, 123_456_789_012_345,
      1_234_567_890_123_456_768, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    #expect(inputs.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(
    "what is no finite decimal number is refused with its line",
    arguments: ["abc", "0x10", "inf", "-inf", "1e999", "1,5", "1 2", "--1", "e", "1_000", "٣"])
  func notNumbers(text: String) {
    #expect(
      error("x,y\n1,2\n\n\"\(text)\",2\n")
        == .badLines(
          [.init(line: 4, problem: .notNumber(column: "x", text: text))], count: 1))
  }

  @Test("missing values are errors by default and drop their rows on demand")
  func missing() throws {
    let text = "a,b,y\n1,2,3\n,2,3\n1,NA,3\n1,2,?\nnan,NaN,1\n4,5,6\n\"\",1,1\n"
    #expect(
      error(text)
        == .badLines(
          [
            .init(line: 3, problem: .missing(column: "a")),
            .init(line: 4, problem: .missing(column: "b")),
            .init(line: 5, problem: .missing(column: "y")),
            .init(line: 6, problem: .missing(column: "a")),
            .init(line: 8, problem: .missing(column: "a")),
          ], count: 5))
    let table = try parse(text, CSVTable.Options(missingRows: .drop))
    #expect(table.data.inputs == [1, 2, 4, 5])
    #expect(table.data.target == .numbers([3, 6], columns: ["y"]))
    #expect(table.droppedCount == 5)
    #expect(error("a,y\n,1\n", CSVTable.Options(missingRows: .drop)) == .onlyMissing)
    // A column that is not used may miss anything.
    let one = try parse("a,b,y\n1,,3\n", CSVTable.Options(inputs: ["a"]))
    #expect(one.data.inputs == [1])
  }

  @Test("lines are counted through quoted line ends, the first five are named")
  func lines() {
    let text = "x,y\n" + "1,\"a\r\nb\"\n" + String(repeating: "1\n", count: 7)
    let expected = (0..<5).map {
      CSVError.BadLine(line: 4 + $0, problem: .fieldCount(1, expected: 2))
    }
    #expect(error(text) == .badLines(expected, count: 7))
    #expect(
      error("x,y\n1,2,3\n")
        == .badLines([.init(line: 2, problem: .fieldCount(3, expected: 2))], count: 1))
  }

  @Test("what is no CSV is refused")
  func structure() {
    #expect(error("") == .noRows)
    #expect(error("\n\n") == .noRows)
    #expect(error("a,b\n") == .noRows)
    #expect(error("a,b\n1,\"2\n3,4\n") == .unclosedQuote(line: 2))
    #expect(error("a,b\n1,2\n3,\"4\"5\n") == .textAfterQuote(line: 3))
    #expect(error("a;b\n1;2\n") == .oneColumn(separator: ";"))
    #expect(error("a\tb\n1\t2\n") == .oneColumn(separator: "\t"))
    #expect(error("a\n1\n") == .oneColumn(separator: nil))
    #expect(error("a,a\n1,2\n") == .duplicateColumn("a"))
    let latin: [UInt8] = Array("a,y\n1,caf".utf8) + [0xE9, 0x0A]
    #expect(throws: CSVError.notUTF8(line: 2)) { try CSVTable.parse(latin) }
    let header: [UInt8] = Array("caf".utf8) + [0xE9] + Array(",y\n1,2\n".utf8)
    #expect(throws: CSVError.notUTF8(line: 1)) { try CSVTable.parse(header) }
  }

  @Test("the target is chosen by name or number, inputs by name in the author's order")
  func columns() throws {
    let text = "a,b,c\n1,2,3\n"
    let first = try parse(text, CSVTable.Options(target: "a")).data
    #expect(first.columns == ["b", "c"] && first.inputs == [2, 3])
    let second = try parse(text, CSVTable.Options(target: "2", inputs: ["c", "a"])).data
    #expect(second.columns == ["c", "a"] && second.inputs == [3, 1])
    #expect(second.target == .numbers([2], columns: ["b"]))
    let bare = try parse("1,2,3\n4,5,6\n", CSVTable.Options(hasHeader: false, target: "x1")).data
    #expect(bare.columns == ["x2", "x3"] && bare.inputs == [2, 3, 5, 6])
    #expect(
      error(text, CSVTable.Options(target: "d")) == .unknownTarget("d", columns: ["a", "b", "c"]))
    #expect(
      error(text, CSVTable.Options(target: "4")) == .unknownTarget("4", columns: ["a", "b", "c"]))
    #expect(
      error(text, CSVTable.Options(inputs: ["d"])) == .unknownInput("d", columns: ["a", "b", "c"]))
    #expect(error(text, CSVTable.Options(inputs: ["a", "a"])) == .duplicateInput("a"))
    #expect(error(text, CSVTable.Options(inputs: ["c"])) == .targetAmongInputs("c"))
    #expect(try parse(",y\n1,2\n").data.columns == ["column1"])
  }

  @Test("a header of numbers is noticed")
  func numericHeader() throws {
    #expect(try parse("1,2\n3,4\n").isHeaderNumeric)
    #expect(try !parse("1,y\n3,4\n").isHeaderNumeric)
    #expect(try !parse("1,2\n3,4\n", CSVTable.Options(hasHeader: false)).isHeaderNumeric)
  }

  @Test("text targets are classes in order of appearance, numbers ascending on demand")
  func classes() throws {
    #expect(
      try parse("x,y\n1,dog\n2,cat\n3,dog\n").data.target
        == .classes([0, 1, 0], names: ["dog", "cat"]))
    let numeric = "x,y\n1,10\n2,9\n3,10.0\n4,-1\n"
    #expect(try parse(numeric).data.target == .numbers([10, 9, 10, -1], columns: ["y"]))
    #expect(
      try parse(numeric, CSVTable.Options(isClasses: true)).data.target
        == .classes([2, 1, 2, 0], names: ["-1", "9", "10"]))
    #expect(
      error("x,y\n1,2\n1,dog\n", CSVTable.Options(isClasses: false))
        == .badLines([.init(line: 3, problem: .notNumber(column: "y", text: "dog"))], count: 1))
    #expect(error("x,y\n1,dog\n2,dog\n") == .oneClass(column: "y", name: "dog"))
    let many = "x,y\n" + (0...1_000).map { "1,\($0)\n" }.joined() + "1,oops\n"
    #expect(
      error(many)
        == .tooManyClasses(
          column: "y", count: 1_002,
          firstText: .init(line: 1_003, problem: .notNumber(column: "y", text: "oops"))))
  }

  @Test("random tables survive writing and reading")
  func roundTrip() throws {
    var stream = RandomStream(seed: 3, name: "csv", purpose: .data)
    let alphabet = ["a", "\"", ",", "\n", "\r\n", "é", " ", "😀", "b"]
    for _ in 0..<40 {
      let rowCount = 2 + Int(stream.nextUInt32() % 20)
      let width = 1 + Int(stream.nextUInt32() % 5)
      var numbers: [Double] = []
      var labels: [String] = []
      for row in 0..<rowCount {
        for _ in 0..<width { numbers.append(stream.normal() * 1e3) }
        let tail = (0..<Int(stream.nextUInt32() % 6)).map { _ in
          alphabet[Int(stream.nextUInt32()) % alphabet.count]
        }
        labels.append("\(row)" + tail.joined() + "z")
      }
      var text = (0..<width).map { "c\($0)" }.joined(separator: ",") + ",label\r\n"
      for row in 0..<rowCount {
        for column in 0..<width { text += "\(numbers[row * width + column])," }
        var quoted = "\""
        for scalar in labels[row].unicodeScalars {
          quoted += scalar == "\"" ? "\"\"" : String(scalar)
        }
        text += quoted + "\"\r\n"
      }
      let data = try parse(text).data
      #expect(data.inputs == numbers)
      guard case .classes(let classes, let names) = data.target else {
        Issue.record("no classes")
        return
      }
      #expect(classes == Array(0..<rowCount))
      #expect(names.map { Array($0.utf8) } == labels.map { Array($0.utf8) })
    }
  }

  @Test("no bytes make reading crash")
  func fuzz() {
    var stream = RandomStream(seed: 4, name: "csv", purpose: .noise)
    let alphabet = Array("a1,\"\n\r -.e;\u{FEFF}".utf8) + [0, 0xFF]
    for _ in 0..<3_000 {
      let count = Int(stream.nextUInt32() % 40)
      let bytes = (0..<count).map { _ in alphabet[Int(stream.nextUInt32()) % alphabet.count] }
      for options in [
        CSVTable.Options(), CSVTable.Options(hasHeader: false, missingRows: .drop),
      ] {
        if let table = try? CSVTable.parse(bytes, options: options) {
          #expect(table.data.inputs.count == table.data.rowCount * table.data.columns.count)
        }
      }
    }
  }
}
