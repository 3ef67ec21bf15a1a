// SPDX-License-Identifier: Apache-2.0

// Command catalogdiff compares the catalog with the errorCodes that Apple's service lists in its response to
// GET /mdm/v2/service/config, or to the legacy VPPServiceConfigSrv, which it reads from standard input. It prints what is new,
// reworded or gone, with rows for the catalog and the processor's setting errors. Of the response, it prints only numbers and
// messages.
//
// Its exit status is that of diff: 0 if nothing differs, 1 if something does, 2 if the response can't be read.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Stdin, os.Stdout, os.Stderr)) }

func run(stdin io.Reader, stdout, stderr io.Writer) int {
	text, err := io.ReadAll(stdin)
	if err != nil {
		fmt.Fprintln(stderr, "catalogdiff:", err)
		return 2
	}
	api, listed, err := parse(text)
	if err != nil {
		fmt.Fprintln(stderr, "catalogdiff:", err)
		return 2
	}
	if !report(stdout, api, listed) {
		return 0
	}
	return 1
}
