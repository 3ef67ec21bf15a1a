// SPDX-License-Identifier: Apache-2.0

package bodyspan

import (
	"bytes"
	"encoding/json"
	"regexp"
)

// answer is what the JSON of a response says about errors and events.
type answer struct {
	failed  bool   // it has a key "errorNumber" outside "errorCodes"
	polled  bool   // it has a key "eventStatus": the event was started by an earlier call
	eventID string // of the outermost object
}

// allowedID is the form of an event's id: one that matches can't be a secret or a person's name.
var allowedID = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

// readAnswer reads JSON, which may be cut off.
func readAnswer(body []byte) (a answer) {
	_ = a.read(json.NewDecoder(bytes.NewReader(body)), "", 0) // until the cut
	return a
}

// read reads the next value: the one of a key, in this many objects and lists.
func (a *answer) read(dec *json.Decoder, key string, depth int) error {
	switch key {
	case "errorNumber":
		a.failed = true
	case "eventStatus":
		a.polled = true
	case "errorCodes": // all that there may be
		return dec.Decode(new(json.RawMessage))
	}
	token, err := dec.Token()
	if id, ok := token.(string); ok && key == "eventId" && depth == 1 && allowedID.MatchString(id) {
		a.eventID = id
	}
	begin, ok := token.(json.Delim)
	if !ok {
		return err
	}
	for err == nil && dec.More() {
		name := ""
		if begin == '{' {
			token, err = dec.Token()
			name, _ = token.(string)
		}
		if err == nil {
			err = a.read(dec, name, depth+1)
		}
	}
	if err == nil {
		_, err = dec.Token() // the end of the object or list
	}
	return err
}
