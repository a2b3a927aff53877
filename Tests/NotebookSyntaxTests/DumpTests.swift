import NotebookSyntax
import Testing

@Suite struct DumpTests {
  @Test func theDumpShowsEveryNodeWithItsPlace() {
    let parsed = Parsed("# A {#sec-a}\n\n- b {{ c.d:.1f }}\n\n```plot loss\nof: [x, 'y']\n```\n")
    #expect(
      parsed.notebook.dump() == """
        front-matter
          lang en
          seed 0
          toc true
          number-sections false
        heading 1 1:1-1:13 label=sec-a@1:7-1:12
          text 1:3-1:4 "A"
        list 3:1-3:18 tight
          item
            paragraph 3:3-3:18
              text 3:3-3:5 "b "
              value 3:5-3:18 "c.d"@3:8-3:11 format=".1f"@3:12-3:15
        directive 5:1-7:4 plot@5:4-5:8 loss@5:9-5:13
          body 6:1-6:13 mapping
            key 6:1-6:3 "of"
              value 6:5-6:13 sequence
                element 6:6-6:7 "x"
                element 6:9-6:12 quoted "y"

        """)
  }
}
