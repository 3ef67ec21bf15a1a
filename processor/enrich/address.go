// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"math"
	"net/netip"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// hostNames are the names and addresses that count as the service, in the form of CanonicalHost.
type hostNames []string

// shortest returns the length of the shortest text that may name one of them.
func (hs hostNames) shortest() int {
	shortest := math.MaxInt
	for _, h := range hs {
		if shortest = min(shortest, len(h)); strings.Contains(h, ":") {
			return len("::") // an IPv6 address may be written in several ways
		}
	}
	return shortest
}

// starts returns the characters that a text which names one of them may begin with, ignoring case.
func (hs hostNames) starts() (set [1 << 8]bool) {
	for _, h := range hs {
		set[h[0]|0x20] = true
		if _, err := netip.ParseAddr(h); err == nil { // which may be written in several ways
			for c := range set {
				set[c] = true
			}
		}
	}
	return set
}

func (hs hostNames) contain(host string) bool {
	if strings.Count(host, ":") > 1 { // an IPv6 address may be written in several ways
		host = CanonicalHost(host)
	}
	return slices.ContainsFunc(hs, func(h string) bool { return h == host || strings.EqualFold(h, host) })
}

// CanonicalHost returns the canonical form of a host name or an IP address.
func CanonicalHost(host string) string {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().String() // ::ffff:192.0.2.17 is 192.0.2.17
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// match reports whether v, an authority or a URL, names one of them, and whether it names another host instead.
func (hs hostNames) match(v pcommon.Value, isURL bool) (named, other bool) {
	authority, whole := v.Str(), true // empty if it isn't a string
	switch {
	case slices.Contains(hs, authority): // most are just the host
		return true, false
	case isURL:
		authority, _, whole = splitURL(authority)
	}
	host := trimPort(authority)
	named = hs.contain(host)
	return named, host != "" && !named && whole
}

// hosts reports whether the URL attributes name the service, and whether they name another host instead.
func (s *selection) hosts(service hostNames) (named, other bool) {
	for a := range s.with(addresses) {
		n, another := service.match(a.value, a.role&urls != 0)
		if n {
			return true, false
		}
		other = other || another
	}
	return false, other
}

// splitURL returns the authority of a URL, without user and password, and its path. Without a scheme, the first part may be
// either; whole reports whether it is certain to be the authority.
func splitURL(url string) (authority, path string, whole bool) {
	rest, whole := strings.CutPrefix(url, "https://") // most are
	if !whole {
		first := upTo(upTo(upTo(url, '/'), '?'), '#')
		if rest, whole = strings.CutPrefix(url[len(first):], "//"); !whole || first != "" && first[len(first)-1] != ':' {
			return first, trimQuery(url), false
		}
	}
	authority = upTo(upTo(upTo(upTo(rest, '/'), '?'), '#'), '\\') // as browsers see it, too
	return authority[strings.LastIndexByte(authority, '@')+1:], trimQuery(rest[len(authority):]), true
}

func trimQuery(path string) string { return upTo(upTo(path, '#'), '?') }

// upTo returns what comes before the first c; everything if there is none.
func upTo(t string, c byte) string {
	if i := strings.IndexByte(t, c); i >= 0 { //nolint:modernize // strings.Cut wants a string, and takes twice as long
		return t[:i]
	}
	return t
}

// trimPort returns the host of an authority: without port, brackets and a final dot.
func trimPort(authority string) string {
	host := authority
	if strings.HasPrefix(host, "[") {
		if i := strings.IndexByte(host, ']'); i > 0 {
			return host[1:i]
		}
	}
	if i := strings.IndexByte(host, ':'); i >= 0 && strings.Trim(host[i+1:], "0123456789") == "" {
		host = host[:i] // an IPv6 address has more than one
	}
	return strings.TrimSuffix(host, ".")
}

// operation returns the API version that the paths belong to, "" if it is unknown, and whether one of them polls the status of an
// event: the errors in such a response aren't those of the call itself.
func (s *selection) operation() (api catalog.API, poll bool) {
	for a := range s.with(locations) {
		path := trimQuery(a.value.Str())
		if a.role&urls != 0 {
			_, path, _ = splitURL(a.value.Str())
		}
		api = cmp.Or(api, apiOf(path))
		poll = poll || strings.HasSuffix(path, "/status")
	}
	return api, poll
}

func apiOf(path string) catalog.API {
	switch {
	case strings.Contains(path, "/mdm/v2/"):
		return catalog.V2
	case strings.HasSuffix(path, "Srv") && strings.Contains(path, "/mdm/"):
		return catalog.V1
	default:
		return ""
	}
}
