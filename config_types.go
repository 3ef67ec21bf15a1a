// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"encoding"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/confmap"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// settingType is what kind of value a setting takes.
type settingType string

const (
	wholeNumber settingType = "a whole number"
	yesOrNo     settingType = "true or false"
	someText    settingType = "a text"
	oneAPI      settingType = "an API"
	oneClass    settingType = "a retry class"
	listOfTexts settingType = "a list of texts"
	listOfErrs  settingType = "a list of errors"
	oneErr      settingType = "an error, with its number"
)

// settings are those of a Config, and of each of its errors.
var (
	settings = map[string]settingType{
		"hosts":              listOfTexts,
		"payload_attributes": listOfTexts,
		"message_attributes": listOfTexts,
		"max_payload_size":   wholeNumber,
		"detect_in_text":     yesOrNo,
		"join_traces":        yesOrNo,
		"mark_errors":        yesOrNo,
		"errors":             listOfErrs,
	}
	errorSettings = map[string]settingType{
		"number":      wholeNumber,
		"api":         oneAPI,
		"message":     someText,
		"status_code": wholeNumber,
		"retry_class": oneClass,
	}
)

// Unmarshal refuses what isn't there, and values of a wrong type. The Collector would do so as well, but without telling
// the value or what is allowed, and it would cut off the fraction of a number.
func (cfg *Config) Unmarshal(conf *confmap.Conf) error {
	if errs := checkSettings("", conf.ToStringMap(), settings); len(errs) > 0 {
		return errors.Join(errs...)
	}
	for name, value := range conf.ToStringMap() {
		if value == nil {
			conf.Delete(name) // or it would be 0 or false
		}
	}
	if list, ok := conf.Get("errors").([]any); ok {
		for _, facts := range list {
			maps.DeleteFunc(facts.(map[string]any), func(_ string, value any) bool { return value == nil })
		}
		conf.Delete("errors")
		if err := conf.Merge(confmap.NewFromStringMap(map[string]any{"errors": list})); err != nil {
			return err
		}
	}
	return conf.Unmarshal(cfg)
}

// checkSettings returns what is wrong with settings as they were written. One without a value keeps its default.
func checkSettings(path string, written map[string]any, known map[string]settingType) (errs []error) {
	for _, name := range slices.Sorted(maps.Keys(written)) {
		t, ok := known[name]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%s%s: unknown setting (%s), must be one of: %s",
				path, name, shown(written[name]), strings.Join(slices.Sorted(maps.Keys(known)), ", ")))
		case written[name] != nil:
			errs = append(errs, t.check(path+name, written[name])...)
		}
	}
	return errs
}

// check returns what is wrong with a value.
func (t settingType) check(path string, value any) []error {
	v := reflect.ValueOf(value)
	ok := false
	switch t {
	case wholeNumber:
		ok = v.CanInt() || v.CanFloat() && v.Float() == math.Trunc(v.Float()) && math.Abs(v.Float()) < 1<<53
	case yesOrNo:
		ok = v.Kind() == reflect.Bool
	case someText:
		ok = v.Kind() == reflect.String
	case oneAPI:
		return checkEnum(path, value, new(catalog.API))
	case oneClass:
		return checkEnum(path, value, new(catalog.RetryClass))
	case oneErr:
		written, isMap := value.(map[string]any)
		if ok = isMap; isMap {
			return checkError(path, written)
		}
	case listOfTexts:
		// As everywhere in a Collector's configuration, "a,b" is a list too.
		if ok = v.Kind() == reflect.String; !ok {
			return t.checkEach(path, value, someText)
		}
	case listOfErrs:
		return t.checkEach(path, value, oneErr)
	}
	if !ok {
		return []error{fmt.Errorf("%s: %s is of the wrong type, must be %s", path, shown(value), t)}
	}
	return nil
}

func (t settingType) checkEach(path string, value any, entry settingType) (errs []error) {
	list, ok := value.([]any)
	if !ok {
		return []error{fmt.Errorf("%s: %s is of the wrong type, must be %s", path, shown(value), t)}
	}
	for i, v := range list {
		errs = append(errs, entry.check(fmt.Sprintf("%s[%d]", path, i), v)...)
	}
	return errs
}

func checkError(path string, written map[string]any) []error {
	errs := checkSettings(path+".", written, errorSettings)
	if written["number"] == nil {
		errs = append(errs, fmt.Errorf("%s.number: it is missing, must be from 1 to %d", path, math.MaxInt32))
	}
	// To Validate, it is one that was left out.
	if v := reflect.ValueOf(written["status_code"]); v.IsValid() && v.IsZero() && (v.CanInt() || v.CanFloat()) {
		errs = append(errs, fmt.Errorf("%s.status_code: 0 is no HTTP status, must be from 100 to 599", path))
	}
	return errs
}

func checkEnum(path string, value any, enum encoding.TextUnmarshaler) []error {
	if err := enum.UnmarshalText(fmt.Append(nil, value)); err != nil {
		return []error{fmt.Errorf("%s: %w", path, err)}
	}
	return nil
}

// shown is a value as it is written in YAML, more or less.
func shown(value any) string {
	if text, ok := value.(string); ok {
		return strconv.Quote(text)
	}
	return fmt.Sprint(value)
}
