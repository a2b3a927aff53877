import Diagnostics
import NeuralEngine
import NotebookSyntax

/// `idx IMAGES LABELS`: images and their classes in the format of MNIST.
enum IDXCall {
  private static let images = Option.required(
    "images", .locatedText, meaning: "the file of images, from the notebook's folder on",
    example: "train-images-idx3-ubyte.gz")
  private static let labels = Option.required(
    "labels", .locatedText, meaning: "the file of their class numbers",
    example: "train-labels-idx1-ubyte.gz")
  private static let n = Option(
    "n", .integer(1...1_000_000), meaning: "the number of rows to take from the first on",
    example: "10000")

  static let declaration = CallDeclaration<DatasetGenerator>(
    "idx", meaning: "images and their classes in the format of MNIST",
    example: "idx train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz",
    positional: [images, labels], named: [n]
  ) { values, context in make(values, &context) }

  private static func make(
    _ values: OptionValues, _ context: inout PlanningContext
  ) -> DatasetGenerator? {
    guard let images = values[images], let labels = values[labels] else { return nil }
    // Both are asked for before one fails, so that both are read.
    let files = (context.file(images), context.file(labels))
    guard let imageBytes = files.0, let labelBytes = files.1 else { return nil }
    let pixels = array(imageBytes, images, values[n], &context)
    let classes = array(labelBytes, labels, values[n], &context)
    guard let pixels, let classes else { return nil }
    let data: Dataset
    do throws(IDXPairError) {
      data = try Dataset(images: pixels, labels: classes)
    } catch {
      context.report(diagnostic(error, images, labels))
      return nil
    }
    let count = values[n].map { " n=\($0)" } ?? ""
    return DatasetGenerator(
      rows: .file(data), name: images.text, call: "idx \(images.text) \(labels.text)\(count)")
  }

  private static func array(
    _ bytes: [UInt8], _ path: ScalarText, _ rowLimit: Int?, _ context: inout PlanningContext
  ) -> IDXArray? {
    do throws(IDXError) {
      return try IDXArray.parse(bytes, rowLimit: rowLimit)
    } catch {
      let file = "`\(path.text)`"
      let message: String
      switch error {
      case .notIDX: message = "\(file) is not an IDX file"
      case .unknownType(let type):
        message = "\(file) has elements of the unknown type \(type)"
      case .truncated(let expected, let count):
        message =
          "\(file) ends early: it has \(ValueText.grouped(count)) of "
          + "\(ValueText.counted(expected, "byte"))"
      case .surplus(let expected, let count):
        message =
          "\(file) has \(ValueText.counted(count - expected, "byte")) after its last element"
      case .tooLarge(let extents):
        message = "\(file) claims a shape of \(Shape(extents)), which no file can have"
      case .empty: message = "\(file) has no rows"
      case .notFinite: message = "\(file) has values that are no finite numbers"
      }
      context.report(.error(.badData, message, at: path.range))
      return nil
    }
  }

  private static func diagnostic(
    _ error: IDXPairError, _ images: ScalarText, _ labels: ScalarText
  ) -> Diagnostic {
    switch error {
    case .imagesAreFlat:
      .error(
        .badData, "`\(images.text)` has one dimension, images have two or more",
        at: images.range, label: "the images come first, then the labels")
    case .labelsAreNotFlat(let extents):
      .error(
        .badData, "`\(labels.text)` has the shape \(Shape(extents)), labels have one dimension",
        at: labels.range)
    case .countsDiffer(let imageCount, let labelCount):
      .error(
        .shapeMismatch,
        "`\(labels.text)` has \(ValueText.counted(labelCount, "label")), there are "
          + ValueText.counted(imageCount, "image"),
        at: labels.range)
    case .notClass(let value, let row):
      .error(
        .badData, "`\(labels.text)` has a label that is no class number", at: labels.range,
        notes: [
          "label \(ValueText.grouped(row)), counted from 0, is \(ValueText.number(value)); classes "
            + "are 0 to \(CSVTable.classLimit - 1)"
        ])
    case .oneClass:
      .error(.badData, "`\(labels.text)` has one class only, 0", at: labels.range)
    }
  }
}
