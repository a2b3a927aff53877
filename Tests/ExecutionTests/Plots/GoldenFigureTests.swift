import Plotting
import Testing

@testable import Execution

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Every kind of figure, small, compared with files that were looked at when they were recorded.
///
/// `NBRUN_RECORD=1` writes the files anew and fails, so that no run that records passes for one that
/// compares. A difference fails with the path of a page that shows both sides.
@Suite("Golden figures") struct GoldenFigureTests {
  private struct Difference {
    var name: String
    var expected: [UInt8]?
    var actual: [UInt8]
  }

  private static let folder = "../Goldens"
  private static let isRecording = getenv("NBRUN_RECORD") != nil

  private func drawn() throws -> [(name: String, png: [UInt8])] {
    let text = try #require(contents(of: "\(Self.folder)/figures.md", beside: #filePath))
    let figures = try figures(of: String(decoding: text, as: UTF8.self), name: "figures.md")
    return figures.flatMap { label, figure -> [(name: String, png: [UInt8])] in
      let name = String(label.dropFirst("fig-".count))
      return [
        (name, figure.picture(in: .light).png(scale: 1)),
        (name + "-dark", figure.picture(in: .dark).png(scale: 1)),
      ]
    }
  }

  @Test("Every kind of figure has the pixels that were recorded")
  func pixels() throws {
    let testFolder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    var differences: [Difference] = []
    for (name, png) in try drawn() {
      if Self.isRecording {
        #expect(write(png, to: "/\(testFolder)/\(Self.folder)/\(name).png"))
      }
      let expected = contents(of: "\(Self.folder)/\(name).png", beside: #filePath)
      if expected != png {
        differences.append(Difference(name: name, expected: expected, actual: png))
      }
    }
    #expect(!Self.isRecording, "files were recorded; run again without NBRUN_RECORD")
    guard !differences.isEmpty else { return }
    let page = "/tmp/nbrun-golden-differences.html"
    let isWritten = write(Array(Self.page(differences).utf8), to: page)
    Issue.record(
      "\(differences.map(\.name).joined(separator: ", ")): see \(isWritten ? page : "nothing")")
  }

  @Test("Every kind of plot has a golden figure")
  func kinds() throws {
    let text = try #require(contents(of: "\(Self.folder)/figures.md", beside: #filePath))
    let lines = Set(String(decoding: text, as: UTF8.self).split(separator: "\n"))
    for kind in PlotKinds.all { #expect(lines.contains("```plot \(kind.name)")) }
  }

  /// Returns a page with the recorded picture, the new one and their difference side by side.
  private static func page(_ differences: [Difference]) -> String {
    func image(_ png: [UInt8]?) -> String {
      png.map { "<img src=\"data:image/png;base64,\(base64($0))\">" } ?? "not recorded"
    }
    let rows = differences.map { difference in
      """
      <h2>\(difference.name)</h2><div>\(image(difference.expected))\(image(difference.actual))
      <span>\(image(difference.expected))\(image(difference.actual))</span></div>
      """
    }
    return """
      <!DOCTYPE html><meta charset="utf-8"><title>Golden figures that differ</title>
      <style>body { font: 14px sans-serif; background: #888; } div { display: flex; gap: 12px; }
      img { zoom: 2; align-self: start; } span { position: relative; background: #000; }
      span img + img { position: absolute; left: 0; top: 0; mix-blend-mode: difference; }</style>
      <p>Recorded, drawn now, and what differs.</p>
      \(rows.joined(separator: "\n"))
      """
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      for (place, shift) in [18, 12, 6, 0].enumerated() {
        text.append(start + place > bytes.count ? "=" : alphabet[Int(bits >> UInt32(shift) & 63)])
      }
    }
    return text
  }
}
