/// A table of inputs and what to predict from them; the first rows train, the rest test.
package struct Dataset: Sendable, Equatable {
  /// What is to be predicted.
  package enum Target: Sendable, Equatable {
    /// Numbers, row-major `[rows, columns]`.
    case numbers([Double], columns: [String])
    /// The index of each row's class.
    case classes([Int], names: [String])
  }

  /// The extents of an image whose pixels are the input columns, row by row.
  package struct ImageShape: Sendable, Equatable {
    package var channels: Int
    package var height: Int
    package var width: Int

    /// Creates an image shape.
    package init(channels: Int, height: Int, width: Int) {
      self.channels = channels
      self.height = height
      self.width = width
    }
  }

  /// The names of the input columns.
  package var columns: [String]
  /// Row-major `[rows, columns]`.
  package var inputs: Numbers
  package var target: Target
  /// How many rows train; they stand first.
  package var trainingRowCount: Int
  package var imageShape: ImageShape?

  /// Creates a data set.
  package init(
    columns: [String], inputs: [Double], target: Target, trainingRowCount: Int,
    imageShape: ImageShape? = nil
  ) {
    self.init(
      columns: columns, inputs: Numbers(inputs), target: target,
      trainingRowCount: trainingRowCount, imageShape: imageShape)
  }

  /// Creates a data set that shares its numbers.
  package init(
    columns: [String], inputs: Numbers, target: Target, trainingRowCount: Int,
    imageShape: ImageShape? = nil
  ) {
    self.columns = columns
    self.inputs = inputs
    self.target = target
    self.trainingRowCount = trainingRowCount
    self.imageShape = imageShape
  }

  /// The number of rows.
  package var rowCount: Int {
    switch target {
    case .numbers(let values, let names): names.isEmpty ? 0 : values.count / names.count
    case .classes(let classes, _): classes.count
    }
  }

  /// The number of rows that test.
  package var testRowCount: Int { rowCount - trainingRowCount }
}
