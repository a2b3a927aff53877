/// What the bytes of a palette picture are written as: bytes and repetitions, in order.
///
/// Every byte is either new, repeats the one before, or repeats the one above: figures hold little
/// else.
@safe struct TokenBuffer: ~Copyable {
  /// A repetition of the byte before by its length less `shortest` (0…255), one of the row above
  /// (256…511), or, from 512 on, a number to write: at first of a colour, at last a byte.
  typealias Token = UInt16

  static let shortest = 3
  static let longest = 258
  static let aboveBase: Token = 256
  static let literalBase: Token = 512

  private var tokens: UnsafeMutablePointer<Token>
  private var capacity = 0
  private(set) var count = 0
  /// Bytes that repeat the row above and are not tokens yet.
  private var repeatedAbove = 0

  /// Creates an empty buffer.
  init() { unsafe tokens = .allocate(capacity: 0) }

  deinit { unsafe tokens.deallocate() }

  /// Returns the token of a number to write.
  @inline(__always)
  static func literal(_ number: UInt16) -> Token { literalBase &+ number }

  /// Takes all tokens away.
  mutating func removeAll() { (count, repeatedAbove) = (0, 0) }

  /// Takes some tokens away.
  mutating func removeLast(_ count: Int) { self.count &-= count }

  /// About as many bytes as the tokens will be written as.
  var byteCount: Int { 2 * count + 1_024 }

  /// Makes room for a row of so many bytes that is written as tokens in any way.
  mutating func reserve(_ rowLength: Int) {
    // What is left of the rows before; a repetition may be split into two shorter ones; literals are
    // copied eight at a time.
    let needed = count + rowLength + repeatedAbove / (Self.longest - Self.shortest) + 16
    guard needed > capacity else { return }
    capacity = max(2 * capacity, needed)
    let larger = UnsafeMutablePointer<Token>.allocate(capacity: capacity)
    unsafe larger.update(from: tokens, count: count)
    unsafe tokens.deallocate()
    unsafe tokens = larger
  }

  /// Calls `body` with all tokens.
  mutating func withTokens<R>(_ body: (UnsafeMutableBufferPointer<Token>) -> R) -> R {
    finishRepeatedAbove()
    return unsafe body(UnsafeMutableBufferPointer(start: tokens, count: count))
  }

  @inline(__always)
  private mutating func append(_ token: Token) {
    assert(count < capacity)
    unsafe tokens[count] = token
    count &+= 1
  }

  /// Appends a single number.
  @inline(__always)
  mutating func appendLiteral(_ number: UInt16) {
    finishRepeatedAbove()
    append(Self.literal(number))
  }

  /// Appends single numbers.
  @inline(__always)
  mutating func appendLiterals(_ numbers: UnsafePointer<UInt16>, count: Int) {
    typealias Group = SIMD8<UInt16>
    let source = unsafe UnsafeRawPointer(numbers)
    let target = unsafe UnsafeMutableRawPointer(appendLiterals(count))
    var index = 0
    while index < count {
      let group = unsafe source.loadUnaligned(fromByteOffset: 2 &* index, as: Group.self)
      unsafe target.storeBytes(
        of: group &+ Group(repeating: Self.literalBase), toByteOffset: 2 &* index, as: Group.self)
      index &+= 8
    }
  }

  /// Appends places for the tokens of single numbers and returns the first.
  @inline(__always)
  mutating func appendLiterals(_ count: Int) -> UnsafeMutablePointer<Token> {
    finishRepeatedAbove()
    let first = unsafe tokens + self.count
    self.count &+= count
    assert(self.count <= capacity)
    return unsafe first
  }

  /// Appends bytes that the byte before is equal to, at least `shortest`.
  @inline(__always)
  mutating func appendRepeatedBefore(_ count: Int) {
    finishRepeatedAbove()
    appendRepetition(count, base: 0)
  }

  /// Appends bytes that are equal to those above: `shortest` at least, or a row's first byte alone,
  /// which is 0.
  @inline(__always)
  mutating func appendRepeatedAbove(_ count: Int) { repeatedAbove &+= count }

  @inline(__always)
  private mutating func finishRepeatedAbove() {
    if repeatedAbove == 0 { return }
    if repeatedAbove >= Self.shortest {
      appendRepetition(repeatedAbove, base: Self.aboveBase)
    } else {
      for _ in 0..<repeatedAbove { append(Self.literalBase) }
    }
    repeatedAbove = 0
  }

  @inline(__always)
  private mutating func appendRepetition(_ length: Int, base: Token) {
    if length <= Self.longest {
      append(base &+ Token(truncatingIfNeeded: length &- Self.shortest))
    } else {
      appendLongRepetition(length, base: base)
    }
  }

  private mutating func appendLongRepetition(_ length: Int, base: Token) {
    var rest = length
    while rest > 0 {
      var part = min(rest, Self.longest)
      if rest &- part > 0, rest &- part < Self.shortest { part &-= Self.shortest }
      append(base &+ Token(truncatingIfNeeded: part &- Self.shortest))
      rest &-= part
    }
  }
}
