/// An array read from an IDX file, the format of the MNIST data sets.
package struct IDXArray: Sendable, Equatable {
  /// Outermost first; the first counts the rows.
  package var extents: [Int]
  /// Row-major.
  package var values: Numbers

  /// Creates an array.
  package init(extents: [Int], values: [Double]) {
    self.init(extents: extents, numbers: Numbers(values))
  }

  private init(extents: [Int], numbers values: Numbers) {
    self.extents = extents
    self.values = values
  }

  /// The types of an IDX file's elements, big-endian.
  private enum Element: UInt8 {
    case unsignedByte = 0x08
    case signedByte = 0x09
    case short = 0x0B
    case int = 0x0C
    case float = 0x0D
    case double = 0x0E

    var byteCount: Int {
      switch self {
      case .unsignedByte, .signedByte: 1
      case .short: 2
      case .int, .float: 4
      case .double: 8
      }
    }

    /// The value of an element's bits.
    func value(_ bits: UInt64) -> Double {
      switch self {
      case .unsignedByte: Double(bits)
      case .signedByte: Double(Int8(truncatingIfNeeded: bits))
      case .short: Double(Int16(truncatingIfNeeded: bits))
      case .int: Double(Int32(truncatingIfNeeded: bits))
      case .float: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case .double: Double(bitPattern: bits)
      }
    }
  }

  /// Reads an IDX file: two zero bytes, the type, the number of dimensions, each extent as 4 bytes,
  /// then the elements (http://yann.lecun.com/exdb/mnist).
  ///
  /// - Parameter rowLimit: The most rows to take, from the first on; all where nil.
  package static func parse(_ bytes: [UInt8], rowLimit: Int? = nil) throws(IDXError) -> IDXArray {
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, bytes[3] > 0 else { throw .notIDX }
    guard let element = Element(rawValue: bytes[2]) else { throw .unknownType(bytes[2]) }
    let start = 4 + 4 * Int(bytes[3])
    guard bytes.count >= start else { throw .truncated(expected: start, count: bytes.count) }
    var extents: [Int] = []
    var expected = element.byteCount
    for dimension in 0..<Int(bytes[3]) {
      let offset = 4 + 4 * dimension
      let extent = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      extents.append(extent)
      let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
      guard !overflow, product < Int.max - start else { throw .tooLarge(extents: extents) }
      expected = product
    }
    guard expected > 0 else { throw .empty }
    guard bytes.count >= start + expected else {
      throw .truncated(expected: start + expected, count: bytes.count)
    }
    guard bytes.count == start + expected else {
      throw .surplus(expected: start + expected, count: bytes.count)
    }
    if let rowLimit {
      let size = expected / extents[0]
      extents[0] = min(extents[0], max(rowLimit, 0))
      expected = size * extents[0]
    }
    if element == .unsignedByte {
      return IDXArray(
        extents: extents, numbers: Numbers(bytes: bytes[start..<start + expected]))
    }
    var values: [Double] = []
    values.reserveCapacity(expected / element.byteCount)
    var offset = start
    while offset < start + expected {
      var bits: UInt64 = 0
      for _ in 0..<element.byteCount {
        bits = bits << 8 | UInt64(bytes[offset])
        offset += 1
      }
      values.append(element.value(bits))
    }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite }
    return IDXArray(extents: extents, values: values)
  }
}

/// Why an IDX file cannot be read.
package enum IDXError: Error, Sendable, Equatable {
  /// The file does not begin as IDX files do.
  case notIDX
  case unknownType(UInt8)
  /// The file ends early; counts are of bytes.
  case truncated(expected: Int, count: Int)
  /// Something stands behind the last element.
  case surplus(expected: Int, count: Int)
  case tooLarge(extents: [Int])
  /// An extent is 0.
  case empty
  /// An element is infinite or no number.
  case notFinite
}

extension Dataset {
  /// Creates a data set of images and their class numbers, all of which train.
  ///
  /// Inputs are columns p0, p1, … with the values of the file; images of rank 2 or 3 (channels
  /// first) have an image shape. Classes are 0 … the largest label.
  package init(images: IDXArray, labels: IDXArray) throws(IDXPairError) {
    guard images.extents.count >= 2 else { throw .imagesAreFlat }
    guard labels.extents.count == 1 else { throw .labelsAreNotFlat(extents: labels.extents) }
    guard images.extents[0] == labels.extents[0] else {
      throw .countsDiffer(images: images.extents[0], labels: labels.extents[0])
    }
    var classes: [Int] = []
    for (row, value) in labels.values.enumerated() {
      guard let number = Int(exactly: value), (0..<CSVTable.classLimit).contains(number) else {
        throw .notClass(value, row: row)
      }
      classes.append(number)
    }
    let count = (classes.max() ?? 0) + 1
    guard count > 1 else { throw .oneClass }
    let size = images.extents.dropFirst()
    let shape: ImageShape? =
      switch size.count {
      case 2: ImageShape(channels: 1, height: images.extents[1], width: images.extents[2])
      case 3:
        ImageShape(
          channels: images.extents[1], height: images.extents[2], width: images.extents[3])
      default: nil
      }
    self.init(
      columns: (0..<size.reduce(1, *)).map { "p\($0)" }, inputs: images.values,
      target: .classes(classes, names: (0..<count).map(String.init)),
      trainingRowCount: classes.count, imageShape: shape)
  }
}

/// Why two IDX files are no data set.
package enum IDXPairError: Error, Sendable, Equatable {
  /// The images have one dimension, as labels have.
  case imagesAreFlat
  case labelsAreNotFlat(extents: [Int])
  case countsDiffer(images: Int, labels: Int)
  /// A label that is no class number; rows count from 0.
  case notClass(Double, row: Int)
  case oneClass
}
