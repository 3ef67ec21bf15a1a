// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

func collected(t *testing.T, ns *names, raw fields) (o offer) {
	t.Helper()
	m := pcommon.NewMap()
	require.NoError(t, m.FromRaw(raw))
	o.collect(m, ns, nothing)
	return o
}

// asFields parses attributes of the form name=value, separated by spaces.
func asFields(text string) fields {
	attributes := fields{}
	for attribute := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(attribute, "=")
		attributes[name] = value
	}
	return attributes
}

func TestNamed(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, func(s *Settings) {
		s.Hosts = []string{"vpp.itunes.apple.com", "Proxy.example.", "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.9"}
	})
	byDefault := newEnricher(t)
	byAddress := newEnricher(t, func(s *Settings) { s.Hosts = []string{"2001:db8:0:4:5:6:7:8"} })
	for _, text := range []string{"192.0.2.9: refused", "[::ffff:192.0.2.9]:443: refused", "from ::ffff:192.0.2.7", "proxy.example: refused"} {
		assert.True(t, e.vocabulary.Names(text), text)
	}
	for want, all := range map[string][]string{
		"service": {
			"server.address=vpp.itunes.apple.com", "server.address=VPP.iTunes.Apple.com.", "server.address=proxy.EXAMPLE",
			"net.peer.name=vpp.itunes.apple.com", "http.host=vpp.itunes.apple.com:443", "http.host=vpp.itunes.apple.com:",
			"http.url=https://vpp.itunes.apple.com/mdm/v2/assets", "url.full=https://VPP.itunes.apple.com",
			"url.full=https://user:secret@vpp.itunes.apple.com:443?x", "url.full=https://a@b@vpp.itunes.apple.com/",
			"url.full=vpp.itunes.apple.com:443/mdm/v2/assets", "url.full=//vpp.itunes.apple.com/mdm/v2/assets",
			"url.full=https://vpp.itunes.apple.com#x",
			"server.address=192.0.2.7", "server.address=::ffff:192.0.2.7", "url.full=https://[::ffff:192.0.2.7]:8443/",
			"server.address=192.0.2.9", "server.address=::FFFF:192.0.2.9",
			"url.full=http://[2001:db8::7]:8443/mdm/v2/assets", "server.address=2001:DB8:0:0::7",
			"server.address=cache.example url.full=https://vpp.itunes.apple.com/mdm/v2/assets",
		},
		"other": {
			"server.address=2001:db8::8", "server.address=2001:db8::4:5:6:7:8", "server.address=my-vpp.itunes.apple.com",
			"server.address=vpp.itunes.apple.com.example.org", "http.host=vpp.itunes.apple.com:443.example.org",
			"url.full=https://example.org/vpp.itunes.apple.com/mdm/v2/", "url.full=https://example.org/@vpp.itunes.apple.com",
			"url.full=https://example.org?to=https://vpp.itunes.apple.com/", "url.full=https://vpp.itunes.apple.com@example.org/",
			`url.full=https://example.org\@vpp.itunes.apple.com/`,
		},
		"nobody": {
			"", "server.address=", "url.full=https://user@", "url.full=/mdm/v2/assets",
			"url.full=a//vpp.itunes.apple.com/mdm/v2/assets", "url.full=/go?u=https://vpp.itunes.apple.com/mdm/v2/assets",
			"url.full=example.org/go?u=https://vpp.itunes.apple.com/", "url.full=example.org?u=x://vpp.itunes.apple.com/",
			"url.full=example.org#u=x://vpp.itunes.apple.com/", "url.full=https:/vpp.itunes.apple.com/",
			"http.url=assets/vpp.itunes.apple.com", "url.path=/vpp.itunes.apple.com",
		},
	} {
		for _, text := range all {
			attributes := asFields(text)
			o := collected(t, circumstances, attributes)
			service, other := o.hosts(e.service)
			assert.Equal(t, want == "service", service, text)
			assert.Equal(t, want == "other", other, text)
			for _, e := range []*Enricher{e, byDefault, byAddress} { // spans check it while collecting
				named, _ := o.hosts(e.service)
				span := collected(t, e.spanNames, attributes)
				assert.Equal(t, named, span.has(callees), text)
			}
		}
	}
	number := collected(t, circumstances, fields{"server.address": 7})
	service, other := number.hosts(e.service)
	assert.False(t, service || other, "a number is no host")
}

func TestAPIByPath(t *testing.T) {
	t.Parallel()
	for want, all := range map[catalog.API][]string{
		catalog.V2: {
			"url.path=/mdm/v2/assets", "url.path=/mdm/mdm/v2/assets", "http.target=/mdm/v2/assets?pageIndex=1",
			"url.full=https://vpp.itunes.apple.com/mdm/v2/assets?x#y", "http.url=https://proxy.example/apple/mdm/v2/assets",
			"url.full=https://proxy.example//mdm/v2/assets", "url.full=/mdm/v2/assets",
		},
		catalog.V1: {
			"url.path=/mdm/getVPPUserSrv", "http.url=https://vpp.itunes.apple.com/mdm/getVPPUserSrv?x=1",
			"url.path=/ http.target=/mdm/getVPPUserSrv",
		},
		"": {
			"", "url.path=/mdm/checkin", "url.path=/api/getVPPUserSrv", "http.target=/api/getVPPUserSrv?to=/mdm/x",
			"url.full=https://vpp.itunes.apple.com", "url.full=https://vpp.itunes.apple.com/?back=/mdm/v2/",
			"url.full=https://vpp.itunes.apple.com/a#/mdm/v2/", "url.full=https://vpp.itunes.apple.com/mdm/x#/mdm/v2/",
			"url.full=https://mdm/v2/assets", "url.full=/r?u=https://x/mdm/v2/assets",
		},
	} {
		for _, text := range all {
			o := collected(t, circumstances, asFields(text))
			api, _ := o.called()
			assert.Equal(t, want, api, text)
		}
	}
}
