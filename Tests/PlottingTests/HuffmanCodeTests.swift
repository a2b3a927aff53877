import Testing

@testable import Plotting

@Suite struct HuffmanCodeTests {
  /// Σ 2^−length in units of 2^−16: 2¹⁶ for a complete code.
  private func kraftSum(_ lengths: [UInt8]) -> Int {
    lengths.filter { $0 > 0 }.reduce(0) { $0 + 1 << (16 - Int($1)) }
  }

  private func bits(_ lengths: [UInt8], _ frequencies: [Int]) -> Int {
    zip(lengths, frequencies).reduce(0) { $0 + Int($1.0) * $1.1 }
  }

  @Test("Frequent symbols get short codes (the textbook's example: 45, 13, 12, 16, 9, 5)")
  func textbook() {
    // Cormen, Leiserson, Rivest, Stein, section on Huffman codes: 224 bits in all.
    let frequencies = [45, 13, 12, 16, 9, 5]
    let code = HuffmanCode(frequencies: frequencies, limit: 15)
    #expect(code.lengths == [1, 3, 3, 3, 4, 4])
    #expect(bits(code.lengths, frequencies) == 224)
  }

  @Test("Codes are complete and keep to the limit where frequencies grow like Fibonacci's numbers")
  func limit() {
    var frequencies = [1, 1]
    while frequencies.count < 40 { frequencies.append(frequencies.suffix(2).reduce(0, +)) }
    for limit in [6, 7, 15] {
      let code = HuffmanCode(frequencies: frequencies, limit: limit)
      #expect(code.lengths.allSatisfy { $0 >= 1 && Int($0) <= limit })
      #expect(kraftSum(code.lengths) == 1 << 16)
      // The rarer, the longer.
      #expect(zip(code.lengths, code.lengths.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }

  @Test("No code is the start of another")
  func prefixes() {
    var random = SplitMix(state: 3)
    let frequencies = (0..<286).map { _ in Int.random(in: 0...50, using: &random) }
    let code = HuffmanCode(frequencies: frequencies, limit: 15)
    let used = frequencies.indices.filter { frequencies[$0] > 0 }
    #expect(used.allSatisfy { code.lengths[$0] > 0 })
    for a in used {
      for b in used where a != b && code.lengths[a] <= code.lengths[b] {
        let mask = UInt16(1) << UInt16(code.lengths[a]) - 1
        #expect(code.codes[b] & mask != code.codes[a])
      }
    }
  }

  @Test("One symbol takes one bit, none takes nothing")
  func few() {
    #expect(HuffmanCode(frequencies: [0, 7, 0], limit: 15).lengths == [0, 1, 0])
    #expect(HuffmanCode(frequencies: [0, 0], limit: 15).lengths == [0, 0])
  }
}
