import NeuralEngine
import Testing

@Suite("IDX files")
struct IDXArrayTests {
  private func file(_ type: UInt8, _ extents: [Int], _ elements: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, type, UInt8(extents.count)]
    for extent in extents {
      let word = UInt32(extent)
      for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(word >> shift & 0xFF)) }
    }
    return bytes + elements
  }

  private func error(_ bytes: [UInt8]) -> IDXError? {
    do throws(IDXError) {
      _ = try IDXArray.parse(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("every element type is read, big-endian and signed as the format says")
  func types() throws {
    let cases: [(UInt8, [UInt8], [Double])] = [
      (0x08, [0, 255], [0, 255]), (0x09, [0x80, 0x7F], [-128, 127]),
      (0x0B, [0x80, 0, 1, 2], [-32768, 258]),
      (0x0C, [0xFF, 0xFF, 0xFF, 0xFE, 0, 1, 0, 0], [-2, 65536]),
      (0x0D, [0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0], [1.5, -2]),
      (0x0E, [0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1.5, -2]),
    ]
    for (type, bytes, values) in cases {
      #expect(try IDXArray.parse(file(type, [2], bytes)) == IDXArray(extents: [2], values: values))
    }
  }

  @Test("a row limit takes the first rows")
  func rowLimit() throws {
    let bytes = file(8, [3, 2], [1, 2, 3, 4, 5, 6])
    #expect(
      try IDXArray.parse(bytes, rowLimit: 2) == IDXArray(extents: [2, 2], values: [1, 2, 3, 4]))
    #expect(try IDXArray.parse(bytes, rowLimit: 9).extents == [3, 2])
  }

  @Test("what is no IDX file is refused")
  func errors() {
    #expect(error([]) == .notIDX)
    #expect(error([0, 0, 8]) == .notIDX)
    #expect(error(Array("x,y\n1,2\n".utf8)) == .notIDX)
    #expect(error([0, 0, 8, 0]) == .notIDX)
    #expect(error([0, 0, 7, 1, 0, 0, 0, 1, 5]) == .unknownType(7))
    #expect(error([0, 0, 8, 2, 0, 0, 0, 1]) == .truncated(expected: 12, count: 8))
    #expect(error(file(8, [2, 2], [1, 2, 3])) == .truncated(expected: 16, count: 15))
    #expect(error(file(8, [2], [1, 2, 3])) == .surplus(expected: 10, count: 11))
    #expect(error(file(8, [0, 4], [])) == .empty)
    let huge = 0xFFFF_FFFF
    #expect(error(file(8, [huge, huge, huge], [])) == .tooLarge(extents: [huge, huge]))
    #expect(error(file(0x0D, [1], [0x7F, 0x80, 0, 0])) == .notFinite)
  }

  @Test("every prefix of a file is refused")
  func prefixes() {
    let bytes = file(8, [2, 2, 2], Array(1...8))
    #expect(error(bytes) == nil)
    for count in 0..<bytes.count { #expect(error(Array(bytes[..<count])) != nil) }
  }

  @Test("images and labels become a data set with an image shape")
  func dataset() throws {
    let images = IDXArray(extents: [2, 2, 3], values: (0..<12).map(Double.init))
    let data = try Dataset(images: images, labels: IDXArray(extents: [2], values: [3, 0]))
    #expect(data.columns == ["p0", "p1", "p2", "p3", "p4", "p5"])
    #expect(data.inputs == images.values)
    #expect(data.target == .classes([3, 0], names: ["0", "1", "2", "3"]))
    #expect(data.imageShape == .init(channels: 1, height: 2, width: 3))
    let color = IDXArray(extents: [2, 3, 1, 1], values: [1, 2, 3, 4, 5, 6])
    let labels = IDXArray(extents: [2], values: [0, 1])
    #expect(
      try Dataset(images: color, labels: labels).imageShape
        == .init(channels: 3, height: 1, width: 1))
    let flat = IDXArray(extents: [2, 3], values: [1, 2, 3, 4, 5, 6])
    #expect(try Dataset(images: flat, labels: labels).imageShape == nil)
  }

  @Test("images and labels that do not belong together are refused")
  func pairErrors() {
    let images = IDXArray(extents: [2, 1, 1], values: [1, 2])
    func check(_ images: IDXArray, _ labels: IDXArray, _ expected: IDXPairError) {
      #expect(throws: expected) { try Dataset(images: images, labels: labels) }
    }
    let labels = IDXArray(extents: [2], values: [0, 1])
    check(labels, images, .imagesAreFlat)
    check(images, images, .labelsAreNotFlat(extents: [2, 1, 1]))
    check(images, IDXArray(extents: [3], values: [0, 1, 2]), .countsDiffer(images: 2, labels: 3))
    check(images, IDXArray(extents: [2], values: [0, -1]), .notClass(-1, row: 1))
    check(images, IDXArray(extents: [2], values: [0.5, 1]), .notClass(0.5, row: 0))
    check(images, IDXArray(extents: [2], values: [0, 1_000]), .notClass(1_000, row: 1))
    check(images, IDXArray(extents: [2], values: [0, 0]), .oneClass)
  }
}
