import CFreeType
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Says why no text can be drawn.
package struct FontError: Error, CustomStringConvertible, Equatable {
  package var description: String
}

/// What a line of text needs to know of a glyph, in units of the font size, y upwards, origin at the
/// pen position.
struct GlyphMetrics: Sendable {
  /// How far the pen moves.
  var advance = 0.0
  /// The ink's extent.
  var minY = 0.0
  var maxY = 0.0
  /// Whether there is no ink.
  var isBlank = true
}

/// A glyph's shape in units of the font size, y upwards, origin at the pen position.
struct GlyphOutline: Sendable {
  var path = Path()
}

/// The fonts of figures: DejaVu Sans, regular and bold, as unhinted outlines.
///
/// Oblique text is a sheared upright outline, so that pixels do not depend on which optional font
/// packages a machine has. `NBRUN_FONT` names another file; its bold companion is looked for under
/// the same name with `-Bold` before the extension.
package final class FontLibrary: Sendable {
  /// The library used by every figure, opened on first use.
  package static let shared = FontLibrary()

  private let state: Mutex<FontState>

  private init() {
    state = Mutex(FontState())
  }

  /// Throws if the fonts cannot be opened; figures drawn all the same show boxes for letters.
  package func verify() throws(FontError) {
    if let problem = state.withLock({ $0.problem }) { throw problem }
  }

  /// Calls `body` with each visible or blank glyph of a text set in one font, kerned.
  func forEachGlyph(of text: String, bold: Bool, _ body: (PositionedGlyph) -> Void) {
    state.withLock { $0.forEachGlyph(of: text, bold: bold, body) }
  }

  /// Returns the shape of a glyph that `forEachGlyph` has met.
  func outline(of identifier: Int) -> GlyphOutline {
    state.withLock { $0.outline(of: identifier) }
  }
}

/// A glyph at a pen position, in units of the font size, y upwards.
struct PositionedGlyph: Sendable {
  /// Tells glyphs of one library apart.
  var identifier: Int
  /// Of the pen, relative to the start of the text.
  var x: Double
  var metrics: GlyphMetrics
}

/// FreeType's objects, reached only under the library's lock.
@safe private struct FontState: ~Copyable, @unchecked Sendable {
  // Unchecked because FreeType's pointers are not Sendable; the mutex around the state makes
  // sure that one thread at a time uses them, and they never leave this file.
  private var library: FT_Library?
  private var faces: [FontFace] = []
  private(set) var problem: FontError?

  init() {
    guard unsafe FT_Init_FreeType(&library) == 0 else {
      problem = FontError(description: "FreeType cannot be started")
      return
    }
    switch FontFiles.find() {
    case .failure(let error): problem = error
    case .success(let files):
      open(files.regular)
      open(files.bold ?? files.regular)
    }
  }

  deinit {
    for face in faces { face.close() }
    unsafe FT_Done_FreeType(library)
  }

  private mutating func open(_ path: String) {
    guard problem == nil else { return }
    var face: FT_Face?
    guard unsafe FT_New_Face(library, path, 0, &face) == 0, let face = unsafe face else {
      problem = FontError(description: "\(path) is not a font that FreeType can read")
      return
    }
    guard unsafe face.pointee.units_per_EM > 0 else {
      unsafe FT_Done_Face(face)
      problem = FontError(description: "\(path) is not a font with scalable outlines")
      return
    }
    faces.append(unsafe FontFace(face))
  }

  mutating func forEachGlyph(of text: String, bold: Bool, _ body: (PositionedGlyph) -> Void) {
    let number = bold ? 1 : 0
    var pen = 0.0
    guard problem == nil, number < faces.count else {
      for _ in text.unicodeScalars {
        body(PositionedGlyph(identifier: -1, x: pen, metrics: .missing))
        pen += GlyphMetrics.missing.advance
      }
      return
    }
    var previous: Int?
    for scalar in text.unicodeScalars where !scalar.isInvisible {
      guard let place = faces[number].place(of: scalar) else {
        body(PositionedGlyph(identifier: -1, x: pen, metrics: .missing))
        pen += GlyphMetrics.missing.advance
        previous = nil
        continue
      }
      if let previous { pen += faces[number].kerning(previous, place) }
      let metrics = faces[number].metrics[place]
      body(PositionedGlyph(identifier: place * 2 + number, x: pen, metrics: metrics))
      pen += metrics.advance
      previous = place
    }
  }

  func outline(of identifier: Int) -> GlyphOutline {
    identifier < 0 ? .missing : faces[identifier & 1].outlines[identifier >> 1]
  }
}

/// One font and what has been asked of it so far: FreeType's answers take longer than all else that
/// a line of text needs.
@safe private struct FontFace {
  private let face: FT_Face
  /// The size of FreeType's unit.
  private let unit: Double
  /// The glyphs that texts have used, in the order of their first use.
  private(set) var metrics: [GlyphMetrics] = []
  private(set) var outlines: [GlyphOutline] = []
  /// FreeType's numbers of these glyphs, and their places.
  private var indices: [UInt32] = []
  private var places: [UInt32: Int] = [:]
  /// The places of the characters up to Greek and those from dashes to operators, or -1 and -2.
  private var common = [Int32](repeating: Self.unknown, count: Self.commonCount)
  /// Kerning in units of the font between the first glyphs.
  private var kernings = [Int32](
    repeating: Self.unknownKerning, count: Self.kernedCount * Self.kernedCount)

  private static let unknown: Int32 = -1
  private static let absent: Int32 = -2
  private static let commonCount = 0x400 + 0x300
  private static let unknownKerning = Int32.min
  private static let kernedCount = 96

  init(_ face: FT_Face) {
    unsafe self.face = unsafe face
    unit = unsafe 1 / Double(face.pointee.units_per_EM)
  }

  /// Gives the font back to FreeType.
  func close() { unsafe FT_Done_Face(face) }

  /// Returns the place of a character's glyph, nil if the font has none.
  mutating func place(of scalar: Unicode.Scalar) -> Int? {
    let slot: Int
    switch scalar.value {
    case 0..<0x400: slot = Int(scalar.value)
    case 0x2000..<0x2300: slot = Int(scalar.value) - 0x2000 + 0x400
    default: return find(scalar)
    }
    let known = common[slot]
    if known >= 0 { return Int(known) }
    if known == Self.absent { return nil }
    let place = find(scalar)
    common[slot] = place.map { Int32(clamping: $0) } ?? Self.absent
    return place
  }

  private mutating func find(_ scalar: Unicode.Scalar) -> Int? {
    let index = unsafe FT_Get_Char_Index(face, FT_ULong(scalar.value))
    guard index != 0 else { return nil }
    if let known = places[index] { return known }
    load(index)
    indices.append(index)
    places[index] = indices.count - 1
    return indices.count - 1
  }

  /// Returns how much farther apart than their advances two glyphs stand.
  mutating func kerning(_ left: Int, _ right: Int) -> Double {
    guard left < Self.kernedCount, right < Self.kernedCount else {
      return Double(askedKerning(left, right)) * unit
    }
    let pair = left * Self.kernedCount + right
    if kernings[pair] == Self.unknownKerning {
      kernings[pair] = Int32(clamping: askedKerning(left, right))
    }
    return Double(kernings[pair]) * unit
  }

  private func askedKerning(_ left: Int, _ right: Int) -> Int {
    var kerning = FT_Vector()
    let mode = FT_UInt(FT_KERNING_UNSCALED.rawValue)
    let status = unsafe FT_Get_Kerning(face, indices[left], indices[right], mode, &kerning)
    return status == 0 ? Int(kerning.x) : 0
  }

  private mutating func load(_ index: UInt32) {
    guard
      unsafe FT_Load_Glyph(face, index, FT_Int32(FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING)) == 0,
      let slot = unsafe face.pointee.glyph
    else {
      metrics.append(.missing)
      outlines.append(.missing)
      return
    }
    var outline = GlyphOutline()
    if unsafe slot.pointee.format == FT_GLYPH_FORMAT_OUTLINE {
      outline.path = unsafe decompose(&slot.pointee.outline, unit: unit)
    }
    let values = unsafe slot.pointee.metrics
    var glyph = GlyphMetrics(advance: Double(values.horiAdvance) * unit)
    if !outline.path.elements.isEmpty {
      glyph.isBlank = false
      glyph.maxY = Double(values.horiBearingY) * unit
      glyph.minY = Double(values.horiBearingY - values.height) * unit
    }
    metrics.append(glyph)
    outlines.append(outline)
  }
}

/// Collects the segments that FreeType reports.
private struct Decomposition {
  var path = Path()
  var unit: Double

  func point(_ vector: FT_Vector) -> Point {
    Point(Double(vector.x) * unit, Double(vector.y) * unit)
  }

  mutating func closeContour() {
    if !path.elements.isEmpty { path.close() }
  }
}

private func decompose(_ outline: inout FT_Outline, unit: Double) -> Path {
  var functions = FT_Outline_Funcs()
  unsafe functions.move_to = { to, context in
    guard let to = unsafe to, let context = unsafe context else { return 1 }
    let target = unsafe context.assumingMemoryBound(to: Decomposition.self)
    unsafe target.pointee.closeContour()
    unsafe target.pointee.path.move(to: target.pointee.point(to.pointee))
    return 0
  }
  unsafe functions.line_to = { to, context in
    guard let to = unsafe to, let context = unsafe context else { return 1 }
    let target = unsafe context.assumingMemoryBound(to: Decomposition.self)
    unsafe target.pointee.path.line(to: target.pointee.point(to.pointee))
    return 0
  }
  unsafe functions.conic_to = { control, to, context in
    guard let control = unsafe control, let to = unsafe to, let context = unsafe context else {
      return 1
    }
    let target = unsafe context.assumingMemoryBound(to: Decomposition.self)
    unsafe target.pointee.path.elements.append(
      .quadratic(
        target.pointee.point(control.pointee), target.pointee.point(to.pointee)))
    return 0
  }
  unsafe functions.cubic_to = { first, second, to, context in
    guard let first = unsafe first, let second = unsafe second, let to = unsafe to,
      let context = unsafe context
    else { return 1 }
    let target = unsafe context.assumingMemoryBound(to: Decomposition.self)
    unsafe target.pointee.path.cubic(
      target.pointee.point(first.pointee), target.pointee.point(second.pointee),
      to: target.pointee.point(to.pointee))
    return 0
  }
  var result = Decomposition(unit: unit)
  _ = unsafe withUnsafeMutablePointer(to: &result) { pointer in
    unsafe FT_Outline_Decompose(&outline, &functions, pointer)
  }
  result.closeContour()
  return result.path
}

extension GlyphMetrics {
  /// Of the box that stands for a character the font lacks.
  static let missing = GlyphMetrics(advance: 0.6, minY: 0, maxY: 0.7, isBlank: false)
}

extension GlyphOutline {
  /// The box that stands for a character the font lacks.
  static let missing: GlyphOutline = {
    var path = Path(Rect(x: 0.06, y: 0, width: 0.48, height: 0.7))
    // The hole runs the other way round, so that the nonzero rule leaves it empty.
    let hole = Rect(x: 0.11, y: 0.05, width: 0.38, height: 0.6)
    path.elements +=
      Path(polygon: [
        Point(hole.x, hole.y), Point(hole.x, hole.maxY), Point(hole.maxX, hole.maxY),
        Point(hole.maxX, hole.y),
      ]).elements
    return GlyphOutline(path: path)
  }()
}

extension Unicode.Scalar {
  /// Controls, joiners and variation selectors, which draw nothing.
  fileprivate var isInvisible: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2064, 0xFE00...0xFE0F,
      0xFEFF:
      true
    default: false
    }
  }
}

/// Where fonts live.
private struct FontFiles {
  var regular: String
  var bold: String?

  private static let folders = [
    "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu", "/usr/share/fonts/TTF",
    "/usr/share/fonts/dejavu-sans-fonts", "/usr/local/share/fonts/dejavu",
    "/usr/local/share/fonts", "/opt/homebrew/share/fonts", "/opt/homebrew/share/fonts/dejavu",
    "/usr/local/share/fonts/truetype/dejavu", "/Library/Fonts",
  ]

  static func find() -> Result<FontFiles, FontError> {
    if let named = environment("NBRUN_FONT"), !named.isEmpty {
      guard isReadable(named) else {
        return .failure(
          FontError(description: "NBRUN_FONT names \(named), which cannot be read"))
      }
      return .success(FontFiles(regular: named, bold: boldCompanion(of: named)))
    }
    var candidates = folders
    if let home = environment("HOME") {
      candidates += ["\(home)/Library/Fonts", "\(home)/.local/share/fonts", "\(home)/.fonts"]
    }
    for folder in candidates where isReadable("\(folder)/DejaVuSans.ttf") {
      let regular = "\(folder)/DejaVuSans.ttf"
      return .success(FontFiles(regular: regular, bold: boldCompanion(of: regular)))
    }
    return .failure(
      FontError(
        description: """
          the font DejaVu Sans is not installed; install it (Debian, Ubuntu: apt-get install \
          fonts-dejavu-core, macOS: brew install --cask font-dejavu) or name a font file in \
          NBRUN_FONT
          """))
  }

  private static func boldCompanion(of path: String) -> String? {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
    let candidate = path[..<dot] + "-Bold" + path[dot...]
    return isReadable(String(candidate)) ? String(candidate) : nil
  }

  private static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
