import Diagnostics

/// Finds the place of each byte of a decoded scalar, by decoding it again beside its source.
enum YAMLScalarMap {
  /// Returns a scalar's bytes with their places. `written` is the scalar with its quotes or block
  /// indicator, a part of `text`.
  static func map(
    _ decoded: [UInt8], style: YAMLEvent.Style, written: Range<Int>, in text: MappedText
  ) -> MappedText {
    var walk = Walk(
      decoded: decoded, text: text, index: written.lowerBound, end: written.upperBound)
    switch style {
    case .plain: walk.takeFlow(quote: nil)
    case .singleQuoted: walk.takeFlow(quote: UInt8(ascii: "'"))
    case .doubleQuoted: walk.takeFlow(quote: UInt8(ascii: "\""))
    case .literal, .folded: walk.takeBlock()
    }
    if walk.result.count == decoded.count { return walk.result }
    // The walk lost its way: the whole scalar stands for each byte.
    var coarse = MappedText()
    let whole = text.sourceRange(
      written.lowerBound, written.upperBound, within: SourceRange(0, 0))
    coarse.append(decoded, for: whole)
    return coarse
  }

  private struct Walk {
    let decoded: [UInt8]
    let text: MappedText
    var index: Int
    let end: Int
    var result = MappedText()

    private var taken: Int { result.count }

    private func isSpace(_ offset: Int) -> Bool {
      offset < end && InlineSyntax.isSpace(text.bytes[offset])
    }

    /// Appends decoded bytes that the written bytes up to an offset stand for.
    private mutating func emit(_ count: Int, until next: Int) {
      let available = min(count, decoded.count - taken)
      let piece = decoded[taken..<(taken + available)]
      if available == next - index, piece.elementsEqual(text.bytes[index..<next]) {
        result.append(index..<next, of: text)
      } else {
        result.append(piece, for: text.sourceRange(index, next, within: SourceRange(0, 0)))
      }
      index = next
    }

    /// Plain and quoted scalars, whose line ends fold to spaces.
    mutating func takeFlow(quote: UInt8?) {
      if quote != nil { index += 1 }
      while taken < decoded.count, index < end {
        let byte = text.bytes[index]
        if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") {
          takeEscape()
        } else if quote == UInt8(ascii: "'"), byte == quote {
          emit(1, until: min(end, index + 2))
        } else if isSpace(index) {
          takeFold()
        } else if byte == decoded[taken] {
          emit(1, until: index + 1)
        } else {
          return
        }
      }
    }

    private mutating func takeFold() {
      var next = index
      var lineEnds = 0
      while isSpace(next) {
        let byte = text.bytes[next]
        let isPaired = byte == 0x0D && next + 1 < end && text.bytes[next + 1] == 0x0A
        if (byte == 0x0A || byte == 0x0D) && !isPaired { lineEnds += 1 }
        next += 1
      }
      switch lineEnds {
      case 0: emit(next - index, until: next)
      case 1: emit(1, until: next)
      default: emit(lineEnds - 1, until: next)
      }
    }

    private mutating func takeEscape() {
      guard index + 1 < end else {
        index = end
        return
      }
      let letter = text.bytes[index + 1]
      if letter == 0x0A || letter == 0x0D {
        index += 1
        while isSpace(index) { index += 1 }
        return
      }
      let digits =
        switch letter {
        case UInt8(ascii: "x"): 2
        case UInt8(ascii: "u"): 4
        case UInt8(ascii: "U"): 8
        default: 0
        }
      // One escape stands for one character of up to four bytes.
      var count = 1
      while taken + count < decoded.count, decoded[taken + count] & 0xC0 == 0x80 { count += 1 }
      emit(count, until: min(end, index + 2 + digits))
    }

    /// Literal and folded blocks: words stand as they are, the space between them is the author's
    /// line ends and indentation.
    mutating func takeBlock() {
      while index < end, text.bytes[index] != 0x0A, text.bytes[index] != 0x0D { index += 1 }
      var isFirst = true
      while taken < decoded.count {
        var next = index
        while isSpace(next) { next += 1 }
        var count = 0
        while taken + count < decoded.count, InlineSyntax.isSpace(decoded[taken + count]) {
          count += 1
        }
        if count > 0 {
          emit(count, until: next)
        } else if isFirst || next > index {
          index = next
        }
        isFirst = false
        while taken < decoded.count, index < end, !InlineSyntax.isSpace(decoded[taken]) {
          guard text.bytes[index] == decoded[taken] else { return }
          emit(1, until: index + 1)
        }
        if index >= end, taken < decoded.count {
          emit(decoded.count - taken, until: end)
        }
      }
    }
  }
}
