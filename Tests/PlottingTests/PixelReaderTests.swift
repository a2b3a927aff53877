import CPNG
import Testing

@testable import Plotting

@Suite struct PixelReaderTests {
  @Test(
    "The next bit and where clear bits begin are found as one by one",
    arguments: [1, 2, 7, 8, 9, 55, 56, 57, 63, 64, 65, 200, 1_440])
  func bits(count: Int) {
    var random = SplitMix(state: UInt64(count))
    for density in [0.02, 0.2, 0.5, 0.9] {
      let expected = (0..<2).map { _ in (0..<count).map { _ in random.uniform(0...1) < density } }
      let a = PixelBits(pixelCount: count)
      let b = PixelBits(pixelCount: count)
      for start in stride(from: 0, to: count, by: 8) {
        for (bits, expected) in [(0, expected[0]), (1, expected[1])] {
          var group: UInt16 = 0
          // What lies beyond the last pixel is set at random.
          for lane in 0..<16 {
            let isSet =
              start + lane < count ? expected[start + lane] : Bool.random(using: &random)
            if isSet { group |= 1 << UInt16(lane) }
          }
          if bits == 0 { a.set(group, at: start) }
          if bits == 1 { b.set(group, at: start) }
        }
      }
      a.finish()
      b.finish()
      for x in 0..<count { #expect(a[x] == expected[0][x]) }
      for x in 0...count {
        #expect(a.next(from: x) == (expected[0][x...].firstIndex(of: true) ?? count))
      }
      for lengths in [[1, 1], [3, 4], [4, 3], [7, 8], [8, 2]] {
        let starts = PixelBits(pixelCount: count)
        starts.markClear(a, lengths[0], or: b, lengths[1])
        for x in 0..<count {
          let isStart = zip(expected, lengths).contains { row, length in
            x + length <= count && !row[x..<x + length].contains(true)
          }
          #expect(starts[x] == isStart)
        }
        #expect(starts.next(from: count) == count)
      }
    }
  }

  @Test("Sums of bytes give zlib's checksum", arguments: [0, 1, 7, 8, 9, 1_441, 16_385, 32_768])
  func checksum(count: Int) {
    var random = SplitMix(state: UInt64(count))
    var checksum = Adler32()
    var bytes: [UInt8] = []
    for round in 0..<3 {
      let more = (0..<count).map { _ in
        round == 0 ? 255 : UInt8.random(in: 0...255, using: &random)
      }
      checksum.append(more.withUnsafeBufferPointer { Adler32.Sums(of: $0) })
      bytes += more
    }
    #expect(checksum.value == UInt32(adler32(1, bytes, UInt32(bytes.count))))
  }

  /// A mixture of three colours, as translucent lines make them: 0 to 200 parts of each.
  private func mixture(_ random: inout SplitMix) -> UInt32 {
    let a = Int.random(in: 0...200, using: &random)
    let b = Int.random(in: 0...200 - a, using: &random)
    let parts = [a * 255 / 200, b * 255 / 200, (a + b) * 255 / 400]
    return UInt32(parts[0]) | UInt32(parts[1]) << 8 | UInt32(parts[2]) << 16
  }

  @Test(
    "Rows of more colours than are told apart look the same, and areas among them are exact",
    arguments: [1, 9, 64, 301, 1_440])
  func picture(width: Int) throws {
    var random = SplitMix(state: UInt64(width))
    let area: UInt32 = 0x123456
    var rows: [[UInt32]] = []
    // Enough rows for 15,000 colours before those that count, some of which repeat what is above.
    let height = min(max(60, 60_000 / width), 16_000)
    while rows.count < height {
      switch rows.isEmpty ? 0 : Int.random(in: 0..<4, using: &random) {
      case 0:
        let copies = Int.random(in: 1...3, using: &random)
        for _ in 0..<copies { rows.append(rows.last ?? (0..<width).map { _ in mixture(&random) }) }
      case 1:
        var changed = rows[rows.count - 1]
        changed[Int.random(in: 0..<width, using: &random)] = mixture(&random)
        rows.append(changed)
      default:
        var row: [UInt32] = []
        while row.count < width {
          let isArea = Int.random(in: 0..<9, using: &random) == 0
          let length = isArea ? Int.random(in: 8...30, using: &random) : 1
          row += Array(repeating: isArea ? area : mixture(&random), count: length)
        }
        rows.append(Array(row[..<width]))
      }
    }
    rows.removeLast(rows.count - height)
    let rgb = rows.joined().flatMap { [UInt8($0 & 255), UInt8($0 >> 8 & 255), UInt8($0 >> 16)] }
    let image = PixelImage(width: width, height: height, rgb: rgb)
    let source = Plotting.Picture(
      width: Double(width), height: Double(height), background: white,
      commands: [
        .image(
          image, in: Rect(x: 0, y: 0, width: Double(width), height: Double(height)),
          isSmooth: false)
      ])
    let file = source.png(scale: 1)
    let decoded = try #require(DecodedPNG(file))
    #expect(file[37..<41] == [0x50, 0x4C, 0x54, 0x45], "the file has a palette")
    var (worst, worstOfAreas) = (0, 0)
    for (y, row) in rows.enumerated() {
      for (x, color) in row.enumerated() {
        let place = 4 * (y * width + x)
        for channel in 0..<3 {
          let expected = Int(color >> (8 * UInt32(channel)) & 255)
          let difference = abs(Int(decoded.rgba[place + channel]) - expected)
          worst = max(worst, difference)
          if color == area, (0..<width).contains(x - 7), row[x - 7...x].allSatisfy({ $0 == area }) {
            worstOfAreas = max(worstOfAreas, difference)
          }
        }
      }
    }
    #expect(worst <= 20)
    #expect(worstOfAreas == 0)
  }
}
