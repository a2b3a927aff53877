import Diagnostics
import NeuralEngine
import NotebookSyntax
import Testing

@testable import Execution

@Suite("Layers of networks in notebooks")
struct TrainLayerTests {
  private func fence(_ kind: String, _ body: String) -> String { "```\(kind)\n\(body)\n```\n\n" }

  private func values(_ text: String, files: [String: DataFile] = [:]) async throws -> [String] {
    let result = await run(text, files: files)
    let errors = result.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors)")
    return result.inlineValues.sorted { $0.key.lower < $1.key.lower }.map(\.value)
  }

  @Test("LeNet learns the digits; its table shows the shapes of images")
  func lenet() async throws {
    let result = await run(
      fence(
        "train lenet",
        """
        data: digits
        model:
          - conv 6 kernel=3 padding=1
          - relu
          - maxpool 2
          - conv 16 kernel=[3, 2] stride=1
          - relu
          - avgpool 2 stride=1
          - flatten
          - dropout 0.1
          - dense 32
          - batchnorm
          - relu
          - layernorm
          - dense 10
        optimizer: adam lr=0.005
        epochs: 6
        expect:
          test.accuracy: "> 0.8"
          layer1.b[5]: -1..1
          layer4.variance[0]: "> 0"
        """))
    #expect(result.diagnostics.isEmpty, "\(result.diagnostics)")
    guard case .table(let table)? = result.results[0].outputs.first else {
      Issue.record("a table of layers comes first")
      return
    }
    #expect(
      table.rows.map { $0.joined(separator: " | ") } == [
        "conv 6 kernel=3 padding=1 | 6×8×8 | 60", "relu | 6×8×8 | 0", "maxpool 2 | 6×4×4 | 0",
        "conv 16 kernel=3x2 | 16×2×3 | 592", "relu | 16×2×3 | 0",
        "avgpool 2 stride=1 | 16×1×2 | 0", "flatten | 32 | 0", "dropout 0.1 | 32 | 0",
        "dense 32 | 32 | 1,056", "batchnorm | 32 | 64", "relu | 32 | 0", "layernorm | 32 | 64",
        "dense 10 | 10 | 330", "total |  | 2,166",
      ])
  }

  @Test("filters start as an author says, row by row, channel by channel")
  func filters() async throws {
    let text =
      fence(
        "train sums",
        """
        data: digits n=20
        model: [conv 1 kernel=2, flatten, dense 10]
        init:
          layer1.w: [[[[1, 2], [3, 4]]]]
        epochs: 0
        """) + "{{ sums.layer1.w[0,0,1,0] }} {{ sums.layer1.w[0,0,0,1] }}"
    #expect(try await values(text) == ["3", "2"])
  }

  @Test("a CSV file's columns are an image of the shape that is said")
  func csvShape() async throws {
    let rows = (0..<12).map { row -> String in
      let pixels = (0..<6).map { "\(($0 * 7 + row * 3) % 5)" }
      return (pixels + [row % 2 == 0 ? "a" : "b"]).joined(separator: ",")
    }
    let file = (["p,q,r,s,t,u,y"] + rows).joined(separator: "\n")
    let files = ["images.csv": DataFile.content(Array(file.utf8))]
    func notebook(_ shape: String) -> String {
      fence("data set", "from: csv images.csv shape=\(shape)\nstandardize: true")
        + fence(
          "train net",
          "data: set\nmodel: [conv 2 kernel=2x1, tanh, flatten, dense 1]\nepochs: 2")
        + "{{ net.parameters }}"
    }
    #expect(try await values(notebook("[2, 3]"), files: files) == ["13"])
    #expect(try await values(notebook("1x2x3"), files: files) == ["13"])
    let problems = plan(notebook("[3, 3]"), files: files).diagnostics
    #expect(
      problems.first?.message
        == "`images.csv` has 6 input columns, an image of 3×3 has 9 pixels")
  }

  @Test("features as many as pixels keep the image")
  func features() async throws {
    let features = (0...63).map { "p\($0) / 16" }.joined(separator: ", ")
    let text =
      fence(
        "train net",
        "data: digits n=200\nfeatures: [\(features)]\n"
          + "model: [conv 2 kernel=3, flatten, dense 10]\nepochs: 1")
      + "{{ net.parameters }}"
    #expect(try await values(text) == ["750"])
  }

  @Test("embeddings take a table's whole numbers")
  func embedding() async throws {
    let text =
      fence(
        "data pairs",
        "columns: [a, b, y]\nrows: [[0, 1, 0], [2, 1, 1], [3, 0, 1], [2, 2, 0]]")
      + fence(
        "train net", "data: pairs\nmodel: [embedding 5, flatten, dense 1]\nepochs: 3")
      + "{{ net.layer1.w[3,4]:.0g }} {{ net.parameters }}"
    let found = try await values(text)
    #expect(found[1] == "31")
  }
}
