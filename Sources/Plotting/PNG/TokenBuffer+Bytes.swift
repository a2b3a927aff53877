extension TokenBuffer {
  /// Gives single numbers their bytes and returns the checksum of all rows.
  ///
  /// - Parameters:
  ///   - places: The byte of each number.
  ///   - rowLength: The bytes of a row.
  ///   - joins: Whether to look for what repeats because numbers share bytes.
  mutating func resolve(_ places: [UInt8], rowLength: Int, joins: Bool) -> Adler32 {
    let (count, checksum) = unsafe withTokens { tokens in
      unsafe places.withUnsafeBufferPointer { places in
        // The compiler makes a loop of its own for each.
        joins
          ? unsafe Self.resolve(tokens, places, rowLength: rowLength, joins: true)
          : unsafe Self.resolve(tokens, places, rowLength: rowLength, joins: false)
      }
    }
    removeLast(self.count - count)
    return checksum
  }

  @inline(__always)
  private static func resolve(
    _ tokens: UnsafeMutableBufferPointer<Token>, _ places: UnsafeBufferPointer<UInt8>,
    rowLength: Int, joins: Bool
  ) -> (count: Int, Adler32) {
    // Of the bytes of the row above, only those change that do not repeat it.
    let row = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rowLength)
    unsafe row.initialize(repeating: 0)
    defer { unsafe row.deallocate() }
    var checksum = Adler32()
    var sums = Adler32.Sums(zeros: rowLength)
    var joined = unsafe TokenJoiner(tokens)
    var (isFirstRow, isChanged) = (true, false)
    var x = 0
    for index in 0..<tokens.count {
      let token = unsafe tokens[index]
      if token >= literalBase {
        let place = unsafe places[Int(token &- literalBase)]
        if joins {
          joined.append(
            literal(UInt16(place)), repeatsAbove: unsafe place == row[x] && !isFirstRow,
            repeatsBefore: unsafe x > 0 && place == row[x &- 1])
        } else {
          unsafe tokens[index] = literal(UInt16(place))
        }
        unsafe row[x] = place
        x &+= 1
        isChanged = true
      } else if token < aboveBase {
        let length = Int(token) &+ shortest
        unsafe row[x..<x &+ length].update(repeating: row[x &- 1])
        if joins { joined.append(repetition: token, base: 0, joined.before) }
        x &+= length
        isChanged = true
      } else {
        if joins { joined.append(repetition: token, base: aboveBase, joined.above) }
        x &+= Int(token &- aboveBase) &+ shortest
      }
      // Repetitions of the row above go on from row to row.
      while x >= rowLength {
        if isChanged { sums = unsafe Adler32.Sums(of: UnsafeBufferPointer(row)) }
        (isFirstRow, isChanged) = (false, false)
        checksum.append(sums)
        x &-= rowLength
      }
    }
    return (joins ? joined.count : tokens.count, checksum)
  }
}

/// Tokens that are written over those they are made from: literals that turn out to repeat what is before
/// or above them become part of repetitions.
@safe private struct TokenJoiner {
  private typealias Token = TokenBuffer.Token

  private let tokens: UnsafeMutableBufferPointer<TokenBuffer.Token>
  private(set) var count = 0
  /// How many literals at the end repeat the bytes above, and how many the byte before.
  private(set) var above = 0
  private(set) var before = 0

  /// As many literals become a repetition of the row above or of the byte before.
  private static let (shortestAbove, shortestBefore) = (4, 3)

  init(_ tokens: UnsafeMutableBufferPointer<TokenBuffer.Token>) { unsafe self.tokens = tokens }

  @inline(__always)
  private mutating func push(_ token: Token) {
    unsafe tokens[count] = token
    count &+= 1
  }

  /// Lengthens the last token if it is such a repetition and not the longest.
  @inline(__always)
  private mutating func lengthens(base: Token) -> Bool {
    guard count > 0 else { return false }
    let last = unsafe tokens[count &- 1]
    guard last >= base, last < base &+ 255 else { return false }
    unsafe tokens[count &- 1] = last &+ 1
    return true
  }

  @inline(__always)
  mutating func append(_ literal: TokenBuffer.Token, repeatsAbove: Bool, repeatsBefore: Bool) {
    guard repeatsAbove || repeatsBefore else {
      push(literal)
      (above, before) = (0, 0)
      return
    }
    if repeatsAbove, lengthens(base: TokenBuffer.aboveBase) { return }
    if repeatsBefore, lengthens(base: 0) { return }
    push(literal)
    above = repeatsAbove ? above &+ 1 : 0
    before = repeatsBefore ? before &+ 1 : 0
    if above == Self.shortestAbove {
      replace(above, by: TokenBuffer.aboveBase)
    } else if before == Self.shortestBefore {
      replace(before, by: 0)
    }
  }

  private mutating func replace(_ literals: Int, by base: Token) {
    count &-= literals
    push(base &+ Token(literals &- TokenBuffer.shortest))
    (above, before) = (0, 0)
  }

  /// Appends a repetition, of which some literals before it may become part.
  @inline(__always)
  mutating func append(repetition: TokenBuffer.Token, base: TokenBuffer.Token, _ literals: Int) {
    var token = repetition
    if literals > 0, Int(token &- base) &+ literals <= 255 {
      count &-= literals
      token &+= Token(truncatingIfNeeded: literals)
    }
    push(token)
    (above, before) = (0, 0)
  }
}
