// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/enrich"
)

const defaultHost = "vpp.itunes.apple.com"

// Config has the settings, all of them optional. Empty entries of lists, such as unset environment variables, are ignored.
type Config struct {
	// Hosts are the hostnames or IP addresses, without port, that count as the service. They replace the default, so keep
	// Apple's when adding a proxy. Default: [vpp.itunes.apple.com]
	Hosts []string `mapstructure:"hosts"`

	// PayloadAttributes are additional attributes that may hold a response body. Default: none
	PayloadAttributes []string `mapstructure:"payload_attributes"`

	// MessageAttributes are additional attributes that may hold a message. Default: none
	MessageAttributes []string `mapstructure:"message_attributes"`

	// ExcludeAttributes are attributes that are never searched, on spans and log records. a.b may also be the member b of a map a.
	// Default: none
	ExcludeAttributes []string `mapstructure:"exclude_attributes"`

	// MaxPayloadSize is the maximum number of bytes to search in each payload. Default: 1048576
	MaxPayloadSize int `mapstructure:"max_payload_size"`

	// DetectInText also finds errors in sentences, not only in JSON. Default: true
	DetectInText bool `mapstructure:"detect_in_text"`

	// Join connects an error with the call that returned it, if they are on different records, and a background failure with
	// the call that started its event.
	Join JoinConfig `mapstructure:"join"`

	// MarkErrors sets, on a span whose own response was an error, the status to Error, unless it is Ok or the retry class is
	// already_done, and error.type to the number, if absent. Default: false
	MarkErrors bool `mapstructure:"mark_errors"`

	// Errors adds error numbers to the catalog, or overrides facts about documented ones. Default: none
	Errors []ErrorConfig `mapstructure:"errors"`

	_ struct{} // prevents unkeyed literals
}

// JoinConfig says how records are joined.
type JoinConfig struct {
	// Enabled switches joins on. Default: true
	Enabled bool `mapstructure:"enabled"`

	// TTL is how long after its arrival a call or an error is remembered for its counterpart; 0s: only records of one batch are
	// joined. Default: 5m
	TTL time.Duration `mapstructure:"ttl"`

	// EventTTL is how long the call that started an event is remembered; 0s: not at all. Default: 1h
	EventTTL time.Duration `mapstructure:"event_ttl"`

	// MaxItems is the maximum number of items of each kind (calls, errors, events) to remember; the oldest are evicted first.
	// Default: 10000
	MaxItems int `mapstructure:"max_items"`

	_ struct{}
}

// ErrorConfig adds an error number, or overrides facts about a documented one.
type ErrorConfig struct {
	// Number is the errorNumber, from 1 to 2147483647. Listing it is enough to make it count as documented. Required
	Number int `mapstructure:"number"`

	// API is the generation of the API, v1 or v2. Default: both
	API catalog.API `mapstructure:"api"`

	// Message is the canonical message. Default: the documented one
	Message string `mapstructure:"message"`

	// StatusCode is the expected HTTP status, from 100 to 599. Default: the documented one
	StatusCode int `mapstructure:"status_code"`

	// RetryClass is what the caller should do. Default: the documented class, else one derived from the HTTP status
	RetryClass catalog.RetryClass `mapstructure:"retry_class"`

	_ struct{}
}

func createDefaultConfig() component.Config {
	return &Config{
		Hosts:          []string{defaultHost},
		MaxPayloadSize: 1 << 20,
		DetectInText:   true,
		Join:           JoinConfig{Enabled: true, TTL: 5 * time.Minute, EventTTL: time.Hour, MaxItems: 10_000},
	}
}

// Validate reports everything that is wrong, each with its path and what is allowed.
func (cfg *Config) Validate() error {
	errs := validateList("hosts", "host", cfg.Hosts, make(map[string]string), checkHost)
	if len(nonEmpty(cfg.Hosts)) == 0 {
		errs = append(errs, fmt.Errorf("hosts: must not be empty (default: [%s])", defaultHost))
	}
	seen := make(map[string]string) // in any of the three lists
	errs = append(errs, validateList("payload_attributes", "attribute", cfg.PayloadAttributes, seen, checkAttribute(enrich.AsPayload))...)
	errs = append(errs, validateList("message_attributes", "attribute", cfg.MessageAttributes, seen, checkAttribute(enrich.AsMessage))...)
	errs = append(errs, validateList("exclude_attributes", "attribute", cfg.ExcludeAttributes, seen, checkAttribute(enrich.AsExcluded))...)
	if cfg.MaxPayloadSize <= 0 {
		errs = append(errs, fmt.Errorf("max_payload_size: invalid size %d: must be at least 1", cfg.MaxPayloadSize))
	}
	errs = append(errs, cfg.Join.validate()...)
	return errors.Join(append(errs, cfg.validateErrors()...)...)
}

// validate is unexported, because the Collector would also call an exported one, and prefix its own path.
func (cfg *JoinConfig) validate() (errs []error) {
	check := func(path string, d time.Duration) {
		const shortest = time.Millisecond // 5 without a unit is 5 ns, which nobody wants
		if d != 0 && d < shortest {
			errs = append(errs, fmt.Errorf("%s: invalid duration %v: must be 0s, or at least %v with a unit, such as 5m", path, d, shortest))
		}
	}
	check("join.ttl", cfg.TTL)
	check("join.event_ttl", cfg.EventTTL)
	if cfg.MaxItems <= 0 {
		errs = append(errs, fmt.Errorf("join.max_items: invalid number %d: must be at least 1", cfg.MaxItems))
	}
	return errs
}

// A checker returns a key that all spellings of an entry share, and what is wrong with the entry.
type checker func(entry string) (key, problem string)

// validateList reports invalid entries, and duplicates: those whose key is already in seen.
func validateList(setting, kind string, list []string, seen map[string]string, check checker) (errs []error) {
	for i, entry := range list {
		if entry == "" {
			continue
		}
		path := fmt.Sprintf("%s[%d]", setting, i)
		key, problem := check(entry)
		switch first, duplicate := seen[key]; {
		case duplicate:
			errs = append(errs, fmt.Errorf("%s: duplicate %s %q: already in %s", path, kind, entry, first))
		case problem != "":
			errs = append(errs, fmt.Errorf("%s: invalid %s %q: %s", path, kind, entry, problem))
		default:
			seen[key] = path
		}
	}
	return errs
}

// checkHost accepts only a hostname or an IP address. Underscores occur in container names.
func checkHost(host string) (key, problem string) {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	_, err := netip.ParseAddr(host)
	wrong := func(label string) bool { return label == "" || len(label) > 63 || strings.Trim(label, allowed) != "" }
	if err != nil && (len(host) > 253 || slices.ContainsFunc(strings.Split(strings.TrimSuffix(host, "."), "."), wrong)) {
		problem = "must be a hostname or IP address without scheme, port, path or wildcard"
	}
	return enrich.CanonicalHost(host), problem
}

func checkAttribute(use enrich.Use) checker {
	return func(name string) (key, problem string) {
		if strings.TrimSpace(name) == "" {
			return name, "must not be blank"
		}
		if reserved := enrich.Reserved(name, use); reserved != "" {
			return name, "it " + reserved
		}
		return name, ""
	}
}

func (cfg *Config) validateErrors() (errs []error) {
	seen := make(map[ErrorConfig]int, 2*len(cfg.Errors)) // by number and API
	for i, e := range cfg.Errors {
		for _, err := range e.validate() {
			errs = append(errs, fmt.Errorf("errors[%d].%w", i, err))
		}
		for _, api := range []catalog.API{catalog.V1, catalog.V2} {
			if e.Number == 0 || e.API != "" && e.API != api {
				continue
			}
			row := ErrorConfig{Number: e.Number, API: api}
			if first, ok := seen[row]; ok {
				errs = append(errs, fmt.Errorf("errors[%d].number: duplicate error number %d: already in errors[%d] for API %s",
					i, e.Number, first, api))
				break
			}
			seen[row] = i
		}
	}
	return errs
}

// validate is unexported for the same reason as JoinConfig.validate.
func (e *ErrorConfig) validate() (errs []error) {
	switch {
	case e.Number == 0:
		errs = append(errs, fmt.Errorf("number: must be set, from 1 to %d", math.MaxInt32))
	case e.Number < 0 || e.Number > math.MaxInt32:
		errs = append(errs, fmt.Errorf("number: invalid error number %d: must be from 1 to %d", e.Number, math.MaxInt32))
	}
	// A Config built in Go has not been through UnmarshalText.
	if err := new(catalog.API).UnmarshalText([]byte(e.API)); err != nil {
		errs = append(errs, fmt.Errorf("api: %w", err))
	}
	if e.Message != "" && catalog.Normalize(e.Message) == "" {
		errs = append(errs, fmt.Errorf("message: invalid message %q: must contain more than white space, full stops, quotes and backticks",
			e.Message))
	}
	if e.StatusCode != 0 && (e.StatusCode < 100 || e.StatusCode > 599) {
		errs = append(errs, fmt.Errorf("status_code: invalid HTTP status %d: must be from 100 to 599", e.StatusCode))
	}
	if err := new(catalog.RetryClass).UnmarshalText([]byte(e.RetryClass)); err != nil {
		errs = append(errs, fmt.Errorf("retry_class: %w", err))
	}
	return errs
}
