// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

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
			attributes, o := pcommon.NewMap(), selection{}
			for attribute := range strings.FieldsSeq(text) {
				name, value, _ := strings.Cut(attribute, "=")
				attributes.PutStr(name, value)
			}
			o.collect(attributes, circumstances, false)
			api, _ := o.operation()
			assert.Equal(t, want, api, text)
		}
	}
}

// Most callees are ruled out before they are compared with the service's hosts. None that names one of them may be.
func TestNoCalleeOfTheServiceIsRuledOut(t *testing.T) {
	t.Parallel()
	forms := []string{
		"%s", "%s:8443", "%s.", "%s/mdm/v2", "https://%s", "https://%s/mdm/v2/assets", "http://%s/mdm", "//%s/", "HTTPS://%s?x=/",
		"https://user:password@%s/mdm", "https://user@%s:8443?x", "https://%s#/", `https://%s\mdm`,
	}
	for _, c := range []struct {
		hosts hostNames
		texts []string
	}{
		{hostNames{"vpp.itunes.apple.com"}, []string{"vpp.itunes.apple.com", "VPP.iTunes.Apple.com"}},
		{hostNames{"proxy", "9.example.com"}, []string{"Proxy", "9.example.com"}},
		{hostNames{"2001:db8::7"}, []string{"2001:db8::7", "[2001:DB8:0::7]", "[2001:0db8::0007]"}},
		{hostNames{"192.0.2.17"}, []string{"192.0.2.17", "::ffff:192.0.2.17", "[0:0::ffff:c000:211]"}},
	} {
		ns := searchedNames(nil, nil, nil).ofSpans(c.hosts)
		for _, text := range c.texts {
			for _, form := range forms {
				callee := fmt.Sprintf(form, text)
				if named, _ := c.hosts.match(pcommon.NewValueStr(callee), true); named {
					assert.False(t, ns.isOther(callee), callee)
				}
			}
		}
	}
	ns := searchedNames(nil, nil, nil).ofSpans(hostNames{"vpp.itunes.apple.com"})
	for _, callee := range []string{"", "db", "assets.eu-west-1.example.com", "https://assets.eu-west-1.example.com/v1/assets"} {
		assert.True(t, ns.isOther(callee), callee)
	}
}
