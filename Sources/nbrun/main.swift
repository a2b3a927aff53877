import NBRunCommand

await CommandLineTool.main()
