// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"
)

// notation describes what parseAnswer parses.
const notation = `  9646   the error with this number, with its documented HTTP status and message; one that only background failures
         have, such as 9709, is reported later, in the status of the event and in a notification; undocumented ones come with 400
  503    this HTTP status, and no body
  proxy  the page of a proxy that can't reach the service
  ok     the response of a healthy service

Options may follow, each after a semicolon:

  9609; background      the event fails, although the number is documented for responses, too
  503; retry-after=7    this Retry-After; without it, 9646 and 9729 have one of 30 s
`

// answer describes the response to a call.
type answer struct {
	path string // what the path of the call ends with

	number     int
	background bool // the call is accepted, and its event fails
	status     int  // the response is just this
	retryAfter string
	proxy      bool // the answer is a proxy's
}

func parseAnswer(text string) (a answer, err error) {
	what, options, _ := strings.Cut(text, ";")
	switch what = strings.TrimSpace(what); what {
	case "ok":
	case "proxy":
		a.proxy = true
	default:
		n, err := strconv.Atoi(what)
		if err != nil || n < 100 {
			return a, fmt.Errorf("invalid answer %q: must be an error number, an HTTP status, proxy or ok", what)
		}
		if n > 599 {
			a.number = n
		} else {
			a.status = n
		}
	}
	for option := range strings.SplitSeq(options, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(option), "=")
		switch name {
		case "":
		case "background":
			a.background = true
		case "retry-after":
			a.retryAfter = value
		default:
			return a, fmt.Errorf("invalid option %q: must be background or retry-after=", name)
		}
	}
	return a, nil
}

// parseScript reads one answer per line. Each is used for one call; an answer after a path, such as "/assets/associate 9709",
// waits for a call whose path ends with it.
func parseScript(text string) (script []answer, err error) {
	for line := range strings.Lines(text) {
		path := ""
		if strings.HasPrefix(line, "/") {
			var ok bool
			if path, line, ok = strings.Cut(line, " "); !ok {
				return nil, fmt.Errorf("invalid line %q: must be a path and an answer, such as '/assets/associate 9709'", path)
			}
		}
		a, err := parseAnswer(line)
		if err != nil {
			return nil, err
		}
		a.path = path
		script = append(script, a)
	}
	return script, nil
}
