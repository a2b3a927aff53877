/// The stable code of a kind of problem. A code, once published, never changes its meaning.
///
/// NB001–009 files, NB010–019 Markdown and front matter, NB020–029 fences and YAML, NB030–059 names
/// and options, NB060–079 expressions and shapes, NB080–099 running, NB100–109 math, NB110–119
/// figures, NB120–129 limits.
package enum DiagnosticCode: String, Sendable, Hashable, CaseIterable {
  // Files
  case fileNotFound = "NB001"
  case fileUnreadable = "NB002"
  case notUTF8 = "NB003"
  case emptyNotebook = "NB004"
  case outputFailed = "NB005"

  // Markdown and front matter
  case badFrontMatter = "NB010"
  case unknownFrontMatterKey = "NB011"
  case unclosedFence = "NB012"
  case rawHTML = "NB013"
  case unsafeLink = "NB014"
  case brokenReference = "NB015"
  case duplicateLabel = "NB016"
  case imageProblem = "NB017"
  case badInlineValue = "NB018"
  case unknownFootnote = "NB019"

  // Fences and YAML
  case badYAML = "NB020"
  case nearMissDirective = "NB021"
  case notAMapping = "NB022"
  case duplicateKey = "NB023"
  case badFenceOption = "NB024"

  // Names and options
  case unknownOption = "NB030"
  case unknownOptimizer = "NB031"
  case unknownLayer = "NB032"
  case unknownLoss = "NB033"
  case unknownData = "NB034"
  case unknownRun = "NB035"
  case unknownPlotKind = "NB036"
  case unknownParameter = "NB037"
  case unknownValue = "NB038"
  case unknownTableKind = "NB039"
  case missingOption = "NB040"
  case wrongType = "NB041"
  case outOfRange = "NB042"
  case badCall = "NB043"
  case badRange = "NB044"
  case duplicateName = "NB045"
  case badName = "NB046"
  case conflictingOptions = "NB047"
  case unknownChoice = "NB048"
  case badExpectation = "NB049"
  case unsupported = "NB050"

  // Expressions and shapes
  case badExpression = "NB060"
  case unboundName = "NB061"
  case unknownFunction = "NB062"
  case shapeMismatch = "NB063"
  case domainError = "NB064"
  case cyclicStatement = "NB065"
  case notScalar = "NB066"
  case wrongArgumentCount = "NB067"

  // Running
  case diverged = "NB080"
  case expectationFailed = "NB081"
  case gradientMismatch = "NB082"
  case blockedByError = "NB083"
  case badData = "NB084"
  case notConverged = "NB085"

  // Math
  case unknownMath = "NB100"

  // Figures
  case nothingToDraw = "NB110"
  case fontUnavailable = "NB111"

  // Limits
  case limitExceeded = "NB120"
}
