// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// refValue is a JSON value as encoding/json reads it. Keys keep their order, and may be repeated.
type refValue struct {
	kind  byte // one of { [ " 0 w: the last two are a number, and true, false or null
	raw   string
	text  string // of a string, decoded
	end   int    // where it ends
	keys  []string
	items []*refValue
}

// refParse returns the value that t starts with, nil if it isn't JSON.
func refParse(t string) *refValue {
	d := json.NewDecoder(strings.NewReader(t))
	d.UseNumber()
	return refNext(d, t)
}

func refNext(d *json.Decoder, t string) *refValue {
	start := d.InputOffset()
	token, err := d.Token()
	v := &refValue{kind: 'w', raw: strings.TrimLeft(t[start:d.InputOffset()], " \t\r\n:,")}
	switch token := token.(type) {
	case string:
		v.kind, v.raw, v.text = '"', v.raw[1:len(v.raw)-1], token
	case json.Number:
		v.kind = '0'
	case json.Delim:
		v.kind = byte(token)
		for err == nil && d.More() {
			if v.kind == '{' {
				key, _ := d.Token()
				name, _ := key.(string)
				v.keys = append(v.keys, name)
			}
			item := refNext(d, t)
			if item == nil {
				return nil
			}
			v.items = append(v.items, item)
		}
		_, err = d.Token()
	}
	if err != nil {
		return nil
	}
	v.end = int(d.InputOffset())
	return v
}

// inOrder returns JSON with the keys of each object in order.
func inOrder(t require.TestingT, text string) string {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	require.NoError(t, d.Decode(&v))
	return quote(v)
}

// put sets a pdata value to this one.
func (v *refValue) put(to pcommon.Value) {
	switch v.kind {
	case '{':
		m := to.SetEmptyMap()
		for i, item := range v.items {
			item.put(m.PutEmpty(v.keys[i]))
		}
	case '[':
		list := to.SetEmptySlice()
		for _, item := range v.items {
			item.put(list.AppendEmpty())
		}
	case '"':
		to.SetStr(v.text)
	case '0':
		if n, err := strconv.ParseInt(v.raw, 10, 64); err == nil {
			to.SetInt(n)
		} else if f, err := strconv.ParseFloat(v.raw, 64); err == nil {
			to.SetDouble(f)
		}
	default:
		if v.raw != "null" {
			to.SetBool(v.raw == "true")
		}
	}
}
