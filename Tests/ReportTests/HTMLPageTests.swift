import Foundation
import Report
import Testing

struct HTMLPageTests {
  @Test func `a page of formulas is well-formed`() throws {
    let page = HTMLPage.render(MathSheet.run())
    #expect(WellFormedness.violation(in: page) == nil)
    if let folder = ProcessInfo.processInfo.environment["NBRUN_SAMPLE_PAGES"] {
      try page.write(toFile: folder + "/math.html", atomically: true, encoding: .utf8)
    }
  }

  @Test func `a page with one of everything is well-formed`() throws {
    let page = HTMLPage.render(SampleNotebook.run())
    #expect(WellFormedness.violation(in: page) == nil)
    if let folder = ProcessInfo.processInfo.environment["NBRUN_SAMPLE_PAGES"] {
      try page.write(toFile: folder + "/sample.html", atomically: true, encoding: .utf8)
    }
  }
}
