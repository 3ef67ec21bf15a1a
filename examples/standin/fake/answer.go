// SPDX-License-Identifier: Apache-2.0

package fake

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrorHeader is the header in which a call asks for its answer, in the form of [Notation].
const ErrorHeader = "X-Standin-Error"

// Answer describes the response to a call.
type Answer struct {
	path string // what the path of the call ends with

	number     int
	background bool // the call is accepted, and its event fails
	status     int  // 0: the documented one; without a number, the response is just this status
	retryAfter string
	proxy      bool // the answer is a proxy's
}

// Notation describes what [ParseAnswer] parses.
const Notation = `  9646   the error with this number, with its documented HTTP status and message; one that is documented only for failures in
         the background, such as 9709, is reported later, in the status of the event and in a notification
  503    this HTTP status, and no body
  proxy  the page of a proxy that can't reach the service
  ok     the response of a healthy service, whatever script and error rate say

Options may follow, each after a semicolon:

  9609; background      the event fails, although the number is documented for responses, too
  9646; status=503      another HTTP status
  503; retry-after=7    this Retry-After; without it, 9646 and 9729 have one of 30 s
`

// ParseAnswer parses an answer in the form of [Notation].
func ParseAnswer(text string) (Answer, error) {
	what, rest, more := strings.Cut(text, ";")
	what = strings.TrimSpace(what)
	var a Answer
	switch what {
	case "ok":
	case "proxy":
		a.proxy = true
	default:
		n, err := strconv.Atoi(what)
		if err != nil || n < 100 {
			return Answer{}, fmt.Errorf("invalid answer %q: must be an error number, an HTTP status, proxy or ok", what)
		}
		if n > 599 {
			a.number = n
		} else {
			a.status = n
		}
	}
	for more {
		var option string
		option, rest, more = strings.Cut(rest, ";")
		if err := a.set(strings.TrimSpace(option)); err != nil {
			return Answer{}, err
		}
	}
	return a, nil
}

func (a *Answer) set(option string) (err error) {
	name, value, _ := strings.Cut(option, "=")
	switch name {
	case "background":
		a.background = true
	case "retry-after":
		a.retryAfter = value
	case "status":
		if a.status, err = strconv.Atoi(value); err != nil || a.status < 200 || a.status > 599 {
			return fmt.Errorf("invalid status %q: must be from 200 to 599", value)
		}
	default:
		return fmt.Errorf("invalid option %q: must be background, status= or retry-after=", option)
	}
	return nil
}

// ParseScript reads one answer per line. Each is used for one call; an answer after a path, such as "/assets/associate 9709",
// waits for a call whose path ends with it. Empty lines, and those that begin with #, are skipped.
func ParseScript(r io.Reader) (script []Answer, err error) {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var path string
		if strings.HasPrefix(line, "/") {
			path, line, _ = strings.Cut(line, " ")
		}
		a, parseErr := ParseAnswer(line)
		if parseErr != nil {
			err = errors.Join(err, fmt.Errorf("line %d: %w", n, parseErr))
		}
		a.path = path
		script = append(script, a)
	}
	return script, errors.Join(err, lines.Err())
}
