package import Diagnostics
package import Execution
package import NotebookSyntax

/// The page of one notebook.
package enum HTMLPage {
  /// Renders a run as one HTML document that needs no other file and no other host.
  ///
  /// The text is also well-formed XML unless the options allow raw HTML. `ReportChecks` finds the
  /// problems of the parts that only the report looks at; add them to the run's diagnostics first.
  package static func render(_ run: NotebookRun, options: ReportOptions = ReportOptions()) -> String
  {
    "<!DOCTYPE html>\n<html lang=\"en\"></html>\n"
  }

  /// Returns the title shown for a notebook: the front matter's, else the first heading's words,
  /// else the source's name.
  package static func title(of notebook: Notebook) -> String {
    notebook.frontMatter.title?.value ?? notebook.source.name
  }
}

/// The problems of the parts of a notebook that only the report looks at.
package enum ReportChecks {
  /// Returns warnings about raw HTML, unsafe links, remote images and unknown TeX, in source order.
  package static func diagnostics(of notebook: Notebook, allowsHTML: Bool = false) -> [Diagnostic] {
    []
  }

  /// Returns the local images that the notebook shows, in document order, as the author wrote their
  /// paths (percent signs decoded); each path once.
  package static func localImages(in notebook: Notebook) -> [Located<String>] {
    []
  }
}
