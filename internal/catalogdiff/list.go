// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// list is the errors that the service says it has, in its order.
type list struct {
	api    catalog.API
	errors []listed
}

type listed struct {
	number   int
	messages []string // one, unless the number is there with several
}

// maxSize is far beyond any list of errors.
const maxSize = 16 << 20

func open(name string, stdin io.Reader) (*list, error) {
	from := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			if p := new(fs.PathError); errors.As(err, &p) {
				err = p.Err
			}
			return nil, err
		}
		defer f.Close()
		from = f
	}
	text, err := io.ReadAll(io.LimitReader(from, maxSize+1))
	if err != nil {
		return nil, errors.New("can't be read")
	}
	return read(text)
}

// read takes the list out of an answer. Its errors tell where something is wrong, and never what stands there.
func read(text []byte) (*list, error) {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	switch {
	case len(text) == 0:
		return nil, errors.New("is empty")
	case len(text) > maxSize:
		return nil, fmt.Errorf("has more than %d MiB, which is no list of errors", maxSize>>20)
	case text[0] == '<':
		return nil, errors.New("is HTML or XML, not JSON: perhaps the answer of a proxy or a sign-in page")
	}
	var answer map[string]json.RawMessage
	if err := decode(text, &answer); err != nil {
		return nil, err
	}
	codes, ok := answer["errorCodes"]
	if !ok {
		if n, ok := number(answer["errorNumber"]); ok {
			return nil, fmt.Errorf("is the error %d, not a list of errors: see docs/errors.md", n)
		}
		return nil, errors.New("has no errorCodes: is it the answer to GET /mdm/v2/service/config?")
	}
	l := &list{api: catalog.V2}
	for key := range answer {
		if key == "status" || strings.HasSuffix(key, "SrvUrl") {
			l.api = catalog.V1
		}
	}
	var entries []map[string]json.RawMessage
	if err := json.Unmarshal(codes, &entries); err != nil {
		return nil, errors.New("errorCodes is no list of objects")
	}
	if len(entries) == 0 {
		return nil, errors.New("errorCodes is an empty list")
	}
	for i, e := range entries {
		if err := l.add(e["errorNumber"], e["errorMessage"]); err != nil {
			return nil, fmt.Errorf("errorCodes[%d].%w", i, err)
		}
	}
	return l, nil
}

func (l *list) add(rawNumber, rawMessage json.RawMessage) error {
	n, ok := number(rawNumber)
	if !ok {
		return fmt.Errorf("errorNumber is missing or is no number from 1 to %d", math.MaxInt32)
	}
	var message string
	if json.Unmarshal(rawMessage, &message) != nil || clean(message) == "" {
		return errors.New("errorMessage is missing or is no text")
	}
	message = clean(message)
	for i := range l.errors {
		if e := &l.errors[i]; e.number == n {
			for _, m := range e.messages {
				if catalog.Normalize(m) == catalog.Normalize(message) {
					return nil
				}
			}
			e.messages = append(e.messages, message)
			return nil
		}
	}
	l.errors = append(l.errors, listed{n, []string{message}})
	return nil
}

// number reads an error number as the processor does: an integer, a double without a fraction, or a string of digits.
func number(raw json.RawMessage) (int, bool) {
	text := string(raw)
	if quoted := ""; json.Unmarshal(raw, &quoted) == nil {
		text = quoted
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f == math.Trunc(f) && f >= 1 && f <= math.MaxInt32 {
		return int(f), true
	}
	return 0, false
}

// clean makes one line of a message, without what a terminal would obey.
func clean(message string) string {
	return strings.Join(strings.FieldsFunc(message, func(r rune) bool { return !unicode.IsPrint(r) || r == ' ' }), " ")
}

// decode is json.Unmarshal, but for its errors, which quote what they stumble over.
func decode(text []byte, into any) error {
	err := json.Unmarshal(text, into)
	if err == nil {
		return nil
	}
	syntax := new(json.SyntaxError)
	switch {
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(text)) && text[0] == '{':
		return fmt.Errorf("ends within its JSON, after %d bytes: it was cut off", len(text))
	case errors.As(err, &syntax):
		return fmt.Errorf("is no JSON, from byte %d on", syntax.Offset)
	default:
		return errors.New("is JSON, but no object")
	}
}
