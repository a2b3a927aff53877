import CDatasets

/// A data set that comes with nbrun.
package enum CollectedData: String, Sendable, CaseIterable {
  /// 1,797 handwritten digits of 8×8 pixels, 0 … 16 (UCI, Alpaydin and Kaynak).
  case digits
  /// 150 flowers of three species (UCI, Fisher).
  case iris

  /// The number of rows.
  package var rowCount: Int {
    switch self {
    case .digits: 1_797
    case .iris: 150
    }
  }

  /// All rows in the file's order.
  package var data: Dataset {
    switch self {
    case .digits: Self.digitsData
    case .iris: Self.irisData
    }
  }

  /// Returns rows with normal noise on the inputs, all of which train.
  ///
  /// - Parameters:
  ///   - count: The number of rows, drawn without repetition; all rows keep the file's order.
  ///   - noise: The standard deviation of what is added to the inputs.
  ///   - seed: The seed of the call or of the notebook.
  ///   - name: The name of the data set, from which the random streams derive.
  package func makeDataset(count: Int, noise: Double, seed: UInt64, name: String) -> Dataset {
    var result = data
    if count < result.rowCount {
      var stream = RandomStream(seed: seed, name: name, purpose: .data)
      let rows = stream.permutation(of: result.rowCount).prefix(max(count, 0))
      result = result.selecting(rows: Array(rows), trainingRowCount: rows.count)
    }
    if noise > 0 {
      var stream = RandomStream(seed: seed, name: name, purpose: .noise)
      result.inputs = Numbers(result.inputs.map { $0 + noise * stream.normal() })
    }
    return result
  }

  private static let digitsData: Dataset = {
    var count = 0
    let start = unsafe nbrun_digits_csv(&count)
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var data = parse(bytes, CSVTable.Options(isClasses: true))
    data.imageShape = Dataset.ImageShape(channels: 1, height: 8, width: 8)
    return data
  }()

  private static let irisData: Dataset = {
    var count = 0
    let start = unsafe nbrun_iris_csv(&count)
    return parse(unsafe Array(UnsafeBufferPointer(start: start, count: count)), CSVTable.Options())
  }()

  private static func parse(_ bytes: [UInt8], _ options: CSVTable.Options) -> Dataset {
    do throws(CSVError) {
      return try CSVTable.parse(bytes, options: options).data
    } catch {
      preconditionFailure("a data set that comes with nbrun is damaged: \(error)")
    }
  }
}
