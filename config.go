// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/enrich"
)

const (
	defaultHost           = "vpp.itunes.apple.com"
	defaultMaxPayloadSize = 1 << 20
)

// Config is what a user may set. Everything is optional.
type Config struct {
	// Hosts are the host names or IP addresses, without port, that count as the service. They replace
	// the default, so keep Apple's when adding a proxy. Default: [vpp.itunes.apple.com]
	Hosts []string `mapstructure:"hosts"`

	// PayloadAttributes are further attributes that may hold a response body. Default: none
	PayloadAttributes []string `mapstructure:"payload_attributes"`

	// MessageAttributes are further attributes that may hold a message. Default: none
	MessageAttributes []string `mapstructure:"message_attributes"`

	// MaxPayloadSize is in bytes; of a larger payload, this much is searched. Default: 1048576
	MaxPayloadSize int `mapstructure:"max_payload_size"`

	// DetectInText also finds errors that are told in words, not in JSON. Default: true
	DetectInText bool `mapstructure:"detect_in_text"`

	// JoinTraces brings an error on one span together with the call to the service on another. Default: true
	JoinTraces bool `mapstructure:"join_traces"`

	// MarkErrors gives a span whose own response was an error the status Error, unless it is Ok or the
	// retry class is already_done, and error.type, if absent. Default: false
	MarkErrors bool `mapstructure:"mark_errors"`

	// Errors are numbers that the catalog doesn't have, or facts about documented ones to replace. Default: none
	Errors []ErrorConfig `mapstructure:"errors"`

	_ struct{} // a field added later must not break those who construct a Config
}

// ErrorConfig states or replaces facts about one error number.
type ErrorConfig struct {
	// Number is the errorNumber, from 1 to 2147483647. Alone, it makes the number count as a documented one. Required.
	Number int `mapstructure:"number"`

	// API is v1 or v2. Default: both
	API catalog.API `mapstructure:"api"`

	// Message is the canonical message. Default: the documented one
	Message string `mapstructure:"message"`

	// StatusCode is the expected HTTP status, from 100 to 599. Default: the documented one
	StatusCode int `mapstructure:"status_code"`

	// RetryClass is what the caller should do. Default: the documented class; for a number without one, by the HTTP status
	RetryClass catalog.RetryClass `mapstructure:"retry_class"`

	_ struct{}
}

func createDefaultConfig() component.Config {
	return &Config{
		Hosts:          []string{defaultHost},
		MaxPayloadSize: defaultMaxPayloadSize,
		DetectInText:   true,
		JoinTraces:     true,
	}
}

// Validate reports everything that is wrong, each with its path, its value and what is allowed.
func (cfg *Config) Validate() error {
	var errs []error
	refuse := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }

	if len(cfg.Hosts) == 0 {
		refuse("hosts: [] is empty, must name at least one host, such as %s", defaultHost)
	}
	for i, host := range cfg.Hosts {
		if !validHost(host) {
			refuse("hosts[%d]: %q is no host, must be a name or an IP address, without scheme, port or path", i, host)
		} else if slices.ContainsFunc(cfg.Hosts[:i], func(h string) bool { return strings.EqualFold(enrich.CanonicalHost(h), enrich.CanonicalHost(host)) }) {
			refuse("hosts[%d]: %q is there twice, must be given once", i, host)
		}
	}
	checkNames := func(setting string, names []string, taken func(string) string) {
		for i, name := range names {
			switch {
			case strings.TrimSpace(name) == "":
				refuse("%s[%d]: %q is empty, must be the name of an attribute", setting, i, name)
			case slices.Contains(names[:i], name):
				refuse("%s[%d]: %q is there twice, must be given once", setting, i, name)
			case taken(name) != "":
				refuse("%s[%d]: %q %s, must be another attribute", setting, i, name, taken(name))
			}
		}
	}
	checkNames("payload_attributes", cfg.PayloadAttributes, func(name string) string {
		if slices.Contains(cfg.MessageAttributes, name) {
			return "is in message_attributes too"
		}
		return enrich.Reserved(name, true)
	})
	checkNames("message_attributes", cfg.MessageAttributes, func(name string) string {
		return enrich.Reserved(name, false)
	})

	if cfg.MaxPayloadSize <= 0 {
		refuse("max_payload_size: %d is too small, must be at least 1 (bytes)", cfg.MaxPayloadSize)
	}
	for i := range cfg.Errors {
		for _, err := range cfg.Errors[i].check(cfg.Errors[:i]) {
			refuse("errors[%d].%w", i, err)
		}
	}
	return errors.Join(errs...)
}

// check returns what is wrong with e, which comes after the others.
func (e *ErrorConfig) check(others []ErrorConfig) (errs []error) {
	if e.Number <= 0 || e.Number > math.MaxInt32 {
		errs = append(errs, fmt.Errorf("number: %d is no error number, must be from 1 to %d", e.Number, math.MaxInt32))
	}
	if e.StatusCode != 0 && (e.StatusCode < 100 || e.StatusCode > 599) {
		errs = append(errs, fmt.Errorf("status_code: %d is no HTTP status, must be from 100 to 599", e.StatusCode))
	}
	// What YAML says was checked when it was read, what Go says wasn't.
	if err := new(catalog.API).UnmarshalText([]byte(e.API)); e.API != "" && err != nil {
		errs = append(errs, fmt.Errorf("api: %w", err))
	}
	if err := new(catalog.RetryClass).UnmarshalText([]byte(e.RetryClass)); e.RetryClass != "" && err != nil {
		errs = append(errs, fmt.Errorf("retry_class: %w", err))
	}
	for i := range others {
		if o := &others[i]; o.Number == e.Number && (o.API == e.API || o.API == "" || e.API == "") {
			errs = append(errs, fmt.Errorf("number: %d is in errors[%d] for the same API, must be there once for each of: v1, v2 (without api, it is for both)", e.Number, i))
			break
		}
	}
	return errs
}

// validHost tells whether s is a host name or an IP address, and nothing more.
func validHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(s, "."), ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, hostCharacters) != "" {
			return false
		}
	}
	return true
}

// hostCharacters are those of names as they occur, underscores (of container networks) included.
const hostCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
