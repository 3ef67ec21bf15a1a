// SPDX-License-Identifier: Apache-2.0

package main

import _ "embed"

// What the runbook says that isn't made of the catalog: up to the rows of the retry classes, and from there to the errors.
var (
	//go:embed intro.md
	intro string
	//go:embed numbers.md
	numbersIntro string
)
