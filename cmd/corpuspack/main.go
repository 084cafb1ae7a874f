// Command corpuspack turns an archive of text into versioned, reproducible corpus releases.
package main

import (
	"os"

	"corpuspack/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
