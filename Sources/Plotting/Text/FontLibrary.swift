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

/// A glyph's shape in units of the font size, y upwards, origin at the pen position.
struct GlyphOutline: Sendable {
  var path = Path()
  /// How far the pen moves.
  var advance = 0.0
  /// The ink's extent; empty glyphs have `maxX < minX`.
  var minX = 0.0
  var maxX = -1.0
  var minY = 0.0
  var maxY = 0.0

  var isBlank: Bool { path.elements.isEmpty }
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

  /// Returns outlines and kerned pen positions of scalars set in one font, in units of its size.
  func glyphs(for scalars: [Unicode.Scalar], bold: Bool) -> [PositionedGlyph] {
    state.withLock { $0.glyphs(for: scalars, bold: bold) }
  }
}

/// A glyph at a pen position, in units of the font size.
struct PositionedGlyph: Sendable {
  var glyph: GlyphOutline
  /// Tells glyphs of one library apart.
  var identifier: Int
  var x: Double
}

/// FreeType's objects, reached only under the library's lock.
@safe private struct FontState: ~Copyable, @unchecked Sendable {
  // Unchecked because FreeType's pointers are not Sendable; the mutex around the state makes
  // sure that one thread at a time uses them, and they never leave this file.
  private var library: FT_Library?
  private var faces: [FT_Face] = unsafe []
  private(set) var problem: FontError?
  private var outlines: [GlyphKey: GlyphOutline] = [:]

  private struct GlyphKey: Hashable {
    var face: Int
    var index: UInt32
  }

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
    for index in unsafe faces.indices { unsafe FT_Done_Face(faces[index]) }
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
    unsafe faces.append(face)
  }

  mutating func glyphs(for scalars: [Unicode.Scalar], bold: Bool) -> [PositionedGlyph] {
    let faceIndex = bold ? 1 : 0
    var result: [PositionedGlyph] = []
    result.reserveCapacity(scalars.count)
    var pen = 0.0
    guard problem == nil, unsafe faceIndex < faces.count else {
      for _ in scalars {
        result.append(PositionedGlyph(glyph: .missing, identifier: -1, x: pen))
        pen += GlyphOutline.missing.advance
      }
      return result
    }
    let face = unsafe faces[faceIndex]
    let unit = unsafe 1 / Double(face.pointee.units_per_EM)
    var previous: UInt32 = 0
    for scalar in scalars where !scalar.isInvisible {
      let index = unsafe FT_Get_Char_Index(face, FT_ULong(scalar.value))
      guard index != 0 else {
        result.append(PositionedGlyph(glyph: .missing, identifier: -1, x: pen))
        pen += GlyphOutline.missing.advance
        previous = 0
        continue
      }
      if previous != 0 {
        var kerning = FT_Vector()
        if unsafe FT_Get_Kerning(
          face, previous, index, FT_UInt(FT_KERNING_UNSCALED.rawValue), &kerning) == 0
        {
          pen += Double(kerning.x) * unit
        }
      }
      let outline = unsafe outline(index, of: face, faceIndex: faceIndex, unit: unit)
      result.append(
        PositionedGlyph(glyph: outline, identifier: Int(index) * 2 + faceIndex, x: pen))
      pen += outline.advance
      previous = index
    }
    return result
  }

  private mutating func outline(
    _ index: UInt32, of face: FT_Face, faceIndex: Int, unit: Double
  ) -> GlyphOutline {
    let key = GlyphKey(face: faceIndex, index: index)
    if let known = outlines[key] { return known }
    var outline = GlyphOutline.missing
    if unsafe FT_Load_Glyph(face, index, FT_Int32(FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING)) == 0,
      let slot = unsafe face.pointee.glyph
    {
      outline = GlyphOutline()
      outline.advance = unsafe Double(slot.pointee.metrics.horiAdvance) * unit
      if unsafe slot.pointee.format == FT_GLYPH_FORMAT_OUTLINE {
        outline.path = unsafe decompose(&slot.pointee.outline, unit: unit)
      }
      if !outline.isBlank {
        let metrics = unsafe slot.pointee.metrics
        outline.minX = Double(metrics.horiBearingX) * unit
        outline.maxX = Double(metrics.horiBearingX + metrics.width) * unit
        outline.maxY = Double(metrics.horiBearingY) * unit
        outline.minY = Double(metrics.horiBearingY - metrics.height) * unit
      }
    }
    outlines[key] = outline
    return outline
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

extension GlyphOutline {
  /// The box that stands for a character the font lacks.
  static let missing: GlyphOutline = {
    var outline = GlyphOutline()
    outline.advance = 0.6
    outline.path = Path(Rect(x: 0.06, y: 0, width: 0.48, height: 0.7))
    // The hole runs the other way round, so that the nonzero rule leaves it empty.
    let hole = Rect(x: 0.11, y: 0.05, width: 0.38, height: 0.6)
    outline.path.elements +=
      Path(polygon: [
        Point(hole.x, hole.y), Point(hole.x, hole.maxY), Point(hole.maxX, hole.maxY),
        Point(hole.maxX, hole.y),
      ]).elements
    outline.minX = 0.06
    outline.maxX = 0.54
    outline.maxY = 0.7
    return outline
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
