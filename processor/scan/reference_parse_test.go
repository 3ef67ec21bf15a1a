// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
)

// refValue is a JSON value as encoding/json reads it. Keys keep their order, and may be there several times.
type refValue struct {
	kind  byte // one of { [ " 0 w: the last two are a number, and true, false or null
	raw   string
	text  string // of a string, decoded
	keys  []string
	items []*refValue
	cut   bool // the text ended before it did; of a number, right after it
	colon bool // of an object: the last key has one, but no value
}

// refParser reads one value that is at the start of t, and may be cut off.
type refParser struct {
	t   string
	dec *json.Decoder
	end int // of the last token
	bad bool
}

// refParse returns the value and where it ends; nil if it isn't JSON, or the start of any.
func refParse(t string) (v *refValue, end int) {
	p := &refParser{t: t, dec: json.NewDecoder(strings.NewReader(t))}
	p.dec.UseNumber()
	v = p.value()
	if p.bad {
		return nil, 0
	}
	return v, p.end
}

const betweenTokens = " \t\r\n:,"

// token returns the next token and how it is written.
func (p *refParser) token() (tok json.Token, raw string, ok bool) {
	tok, err := p.dec.Token()
	if err != nil {
		p.bad = p.bad || !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF)
		return nil, strings.TrimLeft(p.t[p.end:], betweenTokens), false
	}
	start := p.end
	p.end = int(p.dec.InputOffset())
	return tok, strings.TrimLeft(p.t[start:p.end], betweenTokens), true
}

func (p *refParser) value() *refValue {
	tok, raw, ok := p.token()
	if !ok {
		return refCut(raw)
	}
	switch tok := tok.(type) {
	case json.Delim:
		return p.container(&refValue{kind: byte(tok)})
	case string:
		return &refValue{kind: '"', raw: raw[1 : len(raw)-1], text: tok}
	case json.Number:
		return &refValue{kind: '0', raw: raw, cut: strings.Trim(p.t[p.end:], " \t\r\n") == ""}
	default:
		return &refValue{kind: 'w'}
	}
}

func (p *refParser) container(v *refValue) *refValue {
	for {
		if v.kind == '{' {
			key, _, ok := p.token()
			if _, isKey := key.(string); !ok || !isKey {
				v.cut = !ok
				return v
			}
			v.keys = append(v.keys, key.(string))
			v.colon = strings.HasPrefix(strings.TrimLeft(p.t[p.end:], " \t\r\n"), ":")
		} else if !p.dec.More() {
			if _, _, ok := p.token(); ok {
				return v
			}
		}
		item := p.value()
		if item == nil || p.bad {
			v.cut = true
			return v
		}
		v.items = append(v.items, item)
		// Whatever is cut off is the last of all.
		if item.cut {
			v.cut = true
			return v
		}
	}
}

var startOfNumber = regexp.MustCompile(`^-?[0-9]*(\.[0-9]+)?([eE][+-]?[0-9]+)?`)

// refCut returns what is left of a value that was cut off, nil if it is nothing.
func refCut(raw string) *refValue {
	switch {
	case raw == "":
		return nil
	case raw[0] == '"':
		return &refValue{kind: '"', raw: raw[1:], text: refUnescape(raw[1:]), cut: true}
	case strings.IndexByte("-0123456789", raw[0]) >= 0:
		return &refValue{kind: '0', raw: startOfNumber.FindString(raw), cut: true}
	default:
		return &refValue{kind: 'w', cut: true}
	}
}

var cutEscape = regexp.MustCompile(`^((?s:[^\\]|\\[^u]|\\u[0-9a-fA-F]{4})*)\\(u[0-9a-fA-F]{0,3})?$`)

// refUnescape decodes the start of a string. A character that was cut off is an unknown one.
func refUnescape(raw string) (text string) {
	if m := cutEscape.FindStringSubmatch(raw); m != nil {
		raw = m[1] + "\ufffd"
	}
	if err := json.Unmarshal([]byte(`"`+raw+`"`), &text); err != nil {
		return raw
	}
	return text
}
