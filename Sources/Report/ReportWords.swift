package import Execution
import NotebookSyntax

/// The words that nbrun itself adds to a page, in the notebook's language.
package struct ReportWords: Sendable {
  package var figure: String
  package var table: String
  package var equation: String
  package var section: String
  var contents: String
  var footnotes: String
  var previous: String
  var next: String
  var source: String
  var copy: String
  var copied: String
  var theme: String
  var skip: String
  var linkToSection: String
  var backToText: String
  var errors: String
  var checks: String
  var failed: String
  var remoteImage: String
  var error: String
  var warning: String
  var line: String
  var frame: String
  var play: String
  var pause: String
  var data: String
  var csv: String
  private var callouts: [CalloutKind: String]

  /// Returns the words of a BCP 47 code; English for languages that have none.
  package static func of(language: String) -> ReportWords {
    switch language.lowercased().prefix(while: { $0 != "-" && $0 != "_" }) {
    case "ru": russian
    default: english
    }
  }

  /// Returns the words "Figure 3" for what a label names; a section's title where it has no number.
  package func name(of target: LabelTarget) -> String {
    let word =
      switch target.kind {
      case .figure: figure
      case .table: table
      case .equation: equation
      case .section: section
      }
    if target.number.isEmpty { return target.title.isEmpty ? word : target.title }
    return numbered(word, target.number)
  }

  /// Returns a word and a number that stay on one line.
  func numbered(_ word: String, _ number: String) -> String { word + "\u{A0}" + number }

  func title(of callout: CalloutKind) -> String {
    callouts[callout] ?? callout.rawValue
  }

  private static let english = ReportWords(
    figure: "Figure", table: "Table", equation: "Equation", section: "Section",
    contents: "Contents", footnotes: "Notes", previous: "Previous", next: "Next",
    source: "Source", copy: "Copy", copied: "Copied", theme: "Switch between light and dark",
    skip: "Skip to the text", linkToSection: "Link to this section",
    backToText: "Back to the text", errors: "Errors on this page", checks: "Checks",
    failed: "Failed check", remoteImage: "Image on another site", error: "Error",
    warning: "Warning", line: "line", frame: "Frame", play: "Play", pause: "Pause",
    data: "Data", csv: "All rows as CSV",
    callouts: [
      .note: "Note", .tip: "Tip", .important: "Important", .warning: "Warning",
      .caution: "Caution",
    ])

  private static let russian = ReportWords(
    figure: "Рисунок", table: "Таблица", equation: "Уравнение", section: "Раздел",
    contents: "Содержание", footnotes: "Примечания", previous: "Назад", next: "Дальше",
    source: "Исходный текст", copy: "Копировать", copied: "Скопировано",
    theme: "Переключить светлую и тёмную тему", skip: "Перейти к тексту",
    linkToSection: "Ссылка на этот раздел", backToText: "Вернуться к тексту",
    errors: "Ошибки на этой странице", checks: "Проверки", failed: "Проверка не пройдена",
    remoteImage: "Изображение на другом сайте", error: "Ошибка", warning: "Предупреждение",
    line: "строка", frame: "Кадр", play: "Воспроизвести", pause: "Пауза",
    data: "Данные", csv: "Все строки в CSV",
    callouts: [
      .note: "Примечание", .tip: "Совет", .important: "Важно", .warning: "Внимание",
      .caution: "Осторожно",
    ])
}
