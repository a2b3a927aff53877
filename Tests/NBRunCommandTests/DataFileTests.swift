import CZlib
import NBRunCommand
import Testing

@Suite("Data files are read from the notebook's folder alone")
struct DataFileTests {
  private static let points = "x,y\n" + (0..<20).map { "\($0),\(2 * $0)\n" }.joined()

  private static func notebook(_ call: String, _ expectation: String = "") -> String {
    "# A\n\n```data d\nfrom: \(call)\n\(expectation)\n```\n"
  }

  /// Compresses bytes as gzip does: zlib's stream without its header and checksum, between gzip's.
  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var stream = [UInt8](repeating: 0, count: Int(count))
    #expect(compress(&stream, &count, bytes, uLong(bytes.count)) == Z_OK)
    let checksum = crc32(0, bytes, uInt(bytes.count))
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    file += stream[2..<Int(count) - 4]
    for word in [UInt32(checksum), UInt32(bytes.count)] {
      for shift in [0, 8, 16, 24] as [UInt32] { file.append(UInt8(word >> shift & 0xFF)) }
    }
    return file
  }

  @Test(
    "a file inside of the folder is read however it is reached",
    arguments: ["p.csv", "sub/p.csv", "./sub/../p.csv", "link.csv", "'two words.csv'", "p.csv.gz"])
  func inside(path: String) async throws {
    let workspace = try Workspace()
    for name in ["p.csv", "sub/p.csv", "two words.csv"] {
      try workspace.write("book/\(name)", Self.points)
    }
    try workspace.write("book/p.csv.gz", Self.gzip(Array(Self.points.utf8)))
    try workspace.link("book/link.csv", to: "sub/p.csv")
    let notebook = try workspace.write(
      "book/a.md", Self.notebook("csv \(path)", "expect: {rows: 20, train.rows: 16}"))
    let check = await nbrun(["check", notebook])
    #expect(check.status == .success, "\(check.errors)")
    let dry = await nbrun(["check", "--no-run", notebook])
    #expect(dry.status == .success, "\(dry.errors)")
    let dump = await nbrun(["dump", "--stage", "plan", notebook])
    #expect(dump.output.contains("20 rows of x with target y: 16 train, 4 test."))
    let page = await nbrun([notebook, "-o", "-"])
    #expect(page.status == .success && page.output.contains("20 rows"))
  }

  @Test(
    "a file outside of the folder is refused however it is reached",
    arguments: [
      "../secret.csv", "sub/../../secret.csv", "link.csv", "folder/secret.csv", "../book2/x.csv",
      "../missing.csv", "/etc/passwd",
    ])
  func outside(path: String) async throws {
    let workspace = try Workspace()
    try workspace.write("secret.csv", Self.points)
    try workspace.write("book2/x.csv", Self.points)
    try workspace.write("book/sub/p.csv", Self.points)
    try workspace.link("book/link.csv", to: "../secret.csv")
    try workspace.link("book/folder", to: "..")
    let notebook = try workspace.write("book/a.md", Self.notebook("csv \(path)"))
    for arguments in [
      [notebook, "-o", "-"], ["check", notebook], ["check", "--no-run", notebook],
    ] {
      let result = await nbrun(arguments)
      #expect(result.status == .inputOutput)
      #expect(result.errors.contains("file `\(path)` is outside of the notebook's folder [NB002]"))
      #expect(result.errors.contains("a.md:4:11"))
    }
  }

  @Test("what is missing, no file, too large or damaged is an error at its path")
  func problems() async throws {
    let workspace = try Workspace()
    let packed = Self.gzip(Array(Self.points.utf8))
    try workspace.write("folder/x", "")
    try workspace.write("large.csv", [UInt8](repeating: 0x31, count: 64 << 20 | 1))
    try workspace.write(
      "bomb.gz", Self.gzip([UInt8](repeating: 0x31, count: 64 << 20 | 1)))
    try workspace.write("short.gz", Array(packed.dropLast(9)))
    var damaged = packed
    damaged[packed.count - 8] ^= 1
    try workspace.write("damaged.gz", damaged)
    let expected = [
      ("none.csv", "there is no file `none.csv` beside the notebook [NB001]"),
      ("folder", "file `folder` cannot be read: Is a directory [NB002]"),
      ("large.csv", "file `large.csv` has more than 64 MiB [NB002]"),
      ("bomb.gz", "file `bomb.gz` has more than 64 MiB decompressed [NB002]"),
      ("short.gz", "compressed file `short.gz` ends early [NB002]"),
      ("damaged.gz", "compressed file `damaged.gz` is damaged [NB002]"),
    ]
    for (path, message) in expected {
      let notebook = try workspace.write("a.md", Self.notebook("csv \(path)"))
      let result = await nbrun(["check", "--no-run", notebook])
      #expect(result.status == .inputOutput)
      #expect(result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test("compressed files of several members are read to the end; every cut is refused")
  func gzipMembers() throws {
    let bytes = Array(Self.points.utf8)
    let packed = Self.gzip(bytes)
    #expect(try GzipFile.decompress(packed, limit: bytes.count) == bytes)
    #expect(try GzipFile.decompress(packed + packed, limit: 1 << 20) == bytes + bytes)
    #expect(try GzipFile.decompress(Self.gzip([]), limit: 0) == [])
    #expect(throws: GzipFile.Failure.tooLarge) {
      try GzipFile.decompress(packed, limit: bytes.count - 1)
    }
    #expect(throws: GzipFile.Failure.damaged) {
      try GzipFile.decompress(packed + [1, 2, 3], limit: 1 << 20)
    }
    for count in 0..<packed.count {
      #expect(throws: GzipFile.Failure.self) {
        try GzipFile.decompress(Array(packed[..<count]), limit: 1 << 20)
      }
    }
  }

  @Test("images and labels in MNIST's format train, compressed or not")
  func idx() async throws {
    let workspace = try Workspace()
    var pixels: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 2]
    var labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 60]
    for row in 0..<60 {
      labels.append(UInt8(row % 3))
      pixels += (0..<4).map { UInt8($0 == row % 3 ? 190 + row : row) }
    }
    try workspace.write("images.gz", Self.gzip(pixels))
    try workspace.write("labels", labels)
    let notebook = try workspace.write(
      "a.md",
      """
      # A

      ```data d
      from: idx images.gz labels
      standardize: true
      expect: {rows: 60, classes: 3, columns: 4, train.rows: 48}
      ```

      ```train t
      data: d
      model: softmax
      optimizer: adam lr=0.05
      epochs: 100
      expect: {test.accuracy: 1}
      ```
      """)
    let result = await nbrun(["check", notebook])
    #expect(result.status == .success, "\(result.errors)")
  }

  @Test(
    "softmax regression learns the irises and the digits, by name and from their files",
    arguments: [
      ("iris", 200, 0.05), ("csv data/iris.csv target=species", 200, 0.05), ("digits", 20, 0.01),
      ("csv data/digits.csv target=digit classes=true", 20, 0.01),
    ])
  func endToEnd(call: String, epochs: Int, rate: Double) async throws {
    let workspace = try Workspace()
    let repository = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    for name in ["iris.csv", "digits.csv"] {
      let bytes = try LocalFiles().read("/\(repository)/Notebooks/data/\(name)", limit: 1 << 20)
      try workspace.write("data/\(name)", bytes)
    }
    let notebook = try workspace.write(
      "a.md",
      """
      # A

      ```data flowers
      from: \(call)
      standardize: true
      ```

      ```train t
      data: flowers
      model: softmax
      optimizer: adam lr=\(rate)
      epochs: \(epochs)
      expect: {test.accuracy: ">= 0.9", train.accuracy: ">= 0.9"}
      ```
      """)
    let result = await nbrun(["check", notebook])
    #expect(result.status == .success, "\(result.errors)")
  }
}
