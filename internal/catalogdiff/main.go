// SPDX-License-Identifier: Apache-2.0

// Command catalogdiff compares the catalog with the errorCodes that Apple's service lists in its answer to
// GET /service/config, or to the legacy VPPServiceConfigSrv. It prints what is new, gone or worded otherwise: as rows
// for catalog/, and as a user's setting errors. Nothing but numbers and messages of that list is ever printed.
//
// Its exit status is that of diff: 0 if there is nothing to do, 1 if there is, 2 if the list can't be read.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	same      = 0
	different = 1
	trouble   = 2
)

const usage = `usage: catalogdiff [-api v1|v2] FILE
The file is the answer to GET /mdm/v2/service/config, or to the legacy VPPServiceConfigSrv, as JSON; - is standard input.
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var api catalog.API
	flags := flag.NewFlagSet("catalogdiff", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.Func("api", "the `API` that was asked, v1 or v2; left out, the answer tells", func(s string) error { return api.UnmarshalText([]byte(s)) })
	if err := flags.Parse(args); err != nil {
		return trouble
	}
	if flags.NArg() != 1 || flags.Arg(0) == "" {
		flags.Usage()
		return trouble
	}
	name := flags.Arg(0)
	l, err := open(name, stdin)
	if err != nil {
		if name == "-" {
			name = "standard input"
		}
		fmt.Fprintf(stderr, "catalogdiff: %s: %v\n", name, err)
		return trouble
	}
	if api != "" {
		l.api = api
	}
	d := compare(l, catalog.All())
	d.write(stdout)
	if d.empty() {
		return same
	}
	return different
}
