// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

func collected(t *testing.T, ns *names, raw map[string]any) (o offer) {
	t.Helper()
	m := pcommon.NewMap()
	require.NoError(t, m.FromRaw(raw))
	o.collect(m, ns, nothing)
	return o
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
	for _, tt := range []struct {
		attributes     map[string]any
		service, other bool
	}{
		{map[string]any{}, false, false},
		{map[string]any{"server.address": "vpp.itunes.apple.com"}, true, false},
		{map[string]any{"server.address": "VPP.iTunes.Apple.com."}, true, false},
		{map[string]any{"server.address": "proxy.EXAMPLE"}, true, false},
		{map[string]any{"net.peer.name": "vpp.itunes.apple.com"}, true, false},
		{map[string]any{"http.host": "vpp.itunes.apple.com:443"}, true, false},
		{map[string]any{"http.url": "https://vpp.itunes.apple.com/mdm/v2/assets"}, true, false},
		{map[string]any{"url.full": "https://user@"}, false, false},
		{map[string]any{"url.full": "https://user:secret@vpp.itunes.apple.com:443?x"}, true, false},
		{map[string]any{"url.full": "https://VPP.itunes.apple.com"}, true, false},
		{map[string]any{"server.address": "192.0.2.7"}, true, false},
		{map[string]any{"server.address": "::ffff:192.0.2.7"}, true, false},
		{map[string]any{"url.full": "https://[::ffff:192.0.2.7]:8443/"}, true, false},
		{map[string]any{"server.address": "192.0.2.9"}, true, false},
		{map[string]any{"server.address": "::FFFF:192.0.2.9"}, true, false},
		{map[string]any{"url.full": "http://[2001:db8::7]:8443/mdm/v2/assets"}, true, false},
		{map[string]any{"server.address": "2001:DB8:0:0::7"}, true, false},
		{map[string]any{"server.address": "2001:db8::8"}, false, true},
		{map[string]any{"server.address": "2001:db8::4:5:6:7:8"}, false, true},
		{map[string]any{"server.address": "vpp.itunes.apple.com.example.org"}, false, true},
		{map[string]any{"server.address": "my-vpp.itunes.apple.com"}, false, true},
		{map[string]any{"url.full": "https://example.org/vpp.itunes.apple.com/mdm/v2/"}, false, true},
		{map[string]any{"url.full": "https://example.org?to=https://vpp.itunes.apple.com/"}, false, true},
		{map[string]any{"url.full": "https://vpp.itunes.apple.com@example.org/"}, false, true},
		{map[string]any{"url.full": "https://example.org/@vpp.itunes.apple.com"}, false, true},
		{map[string]any{"url.full": "/mdm/v2/assets"}, false, false},
		{map[string]any{"url.full": "vpp.itunes.apple.com:443/mdm/v2/assets"}, true, false},
		{map[string]any{"url.full": "a//vpp.itunes.apple.com/mdm/v2/assets"}, false, false},
		{map[string]any{"url.full": "//vpp.itunes.apple.com/mdm/v2/assets"}, true, false},
		{map[string]any{"url.full": "/go?u=https://vpp.itunes.apple.com/mdm/v2/assets"}, false, false},
		{map[string]any{"url.full": "example.org/go?u=https://vpp.itunes.apple.com/"}, false, false},
		{map[string]any{"url.full": `https://example.org\@vpp.itunes.apple.com/`}, false, true},
		{map[string]any{"url.full": "https://a@b@vpp.itunes.apple.com/"}, true, false},
		{map[string]any{"url.full": "https://vpp.itunes.apple.com#x"}, true, false},
		{map[string]any{"url.full": "https:/vpp.itunes.apple.com/"}, false, false},
		{map[string]any{"url.full": "example.org?u=x://vpp.itunes.apple.com/"}, false, false},
		{map[string]any{"url.full": "example.org#u=x://vpp.itunes.apple.com/"}, false, false},
		{map[string]any{"http.host": "vpp.itunes.apple.com:443.example.org"}, false, true},
		{map[string]any{"http.host": "vpp.itunes.apple.com:"}, true, false},
		{map[string]any{"http.url": "assets/vpp.itunes.apple.com"}, false, false},
		{map[string]any{"url.path": "/vpp.itunes.apple.com"}, false, false},
		{map[string]any{"server.address": 7}, false, false},
		{map[string]any{"server.address": ""}, false, false},
		{map[string]any{"server.address": "cache.example", "url.full": "https://vpp.itunes.apple.com/mdm/v2/assets"}, true, false},
	} {
		o := collected(t, circumstances, tt.attributes)
		service, other := o.hosts(e.service)
		assert.Equal(t, tt.service, service, "%v", tt.attributes)
		assert.Equal(t, tt.other, other, "%v", tt.attributes)
		for _, e := range []*Enricher{e, byDefault, byAddress} { // of a span, it is asked at once
			named, _ := o.hosts(e.service)
			span := collected(t, e.callNames, tt.attributes)
			assert.Equal(t, named, span.has(callees), "%v", tt.attributes)
		}
	}
}

func TestAPIByPath(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		attributes map[string]any
		want       catalog.API
	}{
		{map[string]any{}, ""},
		{map[string]any{"url.path": "/mdm/v2/assets"}, catalog.V2},
		{map[string]any{"url.full": "https://vpp.itunes.apple.com/mdm/v2/assets?x#y"}, catalog.V2},
		{map[string]any{"http.target": "/mdm/v2/assets?pageIndex=1"}, catalog.V2},
		{map[string]any{"http.url": "https://proxy.example/apple/mdm/v2/assets"}, catalog.V2},
		{map[string]any{"url.path": "/mdm/getVPPUserSrv"}, catalog.V1},
		{map[string]any{"http.url": "https://vpp.itunes.apple.com/mdm/getVPPUserSrv?x=1"}, catalog.V1},
		{map[string]any{"url.path": "/mdm/checkin"}, ""},
		{map[string]any{"url.path": "/api/getVPPUserSrv"}, ""},
		{map[string]any{"url.full": "https://vpp.itunes.apple.com/?back=/mdm/v2/"}, ""},
		{map[string]any{"url.full": "https://vpp.itunes.apple.com/a#/mdm/v2/"}, ""},
		{map[string]any{"url.full": "https://vpp.itunes.apple.com/mdm/x#/mdm/v2/"}, ""},
		{map[string]any{"url.full": "https://mdm/v2/assets"}, ""},
		{map[string]any{"url.full": "https://proxy.example//mdm/v2/assets"}, catalog.V2},
		{map[string]any{"url.path": "/mdm/mdm/v2/assets"}, catalog.V2},
		{map[string]any{"url.full": "https://vpp.itunes.apple.com"}, ""},
		{map[string]any{"url.full": "/r?u=https://x/mdm/v2/assets"}, ""},
		{map[string]any{"http.target": "/api/getVPPUserSrv?to=/mdm/x"}, ""},
		{map[string]any{"url.full": "/mdm/v2/assets"}, catalog.V2},
		{map[string]any{"url.path": "/", "http.target": "/mdm/getVPPUserSrv"}, catalog.V1},
	} {
		o := collected(t, circumstances, tt.attributes)
		api, _ := o.called()
		assert.Equal(t, tt.want, api, "%v", tt.attributes)
	}
}
