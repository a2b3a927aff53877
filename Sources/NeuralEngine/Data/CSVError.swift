/// Why a CSV file is no data set. Lines count from 1.
package enum CSVError: Error, Sendable, Equatable {
  /// The file has no line, or none below the header.
  case noRows
  case notUTF8(line: Int)
  case unclosedQuote(line: Int)
  /// Something stands between a closing quote and the next comma.
  case textAfterQuote(line: Int)
  /// The file has one column; `separator` is what stands between its values instead of commas.
  case oneColumn(separator: String?)
  case duplicateColumn(String)
  case unknownTarget(String, columns: [String])
  case unknownInput(String, columns: [String])
  case duplicateInput(String)
  case targetAmongInputs(String)
  /// The first of the lines that do not fit, and how many there are.
  case badLines([BadLine], count: Int)
  /// Every row has a missing value.
  case onlyMissing
  /// The target is the same in every row.
  case oneClass(column: String, name: String)
  /// The target is hardly one of classes.
  case tooManyClasses(column: String, count: Int, firstText: BadLine?)

  /// A line with a problem.
  package struct BadLine: Sendable, Equatable {
    /// What is wrong with a line.
    package enum Problem: Sendable, Equatable {
      case fieldCount(Int, expected: Int)
      case missing(column: String)
      case notNumber(column: String, text: String)
    }

    package var line: Int
    package var problem: Problem

    /// Creates a line with a problem.
    package init(line: Int, problem: Problem) {
      self.line = line
      self.problem = problem
    }
  }
}
