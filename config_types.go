// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

// settingType is what kind of value a setting takes.
type settingType string

const (
	wholeNumber settingType = "a whole number"
	yesOrNo     settingType = "true or false"
	someText    settingType = "a text"
	listOfTexts settingType = "a list of texts"
	listOfErrs  settingType = "a list of errors, each with a number"
)

var (
	settingTypes = map[string]settingType{
		"hosts":              listOfTexts,
		"payload_attributes": listOfTexts,
		"message_attributes": listOfTexts,
		"max_payload_size":   wholeNumber,
		"mark_errors":        yesOrNo,
		"errors":             listOfErrs,
	}
	errorSettingTypes = map[string]settingType{
		"number":      wholeNumber,
		"api":         someText,
		"message":     someText,
		"status_code": wholeNumber,
		"retry_class": someText,
	}
)

// Unmarshal refuses values of a wrong type. The Collector would do so as well, but without telling the value, and it
// would cut off the fraction of a number.
func (cfg *Config) Unmarshal(conf *confmap.Conf) error {
	if errs := checkTypes("", conf.ToStringMap(), settingTypes); len(errs) > 0 {
		return errors.Join(errs...)
	}
	return conf.Unmarshal(cfg)
}

// checkTypes leaves settings that don't exist to the Collector, and those without a value to their defaults.
func checkTypes(path string, settings map[string]any, types map[string]settingType) (errs []error) {
	for name, value := range settings {
		t, known := types[name]
		if !known || value == nil {
			continue
		}
		if !t.takes(value) {
			errs = append(errs, fmt.Errorf("%s%s: %#v is of the wrong type, must be %s", path, name, value, t))
		} else if t == listOfErrs {
			for i, e := range value.([]any) {
				errs = append(errs, checkTypes(fmt.Sprintf("%s%s[%d].", path, name, i), e.(map[string]any), errorSettingTypes)...)
			}
		}
	}
	slices.SortFunc(errs, func(a, b error) int { // a map has no order, but a message should
		return strings.Compare(a.Error(), b.Error())
	})
	return errs
}

func (t settingType) takes(value any) bool {
	switch v := reflect.ValueOf(value); t {
	case wholeNumber:
		return v.CanInt() || v.CanUint() || v.CanFloat() && v.Float() == math.Trunc(v.Float())
	case yesOrNo:
		return v.Kind() == reflect.Bool
	case someText:
		return v.Kind() == reflect.String
	}
	if _, ok := value.(string); ok {
		return t == listOfTexts // as everywhere in a Collector's configuration, "a,b" is a list too
	}
	list, ok := value.([]any)
	return ok && !slices.ContainsFunc(list, func(entry any) bool {
		if t == listOfErrs {
			_, ok := entry.(map[string]any)
			return !ok
		}
		return !someText.takes(entry)
	})
}
