import Diagnostics
import Testing

@Suite struct SourceTextTests {
  @Test func linesEndAsInCommonMark() {
    let source = SourceText(name: "a.md", text: "a\nb\r\nc\rd")
    #expect(source.lineStarts == [0, 2, 5, 7])
    let texts = source.lineStarts.indices.map { source.text(in: source.lineRange($0)) }
    #expect(texts == ["a", "b", "c", "d"])
  }

  @Test func columnsCountCharactersNotBytes() {
    let source = SourceText(name: "a.md", text: "αβ👩‍👩‍👧x\ny")
    let offset = "αβ👩‍👩‍👧".utf8.count
    #expect(source.position(of: offset) == (1, 4))
    #expect(source.position(of: offset + 2) == (2, 1))
    #expect(source.position(of: 1_000) == (2, 2))
  }

  @Test func aByteOrderMarkIsNoPartOfTheText() {
    let source = SourceText(name: "a.md", utf8: [0xEF, 0xBB, 0xBF, 0x23])
    #expect(source.utf8 == [0x23])
    #expect(source.position(of: 0) == (1, 1))
  }

  @Test(
    arguments: [
      ([0x61, 0xE9, 0x62], 1, "0xE9"), ([0x61, 0xC0, 0xAF], 1, "0xC0"),
      ([0xED, 0xA0, 0x80], 0, "0xED"), ([0x61, 0xF0, 0x9F, 0x98], 1, "0xF0"),
      ([0x61, 0x0A, 0xFF, 0xFE], 2, "0xFF"), ([0xF4, 0x90, 0x80, 0x80], 0, "0xF4"),
      ([0xEF, 0xBB, 0xBF, 0x61, 0x80], 4, "0x80"), ([0x61, 0x00, 0x62], 1, "0x00"),
    ] as [([UInt8], Int, String)])
  func theFirstByteThatIsNotUTF8IsNamed(bytes: [UInt8], offset: Int, byte: String) throws {
    let (source, diagnostics) = SourceText.decode(name: "a.md", bytes: bytes)
    let problem = try #require(diagnostics.first)
    #expect(problem.code == .notUTF8)
    #expect(problem.message.contains("\(byte) at offset \(offset)"))
    let range = try #require(problem.range)
    #expect(range.upper <= source.utf8.count)
    #expect(!problem.rendered(in: source, colour: false).isEmpty)
  }

  @Test func utf16IsRecognised() {
    let bytes: [UInt8] = [0xFF, 0xFE, 0x61, 0x00]
    let problems = SourceText.decode(name: "a.md", bytes: bytes).diagnostics
    #expect(problems.first?.notes.first?.contains("UTF-16") == true)
  }

  @Test(arguments: ["", " \n\t\r\n", "\u{FEFF}"])
  func aNotebookOfWhiteSpaceIsEmpty(text: String) {
    let problems = SourceText.decode(name: "a.md", bytes: Array(text.utf8)).diagnostics
    #expect(problems.map(\.code) == [.emptyNotebook])
  }

  @Test func aNotebookOverTheLimitIsRefused() {
    let problems = SourceText.decode(name: "a.md", bytes: [0x61, 0x61], byteLimit: 1).diagnostics
    #expect(problems.map(\.code) == [.limitExceeded])
  }

  @Test func everyScalarDecodes() {
    let text = "a\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFD}\u{10000}\u{10FFFF}"
    let (source, problems) = SourceText.decode(name: "a.md", bytes: Array(text.utf8))
    #expect(problems.isEmpty)
    #expect(source.text(in: SourceRange(0, .max)) == text)
  }
}
